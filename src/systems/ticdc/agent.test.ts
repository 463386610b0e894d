import { describe, expect, test } from 'vitest';
import type { Ts } from '../../model/ts.ts';
import { CONFIG } from '../testing/capture-cluster.ts';
import { FakeContext } from '../testing/fake-context.ts';
import { Agent } from './agent.ts';
import { Coordinator } from './coordinator.ts';
import { Downstream } from './downstream.ts';
import { IdSource, type Env, type Kit } from './kit.ts';
import type { AgentToOwner, DispatchTable, Heartbeat, HeartbeatResponse, TableStatus } from './msg.ts';
import { makeSpan } from './span.ts';

const SPAN = makeSpan('', '');
const SPEC = { id: 'cf-1', startKey: '', endKey: '', spans: 1, startTs: 'beginning' } as const;

function makeKit(process = 'capture-a', off: readonly string[] = []): Kit & { ctx: FakeContext } {
  const env: Env = {
    process,
    capture: `${process}#1`,
    incarnation: 1,
    etcd: 'etcd-1',
    upstreamPd: 'pd-1',
    recoveryPd: 'r-pd-1',
    config: CONFIG,
    rules: { off },
  };
  return { ctx: new FakeContext(process), env, ids: IdSource.forIncarnation(1), router: new Map() };
}

function heartbeat(ownerRevision: number, over: Partial<Heartbeat> = {}): Heartbeat {
  return {
    kind: 'ticdc.heartbeat',
    bytes: 1,
    changefeed: 'cf-1',
    changefeedEpoch: 1,
    ownerRevision,
    capture: 'capture-a#1',
    spans: [SPAN.id],
    ...over,
  };
}

function dispatch(
  ownerRevision: number,
  processorEpoch: number,
  over: Partial<DispatchTable> = {},
): DispatchTable {
  return {
    kind: 'ticdc.dispatch-table',
    bytes: 1,
    changefeed: 'cf-1',
    changefeedEpoch: 1,
    ownerRevision,
    capture: 'capture-a#1',
    processorEpoch,
    span: SPAN,
    action: 'add',
    secondary: true,
    checkpoint: 5 as Ts,
    token: 1,
    ...over,
  };
}

class AgentBench {
  readonly kit: Kit & { ctx: FakeContext };
  readonly agent: Agent;
  private readonly downstream = new Downstream();

  constructor(off: readonly string[] = []) {
    this.kit = makeKit('capture-a', off);
    this.agent = new Agent('cf-1', 1, this.kit);
  }

  say(...messages: (Heartbeat | DispatchTable)[]): readonly AgentToOwner[] {
    for (const message of messages) this.agent.receive('capture-b', message);
    return this.agent.tick(this.downstream, this.kit).messages;
  }

  /** The epoch it answers with. */
  epoch(ownerRevision: number): number {
    return (this.say(heartbeat(ownerRevision))[0] as HeartbeatResponse).processorEpoch;
  }

  tables(): string[] {
    return [...this.agent.tables].map((table) => table.state);
  }
}

