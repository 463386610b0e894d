import { rangesOverlap } from '../../../model/region.ts';
import type { Context } from '../../../sim/actor.ts';
import type { RaftBatch, RegionRaftMessage } from '../msg.ts';
import { destroyPeer } from './destroy.ts';
import { fromRemoved, sendGc } from './gc-peers.ts';
import { wake } from './hibernate.ts';
import { Peer } from './peer.ts';
import { makePeerStorage } from './peer-storage.ts';
import { admitSnapshot } from './snapshot.ts';
import type { Store } from './state.ts';

/** Raft messages of many Regions arrive. */
export function onRaftBatch(s: Store, batch: RaftBatch, ctx: Context): void {
  for (const item of batch.items) onRaftMessage(s, item, ctx);
}

export function onRaftMessage(s: Store, item: RegionRaftMessage, ctx: Context): void {
  if (buried(s, item)) return;
  const older = s.peers.get(item.region);
  // Ids rise: a Region that has a newer peer here has removed the older one.
  if (older !== undefined && older.id < item.toPeer)
    destroyPeer(s, older, 'a newer peer takes its place', ctx, 'removed');
  const peer = s.peers.get(item.region) ?? createUninitialized(s, item);
  if (peer === null || peer.id !== item.toPeer) return;
  if (fromRemoved(peer, item)) {
    sendGc(s, item.region, item.fromPeer, item.fromStore, ctx);
    return;
  }
  if (peer.asleep) wake(peer);
  if (!peer.initialized) peer.contacts.set(item.fromPeer, item.fromStore);
  const { message } = item;
  if (
    message.type === 'MsgSnap' &&
    message.snapshot !== null &&
    message.snapshot.index > peer.raft.committed
  ) {
    if (!admitSnapshot(s, message.snapshot, item.region, ctx)) return;
  }
  peer.raft.step(message);
  s.touch(peer, ctx);
}

/** Meant for a peer that was destroyed here, or for a Region that was merged away. */
function buried(s: Store, item: RegionRaftMessage): boolean {
  const tombstone = s.tombstones.get(item.region);
  return tombstone !== undefined && (tombstone.merged || item.toPeer <= tombstone.peer);
}

/**
 * A message for a Region that is not here. If another Region still holds its range, a split has yet to be applied: the
 * first message waits for it (real stores keep pending votes the same way). Otherwise a peer without data begins, and
 * a snapshot will fill it.
 */
function createUninitialized(s: Store, item: RegionRaftMessage): Peer | null {
  const range = { startKey: item.startKey, endKey: item.endKey };
  for (const peer of s.peers.values()) {
    if (!peer.initialized || !rangesOverlap(peer.region, range)) continue;
    if (item.message.type === 'MsgSnap') continue;
    s.early.set(item.region, item);
    return null;
  }
  if (item.message.type === 'MsgVote' || item.message.type === 'MsgPreVote') return null;
  const storage = makePeerStorage();
  const raft = s.makeRaft(item.region, item.toPeer, storage, 0);
  const region = {
    id: item.region,
    startKey: item.startKey,
    endKey: item.endKey,
    epoch: { confVer: 0, version: 0 },
    peers: [],
  };
  const peer = new Peer(region, item.toPeer, storage, raft, 0, 0);
  s.peers.set(item.region, peer);
  return peer;
}
