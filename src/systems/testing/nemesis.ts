import { Rng } from '../../base/rng.ts';
import { createChecks } from '../../checks/index.ts';
import type { Check, Violation } from '../../checks/index.ts';
import type { Region } from '../../model/region.ts';
import type { Order } from '../pd/msg.ts';
import { counter, MiniCluster } from './mini-cluster.ts';
import type { MiniOptions } from './mini-cluster.ts';

export interface Tormented {
  readonly cluster: MiniCluster;
  readonly violations: readonly Violation[];
  readonly checks: readonly Check[];
}

/**
 * Hurt, then heal: random splits, (where `moving`) changes of replicas, merges, transfers, crashes, pauses and cuts under load; the checks watch every
 * record. Afterwards everything is healed and the workload must come to its end.
 */
export function torment(seed: number, options: MiniOptions = {}, moving = false): Tormented {
  const stores = options.stores ?? 3;
  const rng = Rng.fromSeed(seed).fork('nemesis');
  const cluster = new MiniCluster({
    seed,
    splitKeys: ['h', 'q'],
    workloads: [{ ...counter(8, 60), thinkUs: 30_000 }],
    ...options,
  });
  const violations: Violation[] = [];
  const checks = createChecks();
  cluster.world.onRecord = (record) => {
    cluster.trace.push(record);
    for (const check of checks) check.observe(record, (violation) => violations.push(violation));
  };
  const { world } = cluster;
  const down = new Set<string>();
  cluster.run(1.2);
  for (let step = 0; step < 40; step++) {
    world.external(() => {
      const dice = rng.below(moving ? 16 : 10);
      const store = `store-${1 + rng.below(stores)}`;
      const regions = cluster
        .store(1 + rng.below(stores))
        .view(world.now)
        .regions.map((r) => r.region);
      const region = regions[rng.below(Math.max(1, regions.length))];
      if (dice < 2 && region !== undefined) {
        cluster.adminNow(region.id, { type: 'split', splitKeys: [] });
      } else if (dice < 4 && region !== undefined) {
        const target = regions.find((r) => r.startKey === region.endKey && region.endKey !== '');
        if (target !== undefined) cluster.adminNow(region.id, { type: 'merge', target });
      } else if (dice < 7 && region !== undefined) {
        cluster.adminNow(region.id, { type: 'transfer-leader', toStore: 1 + rng.below(stores) });
      } else if (dice === 7) {
        if (down.has(store)) {
          world.restart(store);
          down.delete(store);
        } else if (down.size === 0) {
          world.kill(store);
          down.add(store);
        }
      } else if (dice === 8) {
        const from = `az:az-${1 + rng.below(stores)}` as const;
        world.beginFault('cut', [{ type: 'link-cut', from, to: store }]);
      } else if (dice >= 10 && region !== undefined) {
        const order = changeOfPeers(region, stores, rng);
        if (order !== null) cluster.adminNow(region.id, order);
      } else {
        world.healFault('cut');
      }
    });
    cluster.run(0.2);
  }
  world.external(() => {
    world.healFault('cut');
    for (const store of down) world.restart(store);
  });
  cluster.run(25);
  return { cluster, violations, checks };
}

/** Moves a replica to a store without one, or adds one, or removes one of more than three. */
function changeOfPeers(region: Region, stores: number, rng: Rng): Order | null {
  const taken = region.peers.map((peer) => peer.storeId);
  const free = Array.from({ length: stores }, (_, i) => i + 1).filter((store) => !taken.includes(store));
  const from = taken[rng.below(taken.length)];
  const to = free[rng.below(Math.max(1, free.length))];
  if (from === undefined) return null;
  if (to === undefined) return { type: 'remove-peer', store: from };
  return rng.below(3) === 0 ? { type: 'add-peer', store: to } : { type: 'move-peer', from, to };
}
