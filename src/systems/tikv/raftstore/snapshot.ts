import { rangesOverlap } from '../../../model/region.ts';
import type { KeyRange, Region } from '../../../model/region.ts';
import type { Context } from '../../../sim/actor.ts';
import type { Snapshot } from '../../../raft/index.ts';
import { destroyPeer } from './destroy.ts';
import { confStateOf } from './members.ts';
import { traceRegion } from './metadata.ts';
import { maxTsFromSnapshot } from './region-max-ts.ts';
import type { Peer } from './peer.ts';
import type { RegionSnapshot } from './peer-storage.ts';
import type { Store } from './state.ts';

/** Bytes of a snapshot besides its data. */
const SNAPSHOT_OVERHEAD_BYTES = 256;

/** A follower has fallen behind the log: take a picture of the Region as it is applied here. */
export function makeWantedSnapshot(s: Store, peer: Peer): void {
  const data: RegionSnapshot = {
    bytes: SNAPSHOT_OVERHEAD_BYTES + peer.bytes,
    region: peer.region,
    data: s.engine.snapshot(peer.appliedIndex),
    maxTs: peer.maxTs,
  };
  peer.storage.createSnapshot(peer.appliedIndex, confStateOf(peer.region), data);
}

/**
 * Whether a snapshot may come in: its range must be free here. A Region whose whole range a newer version now covers
 * is stale by construction (authority over a range only ever moves to higher versions) and makes room; one that is
 * only cut by it has a split or merge still to apply, so the snapshot has to come again later.
 */
export function admitSnapshot(s: Store, snapshot: Snapshot, regionId: number, ctx: Context): boolean {
  const incoming = (snapshot.data as RegionSnapshot | null)?.region;
  if (incoming === undefined) return false;
  const overlapping = [...s.peers.values()].filter(
    (p) => p.region.id !== regionId && p.initialized && rangesOverlap(p.region, incoming),
  );
  if (
    overlapping.some((p) => p.region.epoch.version >= incoming.epoch.version || !covers(incoming, p.region))
  )
    return false;
  // Until the snapshot is durable a crash must find both as they were (R-MERGE-ATOMIC-DESTROY, facts B-33).
  if (!s.rules.mergeAtomicDestroy) clearWay(s, overlapping, ctx);
  return true;
}

function clearWay(s: Store, stale: readonly Peer[], ctx: Context): void {
  for (const peer of stale) destroyPeer(s, peer, 'its range belongs to a newer Region', ctx, 'overtaken');
}

function covers(outer: KeyRange, inner: KeyRange): boolean {
  return (
    outer.startKey <= inner.startKey &&
    (outer.endKey === '' || (inner.endKey !== '' && inner.endKey <= outer.endKey))
  );
}

/** The snapshot is durable: log, metadata and data of the Region are replaced together. */
export function installSnapshot(s: Store, peer: Peer, snapshot: Snapshot, ctx: Context): void {
  const { region, data, maxTs } = snapshot.data as RegionSnapshot;
  if (!peer.storage.applySnapshot(snapshot)) return;
  peer.storage.releaseSnapshot();
  const stale = [...s.peers.values()].filter(
    (p) => p !== peer && p.initialized && rangesOverlap(p.region, region),
  );
  clearWay(s, stale, ctx);
  const { entries, bytes } = s.engine.replaceRange(region, data);
  clearOutside(s, peer.region, region);
  peer.region = region;
  peer.keys = entries;
  peer.bytes = bytes;
  peer.appliedIndex = snapshot.index;
  peer.appliedTerm = snapshot.term;
  peer.persisted = snapshot.index;
  peer.committed = Math.max(peer.committed, snapshot.index);
  peer.mergeState = null;
  peer.applying = [];
  peer.waitsFor = 0;
  maxTsFromSnapshot(s, peer, maxTs);
  ctx.trace({
    kind: 'raft.snapshot-applied',
    region: region.id,
    store: s.storeId,
    index: snapshot.index,
    term: snapshot.term,
  });
  traceRegion(s, peer, 'snapshot', snapshot.index, ctx);
}

/** What the peer held outside of its new range belongs to others now; they bring it with their own snapshots. */
function clearOutside(s: Store, before: Region, after: Region): void {
  if (before.peers.length === 0) return;
  const held = [...s.peers.values()].filter((p) => p.region.id !== after.id && p.initialized);
  for (const part of outside(before, after)) {
    if (held.some((p) => rangesOverlap(p.region, part))) continue;
    s.engine.clearRange(part);
  }
}

function outside(before: KeyRange, after: KeyRange): KeyRange[] {
  const parts: KeyRange[] = [];
  if (before.startKey < after.startKey) parts.push({ startKey: before.startKey, endKey: after.startKey });
  if (after.endKey !== '' && (before.endKey === '' || after.endKey < before.endKey)) {
    parts.push({ startKey: after.endKey, endKey: before.endKey });
  }
  return parts;
}

/** A snapshot that was not confirmed for this long is taken for lost, so that the leader tries again. */
const SNAPSHOT_TIMEOUT_TICKS = 30;

export function checkSnapshots(s: Store, peer: Peer, ctx: Context): void {
  const limitUs = SNAPSHOT_TIMEOUT_TICKS * s.options.config.raft.tickUs;
  for (const [id, sentUs] of peer.snapshotsSent) {
    if (ctx.monotonicUs() - sentUs < limitUs) continue;
    peer.snapshotsSent.delete(id);
    peer.raft.reportSnapshot(id, false);
  }
}
