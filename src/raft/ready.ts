import type { Raft } from './core.ts';
import { draft, type Draft } from './message.ts';
import { appliedSize } from './replication.ts';
import {
  APPEND_THREAD,
  APPLY_THREAD,
  NO_ENTRIES,
  NO_MESSAGES,
  type Entry,
  type HardState,
  type Message,
  type PeerId,
  type ReadState,
  type Role,
  type Snapshot,
  type SoftState,
} from './types.ts';

/**
 * Everything the core wants done, in one value. Without asynchronous storage writes the caller, in this order: makes
 * hardState, entries and snapshot durable, sends `messages`, applies `committedEntries`, calls `advance()`. With them
 * the caller only passes `messages` on: storage work is among them (facts §7).
 */
export interface Ready {
  /** Present when leader or role changed. Never durable. */
  readonly softState: SoftState | null;
  /** Present when it changed. */
  readonly hardState: HardState | null;
  /** Reads that may be served once their index is applied. */
  readonly readStates: readonly ReadState[];
  /** To be appended to storage, overwriting what is there from the first index on. */
  readonly entries: readonly Entry[];
  /** To replace everything in storage, or null. */
  readonly snapshot: Snapshot | null;
  /** To be applied, in order. */
  readonly committedEntries: readonly Entry[];
  /** To be sent, in order. */
  readonly messages: readonly Message[];
  /** Whether hardState and entries must be durable before the messages leave (else: soon is enough). */
  readonly mustSync: boolean;
}

const NO_READS: readonly ReadState[] = Object.freeze([]);

/** What was last handed out of hard and soft state, to tell what has changed since. */
export interface Accepted extends HardState, SoftState {
  term: number;
  vote: PeerId;
  commit: number;
  lead: PeerId;
  role: Role;
}

/** What a peer that has just started counts as handed out: what its caller gave it. */
export function acceptedNow(r: Raft): Accepted {
  return { term: r.term, vote: r.vote, commit: r.log.committed, lead: r.lead, role: r.role };
}

/**
 * What a synchronous node owes itself once its caller has done what a Ready asked for: the same confirmations that
 * storage threads would send, without making messages of them.
 */
export class Owed {
  /** Own promises: the vote for oneself, a leader's acknowledgement of its own entries. */
  promises: Message[] = [];
  /** Term, last index and its term of a write; index 0 for no entries. */
  term = 0;
  index = 0;
  logTerm = 0;
  snapshot: Snapshot | null = null;
  applied: readonly Entry[] = NO_ENTRIES;

  /** Whether nothing is owed: no Ready waits for `advance()`. */
  isEmpty(): boolean {
    return (
      this.promises.length === 0 && this.index === 0 && this.snapshot === null && this.applied.length === 0
    );
  }

  /** A copy that shares messages and entries. */
  clone(): Owed {
    const copy = new Owed();
    copy.promises = this.promises.slice();
    copy.term = this.term;
    copy.index = this.index;
    copy.logTerm = this.logTerm;
    copy.snapshot = this.snapshot;
    copy.applied = this.applied;
    return copy;
  }
}

function promised(r: Raft, last: HardState): boolean {
  return r.term !== last.term || r.vote !== last.vote;
}

function softStateChanged(r: Raft, last: SoftState): boolean {
  return r.lead !== last.lead || r.role !== last.role;
}

/** Whether {@link takeReady} would have anything to say. */
export function hasReady(r: Raft, accepted: Accepted): boolean {
  return (
    r.msgs !== null ||
    r.msgsAfterAppend !== null ||
    r.readStates !== null ||
    promised(r, accepted) ||
    softStateChanged(r, accepted) ||
    r.log.committed !== accepted.commit ||
    r.log.unstable.hasNext() ||
    r.log.unstable.nextSnapshot() !== null ||
    r.log.hasNextCommitted(!r.settings.asyncStorageWrites)
  );
}

/**
 * Takes what is to be done out of `r` and marks it as handed out. `owed` takes what a synchronous node has to
 * confirm to itself later.
 */
