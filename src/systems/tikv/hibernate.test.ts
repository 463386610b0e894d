import { describe, expect, it } from 'vitest';
import type { SystemConfig } from '../../model/config.ts';
import { listening, subscribe } from '../testing/listener.ts';
import { counter, TEST_CONFIG } from '../testing/mini-cluster.ts';
import type { MiniCluster } from '../testing/mini-cluster.ts';
import { watched } from '../testing/watched.ts';

const hibernating = (heartbeatTicks: number): SystemConfig => ({
  ...TEST_CONFIG,
  raft: { ...TEST_CONFIG.raft, hibernate: true, heartbeatTicks },
});

describe('hibernating Regions', () => {
  it.each([1, 2])('stop talking with a heartbeat every %i ticks, and wake for a write', (ticks) => {
    const c = watched({
      config: hibernating(ticks),
      workloads: [{ ...counter(2, 5), startAtUs: 10_000_000 }],
    });
    c.run(6);
    const before = [...c.world.traffic.byKind()].find(([kind]) => kind === 'raft.batch')?.[1] ?? 0;
    c.run(3);
    const after = [...c.world.traffic.byKind()].find(([kind]) => kind === 'raft.batch')?.[1] ?? 0;
    expect(after).toBe(before);
    c.run(8);
    expect(c.count('workload.finished')).toBe(1);
  });

  it('elect somebody else when their leader is paused and a client comes', () => {
    const c = watched({ config: hibernating(2), workloads: [{ ...counter(2, 5), startAtUs: 8_000_000 }] });
    c.run(6);
    c.world.external(() => c.world.pause('store-1'));
    c.run(20);
    expect(c.leaderOf(1)).not.toBe(1);
    expect(c.count('workload.finished')).toBe(1);
    c.world.external(() => c.world.resume('store-1'));
    c.run(5);
  });

  it('survive a long partition without an election where nobody writes', () => {
    const c = watched({ config: hibernating(2) });
    c.run(6);
    const roles = c.count('raft.role-changed');
    c.world.external(() =>
      c.world.beginFault('cut', [
        { type: 'link-cut', from: 'store-3', to: 'store-1' },
        { type: 'link-cut', from: 'store-1', to: 'store-3' },
      ]),
    );
    c.run(20);
    c.world.external(() => c.world.healFault('cut'));
    c.run(5);
    expect(c.leaderOf(1)).toBe(1);
    expect(c.count('raft.role-changed')).toBe(roles);
  });
});

/** The peers of Region 1 that sleep. */
function sleepers(c: MiniCluster): number[] {
  return [1, 2, 3].filter((store) =>
    c
      .store(store)
      .view(c.world.now)
      .peers.some((peer) => peer.region === 1 && peer.note === 'hibernated'),
  );
}

function raftBytes(c: MiniCluster): number {
  return [...c.world.traffic.byKind()].find(([kind]) => kind === 'raft.batch')?.[1] ?? 0;
}

function cut(c: MiniCluster, one: string, others: readonly string[]): void {
  for (const other of others)
    c.world.external(() =>
      c.world.beginFault(`cut ${other}`, [
        { type: 'link-cut', from: one, to: other },
        { type: 'link-cut', from: other, to: one },
      ]),
    );
}

function heal(c: MiniCluster, others: readonly string[]): void {
  for (const other of others) c.world.external(() => c.world.healFault(`cut ${other}`));
}

describe('the feed of a hibernating Region', () => {
  it('goes on resolving: CheckLeader confirms the leader without waking anybody', () => {
    const { c, ear, violations } = listening({ config: hibernating(2) });
    c.run(1);
    subscribe(c, 1, 1, 7);
    c.run(6);
    expect(sleepers(c)).toEqual([1, 2, 3]);
    const before = ear.resolved(7);
    const bytes = raftBytes(c);
    c.run(4);
    const after = ear.resolved(7);
    // One per round of 200 ms, each newer than the one before.
    expect(after.length - before.length).toBeGreaterThan(15);
    expect(after.every((ts, i) => i === 0 || ts > (after[i - 1] ?? 0))).toBe(true);
    expect(sleepers(c)).toEqual([1, 2, 3]);
    expect(raftBytes(c)).toBe(bytes);
    expect(violations).toEqual([]);
  });

  it('wakes for a write and delivers it before it resolves past it', () => {
    const { c, ear, violations } = listening({
      config: hibernating(2),
      workloads: [{ ...counter(2, 5), startAtUs: 8_000_000 }],
    });
    c.run(1);
    subscribe(c, 1, 1, 7);
    c.run(6);
    expect(sleepers(c)).toEqual([1, 2, 3]);
    c.run(3);
    expect(c.count('workload.finished')).toBe(1);
    expect(ear.rows(7)).toHaveLength(2 * 5 * 2);
    expect(violations).toEqual([]);
  });

  it('stops where no quorum confirms the leader any more, and that wakes the Region', () => {
    const { c, ear, violations } = listening({ config: hibernating(2) });
    c.run(1);
    subscribe(c, 1, 1, 7);
    c.run(6);
    expect(sleepers(c)).toEqual([1, 2, 3]);
    cut(c, 'store-1', ['store-2', 'store-3']);
    c.run(4);
    expect(sleepers(c)).not.toContain(1);
    const before = ear.resolved(7).length;
    c.run(3);
    expect(ear.resolved(7)).toHaveLength(before);
    heal(c, ['store-2', 'store-3']);
    c.run(5);
    expect(c.leaderOf(1)).not.toBe(0);
    expect(violations).toEqual([]);
  });
});

describe('a hibernating Region that somebody was cut off from', () => {
  const termOn = (c: MiniCluster, store: number): number =>
    c.store(store).detail(1, 1, 0, c.world.now)?.status.term ?? 0;
  const commitOn = (c: MiniCluster, store: number): number =>
    c.store(store).detail(1, 1, 0, c.world.now)?.status.commit ?? 0;

  it('takes its paused leader back as a follower of the one elected meanwhile', () => {
    const c = watched({ config: hibernating(2), workloads: [{ ...counter(2, 5), startAtUs: 8_000_000 }] });
    c.run(6);
    expect(sleepers(c)).toEqual([1, 2, 3]);
    const term = termOn(c, 1);
    c.world.external(() => c.world.pause('store-1'));
    c.run(20);
    c.world.external(() => c.world.resume('store-1'));
    c.run(3);
    const leader = c.leaderOf(1);
    expect([2, 3]).toContain(leader);
    expect(termOn(c, 1)).toBeGreaterThan(term);
    expect([termOn(c, 1), commitOn(c, 1)]).toEqual([termOn(c, leader), commitOn(c, leader)]);
  });

  it('brings a follower up to date that missed a write, without an election', () => {
    const c = watched({ config: hibernating(2), workloads: [{ ...counter(2, 5), startAtUs: 10_000_000 }] });
    c.run(6);
    expect(sleepers(c)).toEqual([1, 2, 3]);
    const term = termOn(c, 1);
    cut(c, 'store-3', ['store-1', 'store-2']);
    c.run(14);
    expect(c.count('workload.finished')).toBe(1);
    expect(commitOn(c, 3)).toBeLessThan(commitOn(c, 1));
    heal(c, ['store-1', 'store-2']);
    c.run(5);
    expect([1, 2, 3].map((store) => termOn(c, store))).toEqual([term, term, term]);
    expect(commitOn(c, 3)).toBe(commitOn(c, 1));
    c.run(5);
    expect(sleepers(c)).toEqual([1, 2, 3]);
  });
});
