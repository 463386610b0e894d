import type { PeerId, RegionId, StoreId } from '../../../model/ids.ts';
import type { Context } from '../../../sim/actor.ts';
import type { GcPeer, GcPeerResponse, RegionRaftMessage } from '../msg.ts';
import { destroyPeer } from './destroy.ts';
import type { Peer } from './peer.ts';
import type { Store } from './state.ts';

/**
 * A removed peer hears of its removal only if the commit reaches it before its leader forgets it. So leaders remember
 * whom they removed and tell them until they answer; and whoever still speaks as a member after its removal is told.
 */

/** Any peer of the Region: all of it has been merged away. */
export const ANY_PEER: PeerId = Number.MAX_SAFE_INTEGER;

export function sendGc(s: Store, region: RegionId, peer: PeerId, store: StoreId, ctx: Context): void {
  const message: GcPeer = { kind: 'raft.gc-peer', bytes: 40, region, peer, store: s.storeId };
  ctx.send(s.processOf(store), message);
}

/** A leader reminds the stores of those it removed. */
export function remindRemoved(s: Store, peer: Peer, ctx: Context): void {
  for (const { id, store } of peer.removed) sendGc(s, peer.region.id, id, store, ctx);
}

/**
 * True when the sender was a member once and is none now. A peer without metadata has confVer 0 and proves nothing; one
 * with a newer confVer knows of a change that is still to be applied here.
 */
export function fromRemoved(peer: Peer, item: RegionRaftMessage): boolean {
  const { confVer } = item.epoch;
  return (
    peer.initialized &&
    peer.peerById(item.fromPeer) === null &&
    confVer !== 0 &&
    confVer < peer.region.epoch.confVer
  );
}

export function onGcPeer(s: Store, message: GcPeer, ctx: Context): void {
  const { region, peer: id, store } = message;
  const peer = s.peers.get(region);
  if (peer !== undefined && peer.id <= id) destroyPeer(s, peer, 'it was removed meanwhile', ctx, 'removed');
  const tombstone = s.tombstones.get(region);
  if (id !== ANY_PEER && (tombstone === undefined || tombstone.peer < id))
    s.tombstones.set(region, { peer: id, merged: tombstone?.merged ?? false });
  const answer: GcPeerResponse = { kind: 'raft.gc-peer-response', bytes: 32, region, peer: id };
  ctx.send(s.processOf(store), answer);
}

export function onGcPeerResponse(s: Store, message: GcPeerResponse): void {
  const peer = s.peers.get(message.region);
  if (peer !== undefined) peer.removed = peer.removed.filter((gone) => gone.id !== message.peer);
}
