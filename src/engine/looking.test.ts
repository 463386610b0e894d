import { expect, test } from 'vitest';
import { engineAt, engineOf, FIRST_LIGHT, SHORT } from './testing.ts';

const MS = 1_000;
const S = 1_000_000;

test('a step is one item, one message or one raft tick', () => {
  const engine = engineAt(FIRST_LIGHT, S);
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
  const engine = engineAt(FIRST_LIGHT, 3 * S);
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
  const engine = engineAt(SHORT, 3 * S);
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
  const engine = engineAt(SHORT, 3 * S);
  const all = { before: 3 * S, limit: 50, kinds: null, region: null, process: null, text: '' };
  const newest = engine.trace(all);
  expect(newest.matched).toBe(engine.traceLength);
  expect(newest.lines).toHaveLength(50);
  expect(newest.lines[49]?.record.n).toBe(engine.traceLength - 1);
  const roles = engine.trace({ ...all, kinds: ['raft.role-changed'], region: 2, limit: 1_000 });
  expect(roles.lines.length).toBeGreaterThan(2);
  expect(
    roles.lines.every(({ record }) => record.event.kind === 'raft.role-changed' && record.event.region === 2),
  ).toBe(true);
  expect(
    engine.trace({ ...all, process: 'capture-a' }).lines.some(({ record }) => record.by === 'capture-a'),
  ).toBe(true);
  expect(engine.trace({ ...all, text: 'Region 2' }).lines.every(({ words }) => /region 2/i.test(words))).toBe(
    true,
  );
  const early = engine.trace({ ...all, before: S });
  expect(early.lines.every(({ record }) => record.at <= S)).toBe(true);
  expect(early.lines.length).toBe(50);
  engine.seek(S);
  expect(engine.trace({ ...all, before: S })).toEqual(early);
});

test('each kind of thing can be inspected, with actions and reasons', () => {
  const engine = engineAt(FIRST_LIGHT, 3 * S);
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
  expect(engine.fingerprint).toBe(engineAt(FIRST_LIGHT, 3 * S).fingerprint);
});
