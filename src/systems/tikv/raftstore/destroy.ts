import type { Context } from '../../../sim/actor.ts';
import type { RegionError } from '../msg.ts';
import { failWrite } from './propose.ts';
import type { Peer } from './peer.ts';
import type { Store } from './state.ts';

/** The peer leaves this store; everything that waited for it learns that the Region is not here (facts 11.4). */
export function destroyPeer(s: Store, peer: Peer, reason: string, ctx: Context): void {
  const region = peer.region.id;
  const error: RegionError = { type: 'RegionNotFound', region };
  for (const proposal of peer.proposals) failWrite(s, peer, proposal.write, error, ctx);
  for (const write of peer.writes) failWrite(s, peer, write, error, ctx);
  for (const read of [...peer.reads, ...peer.confirmed.map((c) => c.read)])
    s.readServer?.onReadFailed(read.then, error, ctx);
  s.peers.delete(region);
  s.dirty.delete(region);
  s.mergeWishes.delete(region);
  s.tombstones.set(region, peer.region.epoch.version);
  ctx.trace({ kind: 'region.destroyed', region, store: s.storeId, reason });
  for (const observer of s.observers) observer.onRegionDestroyed(region, ctx);
}
