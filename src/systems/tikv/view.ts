import type { InFlightWrite, PeerRow, StoreRow } from '../../model/frame.ts';
import { decodeRawKey } from '../../model/key.ts';
import type { RegionId } from '../../model/ids.ts';
import type { Region } from '../../model/region.ts';
import { isVoter } from '../../model/region.ts';
import { US_PER_MS } from '../../model/time.ts';
import type { Ts } from '../../model/ts.ts';
import { maxTs, physicalMs, TS_ZERO } from '../../model/ts.ts';
import type { Status } from '../../raft/index.ts';
import { blame } from './cdc/blame.ts';
import type { CdcEndpoint } from './cdc/endpoint.ts';
import type { Peer } from './raftstore/peer.ts';
import type { Store } from './raftstore/state.ts';
import { decodeLock } from './txn-records.ts';

/** What a store shows of itself: plain data for the frame and the inspector. */
export interface StoreView {
  readonly store: Omit<StoreRow, 'health' | 'fsyncUs'>;
  readonly peers: readonly PeerRow[];
  readonly regions: readonly LedRegion[];
}

/** A Region as its peer on this store knows it. */
export interface LedRegion {
  readonly region: Region;
  readonly leader: boolean;
  readonly term: number;
  readonly maxTs: Ts;
  /** Last resolved ts published to any subscriber, TS_ZERO without one. */
  readonly resolvedTs: Ts;
  readonly heldBy: string;
  readonly inFlight: readonly InFlightWrite[];
  readonly inFlightTotal: number;
  readonly keys: number;
  readonly bytes: number;
  readonly writesApplied: number;
  readonly readsServed: number;
}

/** Writes in flight shown per Region; the rest is counted. */
const IN_FLIGHT_SHOWN_MAX = 32;

export function viewStore(s: Store, cdc: CdcEndpoint, nowUs: number): StoreView {
  const flying = writesInFlight(s, nowUs);
  const peers: PeerRow[] = [];
  const regions: LedRegion[] = [];
  let leaders = 0;
  for (const peer of s.peers.values()) {
    if (peer.isLeader) leaders++;
    peers.push(viewPeer(s, peer));
    if (!peer.initialized) continue;
    const writes = flying.get(peer.region.id) ?? [];
    regions.push(
      viewRegion(s, cdc, peer, peer.isLeader ? withTxnLocks(s, peer, writes, nowUs) : writes, nowUs),
    );
  }
  const { provider, clock } = s.timestamps;
  return {
    store: {
      id: s.storeId,
      process: s.options.process,
      cluster: s.options.cluster,
      az: s.options.az,
      raftLogQueue: s.writeQueue.reduce((sum, write) => sum + write.entries.length, 0),
      applyQueue: s.applyQueued,
      cdcQueue: cdc.queued,
      leaders,
      peers: s.peers.size,
      clockTs: clock?.now ?? provider.nextTs ?? provider.lastTs,
      tsCached: provider.remain,
      preProposeUs: s.proposedWrites === 0 ? null : Math.round(s.preProposeUs / s.proposedWrites),
    },
    peers,
    regions,
  };
}

function writesInFlight(s: Store, nowUs: number): Map<RegionId, InFlightWrite[]> {
  const byRegion = new Map<RegionId, InFlightWrite[]>();
  for (const guard of s.locks.all()) {
    const list = byRegion.get(guard.region);
    const { ts, key, sinceUs } = guard;
    const write: InFlightWrite = { lock: 'memory', ts, key, sinceUs: nowUs - sinceUs };
    if (list === undefined) byRegion.set(guard.region, [write]);
    else list.push(write);
  }
  return byRegion;
}

/** With the locks that transactions have left in the Region; they are as old as their transaction. Oldest first. */
function withTxnLocks(
  s: Store,
  peer: Peer,
  writes: readonly InFlightWrite[],
  nowUs: number,
): readonly InFlightWrite[] {
  if (s.engine.locks === 0) return writes;
  const locks: InFlightWrite[] = [];
  s.engine.scanCf('lock', peer.region, (key, value) => {
    const { startTs: ts } = decodeLock(value);
    const sinceUs = Math.max(0, nowUs - physicalMs(ts) * US_PER_MS);
    locks.push({ lock: 'transaction', ts, key: decodeRawKey(key), sinceUs });
    return true;
  });
  return locks.length === 0 ? writes : [...writes, ...locks].sort((a, b) => a.ts - b.ts);
}

