import { describe, expect, test } from 'vitest';
import { Rng } from '../base/rng.ts';
import type { Action } from '../model/command.ts';
import type { TraceRecord } from '../model/trace.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import { libraryDoc } from '../scenario/library/index.ts';
import type { Engine } from './api.ts';
import { createEngine } from './index.ts';

const MS = 1_000;
const S = 1_000_000;

function docOf(id: string, changes: Partial<ScenarioDoc> = {}): ScenarioDoc {
  const doc = libraryDoc(id);
  if (doc === null) throw new Error(`no story ${id}`);
  return { ...doc, ...changes };
}

function engineOf(doc: ScenarioDoc, history = true): Engine {
  const built = createEngine(doc, { history });
  if (!built.ok) throw new Error(built.error);
  return built.value;
}

function at(doc: ScenarioDoc, until: number): Engine {
  const engine = engineOf(doc);
  engine.advance(until);
  return engine;
}

const FIRST_LIGHT = docOf('first-light', { commands: [] });
/** The same cluster with a script that fits into three seconds. */
const SHORT = docOf('first-light', {
  commands: [
    { at: 1_500 * MS, do: 'transferLeader', region: 2, store: 3 },
    { at: 2_500 * MS, do: 'splitRegion', region: 5, key: 's' },
  ],
  beats: [
    { id: 'welcome', on: { at: 0 }, caption: 'Welcome.' },
    { id: 'acks', on: { kind: 'client.acked', nth: 3 }, caption: 'Three answers.' },
    {
      id: 'transfer',
      on: { at: 1_500 * MS },
      caption: 'Leadership moves.',
      tryNext: 'transferLeader region=2 store=1',
    },
    {
      id: 'moved',
      on: { kind: 'raft.transfer-started', nth: 1, region: 2, process: 'store-2' },
      caption: 'It has begun.',
    },
  ],
});

describe('determinism', () => {
  test('the same document gives the same fingerprint, with and without history, in portions of any size', () => {
    const whole = at(SHORT, 3 * S);
    expect(whole.at).toBe(3 * S);
    const headless = engineOf(SHORT, false);
    headless.advance(3 * S);
    const portions = engineOf(SHORT, false);
    for (let i = 0; portions.at < 3 * S; i++)
      portions.advance(Math.min(3 * S, portions.at + 37 * MS + i), 1 + (i % 300));
    for (const other of [headless, portions]) {
      expect(other.fingerprint).toBe(whole.fingerprint);
      expect(other.events).toBe(whole.events);
      expect(other.report()).toEqual(whole.report());
    }
    expect(whole.report().operations.transfers).toBe(1);
  });

  test('any sequence of seeks and steps changes nothing, and each replay is compared with the record', () => {
    const doc = docOf('rawkv-case-3-2-merge');
    const straight = engineOf(doc, false);
    straight.advance(doc.untilUs);
    const engine = engineOf(doc);
    const rng = Rng.fromSeed(3);
    for (let i = 0; i < 15; i++) {
      const goal = rng.below(1_500) * MS;
      engine.seek(goal);
      expect(engine.at).toBe(Math.min(goal, straight.at));
      for (let k = rng.below(4); k > 0; k--) engine.step(rng.chance(1, 2) ? 'event' : 'message');
    }
    engine.advance(doc.untilUs);
    expect(engine.state).toBe('ended');
    expect(engine.fingerprint).toBe(straight.fingerprint);
    expect(engine.report()).toEqual(straight.report());
  });

  test('at a given moment the frame is the same whether one went there or came back to it', () => {
    const engine = at(FIRST_LIGHT, 4 * S);
    engine.seek(2_345 * MS);
    const there = engine.frame();
    engine.seek(3_900 * MS);
    engine.seek(100 * MS);
    engine.seek(2_345 * MS);
    expect(engine.frame()).toEqual(there);
    expect(engineOf(FIRST_LIGHT).advance(2_345 * MS).at).toBe(2_345 * MS);
    expect(engine.newest).toBe(4 * S);
  });

  test('another seed gives another run', () => {
    const prints = [1, 2].map((seed) => at({ ...FIRST_LIGHT, seed }, S).fingerprint);
    expect(prints[0]).not.toBe(prints[1]);
  });
});

