import type { PeerRow } from '../../model/frame.ts';
import type { RegionId } from '../../model/ids.ts';

/** Entries that a bar covers at least: more and a missing entry could not be seen. */
const ENTRIES_MIN = 16;

/**
 * Log indexes grow without end, so bars show a window of them: the last entries of a Region, wide enough for its
 * slowest peer. All peers of a Region share it, so a peer that lags has a shorter bar.
 */
export function logWindow(peers: readonly PeerRow[]): { share(region: RegionId, index: number): number } {
  const spans = new Map<RegionId, { low: number; high: number }>();
  for (const peer of peers) {
    const span = spans.get(peer.region);
    const low = Math.min(peer.applied, peer.commit);
    if (span === undefined) spans.set(peer.region, { low, high: peer.last });
    else spans.set(peer.region, { low: Math.min(span.low, low), high: Math.max(span.high, peer.last) });
  }
  return {
    /** Share of the window that `index` fills, 0 … 1. */
    share(region, index) {
      const span = spans.get(region);
      if (span === undefined || span.high <= 0) return 0;
      const width = Math.max(ENTRIES_MIN, (span.high - span.low) * 1.25);
      return Math.min(1, Math.max(0, 1 - (span.high - index) / width));
    },
  };
}
