import { regionTag } from '../../../model/effect.ts';
import type { StoreId } from '../../../model/ids.ts';
import type { Context } from '../../../sim/actor.ts';
import type { Message as RaftMessage, Ready } from '../../../raft/index.ts';
import { APPEND_THREAD, APPLY_THREAD } from '../../../raft/index.ts';
import type { RaftBatch, RegionRaftMessage } from '../msg.ts';
import { digestOf } from './command.ts';
import { wake } from './hibernate.ts';
import { heartbeatPd } from './pd-reports.ts';
import type { Peer } from './peer.ts';
import { proposeWrites } from './propose.ts';
import { failReads, onReadStates } from './reads.ts';
import { maxTsFromLog } from './region-max-ts.ts';
import { makeWantedSnapshot } from './snapshot.ts';
import type { ApplyWork, RaftWrite, SnapshotWork, Store, WriteBatch } from './state.ts';
import { onBecomeLeader, onCampaign } from './sync.ts';

/** Headers of a raft message besides its entries. */
const MESSAGE_OVERHEAD_BYTES = 64;

/**
 * The raftstore's turn: every touched peer proposes what is queued and hands out its Ready; then messages leave per
 * store in one batch, and the disk gets one write for all peers.
 */
export function poll(s: Store, ctx: Context): void {
  while (s.dirty.size > 0) {
    const regions = [...s.dirty];
    s.dirty.clear();
    for (const region of regions) {
      const peer = s.peers.get(region);
      if (peer !== undefined) pollPeer(s, peer, ctx);
    }
  }
  flushOutbox(s, ctx);
  startWrite(s, ctx);
}

function pollPeer(s: Store, peer: Peer, ctx: Context): void {
  if (peer.writes.length + peer.reads.length > 0) wake(peer);
  if (peer.writes.length > 0) proposeWrites(s, peer, ctx);
  if (peer.storage.takeSnapshotWanted()) makeWantedSnapshot(s, peer);
  if (peer.raft.hasReady()) onReady(s, peer, peer.raft.ready(), ctx);
}

function onReady(s: Store, peer: Peer, ready: Ready, ctx: Context): void {
  if (ready.softState !== null || ready.hardState !== null) noticeState(s, peer, ctx);
  if (ready.entries.length > 0) {
    traceAppended(s, peer, ready, ctx);
    maxTsFromLog(s, peer, ready.entries);
  }
  // A snapshot says by itself, once it is installed, up to where everything is committed.
  if (ready.snapshot !== null) peer.committed = peer.raft.committed;
  else noticeCommit(s, peer, ctx);
  for (const message of ready.messages) {
    if (message.to === APPEND_THREAD) queueWrite(s, peer, message);
    else if (message.to === APPLY_THREAD) queueApply(s, peer, message, ctx);
    else post(s, peer, message, ctx);
  }
  if (ready.readStates.length > 0) onReadStates(s, peer, ready.readStates, ctx);
}

/** Role, term, vote or leader changed: tell the trace, PD and the observers. */
function noticeState(s: Store, peer: Peer, ctx: Context): void {
  const { raft } = peer;
  const vote = raft.hardState().vote;
  if (vote !== 0 && (vote !== peer.vote || raft.term !== peer.term)) {
    ctx.trace({
      kind: 'raft.voted',
      region: peer.region.id,
      store: s.storeId,
      term: raft.term,
      candidate: vote,
    });
  }
  peer.vote = vote;
  if (raft.role === peer.role && raft.term === peer.term && raft.lead === peer.lead) return;
  const wasLeader = peer.isLeader;
  const roleChanged = raft.role !== peer.role;
  peer.role = raft.role;
  peer.term = raft.term;
  peer.lead = raft.lead;
  ctx.trace({
    kind: 'raft.role-changed',
    region: peer.region.id,
    store: s.storeId,
    peer: peer.id,
    term: raft.term,
    role: raft.role,
    lead: raft.lead,
  });
  if (raft.role === 'candidate') onCampaign(s, peer, ctx);
  if (peer.isLeader && !wasLeader) onBecomeLeader(s, peer, ctx);
  if (!peer.isLeader && wasLeader) {
    peer.suspects = [];
    peer.leaseUntilUs = 0;
    peer.leaseMarks = [];
    s.mergeWishes.delete(peer.region.id);
    s.memberWishes.delete(peer.region.id);
    peer.transfer = null;
    peer.reportedPending = [];
    failReads(s, peer, ctx);
  }
  if (roleChanged || raft.role === 'follower') {
    for (const observer of s.observers)
      observer.onRoleChanged(peer.region.id, raft.role, peer.leaderStore, ctx);
  }
  if (peer.isLeader && !wasLeader) heartbeatPd(s, peer, ctx);
}

