import { assert } from '../base/assert.ts';
import type { Rng } from '../base/rng.ts';
import type { Settings } from './config.ts';
import { broken } from './invariant.ts';
import type { RaftLog } from './log.ts';
import { draft, type Draft } from './message.ts';
import { Progress } from './progress.ts';
import type { ReadOnly } from './read-only.ts';
import type { MemoryStorage } from './storage.ts';
import type { Tracker } from './tracker.ts';
import {
  NONE,
  type LogSink,
  type Message,
  type MessageType,
  type PeerId,
  type ReadState,
  type Role,
} from './types.ts';

/** Entries from `low` on that a follower needs and storage holds cold (raft-rs async log fetch). */
export interface LogFetch {
  /** The follower that waits for them. */
  readonly to: PeerId;
  /** Index of the first entry. */
  readonly low: number;
  /** Exclusive. */
  readonly high: number;
  /** Encoded bytes wanted at most; at least one entry in any case. */
  readonly maxBytes: number;
}

/**
 * The state of one peer, and the few moves that everything else is made of. What a message or a tick does to it is in
 * step.ts, tick.ts and the files they name. All of it is plain data: no closures, no clock, no global chance.
 * Source: facts/raft.md §2-§5, paper figure 4.
 *
 *                 times out             quorum would vote          quorum voted
 *     follower ───────────────► pre-candidate ─────────► candidate ────────────► leader
 *        ▲  ▲                        │  (skipped without     │                     │
 *        │  └────────────────────────┘   preVote)            │                     │
 *        └───────────────────────────────────────────────────┴─────────────────────┘
 *            a leader of this term, a higher term, lost the vote, quorum not active
 */
export class Raft {
  readonly id: PeerId;
  readonly settings: Settings;
  readonly rng: Rng;
  readonly sink: LogSink | null;
  readonly log: RaftLog;
  readonly trk: Tracker;

  role: Role = 'follower';
  term = 0;
  vote: PeerId = NONE;
  lead: PeerId = NONE;
  /** Ticks since the leader was heard (follower), or since the last quorum check (leader). */
  electionElapsed = 0;
  /** Ticks since the last heartbeat was sent. */
  heartbeatElapsed = 0;
  /** This term's election timeout in ticks. */
  randomizedElectionTimeout = 0;
  /** To whom leadership is being transferred. */
  leadTransferee: PeerId = NONE;
  /** The newest membership change is at or below this index; none may be proposed until it is applied. */
  pendingConfIndex = 0;
  /** Payload bytes proposed in this term and not yet applied. */
  uncommittedSize = 0;
  priority = 0;
  /** A follower that wants a snapshot at or above this index, 0 for none (raft-rs `request_snapshot`). */
  requestedSnapshot = 0;

  /** Reads that wait for their confirmation; null until the first of the term. */
  readOnly: ReadOnly | null = null;
  /** Reads that wait for the first commit of the term. */
  pendingReads: Message[] = [];
  /** Confirmed reads; like the next two null while there is nothing, as on an idle peer most of the time. */
  readStates: ReadState[] | null = null;
  /** Messages that may leave at once. */
  msgs: Message[] | null = null;
  /** Messages that promise something: they leave when everything before them is durable (facts §7). */
  msgsAfterAppend: Message[] | null = null;
  /** Fetches of cold entries to be done. */
  fetches: LogFetch[] = [];

  constructor(id: PeerId, settings: Settings, rng: Rng, log: RaftLog, trk: Tracker, sink: LogSink | null) {
    this.id = id;
    this.settings = settings;
    this.rng = rng;
    this.log = log;
    this.trk = trk;
    this.sink = sink;
    this.priority = settings.priority;
  }

  /** Sends at the current term. Promises (append and vote responses) wait for the disk, also refusals. */
  send(m: Draft): void {
    const type = m.type;
    if (type !== 'MsgProp' && type !== 'MsgReadIndex') m.term = this.term;
    this.post(m);
  }

  /** Sends with the term already set: votes and their answers. */
  post(m: Message): void {
    switch (m.type) {
      case 'MsgAppResp':
        if (!this.settings.rules.ackAfterPersist && m.to !== this.id) this.leave(m);
        else this.promise(m);
        return;
      case 'MsgVoteResp':
      case 'MsgPreVoteResp':
        if (!this.settings.rules.voteAfterPersist && m.to !== this.id) this.leave(m);
        else this.promise(m);
        return;
      default:
        if (m.to === this.id) broken(`${m.type} to oneself`);
        this.leave(m);
    }
  }

  /** Sends a message as it is, at once. */
  leave(m: Message): void {
    if (this.msgs === null) this.msgs = [m];
    else this.msgs.push(m);
  }

  /** Sends a message as it is, once everything before it is durable. */
  promise(m: Message): void {
    if (this.msgsAfterAppend === null) this.msgsAfterAppend = [m];
    else this.msgsAfterAppend.push(m);
  }