describe('commands', () => {
  const live: readonly [number, Action][] = [
    [1_500 * MS, { do: 'splitRegion', region: 2, key: 'g' }],
    [2_000 * MS, { do: 'transferLeader', region: 4, store: 2 }],
    [2_000 * MS, { do: 'kill', process: 'capture-b' }],
    [2_400 * MS, { do: 'fault', id: 'f1', fault: 'partition-az', with: { az: 'az-3' } }],
    [3_000 * MS, { do: 'restart', process: 'capture-b' }],
    [3_500 * MS, { do: 'heal', id: 'f1' }],
    [3_600 * MS, { do: 'put', key: 'hello', value: 'world' }],
    [4_000 * MS, { do: 'mergeRegion', region: 5 }],
  ];

  test('a document that carries the clicks of a live run replays it exactly', () => {
    const engine = engineOf(FIRST_LIGHT);
    for (const [moment, action] of live) {
      engine.advance(moment);
      expect(engine.act(action)).toEqual({ ok: true, value: null });
    }
    engine.advance(6 * S);
    expect(engine.doc.commands.map((command) => command.at)).toEqual(live.map(([moment]) => moment));
    const replayed = engineOf(engine.doc, false);
    replayed.advance(6 * S);
    expect(replayed.fingerprint).toBe(engine.fingerprint);
    const { operations } = engine.report();
    expect(operations.splits).toBe(1);
    expect(operations.transfers).toBeGreaterThanOrEqual(1);
    expect(engine.marks().filter((mark) => mark.command !== null)).toHaveLength(live.length);
    expect(
      engine
        .frame()
        .regions.filter((region) => region.cluster === 'upstream')
        .map((region) => region.startWords),
    ).toContain('g');
  });

  test('what is done in the past begins a new future and drops the commands of the old one', () => {
    const engine = at(SHORT, 3 * S);
    const before = engine.fingerprint;
    engine.seek(2 * S);
    expect(engine.act({ do: 'kill', process: 'store-3' }).ok).toBe(true);
    expect(engine.newest).toBe(2 * S);
    expect(engine.doc.commands).toEqual([SHORT.commands[0], { at: 2 * S, do: 'kill', process: 'store-3' }]);
    engine.advance(3 * S);
    expect(engine.fingerprint).not.toBe(before);
    expect(engine.frame().stores.find((store) => store.id === 3)?.health).toBe('down');
    const replayed = engineOf(engine.doc);
    replayed.advance(3 * S);
    expect(replayed.fingerprint).toBe(engine.fingerprint);
  });

  test('acting at the newest moment keeps what the story still wants to do', () => {
    const engine = at(SHORT, S);
    expect(engine.act({ do: 'get', key: 'a' }).ok).toBe(true);
    expect(engine.doc.commands).toEqual([{ at: S, do: 'get', key: 'a' }, ...SHORT.commands]);
    engine.advance(2 * S);
    expect(engine.report().operations.transfers).toBe(1);
  });

  test('a replica moves to a store without one, and the inspector tells who votes', () => {
    const wide = { ...FIRST_LIGHT.cluster, stores: [...FIRST_LIGHT.cluster.stores, { az: 'az-1' }] };
    const engine = at({ ...FIRST_LIGHT, cluster: wide }, 2 * S);
    const region = engine.frame().regions.find((row) => row.id === 2);
    const from = region?.stores[1] ?? 0;
    const to = [1, 2, 3, 4].find((store) => region?.stores.includes(store) === false) ?? 0;
    expect(engine.act({ do: 'movePeer', region: 2, from, to })).toMatchObject({ ok: true });
    engine.advance(4 * S);
    const moved = engine.frame().regions.find((row) => row.id === 2);
    expect(moved?.stores).toContain(to);
    expect(moved?.stores).not.toContain(from);
    const facts = engine.inspect('region:2')?.facts ?? [];
    expect(facts.filter((each) => each.group === 'progress')).toHaveLength(2);
    expect(facts.find((each) => each.name === 'voters')?.value).toContain(`store ${to}`);
  });

  test('an impossible action is refused with the reason, and nothing happens', () => {
    const engine = at(FIRST_LIGHT, 2 * S);
    const before = { print: engine.fingerprint, commands: engine.doc.commands };
    const reasons: readonly [Action, RegExp][] = [
      [{ do: 'splitRegion', region: 99 }, /no Region 99/],
      [{ do: 'splitRegion', region: 2, key: 'zz' }, /not inside Region 2/],
      [{ do: 'mergeRegion', region: 1, target: 4 }, /not adjacent/],
      [{ do: 'mergeRegion', region: 6 }, /last one/],
      [{ do: 'mergeRegion', region: 1, target: 77 }, /no Region 77/],
      [{ do: 'transferLeader', region: 1, store: 9 }, /no peer on store 9/],
      [{ do: 'transferLeader', region: 1, store: 1 }, /leads Region 1 already/],
      [{ do: 'addPeer', region: 1, store: 2 }, /has a peer on store 2 already/],
      [{ do: 'addPeer', region: 1, store: 9 }, /no store 9/],
      [{ do: 'removePeer', region: 99, store: 1 }, /no Region 99/],
      [{ do: 'movePeer', region: 1, from: 9, to: 2 }, /no peer on store 9/],
      [{ do: 'kill', process: 'store-9' }, /no process "store-9"/],
      [{ do: 'restart', process: 'store-1' }, /is running/],
      [{ do: 'resume', process: 'store-1' }, /not paused/],
      [{ do: 'heal', id: 'x' }, /no fault "x"/],
      [{ do: 'fault', id: 'x', fault: 'earthquake', with: {} }, /earthquake/],
      [{ do: 'fault', id: 'x', fault: 'partition-az', with: { az: 'az-9' } }, /no zone "az-9"/],
      [{ do: 'fault', id: 'x', fault: 'stall-disk', with: { process: 'store-9' } }, /no process "store-9"/],
      [{ do: 'createChangefeed', changefeed: 'cf-1' }, /already/],
      [{ do: 'createChangefeed', changefeed: 'cf-2', startKey: 'm', endKey: 'c' }, /empty/],
    ];
    for (const [action, reason] of reasons) {
      const result = engine.act(action);
      expect(result.ok).toBe(false);
      if (!result.ok) expect(result.error).toMatch(reason);
      expect(engine.impossible(action)).toMatch(reason);
    }
    expect(engine.fingerprint).toBe(before.print);
    expect(engine.doc.commands).toBe(before.commands);
    expect(engine.act({ do: 'kill', process: 'pd-1' }).ok).toBe(true);
    expect(engine.impossible({ do: 'splitRegion', region: 1 })).toMatch(/pd-1 is down/);
    expect(engine.impossible({ do: 'kill', process: 'pd-1' })).toMatch(/down already/);
  });

  test('an impossible command of a document is traced as refused and listed', () => {
    const doc = docOf('rawkv-case-1', { commands: [{ at: 200 * MS, do: 'mergeRegion', region: 1 }] });
    const engine = engineOf(doc, false);
    const refused: TraceRecord[] = [];
    engine.onRecord = (record) => {
      if (record.event.kind === 'command.refused') refused.push(record);
    };
    engine.advance(S);
    expect(refused).toHaveLength(1);
    expect(engine.refusals).toMatchObject([
      { id: 'c1', at: 200 * MS, action: { do: 'mergeRegion', region: 1 } },
    ]);
    expect(engine.refusals[0]?.reason).toMatch(/last one/);
  });

  test('a document that cannot be built is refused in one line', () => {
    const bad = docOf('rawkv-case-1');
    const built = createEngine({ ...bad, cluster: { ...bad.cluster, replicas: 3 } }, { history: false });
    expect(built).toMatchObject({ ok: false });
    if (!built.ok) expect(built.error).toMatch(/^cluster\.replicas: .*got 3$/);
  });
});

