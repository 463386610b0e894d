import { describe, expect, test } from 'vitest';
import { encodeRawKey } from '../../model/key.ts';
import type { Region } from '../../model/region.ts';
import { composeTs, TS_ZERO, type Ts } from '../../model/ts.ts';
import { CONFIG } from '../testing/capture-cluster.ts';
import { FakeContext } from '../testing/fake-context.ts';
import type { ScanRegions, ScanRegionsResponse } from '../pd/msg.ts';
import type { CdcDeregister, CdcError, CdcRegister, CdcRow, CdcTxnRow } from '../tikv/msg.ts';
import type { CaptureTimer, Kit } from './kit.ts';
import { KvClient } from './kv-client.ts';
import { makeSpan } from './span.ts';
import { Sorter } from './sorter.ts';
import { kitOf } from './testing.ts';

const START = composeTs(10, 0);

interface Route {
  readonly id: number;
  readonly from: string;
  readonly to: string;
  readonly version: number;
  readonly leader: number;
}

class ClientBench {
  readonly ctx = new FakeContext('capture-a');
  readonly sorter = new Sorter();
  readonly kit: Kit;
  readonly client: KvClient;
  routes: Route[] = [
    { id: 1, from: '', to: 'k', version: 1, leader: 1 },
    { id: 2, from: 'k', to: '', version: 1, leader: 2 },
  ];

  constructor(off: readonly string[] = [], from = '', to = '') {
    this.kit = kitOf(this.ctx, CONFIG, off);
    this.client = new KvClient('t', 'cf-1', makeSpan(from, to), START);
    this.client.start(this.kit);
  }

  /** Answers every question that PD was asked. */
  pd(): number {
    const asked = this.ctx.takeSent('pd-1') as ScanRegions[];
    for (const ask of asked) {
      const answer: ScanRegionsResponse = {
        kind: 'pd.scan-regions-response',
        bytes: 1,
        id: ask.id,
        routes: this.routes
          .map((route) => ({ region: regionOf(route), leaderStore: route.leader }))
          .filter(({ region }) => region.endKey === '' || region.endKey > ask.startKey)
          .filter(({ region }) => ask.endKey === '' || region.startKey < ask.endKey),
        stores: [1, 2, 3].map((store) => ({ store, process: `store-${store}` })),
      };
      this.client.onScanRegions(answer, this.kit);
    }
    return asked.length;
  }

  registers(): CdcRegister[] {
    return [1, 2, 3].flatMap((store) => this.ctx.takeSent(`store-${store}`)) as CdcRegister[];
  }

  /** PD answers and whatever follows from it: the subscriptions made. */
  settle(): CdcRegister[] {
    const made: CdcRegister[] = [];
    while (this.pd() > 0) made.push(...this.registers());
    made.push(...this.registers());
    return made;
  }

  txns(register: CdcRegister, txns: CdcTxnRow[]): void {
    const { region, requestId } = register;
    const batch = { kind: 'cdc.events', bytes: 1, rows: [], initialized: false, error: null } as const;
    this.client.onEvents({ ...batch, region, requestId, txns }, this.sorter, this.kit);
  }

  events(register: CdcRegister, rows: CdcRow[], initialized = false, error: CdcError | null = null): void {
    const { region, requestId } = register;
    this.client.onEvents(
      { kind: 'cdc.events', bytes: 1, region, requestId, rows, initialized, error },
      this.sorter,
      this.kit,
    );
  }

  fail(register: CdcRegister, error: CdcError): void {
    this.events(register, [], false, error);
  }

  passTime(us: number): void {
    const until = this.ctx.nowUs + us;
    for (let timer = this.ctx.nextTimer(until); timer !== null; timer = this.ctx.nextTimer(until)) {
      this.client.onRetry((timer as CaptureTimer).id, this.kit);
    }
  }
}

function regionOf({ id, from, to, version }: Route): Region {
  return {
    id,
    epoch: { confVer: 1, version },
    peers: [],
    startKey: from === '' ? '' : encodeRawKey(from),
    endKey: to === '' ? '' : encodeRawKey(to),
  };
}

function words(register: CdcRegister): string {
  return `region ${register.region} v${register.epoch.version} from ${Math.floor(register.checkpointTs / 262_144)} ms`;
}

const SAFE_MS = CONFIG.ticdc.safeIntervalUs / 1_000;

