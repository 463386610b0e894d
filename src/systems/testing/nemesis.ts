import { Rng } from '../../base/rng.ts';
import { createChecks } from '../../checks/index.ts';
import type { Check, Violation } from '../../checks/index.ts';
import { counter, MiniCluster } from './mini-cluster.ts';
import type { MiniOptions } from './mini-cluster.ts';

export interface Tormented {
  readonly cluster: MiniCluster;
  readonly violations: readonly Violation[];
  readonly checks: readonly Check[];
}

/**
 * Hurt, then heal: random splits, merges, transfers, crashes, pauses and cuts under load; the checks watch every
 * record. Afterwards everything is healed and the workload must come to its end.
 */
export function torment(seed: number, options: MiniOptions = {}): Tormented {
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
      const dice = rng.below(10);
      const store = `store-${1 + rng.below(3)}`;
      const regions = cluster
        .store(1 + rng.below(3))
        .view(world.now)
        .regions.map((r) => r.region);
      const region = regions[rng.below(Math.max(1, regions.length))];
      if (dice < 2 && region !== undefined) {
        cluster.adminNow(region.id, { type: 'split', splitKeys: [] });
      } else if (dice < 4 && region !== undefined) {
        const target = regions.find((r) => r.startKey === region.endKey && region.endKey !== '');
        if (target !== undefined) cluster.adminNow(region.id, { type: 'merge', target });
      } else if (dice < 7 && region !== undefined) {
        cluster.adminNow(region.id, { type: 'transfer-leader', toStore: 1 + rng.below(3) });
      } else if (dice === 7) {
        if (down.has(store)) {
          world.restart(store);
          down.delete(store);
        } else if (down.size === 0) {
          world.kill(store);
          down.add(store);
        }
      } else if (dice === 8) {
        const from = `az:az-${1 + rng.below(3)}` as const;
        world.beginFault('cut', [{ type: 'link-cut', from, to: store }]);
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
