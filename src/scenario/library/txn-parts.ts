import type { ClusterSpec } from '../document.ts';

/** What the stories of transactions have in common. */
export const TXN_AZS: ClusterSpec['azs'] = [
  { id: 'az-1', name: 'AZ 1' },
  { id: 'az-2', name: 'AZ 2' },
  { id: 'az-3', name: 'AZ 3' },
  { id: 'dr', name: 'Recovery site' },
];

/** One capture that carries everything to one store. */
export const RECOVERY_SITE: Pick<ClusterSpec, 'captures' | 'recovery' | 'changefeeds'> = {
  captures: [{ az: 'az-2' }],
  recovery: { stores: 1, replicas: 1, az: 'dr' },
  changefeeds: [{ id: 'cf-1', atUs: 0, startKey: '', endKey: '', spans: 1 }],
};
