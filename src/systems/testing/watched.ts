import { createChecks } from '../../checks/index.ts';
import { MiniCluster } from './mini-cluster.ts';
import type { MiniOptions } from './mini-cluster.ts';

/** A cluster that every check watches: the first violation throws. */
export function watched(options: MiniOptions): MiniCluster {
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
