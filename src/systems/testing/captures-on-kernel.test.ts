import { describe, expect, test } from 'vitest';
import { composeTs, TS_ZERO } from '../../model/ts.ts';
import type { CreateChangefeed } from '../ticdc/msg.ts';
import type { CdcRow } from '../tikv/msg.ts';
import { captureCluster, captureOf, type CaptureCluster, type CommitRow } from './capture-cluster.ts';

const S = 1_000_000;
const CF = { id: 'cf-1', atUs: 0, startKey: '', endKey: '', spans: 2 };

function row(key: string, value: string | null, ms: number): CdcRow {
  return { key, value, ts: composeTs(ms, 0) };
}

/** The store's clock is 1 ms ahead of the moment, so a row stamped now is above every resolved ts sent. */
function commit(cluster: CaptureCluster, key: string, value: string | null): CdcRow {
  const fresh = row(key, value, 2 + Math.floor(cluster.world.now / 1_000));
  const message: CommitRow = { kind: 'test.commit', bytes: 1, row: fresh };
  cluster.world.inject('store-1', message);
  return fresh;
}

/** What a reader of the recovery cluster would see. */
function contents(cluster: CaptureCluster): Record<string, string | null> {
  const map: Record<string, string | null> = {};
  for (const { key, value } of cluster.recovery.pairs) map[key] = value;
  return map;
}

function owners(cluster: CaptureCluster): string[] {
  return cluster.bench.tracedOf('owner.elected').map((event) => event.capture);
}

function primaries(cluster: CaptureCluster): Record<string, string | null> {
  const map: Record<string, string | null> = {};
  for (const event of cluster.bench.tracedOf('span.state-changed')) map[event.span] = event.primary;
  return map;
}