describe('the kv-client', () => {
  test('divides its span into Regions and subscribes each at its leader from the start ts', () => {
    const bench = new ClientBench([], 'c', 'p');
    const made = bench.settle();
    expect(made).toMatchObject([
      {
        region: 1,
        startKey: encodeRawKey('c'),
        endKey: encodeRawKey('k'),
        checkpointTs: START,
        capture: 'capture-a#1',
      },
      {
        region: 2,
        startKey: encodeRawKey('k'),
        endKey: encodeRawKey('p'),
        checkpointTs: START,
        changefeed: 'cf-1',
      },
    ]);
    expect(bench.client.frontier.min).toBe(START);
    expect([...bench.kit.router.keys()]).toEqual(made.map((register) => register.requestId));
  });

  test('keeps rows of its span only, and ignores unknown request ids (R-REQID)', () => {
    const bench = new ClientBench([], 'c', 'p');
    const [first] = bench.settle() as [CdcRegister];
    const rows = ['a', 'c', 'j'].map((key) => ({ key, value: 'v', ts: START }));
    bench.events(first, rows);
    expect(bench.sorter.depth).toBe(2);
    bench.events({ ...first, requestId: 999 }, rows);
    expect(bench.sorter.depth).toBe(2);
  });

  test('keeps raw keys of a span that ends within a table, though the table’s name stands before theirs', () => {
    const bench = new ClientBench([], 'c', 't1_r4');
    const [first] = bench.settle() as [CdcRegister];
    bench.events(first, [{ key: 'z', value: 'v', ts: START }]);
    expect(bench.sorter.depth).toBe(1);
  });

  test('counts a resolved ts only after INITIALIZED, lowered by the safe interval, never falling', () => {
    const bench = new ClientBench();
    const [first, second] = bench.settle() as [CdcRegister, CdcRegister];
    const at = (ms: number): Ts => composeTs(ms + SAFE_MS, 7);
    bench.client.onResolved(first.requestId, at(50), bench.kit);
    expect(bench.client.frontier.min).toBe(START);
    bench.events(first, [], true);
    bench.events(second, [], true);
    bench.client.onResolved(first.requestId, at(50), bench.kit);
    bench.client.onResolved(second.requestId, at(40), bench.kit);
    bench.client.onResolved(second.requestId, at(30), bench.kit);
    expect(bench.client.frontier.min).toBe(composeTs(40, 7));
    expect(bench.client.regionsInitialized).toBe(2);
  });

  test('R-SAFE-INTERVAL off: the resolved ts is taken as it is', () => {
    const bench = new ClientBench(['R-SAFE-INTERVAL']);
    for (const register of bench.settle()) {
      bench.events(register, [], true);
      bench.client.onResolved(register.requestId, composeTs(50, 0), bench.kit);
    }
    expect(bench.client.frontier.min).toBe(composeTs(50, 0));
  });

  test('NotLeader with a hint subscribes there at once, from what was reached', () => {
    const bench = new ClientBench(['R-SAFE-INTERVAL']);
    const [first] = bench.settle() as [CdcRegister];
    bench.events(first, [], true);
    bench.client.onResolved(first.requestId, composeTs(50, 0), bench.kit);
    bench.fail(first, { type: 'NotLeader', leaderStore: 3 });
    const again = bench.ctx.takeSent('store-3') as CdcRegister[];
    expect(again.map(words)).toEqual(['region 1 v1 from 50 ms']);
    expect(again[0]?.requestId).not.toBe(first.requestId);
    expect(bench.kit.router.has(first.requestId)).toBe(false);
  });

  test.each([
    { type: 'NotLeader', leaderStore: 0 },
    { type: 'ServerIsBusy' },
    { type: 'Congested' },
    { type: 'DuplicateRequest' },
  ] satisfies CdcError[])('%j waits, then asks PD again', (error) => {
    const bench = new ClientBench();
    const [first] = bench.settle() as [CdcRegister];
    bench.fail(first, error);
    expect(bench.settle()).toEqual([]);
    bench.passTime(CONFIG.ticdc.retryUs);
    expect(bench.settle().map(words)).toEqual(['region 1 v1 from 10 ms']);
  });

  test('EpochNotMatch after a split: the range is divided again and both halves subscribed', () => {
    const bench = new ClientBench();
    const [first] = bench.settle() as [CdcRegister];
    bench.routes = [
      { id: 1, from: '', to: 'f', version: 2, leader: 1 },
      { id: 9, from: 'f', to: 'k', version: 2, leader: 1 },
      { id: 2, from: 'k', to: '', version: 1, leader: 2 },
    ];
    bench.fail(first, { type: 'EpochNotMatch', regions: [] });
    expect(bench.settle().map(words)).toEqual(['region 1 v2 from 10 ms', 'region 9 v2 from 10 ms']);
  });

  test('a merge: the merged Region is subscribed once, when its source has let go, from the older of the two', () => {
    const bench = new ClientBench(['R-SAFE-INTERVAL']);
    const [source, target] = bench.settle() as [CdcRegister, CdcRegister];
    for (const [register, ms] of [
      [source, 50],
      [target, 80],
    ] as const) {
      bench.events(register, [], true);
      bench.client.onResolved(register.requestId, composeTs(ms, 0), bench.kit);
    }
    bench.routes = [{ id: 2, from: '', to: '', version: 2, leader: 2 }];
    bench.fail(target, { type: 'EpochNotMatch', regions: [] });
    expect(bench.settle()).toEqual([]);
    bench.fail(source, { type: 'RegionNotFound' });
    expect(bench.settle()).toMatchObject([
      { region: 2, checkpointTs: composeTs(50, 0), startKey: '', endKey: '' },
    ]);
    expect(bench.client.frontier.min).toBe(composeTs(50, 0));
  });

  test('a Region that fails again and again is slowed down to one try per 100 ms', () => {
    const bench = new ClientBench();
    let [register] = bench.settle();
    let tries = 0;
    for (let i = 0; i < 200; i++) {
      if (register !== undefined) {
        tries++;
        bench.fail(register, { type: 'EpochNotMatch', regions: [] });
      }
      bench.passTime(10_000);
      register = bench.settle().find((each) => each.region === 1);
    }
    expect(tries).toBeGreaterThan(15);
    expect(tries).toBeLessThan(26);
  });

  test('a broken stream subscribes again everything that was on it, nothing else', () => {
    const bench = new ClientBench();
    bench.settle();
    bench.client.onDisconnected('store-2', bench.kit);
    expect(bench.client.regions).toBe(1);
    bench.passTime(CONFIG.ticdc.retryUs);
    expect(bench.settle().map(words)).toEqual(['region 2 v1 from 10 ms']);
  });

  test('questions that PD did not answer are asked again', () => {
    const bench = new ClientBench();
    bench.ctx.takeSent('pd-1');
    bench.client.onDisconnected('pd-1', bench.kit);
    bench.passTime(CONFIG.ticdc.retryUs);
    expect(bench.ctx.takeSent('pd-1')).toHaveLength(1);
    bench.ctx.nowUs += 11_000_000;
    bench.client.checkTimeouts(10_000_000, bench.kit);
    bench.passTime(CONFIG.ticdc.retryUs);
    expect(bench.settle()).toHaveLength(2);
  });

  test("a hole in PD's answer is asked for again, never skipped", () => {
    const bench = new ClientBench();
    const whole = bench.routes;
    bench.routes = whole.slice(1);
    expect(bench.settle()).toEqual([]);
    bench.routes = whole;
    bench.passTime(CONFIG.ticdc.retryUs);
    expect(bench.settle().map((register) => register.region)).toEqual([1, 2]);
  });

  test('a Region without a leader is asked for again while the others are subscribed', () => {
    const bench = new ClientBench();
    bench.routes = bench.routes.map((route) => (route.id === 1 ? { ...route, leader: 0 } : route));
    expect(bench.settle().map((register) => register.region)).toEqual([2]);
    bench.routes = bench.routes.map((route) => ({ ...route, leader: 1 }));
    bench.passTime(CONFIG.ticdc.retryUs);
    expect(bench.settle().map((register) => register.region)).toEqual([1]);
  });

  test('closing deregisters everything', () => {
    const bench = new ClientBench();
    const made = bench.settle();
    bench.client.close(bench.kit);
    const ended = [1, 2].flatMap((store) => bench.ctx.takeSent(`store-${store}`)) as CdcDeregister[];
    expect(ended.map((each) => each.requestId)).toEqual(made.map((each) => each.requestId));
    expect(bench.kit.router.size).toBe(0);
    bench.passTime(1_000_000);
    expect(bench.settle()).toEqual([]);
  });

  test('says what holds the frontier', () => {
    const bench = new ClientBench();
    expect(bench.client.heldBy(0)).toEqual(['asking PD for Regions']);
    const [first, second] = bench.settle() as [CdcRegister, CdcRegister];
    bench.events(first, [], true);
    bench.client.onResolved(first.requestId, composeTs(9_000, 0), bench.kit);
    expect(bench.client.heldBy(1_200_000)).toEqual([
      'Region 2 on store-2 not initialized',
      'subscribed 1.2 s ago',
    ]);
    bench.events(second, [], true);
    expect(bench.client.heldBy(1_200_000)).toEqual(['Region 2 on store-2 has the oldest resolved ts']);
  });

  test('names the lock that holds the oldest resolved ts, its key and its transaction', () => {
    const bench = new ClientBench();
    const [first, second] = bench.settle() as [CdcRegister, CdcRegister];
    bench.events(first, [], true);
    bench.events(second, [], true);
    bench.client.onResolved(first.requestId, composeTs(9_000, 0), bench.kit);
    const lock = (key: string, ms: number): CdcTxnRow => ({
      phase: 'prewrite',
      key,
      op: 'put',
      value: 'v',
      oldValue: null,
      startTs: composeTs(ms, 7),
      commitTs: TS_ZERO,
    });
    const early = lock('t1_r2', 8_000);
    bench.txns(second, [lock('t1_r1', 8_500), early]);
    // Not there yet: the store has not come as far as the lock.
    bench.client.onResolved(second.requestId, composeTs(7_999, 0), bench.kit);
    expect(bench.client.heldBy(0)).toHaveLength(1);
    bench.client.onResolved(second.requestId, composeTs(8_000, 7), bench.kit);
    expect(bench.client.heldBy(bench.ctx.nowUs + 1_500_000)).toEqual([
      'Region 2 on store-2 has the oldest resolved ts',
      'transaction lock of start ts 8 000 ms · 7 on "t1_r2", since 1.50 s',
    ]);
    bench.txns(second, [{ ...early, phase: 'rollback' }]);
    expect(bench.client.heldBy(0)).toHaveLength(1);
  });
});
