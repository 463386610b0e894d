import { describe, expect, it } from 'vitest';
import { decodeRawKey, encodeRawKey } from '../../model/key.ts';
import { bank, counter, MiniCluster, TEST_CONFIG } from '../testing/mini-cluster.ts';

describe('a store', () => {
  it('elects one leader for each Region where it was told to campaign', () => {
    const c = new MiniCluster({ splitKeys: ['h', 'q'] });
    c.run(1);
    expect([1, 2, 3].map((r) => c.leaderOf(r))).toEqual([1, 2, 3]);
  });

  it('carries a counter workload to its end, with every write acknowledged', () => {
    const c = new MiniCluster({ splitKeys: ['h', 'q'], workloads: [counter(8, 20)] });
    c.run(5);
    expect(c.count('workload.finished')).toBe(1);
    expect(c.count('client.acked')).toBe(8 * 20 * 3);
    expect(c.count('client.unknown') + c.count('client.failed')).toBe(0);
  });

  it('splits a Region, and both halves serve', () => {
    const c = new MiniCluster({ workloads: [counter(8, 50)] });
    c.run(1.6);
    c.admin(1, { type: 'split', splitKeys: [encodeRawKey('m')] });
    c.run(5);
    for (const store of [1, 2, 3]) {
      expect(c.regionOn(store, 1)?.startKey).toBe(encodeRawKey('m'));
      expect(c.regionOn(store, 100)?.endKey).toBe(encodeRawKey('m'));
    }
    expect(c.leaderOf(100)).toBe(1);
    expect(c.count('workload.finished')).toBe(1);
  });

  it('splits by itself when a Region grows beyond its limit', () => {
    const config = { ...TEST_CONFIG, store: { ...TEST_CONFIG.store, regionSplitBytes: 8_000 } };
    const c = new MiniCluster({ workloads: [counter(8, 50)], config });
    c.run(6);
    expect(c.count('region.split-proposed')).toBeGreaterThan(1);
    expect(c.count('workload.finished')).toBe(1);
  });

  it('splits a Region of transactions where its records are, though none of them is a raw key', () => {
    const config = { ...TEST_CONFIG, store: { ...TEST_CONFIG.store, regionSplitBytes: 4_000 } };
    const c = new MiniCluster({ splitKeys: ['z'], workloads: [bank(4, 12, 4_000_000)], config });
    c.run(6);
    const keys = c.trace.flatMap(({ event }) =>
      event.kind === 'region.split-proposed' ? [decodeRawKey(event.splitKey)] : [],
    );
    expect(keys[0]).toMatch(/^t1_r[1-9]/);
  });

  it('transfers a leader while writes are in flight', () => {
    const c = new MiniCluster({ workloads: [counter(8, 100)] });
    c.run(1.6);
    c.admin(1, { type: 'transfer-leader', toStore: 3 });
    c.run(5);
    expect(c.leaderOf(1)).toBe(3);
    expect(c.count('workload.finished')).toBe(1);
  });

  it('merges two Regions led by different stores', () => {
    const c = new MiniCluster({ splitKeys: ['m'], workloads: [counter(4, 100)] });
    c.run(1.6);
    const target = c.regionOn(2, 2);
    expect(target).not.toBeNull();
    if (target !== null) c.admin(1, { type: 'merge', target });
    c.run(6);
    for (const store of [1, 2, 3]) {
      expect(c.regionOn(store, 1)).toBeNull();
      expect(c.regionOn(store, 2)?.startKey).toBe('');
      expect(c.regionOn(store, 2)?.epoch.version).toBe(3);
    }
    expect(c.count('workload.finished')).toBe(1);
  });

  it('survives a crash: the others elect, the crashed store catches up', () => {
    const c = new MiniCluster({ splitKeys: ['m'], workloads: [counter(4, 200)] });
    c.run(1.6);
    c.world.external(() => c.world.kill('store-1'));
    c.run(6);
    expect(c.leaderOf(1)).not.toBe(1);
    c.world.external(() => c.world.restart('store-1'));
    c.run(6);
    expect(c.count('workload.finished')).toBe(1);
    const applied = [1, 2, 3].map(
      (s) =>
        c
          .store(s)
          .view(c.world.now)
          .peers.find((p) => p.region === 1)?.applied,
    );
    expect(applied[0]).toBe(applied[1]);
    expect(applied[0]).toBe(applied[2]);
  });

  it('brings a store back by snapshot when the log it needs is gone', () => {
    const c = new MiniCluster({ workloads: [counter(8, 400)] });
    c.run(1.6);
    c.world.external(() => c.world.kill('store-3'));
    c.run(12);
    c.world.external(() => c.world.restart('store-3'));
    c.run(8);
    expect(c.count('raft.snapshot-sent')).toBeGreaterThan(0);
    const peers = [1, 3].map(
      (s) =>
        c
          .store(s)
          .view(c.world.now)
          .peers.find((p) => p.region === 1)?.applied,
    );
    expect(peers[0]).toBe(peers[1]);
  });
});
