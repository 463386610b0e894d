import { rangesOverlap } from '../../../model/region.ts';
import type { KeyRange } from '../../../model/region.ts';
import type { Context } from '../../../sim/actor.ts';
import type { RegionError } from '../msg.ts';
import { failWrite } from './propose.ts';
import type { Peer } from './peer.ts';
import type { Store } from './state.ts';

/** Merged into its neighbour, no member any more, or overtaken by a newer Region that brings its own data. */
export type Gone = 'merged' | 'removed' | 'overtaken';

/** The peer leaves this store; everything that waited for it learns that the Region is not here (facts 11.4). */
export function destroyPeer(s: Store, peer: Peer, reason: string, ctx: Context, why: Gone): void {
  const region = peer.region.id;
  const error: RegionError = { type: 'RegionNotFound', region };
  for (const proposal of peer.proposals) failWrite(s, peer.region.id, proposal.write, error, ctx);
  for (const write of peer.writes) failWrite(s, peer.region.id, write, error, ctx);
  for (const read of [...peer.reads, ...peer.confirmed.map((c) => c.read)])
    s.readServer?.onReadFailed(read.then, error, ctx);
  s.peers.delete(region);
  s.dirty.delete(region);
  s.mergeWishes.delete(region);
  s.memberWishes.delete(region);
  const known = s.tombstones.get(region);
  s.tombstones.set(region, {
    peer: Math.max(peer.id, known?.peer ?? 0),
    merged: why === 'merged' || (known?.merged ?? false),
  });
  if (why === 'removed' && peer.initialized) clearUnowned(s, peer.region);
  ctx.trace({ kind: 'region.destroyed', region, store: s.storeId, reason });
  for (const observer of s.observers) observer.onRegionDestroyed(region, ctx);
}

/** Data of a range that no Region of this store holds any more. */
export function clearUnowned(s: Store, range: KeyRange): void {
  for (const peer of s.peers.values()) if (peer.initialized && rangesOverlap(peer.region, range)) return;
  s.engine.clearRange(range);
}