describe('a capture cluster', () => {
  test('elects one owner, deals the spans out and copies what was and what is written', () => {
    const cluster = captureCluster([CF], { boundaries: ['k', 's'] });
    cluster.store.rows = [row('apple', '1', 1), row('pear', '1', 1)];
    cluster.bench.run(5 * S);
    expect(owners(cluster)).toHaveLength(1);
    expect(new Set(Object.values(primaries(cluster)))).toEqual(new Set(['capture-a#1', 'capture-b#1']));
    commit(cluster, 'apple', '2');
    commit(cluster, 'zoo', '1');
    commit(cluster, 'pear', null);
    cluster.bench.run(12 * S);
    expect(contents(cluster)).toEqual({ apple: '2', pear: null, zoo: '1' });
    const views = ['capture-a', 'capture-b'].map((process) => captureOf(cluster.world, process).view());
    const owning = views.filter((view) => view.changefeeds !== null);
    expect(owning).toHaveLength(1);
    expect(owning[0]?.changefeeds?.[0]).toMatchObject({ id: 'cf-1', state: 'normal' });
    expect(owning[0]?.changefeeds?.[0]?.heldBy).toMatch(/^checkpoint ← span \[.*Region \d on store-1/);
    expect(views.flatMap((view) => view.capture.spans.map((span) => span.tableState))).toEqual([
      'Replicating',
      'Replicating',
    ]);
  });

  test('publishes checkpoints that never fall, never pass the resolved ts and lag by the safe interval and more', () => {
    const cluster = captureCluster([CF]);
    cluster.bench.run(10 * S);
    const points = cluster.bench.tracedOf('changefeed.checkpoint');
    expect(points.length).toBeGreaterThan(10);
    for (let i = 1; i < points.length; i++) {
      expect(points[i]?.checkpoint).toBeGreaterThanOrEqual(points[i - 1]?.checkpoint ?? TS_ZERO);
    }
    for (const point of points) {
      expect(point.checkpoint).toBeLessThanOrEqual(point.resolved);
      expect(point.resolved).toBeLessThan(point.pdNow);
    }
    const last = points[points.length - 1];
    expect(last?.pdNow ?? 0).toBeGreaterThan((last?.checkpoint ?? 0) + composeTs(3_000, 0));
  });

  test("moves a killed capture's spans to the survivor from their checkpoint, and loses nothing", () => {
    const cluster = captureCluster([CF], { boundaries: ['k'] });
    cluster.bench.run(6 * S);
    const owner = owners(cluster)[0];
    const victim = owner === 'capture-a#1' ? 'capture-b' : 'capture-a';
    commit(cluster, 'apple', '1');
    commit(cluster, 'zoo', '1');
    cluster.world.kill(victim);
    cluster.bench.run(6.5 * S);
    commit(cluster, 'apple', '2');
    commit(cluster, 'zoo', '2');
    cluster.bench.run(12 * S);
    const frozen = cluster.bench.tracedOf('changefeed.checkpoint').at(-1)?.checkpoint ?? TS_ZERO;
    expect(frozen).toBeLessThan(composeTs(6_500, 0));
    cluster.bench.run(30 * S);
    expect(cluster.bench.tracedOf('etcd.lease-expired').map((event) => event.owner)).toEqual([victim]);
    expect(cluster.bench.tracedOf('capture.gone').map((event) => event.capture)).toEqual([`${victim}#1`]);
    expect(new Set(Object.values(primaries(cluster)))).toEqual(new Set([owner]));
    expect(contents(cluster)).toEqual({ apple: '2', zoo: '2' });
    expect(cluster.bench.tracedOf('changefeed.checkpoint').at(-1)?.checkpoint).toBeGreaterThan(
      composeTs(20_000, 0),
    );
  });

  test('elects the survivor when the owner is killed, and gives the restarted capture spans again', () => {
    const cluster = captureCluster([CF], { boundaries: ['k'] });
    cluster.bench.run(6 * S);
    const first = (owners(cluster)[0] ?? '').slice(0, -2);
    const other = first === 'capture-a' ? 'capture-b' : 'capture-a';
    cluster.world.kill(first);
    cluster.bench.run(25 * S);
    expect(owners(cluster)).toEqual([`${first}#1`, `${other}#1`]);
    expect(new Set(Object.values(primaries(cluster)))).toEqual(new Set([`${other}#1`]));
    cluster.world.restart(first);
    commit(cluster, 'apple', '1');
    commit(cluster, 'zoo', '1');
    cluster.bench.run(45 * S);
    expect(cluster.bench.tracedOf('capture.registered').at(-1)?.capture).toBe(`${first}#2`);
    expect(new Set(Object.values(primaries(cluster)))).toEqual(new Set([`${other}#1`, `${first}#2`]));
    commit(cluster, 'apple', '2');
    commit(cluster, 'zoo', '2');
    cluster.bench.run(55 * S);
    expect(contents(cluster)).toEqual({ apple: '2', zoo: '2' });
  });

  test('never has two captures replicating one span, whatever is killed when', () => {
    const cluster = captureCluster([{ ...CF, spans: 4 }], { boundaries: ['d', 'k', 's'], captures: 3 });
    let at = 0;
    for (const [victim, seconds] of [
      ['capture-b', 5],
      ['capture-a', 22],
      ['capture-c', 41],
    ] as const) {
      cluster.bench.run(seconds * S);
      cluster.world.kill(victim);
      cluster.bench.run((seconds + 3) * S);
      cluster.world.restart(victim);
      at = seconds;
      commit(cluster, 'apple', String(at));
      commit(cluster, 'zoo', String(at));
    }
    cluster.bench.run((at + 30) * S);
    const replicating = new Map<string, string>();
    for (const event of cluster.bench.traced) {
      if (event.kind === 'process.crashed') {
        for (const [span, capture] of replicating)
          if (capture.startsWith(event.process)) replicating.delete(span);
      }
      if (event.kind !== 'span.table-state') continue;
      const holder = replicating.get(event.span);
      if (event.state === 'Replicating') {
        expect(holder ?? event.capture).toBe(event.capture);
        replicating.set(event.span, event.capture);
      } else if (holder === event.capture && event.state !== 'Stopping') replicating.delete(event.span);
    }
    expect(replicating.size).toBe(4);
    expect(contents(cluster)).toEqual({ apple: String(at), zoo: String(at) });
  });

  test('lives through a restart of etcd without losing a session', () => {
    const cluster = captureCluster([CF]);
    cluster.bench.run(5 * S);
    cluster.world.kill('etcd-1');
    cluster.bench.run(9 * S);
    cluster.world.restart('etcd-1');
    commit(cluster, 'apple', '1');
    cluster.bench.run(20 * S);
    expect(cluster.bench.tracedOf('capture.session-lost')).toEqual([]);
    expect(contents(cluster)).toEqual({ apple: '1' });
    expect(cluster.bench.tracedOf('changefeed.checkpoint').at(-1)?.checkpoint).toBeGreaterThan(
      composeTs(14_000, 0),
    );
  });

  test('a capture paused beyond its lease starts over with a fresh identity', () => {
    const cluster = captureCluster([CF]);
    cluster.bench.run(5 * S);
    cluster.world.pause('capture-b');
    cluster.bench.run(20 * S);
    expect(cluster.bench.tracedOf('capture.session-lost')).toEqual([]);
    cluster.world.resume('capture-b');
    cluster.bench.run(22 * S);
    expect(cluster.bench.tracedOf('capture.session-lost')).toEqual([
      { kind: 'capture.session-lost', process: 'capture-b', capture: 'capture-b#1' },
    ]);
    expect(cluster.bench.tracedOf('capture.registered').at(-1)?.capture).toBe('capture-b#2');
  });

  test('with R-SUICIDE off the paused capture goes on under its old identity', () => {
    const cluster = captureCluster([CF], { rules: { off: ['R-SUICIDE'] } });
    cluster.bench.run(5 * S);
    cluster.world.pause('capture-b');
    cluster.bench.run(20 * S);
    cluster.world.resume('capture-b');
    cluster.bench.run(25 * S);
    expect(cluster.bench.tracedOf('capture.session-lost')).toEqual([]);
    const rows = captureOf(cluster.world, 'capture-b').view().capture;
    expect(rows.capture).toBe('capture-b#1');
    expect(rows.spans.map((span) => span.tableState)).toEqual(['Replicating']);
    expect(new Set(Object.values(primaries(cluster)))).toEqual(new Set(['capture-a#1']));
  });

  test('a changefeed created late by the console also copies what was there before', () => {
    const cluster = captureCluster([]);
    cluster.store.rows = [row('apple', '1', 1)];
    cluster.bench.run(3 * S);
    const spec = { id: 'cf-2', startKey: 'a', endKey: 'c', spans: 1, startTs: 'beginning' } as const;
    const create: CreateChangefeed = { kind: 'ticdc.create-changefeed', bytes: 1, spec };
    cluster.world.inject('capture-b', create);
    commit(cluster, 'banana', '1');
    commit(cluster, 'cherry', '1');
    cluster.bench.run(10 * S);
    expect(contents(cluster)).toEqual({ apple: '1', banana: '1' });
  });

  test('a changefeed from now on copies only what is written later', () => {
    const cluster = captureCluster([{ ...CF, startTs: 'now' }]);
    cluster.store.rows = [row('apple', '1', 1)];
    cluster.bench.run(5 * S);
    commit(cluster, 'banana', '1');
    cluster.bench.run(12 * S);
    expect(contents(cluster)).toEqual({ banana: '1' });
  });

  test('the owner resigns when told, through any capture, and the next in line takes over', () => {
    const cluster = captureCluster([CF]);
    cluster.bench.run(5 * S);
    const [first] = owners(cluster);
    const other = first === 'capture-a#1' ? 'capture-b' : 'capture-a';
    cluster.world.inject(other, { kind: 'ticdc.resign-owner', bytes: 1 });
    cluster.bench.run(8 * S);
    expect(owners(cluster)).toEqual([first, `${other}#1`]);
    commit(cluster, 'apple', '1');
    cluster.bench.run(16 * S);
    expect(contents(cluster)).toEqual({ apple: '1' });
    expect(cluster.bench.tracedOf('capture.session-lost')).toEqual([]);
  });

  test('writes again what a Region error or a broken connection left open', () => {
    const cluster = captureCluster([CF]);
    cluster.bench.run(5 * S);
    cluster.recovery.errors = [
      { type: 'NotLeader', region: 1_001, leaderStore: 101 },
      { type: 'EpochNotMatch', regions: [] },
      { type: 'ServerIsBusy', reason: '' },
      { type: 'RegionNotFound', region: 1_001 },
    ];
    commit(cluster, 'apple', '1');
    cluster.bench.run(12 * S);
    expect(cluster.recovery.errors).toEqual([]);
    expect(contents(cluster)).toEqual({ apple: '1' });
    cluster.world.kill('r-store-101');
    commit(cluster, 'apple', '2');
    cluster.bench.run(18 * S);
    const stuck = cluster.bench.tracedOf('changefeed.checkpoint').at(-1)?.checkpoint ?? TS_ZERO;
    expect(stuck).toBeLessThan(composeTs(12_100, 0));
    cluster.world.restart('r-store-101');
    cluster.bench.run(25 * S);
    expect(contents(cluster)).toEqual({ apple: '2' });
    expect(cluster.bench.tracedOf('changefeed.checkpoint').at(-1)?.checkpoint).toBeGreaterThan(stuck);
  });

  test('a clone of the world goes on exactly as the original', () => {
    const cluster = captureCluster([CF], { boundaries: ['k'] });
    cluster.bench.run(4.3 * S);
    commit(cluster, 'apple', '1');
    const captures = ['capture-a', 'capture-b'].map((process) => captureOf(cluster.world, process));
    const copies = captures.map((capture) => capture.clone());
    const before = copies.map((copy) => JSON.stringify(copy.view()));
    cluster.bench.run(9 * S);
    expect(copies.map((copy) => JSON.stringify(copy.view()))).toEqual(before);
    expect(captures.map((capture) => JSON.stringify(capture.view()))).not.toEqual(before);
  });
});
