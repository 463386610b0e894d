import { describe, expect, it } from 'vitest';
import { createChecks } from '../../checks/index.ts';
import type { SystemConfig } from '../../model/config.ts';
import { counter, MiniCluster, TEST_CONFIG } from '../testing/mini-cluster.ts';
import type { MiniOptions } from '../testing/mini-cluster.ts';
import { balancedKey } from './raftstore/load-split.ts';

/** Regions where little happens, and stores that come back late: every check watches. */
function watched(options: MiniOptions): MiniCluster {
  const cluster = new MiniCluster(options);
  const checks = createChecks();
  cluster.world.onRecord = (record) => {
    cluster.trace.push(record);
    for (const check of checks)
      check.observe(record, (violation) => {
        throw new Error(violation.words);
      });
  };
  return cluster;
}

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

describe('a store that was away', () => {
  it('gets a snapshot at the limited rate when the log is gone', () => {
    const slow = { ...TEST_CONFIG, store: { ...TEST_CONFIG.store, snapshotBytesPerS: 50_000 } };
    const c = watched({ config: slow, workloads: [counter(8, 400)] });
    c.run(1.6);
    c.world.external(() => c.world.kill('store-3'));
    c.run(12);
    c.world.external(() => c.world.restart('store-3'));
    c.run(14);
    const sent = c.trace.find(({ event }) => event.kind === 'raft.snapshot-sent');
    const applied = c.trace.find(
      ({ event, at }) => event.kind === 'raft.snapshot-applied' && at > (sent?.at ?? 0),
    );
    const bytes = sent?.event.kind === 'raft.snapshot-sent' ? sent.event.bytes : 0;
    expect(bytes).toBeGreaterThan(10_000);
    expect((applied?.at ?? 0) - (sent?.at ?? 0)).toBeGreaterThanOrEqual((bytes * 1_000_000) / 50_000);
  });

  it('does not take leadership while it is further behind than the limit', () => {
    const config = { ...TEST_CONFIG, raft: { ...TEST_CONFIG.raft, leaderTransferMaxLogLag: 10 } };
    const c = watched({ config, workloads: [{ ...counter(4, 60), thinkUs: 5_000 }] });
    c.run(1.6);
    c.world.external(() =>
      c.world.beginFault('f', [{ type: 'lane-stalled', process: 'store-3', lane: 'apply', tag: 'region:1' }]),
    );
    c.run(0.5);
    c.admin(1, { type: 'transfer-leader', toStore: 3 });
    c.run(1);
    expect(c.count('raft.transfer-started')).toBe(0);
    c.world.external(() => c.world.healFault('f'));
    c.run(3);
    expect(c.leaderOf(1)).toBe(3);
  });
});

describe('a peer that nobody leads any more', () => {
  it('finds out from the others that its Region was merged away', () => {
    const config = {
      ...TEST_CONFIG,
      store: { ...TEST_CONFIG.store, abnormalLeaderMissingUs: 2_000_000, maxLeaderMissingUs: 4_000_000 },
    };
    const c = watched({ config, stores: 4, replicas: 3 });
    c.run(1);
    c.admin(1, { type: 'add-peer', store: 4 });
    c.run(2);
    for (const other of [1, 2, 3])
      c.world.external(() =>
        c.world.beginFault(`cut-${other}`, [
          { type: 'link-cut', from: 'store-4', to: `store-${other}` },
          { type: 'link-cut', from: `store-${other}`, to: 'store-4' },
        ]),
      );
    c.run(0.5);
    c.admin(1, { type: 'remove-peer', store: 4 });
    c.run(12);
    expect(c.regionOn(4, 1)).toBeNull();
  });
});

describe('split by load', () => {
  it('cuts where the samples fall into halves, and not where one key takes all', () => {
    expect(balancedKey(['a', 'b', 'c', 'd', 'e', 'f'])).toBe('d');
    expect(balancedKey(['a', 'k', 'k', 'k', 'k', 'k', 'k'])).toBeNull();
    expect(balancedKey(['k', 'k'])).toBeNull();
  });
});