describe('the end of a run', () => {
  test('it is drained once everything is carried over, and then the two clusters are equal', () => {
    const doc = docOf('rawkv-case-2-between');
    const [spec] = doc.workload;
    const keys = spec?.kind === 'counter' ? spec.threads * spec.keys : 0;
    expect(keys).toBeGreaterThan(10);
    const engine = engineOf(doc, false);
    engine.advance(60 * S);
    expect(engine.state).toBe('ended');
    expect(engine.drained).toBe(true);
    const report = engine.report();
    expect(report.downstream).toMatchObject({ compared: keys, equal: true });
    expect(report.workload).toEqual({ issued: 3 * keys, acked: 3 * keys, failed: 0, unknown: 0 });
    for (const check of report.checks)
      expect([check.id, check.evaluations > 0, check.violations]).toEqual([check.id, true, 0]);
    expect(report.latency.cdc?.count).toBeGreaterThanOrEqual(keys);
    expect(engine.advance(60 * S).handled).toBe(0);
  });

  test('a changefeed that waits for the workload is created after it, at a moment that no portioning changes', () => {
    const doc = docOf('rawkv-case-2-after');
    const created: number[] = [];
    for (const portion of [Infinity, 7]) {
      const engine = engineOf(doc, false);
      let finishedAt = 0;
      let subscribedAt = 0;
      engine.onRecord = ({ at: moment, event }) => {
        if (event.kind === 'workload.finished') finishedAt = moment;
        if (event.kind === 'cdc.subscribed' && subscribedAt === 0) subscribedAt = moment;
      };
      while (!engine.ended) engine.advance(60 * S, portion);
      expect(finishedAt).toBeGreaterThan(0);
      expect(subscribedAt).toBeGreaterThan(finishedAt + 100 * MS);
      created.push(subscribedAt);
    }
    expect(created[0]).toBe(created[1]);
  });

  test('with a rule off and stopOnViolation, the run stops at the violating record', () => {
    const doc = docOf('rawkv-case-3-3-transfer', {
      stopOnViolation: true,
      rules: { off: ['R-FLUSH-LEADER'] },
    });
    const workload = doc.workload.map((spec) => ({ ...spec, threads: 16, keys: 40 }));
    const engine = engineOf({ ...doc, workload });
    engine.advance(60 * S);
    expect(engine.state).toBe('violated');
    const [first] = engine.violations;
    expect(['causality', 'stamped-under-leadership']).toContain(first?.check);
    expect(engine.report().ok).toBe(false);
    expect(engine.marks().some((mark) => mark.kind === 'violation' && mark.words === first?.words)).toBe(
      true,
    );
    // Going back and running on ends at the same place.
    const { at: moment, fingerprint } = engine;
    engine.seek(moment - 200 * MS);
    expect(engine.state).toBe('running');
    engine.advance(60 * S);
    expect([engine.state, engine.at, engine.fingerprint]).toEqual(['violated', moment, fingerprint]);
  });
});

