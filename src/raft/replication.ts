import { entriesSize, makeEntry, payloadsSize } from './entry.ts';
import { hex, type Raft } from './core.ts';
import { describeProgress, type Progress } from './progress.ts';
import { NO_ENTRIES, type Entry, type Message, type PeerId } from './types.ts';

/** Sends the next append, even an empty one: it carries the commit index and probes the follower's log. */
export function sendAppend(r: Raft, to: PeerId): void {
  maybeSendAppend(r, to, true);
}

/**
 * Sends the next append to `to` unless its flow is paused, or there is nothing to say and `sendIfEmpty` is false.
 * A follower that needs compacted entries gets a snapshot. True if anything was sent (facts §4.2).
 */
export function maybeSendAppend(r: Raft, to: PeerId, sendIfEmpty: boolean): boolean {
  const pr = r.trk.progress.get(to) as Progress;
  if (pr.isPaused()) return false;
  if (pr.requestedSnapshot !== 0) return maybeSendSnapshot(r, to, pr);
  const log = r.log;
  const prevIndex = pr.next - 1;
  const prevTerm = log.termAt(prevIndex);
  if (prevTerm < 0) return maybeSendSnapshot(r, to, pr);
  let entries: readonly Entry[] = NO_ENTRIES;
  if (pr.state !== 'replicate' || !pr.inflights.full()) {
    if (r.settings.asyncLogFetch && wantsFetch(r, to, pr)) return false;
    const found = log.entriesFrom(pr.next, r.settings.maxSizePerMsg);
    if (found === null) return maybeSendSnapshot(r, to, pr);
    entries = found;
  }
  if (entries.length === 0 && !sendIfEmpty) return false;
  sendEntries(r, to, pr, prevTerm, entries);
  return true;
}

function sendEntries(r: Raft, to: PeerId, pr: Progress, prevTerm: number, entries: readonly Entry[]): void {
  if (!r.settings.batchAppend || !joinQueued(r, to, pr.next, entries))
    queueAppend(r, to, pr, prevTerm, entries);
  if (entries.length > 0) pr.sentEntries(entries.length, payloadsSize(entries));
  else pr.sentEntries(0, 0);
  pr.sentCommit = r.log.committed;
}

/**
 * Adds to the append that already waits to leave for `to`, if `entries` from `next` on continue it (raft-rs
 * `batch_append`). Messages are shared with clones, so it is replaced, not changed.
 */
function joinQueued(r: Raft, to: PeerId, next: number, entries: readonly Entry[]): boolean {
  const { msgs } = r;
  if (msgs === null) return false;
  for (let i = msgs.length - 1; i >= 0; i--) {
    const queued = msgs[i] as Message;
    if (queued.type !== 'MsgApp' || queued.to !== to) continue;
    if (entries.length > 0 && queued.index + queued.entries.length + 1 !== next) return false;
    const m = r.draft('MsgApp', to);
    m.term = queued.term;
    m.index = queued.index;
    m.logTerm = queued.logTerm;
    m.entries = entries.length === 0 ? queued.entries : queued.entries.concat(entries);
    m.commit = r.log.committed;
    msgs[i] = m;
    return true;
  }
  return false;
}

function queueAppend(r: Raft, to: PeerId, pr: Progress, prevTerm: number, entries: readonly Entry[]): void {
  const m = r.draft('MsgApp', to);
  m.term = r.term;
  m.index = pr.next - 1;
  m.logTerm = prevTerm;
  m.entries = entries;
  m.commit = r.log.committed;
  r.leave(m);
}

/** Whether the next entries are cold: then a fetch is asked for and the follower waits for it. */
function wantsFetch(r: Raft, to: PeerId, pr: Progress): boolean {
  if (pr.next >= r.log.unstable.offset || !r.log.storage.isCold(pr.next)) return false;
  pr.fetching = true;
  r.fetches.push({ to, low: pr.next, high: r.log.unstable.offset, maxBytes: r.settings.maxSizePerMsg });
  return true;
}

/** Cold entries arrived (null: the fetch failed). What still fits the follower's progress is sent (raft-rs). */
export function onEntriesFetched(r: Raft, to: PeerId, entries: readonly Entry[] | null): void {
  const pr = r.trk.progress.get(to);
  if (r.role !== 'leader' || pr === undefined || !pr.fetching) return;
  pr.fetching = false;
  if (entries === null) return;
  const first = entries[0];
  const prevTerm = r.log.termAt(pr.next - 1);
  const last = entries[entries.length - 1];
  const current = first !== undefined && first.index === pr.next && prevTerm >= 0 && !pr.isPaused();
  if (current && last !== undefined && r.log.termAt(last.index) === last.term)
    sendEntries(r, to, pr, prevTerm, entries);
  else sendAppend(r, to);
}

