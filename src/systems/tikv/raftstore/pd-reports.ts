import type { PeerId, RegionId } from '../../../model/ids.ts';
import type { Region } from '../../../model/region.ts';
import type { Context } from '../../../sim/actor.ts';
import type { OperatorStepFailed, RegionHeartbeat, ReportSplit, StoreHeartbeat } from '../../pd/msg.ts';
import type { Peer } from './peer.ts';
import type { Store } from './state.ts';

/** What the store tells PD. */

const HEARTBEAT_BYTES = 256;
/** What a store does by itself belongs to no operator of PD. */
export const NO_OPERATOR = 0;

export function heartbeatPd(s: Store, peer: Peer, ctx: Context): void {
  if (!peer.isLeader) return;
  const message: RegionHeartbeat = {
    kind: 'pd.region-heartbeat',
    bytes: HEARTBEAT_BYTES,
    region: peer.region,
    leaderStore: s.storeId,
    leaderPeer: peer.id,
    term: peer.raft.term,
    approximateBytes: peer.bytes,
    approximateKeys: peer.keys,
    keysWritten: peer.writesApplied - peer.reportedWrites,
    keysRead: peer.readsServed - peer.reportedReads,
    intervalUs: ctx.monotonicUs() - peer.reportedUs,
    pendingPeers: pendingPeers(s, peer),
  };
  peer.reportedPending = message.pendingPeers;
  peer.reportedWrites = peer.writesApplied;
  peer.reportedReads = peer.readsServed;
  peer.reportedUs = ctx.monotonicUs();
  s.sendPd(message, ctx);
}

/** Who has caught up since PD heard of them last: PD may be waiting for it. */
export function reportCaughtUp(s: Store, peer: Peer, ctx: Context): void {
  if (!peer.isLeader || peer.reportedPending.length === 0) return;
  if (peer.reportedPending.some((id) => !lagging(s, peer, id))) heartbeatPd(s, peer, ctx);
}

function pendingPeers(s: Store, peer: Peer): PeerId[] {
  return peer.region.peers.map((p) => p.id).filter((id) => lagging(s, peer, id));
}

/** Waits for a snapshot; a learner also counts as behind while it lacks more than a new leader might. */
export function lagging(s: Store, peer: Peer, id: PeerId): boolean {
  if (id === peer.id) return false;
  const match = peer.raft.matchOf(id);
  if (match < peer.raft.firstIndex - 1) return true;
  const { leaderTransferMaxLogLag } = s.options.config.raft;
  return peer.peerById(id)?.role === 'learner' && peer.raft.lastIndex - match > leaderTransferMaxLogLag;
}

export function heartbeatStore(s: Store, ctx: Context): void {
  let leaderCount = 0;
  for (const peer of s.peers.values()) if (peer.isLeader) leaderCount++;
  const message: StoreHeartbeat = {
    kind: 'pd.store-heartbeat',
    bytes: 64,
    store: s.storeId,
    regionCount: s.peers.size,
    leaderCount,
  };
  s.sendPd(message, ctx);
}

export function reportSplit(s: Store, regions: readonly Region[], ctx: Context): void {
  const message: ReportSplit = {
    kind: 'pd.report-split',
    bytes: HEARTBEAT_BYTES * regions.length,
    regions,
    leaderStore: s.storeId,
  };
  s.sendPd(message, ctx);
}

export function failOperator(
  s: Store,
  operator: number,
  region: RegionId,
  error: string,
  ctx: Context,
): void {
  if (operator === NO_OPERATOR) return;
  const message: OperatorStepFailed = { kind: 'pd.operator-step-failed', bytes: 64, operator, region, error };
  s.sendPd(message, ctx);
}
