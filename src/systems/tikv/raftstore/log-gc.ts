import type { Context } from '../../../sim/actor.ts';
import type { Peer } from './peer.ts';
import type { Store } from './state.ts';

/**
 * Forgets applied entries beyond a margin. The leader spares what a follower still needs, up to a limit: one that lags
 * further gets a snapshot. (Real stores replicate the decision as CompactLog; here each peer decides for itself.)
 */
export function compactLog(s: Store, peer: Peer, ctx: Context): void {
  const { logGcThreshold } = s.options.config.raft;
  releaseSnapshot(peer);
  // A merge may still have to hand its last entries to a slow peer (facts B-34).
  if (peer.mergeState !== null || peer.waitsFor !== 0 || peer.awaitedBy !== 0) return;
  let until = Math.min(peer.appliedIndex, peer.storage.lastIndex()) - logGcThreshold;
  if (peer.isLeader)
    until = Math.min(until, Math.max(slowestMatch(peer), until - LAG_FACTOR * logGcThreshold));
  if (until - peer.storage.firstIndex() < logGcThreshold) return;
  peer.storage.compact(until);
  ctx.trace({ kind: 'raft.log-compacted', region: peer.region.id, store: s.storeId, index: until });
}

/** A follower may hold back this many thresholds of log before it is left to a snapshot. */
const LAG_FACTOR = 3;

function slowestMatch(peer: Peer): number {
  let match = Infinity;
  for (const other of peer.region.peers) {
    if (other.id !== peer.id) match = Math.min(match, peer.raft.matchOf(other.id));
  }
  return match;
}

/** The last snapshot has arrived or was given up: let its data go. */
function releaseSnapshot(peer: Peer): void {
  for (const other of peer.snapshotsSent.keys()) {
    if (peer.raft.matchOf(other) >= peer.storage.firstIndex() - 1) peer.snapshotsSent.delete(other);
  }
  if (peer.snapshotsSent.size === 0) peer.storage.releaseSnapshot();
}
