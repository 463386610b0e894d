import type { EtcdClient } from './etcd-client.ts';
import type { Kit } from './kit.ts';
import { ownerKey } from './keys.ts';
import type { Mirror } from './mirror.ts';

/** facts 4.2.2: TiCDC campaigns at most once per second. */
export const CAMPAIGN_EVERY_US = 1_000_000;

/**
 * The campaign for ownership (facts 4.1.4): a key under the session's lease; the candidate whose key has the
 * smallest create revision owns, the others wait until it is gone. The create revision is the owner's revision.
 */
export function campaign(lease: number, etcd: EtcdClient, kit: Kit): void {
  const key = ownerKey(lease);
  const absent = { target: 'create', key, op: '=', revision: 0 } as const;
  etcd.txn({ for: 'campaign' }, [absent], [{ type: 'put', key, value: kit.env.capture, lease }], kit);
}

export function resign(lease: number, etcd: EtcdClient, kit: Kit): void {
  etcd.txn({ for: 'resign' }, [], [{ type: 'delete', key: ownerKey(lease), prefix: false }], kit);
}

/** The revision with which this session owns, 0 when it does not. */
export function ownedRevision(lease: number, mirror: Mirror): number {
  const { winner } = mirror;
  return lease !== 0 && winner !== null && winner.key === ownerKey(lease) ? winner.createRevision : 0;
}