function traceAppended(s: Store, peer: Peer, ready: Ready, ctx: Context): void {
  const { entries } = ready;
  ctx.trace({
    kind: 'raft.appended',
    region: peer.region.id,
    store: s.storeId,
    from: entries[0]?.index ?? 0,
    terms: entries.map((entry) => entry.term),
    digests: entries.map(digestOf),
  });
}

function noticeCommit(s: Store, peer: Peer, ctx: Context): void {
  const { raft } = peer;
  if (raft.committed <= peer.committed) return;
  peer.committed = raft.committed;
  ctx.trace({
    kind: 'raft.committed',
    region: peer.region.id,
    store: s.storeId,
    index: raft.committed,
    term: Math.max(0, raft.termAt(raft.committed)),
  });
  renewLease(s, peer);
}

/** A quorum answered for everything up to the commit index: the lease counts from when that was proposed. */
function renewLease(s: Store, peer: Peer): void {
  if (!peer.isLeader || !peer.raft.committedInTerm()) return;
  let done = 0;
  for (const mark of peer.leaseMarks) {
    if (mark.index > peer.committed) break;
    const until = mark.atUs + s.options.config.raft.leaderLeaseUs;
    if (until > peer.leaseUntilUs) peer.leaseUntilUs = until;
    done++;
  }
  if (done > 0) peer.leaseMarks = peer.leaseMarks.slice(done);
}

/* ---- outgoing raft messages ------------------------------------------------------------------------------ */

function post(s: Store, peer: Peer, message: RaftMessage, ctx: Context): void {
  const to = peer.storeOf(message.to);
  if (to === 0) return;
  if (message.type === 'MsgTimeoutNow') {
    // The target may win at once, ignoring leases: stop trusting ours before it can (facts 3.7.3).
    peer.leaseUntilUs = 0;
    peer.leaseMarks = [];
    ctx.trace({ kind: 'raft.transfer-started', region: peer.region.id, store: s.storeId, to });
  }
  if (message.type === 'MsgSnap' && message.snapshot !== null) {
    peer.snapshotsSent.set(message.to, ctx.monotonicUs());
    ctx.trace({
      kind: 'raft.snapshot-sent',
      region: peer.region.id,
      store: s.storeId,
      to,
      index: message.snapshot.index,
      term: message.snapshot.term,
      bytes: message.snapshot.data?.bytes ?? 0,
    });
  }
  const { region } = peer;
  const item: RegionRaftMessage = {
    region: region.id,
    fromPeer: peer.id,
    fromStore: s.storeId,
    toPeer: message.to,
    epoch: region.epoch,
    startKey: region.startKey,
    endKey: region.endKey,
    message,
  };
  const bytes = message.snapshot?.data?.bytes ?? 0;
  if (message.type === 'MsgSnap' && bytes > 0) {
    // Read from the engine and sent at a limited rate, one after the other: it must not starve the rest.
    const work: SnapshotWork = { kind: 'snapshot', to, item };
    const costUs = Math.ceil((bytes * 1_000_000) / s.options.config.store.snapshotBytesPerS);
    ctx.enqueue('snapshot', work, costUs, regionTag(region.id));
  } else toOutbox(s, to, item);
}

function toOutbox(s: Store, to: StoreId, item: RegionRaftMessage): void {
  const queue = s.outbox.get(to);
  if (queue === undefined) s.outbox.set(to, [item]);
  else queue.push(item);
}

/** A snapshot has been read: it leaves with the next batch. */
export function onSnapshotRead(s: Store, work: SnapshotWork, ctx: Context): void {
  toOutbox(s, work.to, work.item);
  flushOutbox(s, ctx);
}