export function takeReady(r: Raft, accepted: Accepted, owed: Owed): Ready {
  const { log } = r;
  const { asyncStorageWrites } = r.settings;
  const entries = log.unstable.nextEntries();
  const committedEntries = log.nextCommitted(!asyncStorageWrites);
  const snapshot = log.unstable.nextSnapshot();
  let softState: SoftState | null = null;
  if (softStateChanged(r, accepted)) {
    softState = { lead: r.lead, role: r.role };
    accepted.lead = r.lead;
    accepted.role = r.role;
  }
  let hardState: HardState | null = null;
  const sync = entries.length > 0 || promised(r, accepted);
  if (promised(r, accepted) || log.committed !== accepted.commit) {
    hardState = { term: r.term, vote: r.vote, commit: log.committed };
    accepted.term = r.term;
    accepted.vote = r.vote;
    accepted.commit = log.committed;
  }
  const { readStates, msgs } = r;
  const promises = r.msgsAfterAppend ?? NO_MESSAGES;
  if (readStates !== null) r.readStates = null;
  if (msgs !== null) r.msgs = null;
  if (promises !== NO_MESSAGES) r.msgsAfterAppend = null;
  const out: Ready = {
    softState,
    hardState,
    readStates: readStates ?? NO_READS,
    entries,
    snapshot,
    committedEntries,
    messages: asyncStorageWrites
      ? withStorageWork(r, msgs, promises, entries, hardState, snapshot, committedEntries)
      : withPromises(r, msgs, promises, snapshot, committedEntries, owed),
    mustSync: sync,
  };
  log.unstable.acceptInProgress();
  const lastCommitted = committedEntries[committedEntries.length - 1];
  if (lastCommitted !== undefined) {
    log.acceptApplying(lastCommitted.index, appliedSize(r, committedEntries), !asyncStorageWrites);
  }
  return out;
}

/** Synchronous: answers follow the other messages; what the node promised itself waits for `advance`. */
function withPromises(
  r: Raft,
  msgs: Message[] | null,
  promises: readonly Message[],
  snapshot: Snapshot | null,
  committed: readonly Entry[],
  owed: Owed,
): readonly Message[] {
  let out = msgs;
  for (let i = 0; i < promises.length; i++) {
    const m = promises[i] as Message;
    if (m.to === r.id) owed.promises.push(m);
    else if (out === null) out = [m];
    else out.push(m);
  }
  if (r.log.unstable.entries.length > 0) {
    owed.index = r.log.lastIndex();
    owed.logTerm = r.log.lastTerm();
  }
  owed.term = r.term;
  owed.snapshot = snapshot;
  owed.applied = committed;
  return out ?? NO_MESSAGES;
}

/** Asynchronous: the storage work becomes messages that carry the promises (facts §7). */
function withStorageWork(
  r: Raft,
  msgs: Message[] | null,
  promises: readonly Message[],
  entries: readonly Entry[],
  hardState: HardState | null,
  snapshot: Snapshot | null,
  committed: readonly Entry[],
): readonly Message[] {
  const write = entries.length > 0 || hardState !== null || snapshot !== null || promises.length > 0;
  if (!write && committed.length === 0) return msgs ?? NO_MESSAGES;
  const out = msgs ?? [];
  if (write) {
    const m: Draft = draft('MsgStorageAppend', r.id, APPEND_THREAD);
    m.entries = entries;
    if (hardState !== null) {
      m.term = hardState.term;
      m.vote = hardState.vote;
      m.commit = hardState.commit;
    }
    m.snapshot = snapshot;
    // The node's own acknowledgement comes before the one that drops the entries from memory.
    if (r.log.unstable.entries.length > 0 || snapshot !== null) {
      m.responses = promises.concat(appendResponse(r, snapshot));
    } else {
      m.responses = promises;
    }
    out.push(m);
  }
  if (committed.length > 0) {
    const m: Draft = draft('MsgStorageApply', r.id, APPLY_THREAD);
    m.entries = committed;
    m.responses = [applyResponse(r, committed)];
    out.push(m);
  }
  return out;
}

/**
 * Confirms the whole log as of now, not only what this write adds. Together with the term it answers for, an old
 * confirmation can never be taken for entries that were overwritten in between and came back (the ABA problem).
 */
function appendResponse(r: Raft, snapshot: Snapshot | null): Message {
  const m = draft('MsgStorageAppendResp', APPEND_THREAD, r.id);
  m.term = r.term;
  if (r.log.unstable.entries.length > 0) {
    m.index = r.log.lastIndex();
    m.logTerm = r.log.lastTerm();
  }
  m.snapshot = snapshot;
  return m;
}

function applyResponse(r: Raft, committed: readonly Entry[]): Message {
  const m = draft('MsgStorageApplyResp', APPLY_THREAD, r.id);
  m.entries = committed;
  return m;
}
