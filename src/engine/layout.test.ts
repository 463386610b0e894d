import { expect, test } from 'vitest';
import { decodeRawKey } from '../model/key.ts';
import { rangesTouch } from '../model/region.ts';
import { layOut } from './layout.ts';

const NINE = Array.from({ length: 9 }, (_, i) => ({ id: i + 1, az: `az-${Math.floor(i / 3) + 1}` }));

test('a hundred Regions on nine stores: no hole, every zone has a replica, leaders and peers balance', () => {
  const splitKeys = Array.from({ length: 99 }, (_, i) => `k${String(i).padStart(3, '0')}`);
  const placed = layOut({ stores: NINE, splitKeys, replicas: 3, firstRegionId: 1, firstPeerId: 1 });
  expect(placed).toHaveLength(100);
  const leaders = new Map<number, number>();
  const peers = new Map<number, number>();
  placed.forEach(({ region, leaderStore }, i) => {
    expect(region.id).toBe(i + 1);
    const zones = region.peers.map((peer) => NINE[peer.storeId - 1]?.az);
    expect(new Set(zones).size).toBe(3);
    expect(region.peers[0]?.storeId).toBe(leaderStore);
    leaders.set(leaderStore, (leaders.get(leaderStore) ?? 0) + 1);
    for (const peer of region.peers) peers.set(peer.storeId, (peers.get(peer.storeId) ?? 0) + 1);
    const next = placed[i + 1];
    if (next !== undefined) expect(rangesTouch(region, next.region)).toBe(true);
  });
  const ids = placed.flatMap(({ region }) => region.peers.map((peer) => peer.id));
  expect(new Set(ids).size).toBe(300);
  for (const counts of [leaders, peers]) {
    const all = [...counts.values()];
    expect(all).toHaveLength(9);
    expect(Math.max(...all) - Math.min(...all)).toBeLessThanOrEqual(2);
  }
});

test('without split keys there is one Region over everything, and with fewer zones than replicas it still fits', () => {
  const [only] = layOut({
    stores: [
      { id: 101, az: 'dr' },
      { id: 102, az: 'dr' },
    ],
    splitKeys: [],
    replicas: 2,
    firstRegionId: 1001,
    firstPeerId: 5,
  });
  expect(only?.region).toMatchObject({
    id: 1001,
    startKey: '',
    endKey: '',
    epoch: { confVer: 1, version: 1 },
  });
  expect(only?.region.peers.map((peer) => [peer.id, peer.storeId])).toEqual([
    [5, 101],
    [6, 102],
  ]);
});

test('boundaries are encoded user keys', () => {
  const placed = layOut({ stores: NINE, splitKeys: ['g'], replicas: 3, firstRegionId: 1, firstPeerId: 1 });
  expect(decodeRawKey(placed[0]?.region.endKey ?? '')).toBe('g');
});
