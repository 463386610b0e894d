import { encodeRawKey } from '../../../model/key.ts';
import { rangeContains } from '../../../model/region.ts';
import type { Context } from '../../../sim/actor.ts';
import { epochNotMatch, notLeader } from '../errors.ts';
import type { RegionError } from '../msg.ts';
import type { Peer } from '../raftstore/peer.ts';
import type { Store } from '../raftstore/state.ts';
import type { TxnCommandMessage, TxnReadMessage } from './msg.ts';

/** What every transactional request is checked for, a command as well as a read: the leader's peer, or why not. */
export function checkRequest(
  s: Store,
  message: TxnCommandMessage | TxnReadMessage,
  keys: readonly string[],
): Peer | RegionError {
  const { region, epoch } = message;
  const peer = s.peers.get(region);
  if (peer === undefined || !peer.initialized) return { type: 'RegionNotFound', region };
  if (!peer.isLeader) return notLeader(peer);
  if (peer.region.epoch.version !== epoch.version) return epochNotMatch(peer);
  if (peer.mergeState !== null) return { type: 'ProposalInMergingMode', region };
  const inside = keys.every((key) => rangeContains(peer.region, encodeRawKey(key)));
  return inside ? peer : { type: 'KeyNotInRegion', region };
}

/** `error`: its real name. */
export function traceRefused(
  s: Store,
  { region, request }: TxnCommandMessage | TxnReadMessage,
  error: string,
  ctx: Context,
): void {
  ctx.trace({ kind: 'txn.refused', store: s.storeId, region, request, error });
}