  /** The owner may serve the read `context` once it has applied `index`. */
  confirmRead(index: number, context: string): void {
    this.readStates ??= [];
    this.readStates.push({ index, context });
  }

  /** An empty message to `to`. */
  draft(type: MessageType, to: PeerId): Draft {
    return draft(type, this.id, to);
  }

  /** Forgets everything that belonged to the previous term or role. */
  reset(term: number): void {
    if (this.term !== term) {
      this.term = term;
      this.vote = NONE;
    }
    this.lead = NONE;
    this.electionElapsed = 0;
    this.heartbeatElapsed = 0;
    this.drawElectionTimeout();
    this.leadTransferee = NONE;
    this.trk.votes.clear();
    const last = this.log.lastIndex();
    for (const [id, old] of this.trk.progress) {
      const pr = new Progress(last + 1, this.trk.newInflights());
      pr.isLearner = old.isLearner;
      pr.groupId = old.groupId;
      if (id === this.id) pr.match = last;
      this.trk.progress.set(id, pr);
    }
    this.pendingConfIndex = 0;
    this.uncommittedSize = 0;
    this.requestedSnapshot = 0;
    this.readOnly = null;
    if (this.fetches.length > 0) this.fetches = [];
  }

  /** Uniform in `[minElectionTick, maxElectionTick)`. */
  drawElectionTimeout(): void {
    const { minElectionTick, maxElectionTick } = this.settings;
    this.randomizedElectionTimeout = minElectionTick + this.rng.below(maxElectionTick - minElectionTick);
  }

  /** Of `term`, following `lead` (0: nobody known). Always logged, even where nothing changes. */
  becomeFollower(term: number, lead: PeerId): void {
    // A new leader is asked for the snapshot as well.
    const { requestedSnapshot } = this;
    this.reset(term);
    this.requestedSnapshot = requestedSnapshot;
    this.lead = lead;
    this.role = 'follower';
    this.sink?.('info', `${hex(this.id)} became follower at term ${this.term}`);
  }

  /** Enters the next term and votes for itself. Asserts that it does not lead (paper §5.2). */
  becomeCandidate(): void {
    assert(this.role !== 'leader', 'a leader does not campaign');
    this.reset(this.term + 1);
    this.vote = this.id;
    this.role = 'candidate';
    this.sink?.('info', `${hex(this.id)} became candidate at term ${this.term}`);
  }

  /** Asks whether an election could be won. Term, vote and timers stay: nobody is disturbed (thesis §9.6). */
  becomePreCandidate(): void {
    assert(this.role !== 'leader', 'a leader does not campaign');
    this.trk.votes.clear();
    this.lead = NONE;
    this.role = 'pre-candidate';
    this.sink?.('info', `${hex(this.id)} became pre-candidate at term ${this.term}`);
  }

  /** What is known of a member, or undefined for a stranger. */
  progressOf(id: PeerId): Progress | undefined {
    return this.trk.progress.get(id);
  }

  /** Whether this peer may become leader: a voter that is not waiting for a snapshot to be written. */
  promotable(): boolean {
    const pr = this.trk.progress.get(this.id);
    return pr !== undefined && !pr.isLearner && !this.log.hasPendingSnapshot();
  }

  /** Whether the leader has committed something in its term, so that its commit index is known to be current. */
  committedInTerm(): boolean {
    return this.log.termOrZero(this.log.committed) === this.term;
  }

  /** A copy over `storage` that shares only frozen records. */
  clone(storage: MemoryStorage, sink: LogSink | null): Raft {
    const copy = new Raft(
      this.id,
      this.settings,
      this.rng.clone(),
      this.log.clone(storage, sink),
      this.trk.clone(),
      sink,
    );
    copy.role = this.role;
    copy.term = this.term;
    copy.vote = this.vote;
    copy.lead = this.lead;
    copy.electionElapsed = this.electionElapsed;
    copy.heartbeatElapsed = this.heartbeatElapsed;
    copy.randomizedElectionTimeout = this.randomizedElectionTimeout;
    copy.leadTransferee = this.leadTransferee;
    copy.pendingConfIndex = this.pendingConfIndex;
    copy.uncommittedSize = this.uncommittedSize;
    copy.priority = this.priority;
    copy.requestedSnapshot = this.requestedSnapshot;
    copy.readOnly = this.readOnly?.clone() ?? null;
    copy.pendingReads = this.pendingReads.slice();
    copy.readStates = this.readStates?.slice() ?? null;
    copy.msgs = this.msgs?.slice() ?? null;
    copy.msgsAfterAppend = this.msgsAfterAppend?.slice() ?? null;
    copy.fetches = this.fetches.slice();
    return copy;
  }
}

/** Ids in log lines are hexadecimal, as in the reference. */
export function hex(id: PeerId): string {
  return id.toString(16);
}
