import { describe, expect, it } from 'vitest';
import { counter, TEST_CONFIG } from '../testing/mini-cluster.ts';
import { watched } from '../testing/watched.ts';
import { balancedKey } from './raftstore/load-split.ts';

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

  it('keeps its log up to a margin on the leader, and then has to take a snapshot', () => {
    const config = {
      ...TEST_CONFIG,
      raft: { ...TEST_CONFIG.raft, logGcThreshold: 50 },
      // A cut connection is noticed, and opened again, before the log is given up.
      net: { ...TEST_CONFIG.net, keepaliveTimeoutUs: 200_000 },
    };
    const c = watched({ config, workloads: [{ ...counter(4, 1_000), thinkUs: 20_000 }] });
    const away = (seconds: number): number => {
      const match = c.store(3).detail(1, 1, 0, c.world.now)?.status.commit ?? 0;
      for (const process of ['store-1', 'store-2'])
        c.world.external(() =>
          c.world.beginFault(process, [
            { type: 'link-cut', from: 'store-3', to: process },
            { type: 'link-cut', from: process, to: 'store-3' },
          ]),
        );
      c.run(seconds);
      for (const process of ['store-1', 'store-2']) c.world.external(() => c.world.healFault(process));
      return match;
    };
    /** How far the leader has compacted its log. */
    const compacted = (): number =>
      c.trace.reduce(
        (index, { event }) =>
          event.kind === 'raft.log-compacted' && event.store === 1 ? Math.max(index, event.index) : index,
        0,
      );
    const snapshots = (): number =>
      c.trace.filter(({ event }) => event.kind === 'raft.snapshot-applied' && event.store === 3).length;
    const commit = (store: number): number => c.store(store).detail(1, 1, 0, c.world.now)?.status.commit ?? 0;

    c.run(3);
    const before = snapshots();
    const near = away(0.6);
    expect(commit(1) - near).toBeGreaterThan(50);
    expect(compacted()).toBeLessThanOrEqual(near);
    c.run(2);
    expect(snapshots()).toBe(before);
    expect(commit(1) - commit(3)).toBeLessThan(50);

    const far = away(5);
    expect(compacted()).toBeGreaterThan(far);
    c.run(4);
    expect(snapshots()).toBe(before + 1);
    expect(commit(1) - commit(3)).toBeLessThan(50);
  });
});

describe('a target of leadership', () => {
  const UP_TO_TEN = { ...TEST_CONFIG, raft: { ...TEST_CONFIG.raft, leaderTransferMaxLogLag: 10 } };

  it('is refused at once where its log is as far behind as the limit, and PD hears why', () => {
    const c = watched({ config: UP_TO_TEN, workloads: [{ ...counter(4, 60), thinkUs: 5_000 }] });
    c.run(1.6);
    c.world.external(() =>
      c.world.beginFault('f', [
        { type: 'link-cut', from: 'store-1', to: 'store-3' },
        { type: 'link-cut', from: 'store-3', to: 'store-1' },
      ]),
    );
    c.run(0.3);
    c.admin(1, { type: 'transfer-leader', toStore: 3 });
    c.run(0.2);
    const reasons = c.trace.flatMap(({ event }) =>
      event.kind === 'pd.operator-cancelled' ? [event.reason] : [],
    );
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toMatch(/^store 3 is \d+ entries behind$/);
    expect(c.count('raft.transfer-started')).toBe(0);
    expect(c.leaderOf(1)).toBe(1);
  });

  it('does not take it while it has applied too little, and takes it when it has', () => {
    const c = watched({ config: UP_TO_TEN, workloads: [{ ...counter(4, 60), thinkUs: 5_000 }] });
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

describe('split by load', () => {
  it('cuts where the samples fall into halves, and not where one key takes all', () => {
    expect(balancedKey(['a', 'b', 'c', 'd', 'e', 'f'])).toBe('d');
    expect(balancedKey(['a', 'k', 'k', 'k', 'k', 'k', 'k'])).toBeNull();
    expect(balancedKey(['k', 'k'])).toBeNull();
  });
});