describe('the agent (facts 4.5.2, 4.5.12)', () => {
  test('answers a heartbeat with Absent for a span it does not have', () => {
    const bench = new AgentBench();
    expect(bench.say(heartbeat(7))).toMatchObject([
      { ownerRevision: 7, capture: 'capture-a#1', tables: [{ span: SPAN.id, state: 'Absent' }] },
    ]);
  });

  test('obeys a dispatch of the current epoch', () => {
    const bench = new AgentBench();
    bench.say(dispatch(7, bench.epoch(7)));
    expect(bench.tables()).toEqual(['Preparing']);
  });

  test('while a task for a span is under way a second one is ignored; the owner repeats it', () => {
    const bench = new AgentBench();
    const epoch = bench.epoch(7);
    bench.say(dispatch(7, epoch), dispatch(7, epoch, { action: 'remove' }));
    expect(bench.say(dispatch(7, epoch, { action: 'remove' }))).toEqual([]);
    expect(bench.tables()).toEqual(['Preparing']);
  });

  test('RemoveTable of what it does not have answers Absent', () => {
    const bench = new AgentBench();
    const epoch = bench.epoch(7);
    expect(bench.say(dispatch(7, epoch, { action: 'remove' }))).toMatchObject([
      { kind: 'ticdc.dispatch-table-response', table: { state: 'Absent' } },
    ]);
  });

  test.each([
    ['an older owner', (epoch: number) => dispatch(6, epoch)],
    ['another processor epoch', (epoch: number) => dispatch(7, epoch + 1)],
    ['another changefeed epoch', (epoch: number) => dispatch(7, epoch, { changefeedEpoch: 2 })],
    ['another incarnation', (epoch: number) => dispatch(7, epoch, { capture: 'capture-a#9' })],
  ])('R-EPOCH-FILTER: a dispatch from or for %s is dropped', (_, make) => {
    const bench = new AgentBench();
    bench.say(make(bench.epoch(7)));
    expect(bench.tables()).toEqual([]);
  });

  test('R-EPOCH-FILTER off: the ghost command of an older owner is obeyed', () => {
    const bench = new AgentBench(['R-EPOCH-FILTER']);
    bench.say(dispatch(6, bench.epoch(7)));
    expect(bench.tables()).toEqual(['Preparing']);
  });

  test('a newer owner is followed under a new epoch, so commands addressed to the old one are void', () => {
    const bench = new AgentBench();
    const before = bench.epoch(7);
    const after = bench.epoch(9);
    expect(after).not.toBe(before);
    bench.say(dispatch(9, before));
    expect(bench.tables()).toEqual([]);
    bench.say(dispatch(9, after));
    expect(bench.tables()).toEqual(['Preparing']);
  });
});

class CoordinatorBench {
  readonly kit: Kit & { ctx: FakeContext };
  readonly coordinator = new Coordinator(SPEC, 1, 7, 5 as Ts, 5 as Ts, 0, 60_000_000);
  alive = ['capture-a', 'capture-b'];

  constructor(off: readonly string[] = []) {
    this.kit = makeKit('capture-a', off);
  }

  tick(): (Heartbeat | DispatchTable)[] {
    this.kit.ctx.nowUs += 200_000;
    const alive = this.alive.map((process) => ({ process, capture: `${process}#1` }));
    return this.coordinator.tick(alive, 1, this.kit).map(({ message }) => message);
  }

  report(process: string, tables: Partial<TableStatus>[], over: Partial<HeartbeatResponse> = {}): void {
    this.coordinator.receive({
      kind: 'ticdc.heartbeat-response',
      bytes: 1,
      changefeed: 'cf-1',
      changefeedEpoch: 1,
      ownerRevision: 7,
      capture: `${process}#1`,
      processorEpoch: 3,
      tables: tables.map((table) => ({
        span: SPAN.id,
        state: 'Absent',
        checkpoint: 5 as Ts,
        resolved: 5 as Ts,
        heldBy: [],
        ...table,
      })),
      ...over,
    });
  }

  dispatches(): DispatchTable[] {
    return this.tick().filter((message): message is DispatchTable => message.kind === 'ticdc.dispatch-table');
  }
}