describe('looking', () => {
  test('a step is one item, one message or one raft tick', () => {
    const engine = at(FIRST_LIGHT, S);
    const { events } = engine;
    engine.step('event');
    expect(engine.events).toBe(events + 1);
    const flights = engine.frame().flightsTotal;
    expect(flights).toBeGreaterThanOrEqual(0);
    engine.step('message');
    expect(engine.events).toBeGreaterThan(events + 1);
    const moment = engine.at;
    engine.step('tick');
    expect(engine.at).toBeGreaterThan(moment);
    expect(engine.at).toBeLessThan(moment + 200 * MS);
  });

  test('the frame has every part, within 64 kB, and flights are inside their time', () => {
    const engine = at(FIRST_LIGHT, 3 * S);
    const frame = engine.frame();
    expect(frame.regions.filter((region) => region.cluster === 'upstream')).toHaveLength(6);
    expect(frame.regions.filter((region) => region.cluster === 'recovery')).toHaveLength(1);
    expect(frame.peers).toHaveLength(19);
    expect(frame.stores.map((store) => store.id)).toEqual([1, 2, 3, 101]);
    expect(frame.captures.map((capture) => capture.process)).toEqual(['capture-a', 'capture-b']);
    expect(frame.captures.filter((capture) => capture.owner)).toHaveLength(1);
    expect(frame.etcd?.ownerProcess).toBe(frame.captures.find((capture) => capture.owner)?.process);
    expect(frame.changefeeds[0]?.spans).toHaveLength(4);
    expect(frame.changefeeds[0]?.checkpointLagUs).toBeGreaterThan(0);
    expect(frame.downstream?.keys).toBeGreaterThan(10);
    expect(frame.links.some((link) => link.from !== link.to && link.bytesPerS > 0)).toBe(true);
    expect(frame.regions.some((region) => region.writeQps > 0)).toBe(true);
    expect(frame.regions.every((region) => region.leader !== 0 && region.maxTs >= 0)).toBe(true);
    for (const region of frame.regions.slice(0, 6)) {
      expect(region.checkpointTs).toBeGreaterThan(0);
      expect(region.resolvedTs).toBeGreaterThanOrEqual(region.checkpointTs);
    }
    for (const flight of frame.flights) {
      expect(flight.sentAt).toBeLessThanOrEqual(frame.at);
      expect(flight.dueAt).toBeGreaterThanOrEqual(frame.at);
    }
    expect(frame.validUntil).toBeGreaterThanOrEqual(frame.at);
    expect(JSON.stringify(frame).length).toBeLessThan(64 * 1024);
    expect(structuredClone(frame)).toEqual(frame);
  });

  test('series, marks and captions follow the run', () => {
    const fresh = engineOf(SHORT);
    expect(fresh.caption()).toEqual({ caption: 'Welcome.', tryNext: '' });
    const engine = at(SHORT, 3 * S);
    const { t, values, marks } = engine.series(0, 3 * S, 15);
    expect(t.length).toBe(15);
    const measured = (id: keyof typeof values): number[] =>
      [...values[id]].filter((value) => !Number.isNaN(value));
    expect(measured('write-p50').length).toBeGreaterThan(10);
    expect(measured('cdc-p50').every((ms) => ms > 15)).toBe(true);
    expect(measured('cdc-p50').length).toBeGreaterThan(3);
    expect(measured('checkpoint-lag').length).toBeGreaterThan(5);
    expect(Math.max(...measured('write-qps'))).toBeGreaterThan(5);
    expect(marks.filter((mark) => mark.kind === 'command').map((mark) => mark.words)).toEqual([
      'transfer the leader of Region 2 to store 3',
      'split Region 5 at "s"',
    ]);
    expect(engine.caption().caption).toBe('It has begun.');
    engine.seek(1_500 * MS);
    expect(engine.caption()).toEqual({
      caption: 'Leadership moves.',
      tryNext: 'transferLeader region=2 store=1',
    });
    engine.seek(1_400 * MS);
    expect(engine.caption().caption).toBe('Three answers.');
    // The timeline and the chart stay whole.
    expect(engine.marks().filter((mark) => mark.kind === 'command')).toHaveLength(2);
    expect(engine.series(0, 3 * S, 15).t.length).toBe(15);
  });

  test('the log is pulled by window and filter, newest last', () => {
    const engine = at(SHORT, 3 * S);
    const all = { before: 3 * S, limit: 50, kinds: null, region: null, process: null, text: '' };
    const newest = engine.trace(all);
    expect(newest.matched).toBe(engine.traceLength);
    expect(newest.lines).toHaveLength(50);
    expect(newest.lines[49]?.record.n).toBe(engine.traceLength - 1);
    const roles = engine.trace({ ...all, kinds: ['raft.role-changed'], region: 2, limit: 1_000 });
    expect(roles.lines.length).toBeGreaterThan(2);
    expect(
      roles.lines.every(
        ({ record }) => record.event.kind === 'raft.role-changed' && record.event.region === 2,
      ),
    ).toBe(true);
    expect(
      engine.trace({ ...all, process: 'capture-a' }).lines.some(({ record }) => record.by === 'capture-a'),
    ).toBe(true);
    expect(
      engine.trace({ ...all, text: 'Region 2' }).lines.every(({ words }) => /region 2/i.test(words)),
    ).toBe(true);
    const early = engine.trace({ ...all, before: S });
    expect(early.lines.every(({ record }) => record.at <= S)).toBe(true);
    expect(early.lines.length).toBe(50);
    engine.seek(S);
    expect(engine.trace({ ...all, before: S })).toEqual(early);
  });

  test('each kind of thing can be inspected, with actions and reasons', () => {
    const engine = at(FIRST_LIGHT, 3 * S);
    const region = engine.inspect('region:2');
    expect(region?.title).toBe('Region 2');
    expect(region?.log?.rows).toHaveLength(3);
    expect(region?.log?.rows.filter((row) => row.leader)).toHaveLength(1);
    expect(region?.log?.rows.filter((row) => row.progress !== null)).toHaveLength(2);
    expect(region?.log?.rows.every((row) => row.terms.some((term) => term > 0))).toBe(true);
    expect(region?.actions.find((action) => action.command === 'splitRegion region=2')?.impossible).toBe('');
    const leader = engine.frame().regions.find((row) => row.id === 2)?.leader ?? 0;
    expect(
      region?.actions.find((action) => action.command === `transferLeader region=2 store=${leader}`)
        ?.impossible,
    ).toMatch(/leads/);
    expect(engine.inspect(`peer:2@${leader}`)?.facts.find((each) => each.name === 'role')?.value).toBe(
      'leader',
    );
    expect(
      engine.inspect('store:1')?.actions.find((action) => action.command === 'restart process=store-1')
        ?.impossible,
    ).toMatch(/running/);
    expect(engine.inspect('capture:capture-a')?.facts.length).toBeGreaterThan(8);
    for (const { id, kind } of engine.frame().processes)
      expect(engine.inspect(`process:${id}`)?.title).toBe(
        kind === 'store' ? `Store ${Number(id.split('-').at(-1))}` : id,
      );
    expect(engine.inspect('changefeed:cf-1')?.facts.length).toBeGreaterThan(6);
    while (engine.frame().flights.length === 0) engine.step('event');
    const [flight] = engine.frame().flights;
    expect(engine.inspect(`message:${flight?.id}`)?.subtitle).toBe(`${flight?.from} → ${flight?.to}`);
    for (const ref of [
      'region:77',
      'store:9',
      'peer:1@77',
      'process:x',
      'changefeed:x',
      'message:1',
      'what:1',
      '',
    ]) {
      expect(engine.inspect(ref)).toBeNull();
    }
  });

  test('looking changes nothing', () => {
    const engine = engineOf(FIRST_LIGHT);
    for (let moment = 0; moment <= 3 * S; moment += 100 * MS) {
      engine.advance(moment);
      engine.frame();
      engine.inspect('region:1');
      engine.series(0, moment, 10);
      engine.report();
    }
    expect(engine.fingerprint).toBe(at(FIRST_LIGHT, 3 * S).fingerprint);
  });
});
