import type { RegionChange } from '../../../model/trace.ts';
import type { Context } from '../../../sim/actor.ts';
import type { Peer } from './peer.ts';
import type { Store } from './state.ts';

/** Tells the trace how this store now sees a Region. */
export function traceRegion(s: Store, peer: Peer, reason: RegionChange, index: number, ctx: Context): void {
  const { region } = peer;
  ctx.trace({
    kind: 'region.updated',
    region: region.id,
    store: s.storeId,
    cluster: s.options.cluster,
    reason,
    startKey: region.startKey,
    endKey: region.endKey,
    confVer: region.epoch.confVer,
    version: region.epoch.version,
    stores: region.peers.map((p) => p.storeId),
    index,
  });
}

/** The change took effect: trace first, then whoever observes Regions. */
export function announceRegion(
  s: Store,
  peer: Peer,
  reason: RegionChange,
  index: number,
  ctx: Context,
): void {
  traceRegion(s, peer, reason, index, ctx);
  for (const observer of s.observers) observer.onRegionChanged(peer.region, reason, ctx);
}

/** A peer that begins here: its log and state machine start after the initial position. */
export function traceBeginning(s: Store, peer: Peer, ctx: Context): void {
  ctx.trace({
    kind: 'raft.snapshot-applied',
    region: peer.region.id,
    store: s.storeId,
    index: peer.appliedIndex,
    term: peer.appliedTerm,
  });
}