function flushOutbox(s: Store, ctx: Context): void {
  for (const [store, items] of s.outbox) {
    if (items.length === 0) continue;
    const batch: RaftBatch = { kind: 'raft.batch', bytes: batchBytes(items), items };
    ctx.send(s.processOf(store), batch);
    s.outbox.set(store, []);
  }
}

function batchBytes(items: readonly RegionRaftMessage[]): number {
  let bytes = 0;
  for (const { message } of items) {
    bytes += MESSAGE_OVERHEAD_BYTES + (message.snapshot?.data?.bytes ?? 0);
    for (const entry of message.entries) bytes += 16 + (entry.data?.bytes ?? 0);
  }
  return bytes;
}

/* ---- the disk ---------------------------------------------------------------------------------------------- */

function queueWrite(s: Store, peer: Peer, message: RaftMessage): void {
  s.writeQueue.push({
    region: peer.region.id,
    peer: peer.id,
    entries: message.entries,
    term: message.term,
    vote: message.vote,
    commit: message.commit,
    hasHardState: message.term !== 0,
    snapshot: message.snapshot,
    responses: message.responses,
  });
}

/** One fsync at a time; whatever gathers while it runs goes into the next. */
function startWrite(s: Store, ctx: Context): void {
  if (s.writing || s.writeQueue.length === 0) return;
  const writes = s.writeQueue;
  s.writeQueue = [];
  s.writing = true;
  const batch: WriteBatch = { kind: 'raft-log', writes };
  ctx.write(
    batch,
    writes.reduce((sum, write) => sum + writeBytes(write), 0),
  );
}

function writeBytes(write: RaftWrite): number {
  let bytes = 32 + (write.snapshot?.data?.bytes ?? 0);
  for (const entry of write.entries) bytes += 16 + (entry.data?.bytes ?? 0);
  return bytes;
}

/** The fsync is done: storage is brought up to date, then the answers that waited for it go out. */
export function onWritten(s: Store, batch: WriteBatch, applySnapshot: SnapshotInstaller, ctx: Context): void {
  s.writing = false;
  for (const write of batch.writes) {
    const peer = s.peers.get(write.region);
    if (peer === undefined || peer.id !== write.peer) continue;
    const { storage } = peer;
    if (write.snapshot !== null) applySnapshot(s, peer, write.snapshot, ctx);
    if (write.entries.length > 0) {
      storage.append(write.entries);
      peer.persisted = storage.lastIndex();
      ctx.trace({
        kind: 'raft.persisted',
        region: write.region,
        store: s.storeId,
        index: peer.persisted,
        term: storage.termAt(peer.persisted),
      });
    }
    if (write.hasHardState)
      storage.setHardState({ term: write.term, vote: write.vote, commit: write.commit });
    deliver(s, peer, write.responses, ctx);
    s.dirty.add(write.region);
  }
}

export type SnapshotInstaller = (
  s: Store,
  peer: Peer,
  snapshot: NonNullable<RaftWrite['snapshot']>,
  ctx: Context,
) => void;

/** Answers that waited for storage: the peer's own are stepped, others leave with the next flush. */
export function deliver(s: Store, peer: Peer, responses: readonly RaftMessage[], ctx: Context): void {
  for (const response of responses) {
    if (response.to === peer.id) peer.raft.step(response);
    else post(s, peer, response, ctx);
  }
}

/* ---- the apply lane ------------------------------------------------------------------------------------------ */

function queueApply(s: Store, peer: Peer, message: RaftMessage, ctx: Context): void {
  const { applyBatchUs, applyEntryUs, observeEntryUs } = s.options.config.store;
  s.applyQueued += message.entries.length;
  const work: ApplyWork = {
    kind: 'apply',
    region: peer.region.id,
    peer: peer.id,
    entries: message.entries,
    responses: message.responses,
  };
  const entryUs = applyEntryUs + (peer.observeId === 0 ? 0 : observeEntryUs);
  const costUs = applyBatchUs + message.entries.length * entryUs;
  ctx.enqueue('apply', work, costUs, regionTag(peer.region.id));
}
