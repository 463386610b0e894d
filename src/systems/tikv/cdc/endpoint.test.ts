import { describe, expect, it } from 'vitest';
import { encodeRawKey } from '../../../model/key.ts';
import type { CdcEventBatch } from '../msg.ts';
import { listening, subscribe } from '../../testing/listener.ts';
import { counter, TEST_CONFIG } from '../../testing/mini-cluster.ts';
import type { MiniCluster, MiniOptions } from '../../testing/mini-cluster.ts';

/**
 * Without CheckQuorum a leader that lost its quorum goes on believing in itself. Nothing is cached ahead, so that what
 * it publishes runs ahead of what a leader further away from PD stamps.
 */
const staleLeader: MiniOptions = {
  workloads: [{ ...counter(2, 800), thinkUs: 10_000 }],
  config: {
    ...TEST_CONFIG,
    raft: { ...TEST_CONFIG.raft, checkQuorum: false },
    causalTs: { ...TEST_CONFIG.causalTs, allocAheadUs: 100_000 },
  },
};

describe('the event feed', () => {
  it('scans only the newest version of each key, then says initialized, then publishes resolved ts', () => {
    const { c, ear } = listening({ workloads: [counter(2, 10)] });
    c.run(3);
    subscribe(c, 1, 1, 7);
    c.run(1);
    expect(ear.rows(7)).toHaveLength(20);
    expect(ear.rows(7).every((row) => row.value?.includes('=2') === true)).toBe(true);
    const kinds = ear.heard.map((m) =>
      m.kind === 'cdc.resolved' ? 'resolved' : m.initialized ? 'initialized' : 'rows',
    );
    expect(kinds.indexOf('initialized')).toBeGreaterThanOrEqual(0);
    expect(kinds.indexOf('resolved')).toBeGreaterThan(kinds.indexOf('initialized'));
  });

  it('sends each write that is applied after the snapshot exactly once, in order of the log', () => {
    const { c, ear } = listening({ workloads: [{ ...counter(4, 50), thinkUs: 5_000 }] });
    c.run(1.4);
    subscribe(c, 1, 1, 7);
    c.run(6);
    expect(c.count('workload.finished')).toBe(1);
    expect(ear.rows(7)).toHaveLength(4 * 50 * 2);
    expect(new Set(ear.rows(7).map((row) => row.ts)).size).toBe(4 * 50 * 2);
  });

  it('ends with EpochNotMatch and the new Regions when the Region splits, and sends nothing after that', () => {
    const { c, ear } = listening({ workloads: [{ ...counter(4, 50), thinkUs: 5_000 }] });
    c.run(1.6);
    subscribe(c, 1, 1, 7);
    c.run(0.3);
    c.admin(1, { type: 'split', splitKeys: [encodeRawKey('m')] });
    c.run(2);
    expect(ear.errors(7)).toEqual(['EpochNotMatch']);
    const last = ear.heard.filter((m) => m.kind === 'cdc.events' && m.requestId === 7).at(-1);
    expect(
      last?.kind === 'cdc.events' && last.error?.type === 'EpochNotMatch' && last.error.regions.length,
    ).toBe(2);
    const after = ear.heard.slice(ear.heard.indexOf(last as CdcEventBatch) + 1);
    expect(after.filter((m) => m.kind === 'cdc.resolved' && m.requestIds.includes(7))).toEqual([]);
  });

  it('ends with NotLeader and a hint when leadership moves', () => {
    const { c, ear } = listening({});
    c.run(1);
    subscribe(c, 1, 1, 7);
    c.run(0.5);
    c.admin(1, { type: 'transfer-leader', toStore: 2 });
    c.run(1);
    expect(ear.errors(7)).toEqual(['NotLeader']);
    subscribe(c, 1, 1, 8);
    c.run(0.5);
    const refusal = ear.heard.find((m) => m.kind === 'cdc.events' && m.requestId === 8);
    expect(refusal?.kind === 'cdc.events' && refusal.error).toEqual({ type: 'NotLeader', leaderStore: 2 });
  });

  it('refuses a second subscription under the same request id, and a stale epoch', () => {
    const { c, ear } = listening({});
    c.run(1);
    subscribe(c, 1, 1, 7);
    subscribe(c, 1, 1, 7);
    c.run(0.5);
    expect(ear.errors(7)).toEqual(['DuplicateRequest']);
  });

  it('publishes no resolved ts of a leader that its quorum has left (B-18)', () => {
    const { c, ear, violations } = listening(staleLeader);
    c.run(1.6);
    subscribe(c, 1, 1, 7);
    c.run(1);
    expect(ear.resolved(7).length).toBeGreaterThan(0);
    isolate(c);
    const before = ear.resolved(7).length;
    c.run(14);
    expect(c.leaderOf(1)).not.toBe(1);
    expect(ear.resolved(7).length - before).toBeLessThanOrEqual(1);
    expect(violations).toEqual([]);
  });

  it('holds data and resolved ts of a Region whose tasks stand still, and goes on with the others', () => {
    const { c, ear, violations } = listening({ workloads: [{ ...counter(4, 40), thinkUs: 20_000 }] });
    c.run(2.2);
    c.admin(1, { type: 'split', splitKeys: [] });
    c.run(0.3);
    const [left, right] = c
      .store(1)
      .view(c.world.now)
      .regions.map((r) => r.region.id);
    if (left === undefined || right === undefined) throw new Error('two Regions were expected');
    c.run(0.3);
    subscribe(c, 1, left, 7);
    subscribe(c, 1, right, 8);
    c.run(1);
    const before = [7, 8].map((id) => ear.resolved(id).length);
    c.world.external(() =>
      c.world.beginFault('f', [
        { type: 'lane-stalled', process: 'store-1', lane: 'cdc', tag: `region:${right}` },
      ]),
    );
    const rows = ear.rows(8).length;
    c.run(1);
    expect(ear.resolved(7).length).toBeGreaterThan((before[0] ?? 0) + 2);
    expect(ear.resolved(8).length).toBeLessThanOrEqual((before[1] ?? 0) + 1);
    expect(ear.rows(8)).toHaveLength(rows);
    c.world.external(() => c.world.healFault('f'));
    c.run(4);
    expect(ear.rows(8).length).toBeGreaterThan(rows);
    expect(ear.resolved(8).length).toBeGreaterThan((before[1] ?? 0) + 2);
    expect(ear.rows(7).length + ear.rows(8).length).toBeGreaterThanOrEqual(4 * 40);
    expect(violations).toEqual([]);
  });

  it('gets no confirmation from a store whose CheckLeader worker stands still', () => {
    const { c, ear } = listening({});
    c.run(1);
    subscribe(c, 1, 1, 7);
    c.run(1);
    c.world.external(() => {
      for (const id of [2, 3]) {
        c.world.beginFault(`f${id}`, [
          { type: 'lane-stalled', process: `store-${id}`, lane: 'check-leader' },
        ]);
      }
    });
    const before = ear.resolved(7).length;
    c.run(3);
    expect(ear.resolved(7).length - before).toBeLessThanOrEqual(1);
    c.world.external(() => c.world.healFault('f2'));
    c.run(2.5);
    expect(ear.resolved(7).length - before).toBeGreaterThan(1);
  });

  it('does so without R-CHECK-LEADER, and the check says that a late write broke the promise', () => {
    const { c, violations } = listening({ ...staleLeader, off: ['R-CHECK-LEADER'] });
    c.run(1.6);
    subscribe(c, 1, 1, 7);
    c.run(1);
    isolate(c);
    c.run(14);
    expect(violations.map((v) => v.check)).toContain('resolved-ts-safety');
  });
});

/**
 * Cuts store 1 from clients and then from the other stores, but not from PD and not from the listener. In this order no
 * write is left in flight on it, whose guard would hold its resolved ts down (facts 3.6.3b).
 */
function isolate(c: MiniCluster): void {
  c.world.external(() => {
    c.world.beginFault('far-pd', [
      { type: 'link-slow', from: 'pd-1', to: 'store-2', addUs: 300_000 },
      { type: 'link-slow', from: 'pd-1', to: 'store-3', addUs: 300_000 },
    ]);
  });
  for (const other of ['client-1', 'store-2', 'store-3']) {
    c.world.external(() => {
      c.world.beginFault(`cut-${other}`, [
        { type: 'link-cut', from: 'store-1', to: other },
        { type: 'link-cut', from: other, to: 'store-1' },
      ]);
    });
    c.run(0.2);
  }
}