describe('the coordinator', () => {
  test('schedules nothing before every capture has reported', () => {
    const bench = new CoordinatorBench();
    expect(bench.tick().map((message) => message.kind)).toEqual(['ticdc.heartbeat', 'ticdc.heartbeat']);
    bench.report('capture-a', []);
    expect(bench.dispatches()).toEqual([]);
    bench.report('capture-b', []);
    expect(bench.dispatches()).toMatchObject([
      { action: 'add', secondary: true, checkpoint: 5, processorEpoch: 3 },
    ]);
  });

  test('takes over what is replicating instead of adding it elsewhere', () => {
    const bench = new CoordinatorBench();
    bench.tick();
    bench.report('capture-a', []);
    bench.report('capture-b', [{ state: 'Replicating', checkpoint: 30 as Ts, resolved: 40 as Ts }]);
    expect(bench.dispatches()).toEqual([]);
    expect([bench.coordinator.checkpoint, bench.coordinator.resolved]).toEqual([30, 40]);
  });

  test.each([
    ['another owner', { ownerRevision: 6 }],
    ['another changefeed epoch', { changefeedEpoch: 2 }],
    ['another processor epoch', { processorEpoch: 99 }],
  ] as const)('R-EPOCH-FILTER: a report with %s is dropped', (_, over) => {
    const run = (off: readonly string[]): Ts => {
      const bench = new CoordinatorBench(off);
      bench.tick();
      bench.report('capture-a', []);
      bench.report('capture-b', [{ state: 'Replicating', checkpoint: 30 as Ts, resolved: 40 as Ts }]);
      bench.tick();
      bench.report('capture-b', [{ state: 'Replicating', checkpoint: 90 as Ts, resolved: 90 as Ts }], over);
      bench.tick();
      return bench.coordinator.checkpoint;
    };
    expect([run([]), run(['R-EPOCH-FILTER'])]).toEqual([30, 90]);
  });

  test.each([
    [[], 30],
    [['R-REDISPATCH-FROM-CKPT'], 40],
  ] as const)('with %j off, a dead capture’s span is given to the survivor from %i', (off, from) => {
    const bench = new CoordinatorBench(off);
    bench.tick();
    bench.report('capture-a', []);
    bench.report('capture-b', [{ state: 'Replicating', checkpoint: 30 as Ts, resolved: 40 as Ts }]);
    bench.tick();
    bench.alive = ['capture-a'];
    expect(bench.dispatches()).toMatchObject([
      { capture: 'capture-a#1', action: 'add', secondary: true, checkpoint: from },
    ]);
    expect(bench.coordinator.checkpoint).toBe(30);
    expect(bench.coordinator.blame()).toEqual([`span ${SPAN.id}`, 'capture-a#1']);
  });

  test('R-CKPT-MIN off: the checkpoint leaves behind a span that nobody replicates', () => {
    const run = (off: readonly string[]): Ts => {
      const bench = new CoordinatorBench(off);
      const two = new Coordinator({ ...SPEC, spans: 2 }, 1, 7, 5 as Ts, 5 as Ts, 0, 60_000_000);
      const captures = [{ process: 'capture-a', capture: 'capture-a#1' }];
      const tables = [
        {
          span: '[n, +∞)',
          state: 'Replicating' as const,
          checkpoint: 50 as Ts,
          resolved: 60 as Ts,
          heldBy: [],
        },
      ];
      two.tick(captures, 1, bench.kit);
      two.receive({
        kind: 'ticdc.heartbeat-response',
        bytes: 1,
        changefeed: 'cf-1',
        changefeedEpoch: 1,
        ownerRevision: 7,
        capture: 'capture-a#1',
        processorEpoch: 3,
        tables,
      });
      two.tick(captures, 1, bench.kit);
      return two.checkpoint;
    };
    expect([run([]), run(['R-CKPT-MIN'])]).toEqual([5, 50]);
  });

  test('two captures that both replicate the span are a failure of the changefeed', () => {
    const bench = new CoordinatorBench();
    bench.tick();
    bench.report('capture-a', [{ state: 'Replicating' }]);
    bench.report('capture-b', [{ state: 'Replicating' }]);
    bench.tick();
    bench.tick();
    expect(bench.coordinator.failure).toContain('is replicated by capture-a#1 and by capture-b#1');
  });

  test('moves a span by hand: prepare there, stop here, promote there', () => {
    const bench = new CoordinatorBench();
    bench.tick();
    bench.report('capture-a', [{ state: 'Replicating' }]);
    bench.report('capture-b', []);
    bench.tick();
    bench.coordinator.moveSpan(SPAN.id, 'capture-b');
    expect(bench.dispatches()).toMatchObject([{ capture: 'capture-b#1', action: 'add', secondary: true }]);
    bench.report('capture-b', [{ state: 'Prepared' }]);
    expect(bench.dispatches()).toMatchObject([{ capture: 'capture-a#1', action: 'remove' }]);
    bench.report('capture-a', [{ state: 'Stopped', checkpoint: 70 as Ts }]);
    expect(bench.dispatches()).toMatchObject([
      { capture: 'capture-b#1', action: 'add', secondary: false, checkpoint: 70 },
    ]);
  });
});
