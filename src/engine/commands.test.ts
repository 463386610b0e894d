import { expect, test } from 'vitest';
import type { Action } from '../model/command.ts';
import type { TraceRecord } from '../model/trace.ts';
import { createEngine } from './index.ts';
import { engineAt, engineOf, FIRST_LIGHT, SHORT, storyOf } from './testing.ts';

const MS = 1_000;
const S = 1_000_000;

const LIVE: readonly [number, Action][] = [
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
  for (const [moment, action] of LIVE) {
    engine.advance(moment);
    expect(engine.act(action)).toEqual({ ok: true, value: null });
  }
  engine.advance(6 * S);
  expect(engine.doc.commands.map((command) => command.at)).toEqual(LIVE.map(([moment]) => moment));
  const replayed = engineOf(engine.doc, false);
  replayed.advance(6 * S);
  expect(replayed.fingerprint).toBe(engine.fingerprint);
  const { operations } = engine.report();
  expect(operations.splits).toBe(1);
  expect(operations.transfers).toBeGreaterThanOrEqual(1);
  expect(engine.marks().filter((mark) => mark.command !== null)).toHaveLength(LIVE.length);
  expect(
    engine
      .frame()
      .regions.filter((region) => region.cluster === 'upstream')
      .map((region) => region.startWords),
  ).toContain('g');
});

test('what is done in the past begins a new future and drops the commands of the old one', () => {
  const engine = engineAt(SHORT, 3 * S);
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
  const engine = engineAt(SHORT, S);
  expect(engine.act({ do: 'get', key: 'a' }).ok).toBe(true);
  expect(engine.doc.commands).toEqual([{ at: S, do: 'get', key: 'a' }, ...SHORT.commands]);
  engine.advance(2 * S);
  expect(engine.report().operations.transfers).toBe(1);
});

test('a replica moves to a store without one, and the inspector tells who votes', () => {
  const wide = { ...FIRST_LIGHT.cluster, stores: [...FIRST_LIGHT.cluster.stores, { az: 'az-1' }] };
  const engine = engineAt({ ...FIRST_LIGHT, cluster: wide }, 2 * S);
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
  const engine = engineAt(FIRST_LIGHT, 2 * S);
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
  const doc = storyOf('rawkv-case-1', { commands: [{ at: 200 * MS, do: 'mergeRegion', region: 1 }] });
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
  const bad = storyOf('rawkv-case-1');
  const built = createEngine({ ...bad, cluster: { ...bad.cluster, replicas: 3 } }, { history: false });
  expect(built).toMatchObject({ ok: false });
  if (!built.ok) expect(built.error).toMatch(/^cluster\.replicas: .*got 3$/);
});
