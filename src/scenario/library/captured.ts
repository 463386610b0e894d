import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { WATCHABLE_CONFIG } from '../defaults.ts';
import type { ClusterSpec, WorkloadSpec } from '../document.ts';

/** Three zones with a store and two captures, and a recovery site: where the stories about change capture play. */
export const CAPTURED: Partial<ClusterSpec> = {
  azs: [
    { id: 'az-1', name: 'AZ 1' },
    { id: 'az-2', name: 'AZ 2' },
    { id: 'az-3', name: 'AZ 3' },
    { id: 'dr', name: 'Recovery site' },
  ],
  stores: [{ az: 'az-1' }, { az: 'az-2' }, { az: 'az-3' }],
  replicas: 3,
  etcd: { az: 'az-1' },
  captures: [{ az: 'az-1' }],
  clientAz: 'az-1',
  recovery: { stores: 1, replicas: 1, az: 'dr' },
  changefeeds: [{ id: 'cf-1', atUs: 0, startKey: '', endKey: '', spans: 1 }],
};

/** Without the safe interval: what goes wrong in a store is then not mended by the captures (facts 4.9.5). */
export const BARE_CONFIG = {
  ...WATCHABLE_CONFIG,
  ticdc: { ...WATCHABLE_CONFIG.ticdc, safeIntervalUs: 0 },
};

/** Puts and deletes all over the key space, from the beginning until `endAtUs`. */
export function traffic(more: Partial<Extract<WorkloadSpec, { kind: 'mixed' }>> = {}): WorkloadSpec {
  return {
    kind: 'mixed',
    id: 'traffic',
    threads: 4,
    keys: 48,
    startAtUs: 0,
    endAtUs: 4 * US_PER_S,
    thinkUs: 40 * US_PER_MS,
    readPercent: 0,
    deletePercent: 30,
    valueBytes: 32,
    ...more,
  };
}