function maybeSendSnapshot(r: Raft, to: PeerId, pr: Progress): boolean {
  if (!pr.recentActive && r.settings.rules.snapshotIfActive) {
    r.sink?.('debug', `ignore sending snapshot to ${hex(to)} since it is not recently active`);
    return false;
  }
  const snapshot = r.log.unstable.snapshot ?? r.log.storage.snapshot(pr.requestedSnapshot);
  if (snapshot === null || snapshot.index === 0 || snapshot.index < pr.requestedSnapshot) {
    r.sink?.(
      'debug',
      `${hex(r.id)} failed to send snapshot to ${hex(to)} because snapshot is temporarily unavailable`,
    );
    return false;
  }
  r.sink?.(
    'debug',
    `${hex(r.id)} [firstindex: ${r.log.firstIndex()}, commit: ${r.log.committed}] sent snapshot[index: ${snapshot.index}, ` +
      `term: ${snapshot.term}] to ${hex(to)} [${describeProgress(pr)}]`,
  );
  pr.becomeSnapshot(snapshot.index);
  r.sink?.(
    'debug',
    `${hex(r.id)} paused sending replication messages to ${hex(to)} [${describeProgress(pr)}]`,
  );
  const m = r.draft('MsgSnap', to);
  m.snapshot = snapshot;
  r.send(m);
  return true;
}

/** An append to every other member, ascending. */
export function broadcastAppend(r: Raft): void {
  const ids = r.trk.ids;
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i] as PeerId;
    if (id !== r.id) maybeSendAppend(r, id, true);
  }
}

/**
 * A heartbeat to every other member. Its commit index is capped at what the follower is known to hold: it may not
 * have, or even may have lost to a conflict, anything above (facts §4.5).
 */
export function broadcastHeartbeat(r: Raft): void {
  const context = r.readOnly?.heartbeatContext() ?? '';
  const ids = r.trk.ids;
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i] as PeerId;
    if (id === r.id) continue;
    const pr = r.trk.progress.get(id) as Progress;
    const m = r.draft('MsgHeartbeat', id);
    m.term = r.term;
    m.commit = pr.match < r.log.committed ? pr.match : r.log.committed;
    m.context = context;
    r.leave(m);
    pr.sentCommit = m.commit;
  }
}

/**
 * Moves the commit index to what a quorum has, if that entry is of the leader's own term: an older entry on a
 * majority can still be overwritten (paper §5.4.2). True if it moved.
 */
export function maybeCommit(r: Raft): boolean {
  const { rules, groupCommit } = r.settings;
  const index = r.trk.committed(rules.jointCommitBothHalves, groupCommit);
  const log = r.log;
  if (index <= log.committed) return false;
  const term = log.termAt(index);
  if (term < 0 || (term !== r.term && rules.commitOwnTerm)) return false;
  log.committed = index;
  return true;
}

/** After the commit index moved: tell the followers, or let the next append or heartbeat carry it (raft-rs). */
export function broadcastCommit(r: Raft): void {
  if (!r.settings.skipBcastCommit || r.pendingConfIndex > r.log.applied) broadcastAppend(r);
}

/**
 * The leader appends proposals to its own log, stamping term and index. Its own acknowledgement takes the same way
 * as everybody's: it counts once it is durable. False if the quota of uncommitted bytes refuses them.
 */
export function appendProposals(r: Raft, proposals: readonly Entry[]): boolean {
  if (!reserveUncommitted(r, proposals)) return false;
  const log = r.log;
  let index = log.lastIndex();
  for (let i = 0; i < proposals.length; i++) {
    const { type, data, conf } = proposals[i] as Entry;
    index++;
    log.push(makeEntry(r.term, index, type, data, conf));
  }
  const ack = r.draft('MsgAppResp', r.id);
  ack.term = r.term;
  ack.index = index;
  r.promise(ack);
  return true;
}

/**
 * Takes `proposals` from the quota. Refused only when the quota is already in use and they do not fit: one large
 * proposal always gets through, and so do empty ones (new leader, leaving a joint configuration).
 */
function reserveUncommitted(r: Raft, proposals: readonly Entry[]): boolean {
  const bytes = payloadsSize(proposals);
  const sum = r.uncommittedSize + bytes;
  if (r.uncommittedSize > 0 && bytes > 0 && sum > r.settings.maxUncommittedSize) {
    r.sink?.(
      'warn',
      `${hex(r.id)} appending new entries to log would exceed uncommitted entry size limit; dropping proposal`,
    );
    return false;
  }
  r.uncommittedSize = sum;
  return true;
}

/** Gives applied entries back to the quota; those of earlier terms were never taken from it. */
export function releaseUncommitted(r: Raft, entries: readonly Entry[]): void {
  if (r.uncommittedSize === 0) return;
  r.uncommittedSize = Math.max(0, r.uncommittedSize - payloadsSize(entries));
}

/** Encoded bytes of entries being acknowledged as applied; nothing is counted where there is no limit. */
export function appliedSize(r: Raft, entries: readonly Entry[]): number {
  return r.settings.maxCommittedSizePerReady === Infinity ? 0 : entriesSize(entries);
}