function viewPeer(s: Store, peer: Peer): PeerRow {
  const { raft } = peer;
  const campaigning = raft.role === 'candidate' || raft.role === 'pre-candidate';
  const votes = campaigning ? raft.status().votes : [];
  const timeout = raft.randomizedElectionTimeout;
  return {
    region: peer.region.id,
    store: s.storeId,
    peer: peer.id,
    role: raft.role,
    learner: peer.peerById(peer.id)?.role === 'learner',
    member: peer.peerById(peer.id)?.role ?? 'learner',
    term: raft.term,
    lead: raft.lead,
    commit: raft.committed,
    applied: peer.appliedIndex,
    last: raft.lastIndex,
    persisted: peer.persisted,
    electionLeft: raft.role === 'leader' ? 1 : Math.max(0, (timeout - raft.electionElapsed) / timeout),
    votesGranted: votes.filter((vote) => vote.granted).length,
    votesRejected: votes.filter((vote) => !vote.granted).length,
    votesNeeded: campaigning ? peer.region.peers.filter(isVoter).length : 0,
    note: noteOf(s, peer),
  };
}

function noteOf(s: Store, peer: Peer): PeerRow['note'] {
  if (!peer.initialized) return 'snapshot';
  if (peer.mergeState !== null || peer.waitsFor !== 0) return 'merging';
  if (peer.raft.leadTransferee !== 0 || peer.transfer !== null) return 'transferring';
  if (peer.asleep) return 'hibernated';
  if (peer.isLeader && s.rules.syncGate && !peer.sync.synced) return 'syncing-ts';
  return '';
}

function viewRegion(
  s: Store,
  cdc: CdcEndpoint,
  peer: Peer,
  flying: readonly InFlightWrite[],
  nowUs: number,
): LedRegion {
  let resolvedTs: Ts = TS_ZERO;
  for (const downstream of cdc.subscriptions(peer.region.id))
    resolvedTs = maxTs(resolvedTs, downstream.resolvedTs);
  return {
    region: peer.region,
    leader: peer.isLeader,
    term: peer.raft.term,
    maxTs: peer.maxTs,
    resolvedTs,
    heldBy: peer.isLeader ? blame(s, cdc, peer, nowUs) : '',
    inFlight: flying.slice(0, IN_FLIGHT_SHOWN_MAX),
    inFlightTotal: flying.length,
    keys: peer.keys,
    bytes: peer.bytes,
    writesApplied: peer.writesApplied,
    readsServed: peer.readsServed,
  };
}

/** Raft detail of one peer for the inspector: log terms from `first` on, and the leader's progress. */
export interface PeerDetail {
  readonly region: Region;
  readonly peer: number;
  readonly status: Status;
  readonly applied: number;
  readonly persisted: number;
  readonly leaseLeftUs: number;
  readonly synced: boolean;
  readonly merging: number;
  readonly observed: boolean;
  /** Term of each index in `[first, first + count)`, 0 where there is no entry. */
  readonly terms: readonly number[];
}

export function peerDetail(
  s: Store,
  region: RegionId,
  first: number,
  count: number,
  nowUs: number,
): PeerDetail | null {
  const peer = s.peers.get(region);
  if (peer === undefined) return null;
  const terms: number[] = [];
  for (let index = first; index < first + count; index++) {
    const inLog = index >= peer.raft.firstIndex && index <= peer.raft.lastIndex;
    terms.push(inLog ? Math.max(0, peer.raft.termAt(index)) : 0);
  }
  return {
    region: peer.region,
    peer: peer.id,
    status: peer.raft.status(),
    applied: peer.appliedIndex,
    persisted: peer.persisted,
    leaseLeftUs: Math.max(0, peer.leaseUntilUs - nowUs),
    synced: peer.sync.synced,
    merging: peer.mergeState?.target.id ?? 0,
    observed: peer.observeId !== 0,
    terms,
  };
}
