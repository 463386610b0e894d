import type { Region } from '../../../model/region.ts';
import type { RegionChange } from '../../../model/trace.ts';
import type { Context } from '../../../sim/actor.ts';
import type { Peer } from './peer.ts';
import type { Store } from './state.ts';

/** An admin command as observers see it, in order with the data around it (facts 3.4.2). */
export function observeAdmin(
  s: Store,
  peer: Peer,
  change: RegionChange,
  index: number,
  regions: readonly Region[],
  ctx: Context,
): void {
  if (peer.observeId === 0) return;
  for (const observer of s.observers) {
    observer.onApplied(peer.region.id, peer.observeId, [{ type: 'admin', index, change, regions }], ctx);
  }
}
