import { assert } from '../base/assert.ts';
import type { Config, SettledConfig } from './config.ts';
import type { LogFetch, Raft } from './core.ts';
import { makeEntry } from './entry.ts';
import type { MemberConfig } from './membership-config.ts';
import { applyConfChange } from './membership.ts';
import { isLocalThread, isLocalType, isResponseType, makeMessage, proposal } from './message.ts';
import type { Progress } from './progress.ts';
import { confChangeEntry } from './propose.ts';
import { acceptedNow, hasReady, Owed, takeReady, type Accepted, type Ready } from './ready.ts';
import { onEntriesFetched } from './replication.ts';
import { requestSnapshot } from './snapshot-request.ts';
import { startRaft } from './start.ts';
import { statusOf, type Status } from './status.ts';
import { confirmAppend, confirmApplied, step } from './step.ts';
import type { MemoryStorage } from './storage.ts';
import { tick } from './tick.ts';
import {
  NO_ENTRIES,
  NONE,
  type AnyConfChange,
  type ConfState,
  type Entry,
  type HardState,
  type LogSink,
  type Message,
  type Payload,
  type PeerId,
  type ProposeResult,
  type Role,
  type SnapshotRequestResult,
  type StepResult,
} from './types.ts';

/** What a clone does not share with its original. */
export interface CloneParts {
  /** The clone's storage; default a clone of the original's. */
  readonly storage?: MemoryStorage;
  /** The clone's log sink; default the original's. */
  readonly logger?: LogSink | null;
}

/**
 * One peer of a raft group, as its owner handles it: messages and ticks go in, {@link Ready} comes out. Nothing in here
 * reads a clock, draws unseeded chance or does I/O: equal inputs give equal outputs. Source: facts/raft.md §7.
 */
export class RawNode {
  private readonly raft: Raft;
  private readonly accepted: Accepted;
  private readonly owed: Owed;

  /** A new or restarted peer: term, vote, log and membership come from `config.storage`. */
  constructor(config: Config | SettledConfig);
  constructor(config: {
    readonly from: RawNode;
    readonly storage: MemoryStorage;
    readonly logger: LogSink | null;
  });
  constructor(
    config:
      | Config
      | SettledConfig
      | { readonly from: RawNode; readonly storage: MemoryStorage; readonly logger: LogSink | null },
  ) {
    if ('from' in config) {
      this.raft = config.from.raft.clone(config.storage, config.logger);
      this.accepted = { ...config.from.accepted };
      this.owed = config.from.owed.clone();
      return;
    }
    this.raft = startRaft(config);
    this.owed = new Owed();
    this.accepted = acceptedNow(this.raft);
  }

  /** This peer. */
  get id(): PeerId {
    return this.raft.id;
  }
  /** What it is in its term. */
  get role(): Role {
    return this.raft.role;
  }
  /** Its term. */
  get term(): number {
    return this.raft.term;
  }
  /** Whom it follows (itself on a leader), 0 for nobody. */
  get lead(): PeerId {
    return this.raft.lead;
  }
  /** Highest index known to be committed. */
  get committed(): number {
    return this.raft.log.committed;
  }
  /** Highest index confirmed as applied. */
  get applied(): number {
    return this.raft.log.applied;
  }
  /** Last index of the log, durable or not. */
  get lastIndex(): number {
    return this.raft.log.lastIndex();
  }
  /** First index that is not compacted away. */
  get firstIndex(): number {
    return this.raft.log.firstIndex();
  }
  /** The membership in force. */
  get config(): MemberConfig {
    return this.raft.trk.config;
  }
  /** The durable state, which the owner writes. */
  get storage(): MemoryStorage {
    return this.raft.log.storage;
  }
  /** Ticks without a leader after which it campaigns. */
  get randomizedElectionTimeout(): number {
    return this.raft.randomizedElectionTimeout;
  }
  /** Ticks since the leader was heard (leader: since the last quorum check). */
  get electionElapsed(): number {
    return this.raft.electionElapsed;
  }
  /** To whom it is handing leadership over, 0 for nobody. */
  get leadTransferee(): PeerId {
    return this.raft.leadTransferee;
  }

  /** The newest membership change is at or below this index; only meaningful on a leader. */
  get pendingConfIndex(): number {
    return this.raft.pendingConfIndex;
  }

  /** A membership change is in the log, or may be, and is not applied: another would be refused. */
  get confChangePending(): boolean {
    return this.raft.pendingConfIndex > this.raft.log.applied;
  }

  /** Index of a snapshot that was taken in and is not durable yet, 0 without one. */
  get restoringTo(): number {
    return this.raft.log.unstable.snapshot?.index ?? 0;
  }

  /** Term of the entry at `index`; negative where the log cannot answer. */
  termAt(index: number): number {
    return this.raft.log.termAt(index);
  }

  /** The entry at `index`, durable or not; null where compacted or never written. */
  entryAt(index: number): Entry | null {
    return this.raft.log.entryAt(index);
  }

  /** Highest index known to be durable on `id`; -1 for strangers. Only meaningful on a leader. */
  matchOf(id: PeerId): number {
    return this.raft.progressOf(id)?.match ?? -1;
  }

  /** Whether this leader has committed an entry of its own term: its commit index is current. */
  committedInTerm(): boolean {
    return this.raft.committedInTerm();
  }

  /** One tick passes: timeouts, heartbeats and quorum checks are counted in them (facts §3). */
  tick(): void {
    tick(this.raft);
  }

  /** Campaigns as if the election timeout had passed. */
  campaign(): void {
    step(this.raft, makeMessage('MsgHup', NONE, NONE));
  }

  /** Offers one entry. `ok` means taken in or passed on to the leader, not committed; else why it was dropped. */
  propose(data: Payload): ProposeResult {
    return this.proposeEntries([makeEntry(0, 0, 'normal', data, null)]);
  }

  /** Several proposals in one message: one append to each follower. */
  proposeBatch(data: readonly Payload[]): ProposeResult {
    return this.proposeEntries(data.map((item) => makeEntry(0, 0, 'normal', item, null)));
  }

  /** Taken in does not mean carried out: an ill-timed change is replaced by an empty entry (facts §8). */
  proposeConfChange(change: AnyConfChange): ProposeResult {
    return this.proposeEntries([confChangeEntry(change)]);
  }

  private proposeEntries(entries: readonly Entry[]): ProposeResult {
    return step(this.raft, proposal(this.raft.id, entries)) as ProposeResult;
  }

  /** To be called when a committed membership entry is applied; gives the new membership. */
  applyConfChange(change: AnyConfChange): ConfState {
    return applyConfChange(this.raft, change);
  }

  /** A message from another peer or from a storage thread. */
  step(m: Message): StepResult {
    if (!isLocalThread(m.from)) {
      if (isLocalType(m.type)) return 'local-message';
      if (isResponseType(m.type) && this.raft.progressOf(m.from) === undefined) return 'peer-not-found';
    }
    return step(this.raft, m);
  }

  /** Whether {@link ready} has anything to say. */
  hasReady(): boolean {
    return hasReady(this.raft, this.accepted);
  }

  /** What is to be done now; taken out, so that the next call gives what comes after. */
  ready(): Ready {
    assert(this.owed.isEmpty(), 'ready() again before advance()');
    return takeReady(this.raft, this.accepted, this.owed);
  }

  /** Everything of the last {@link Ready} is done (only without asynchronous storage writes). */
  advance(): void {
    const { raft, owed } = this;
    assert(!raft.settings.asyncStorageWrites, 'advance() with asynchronous storage writes');
    const { promises, index, snapshot, applied } = owed;
    if (promises.length > 0) owed.promises = [];
    owed.index = 0;
    owed.snapshot = null;
    owed.applied = NO_ENTRIES;
    for (let i = 0; i < promises.length; i++) step(raft, promises[i] as Message);
    if (index !== 0 || snapshot !== null) confirmAppend(raft, owed.term, index, owed.logTerm, snapshot);
    if (applied.length > 0) confirmApplied(raft, applied);
  }

  /**
   * Takes in entries that are known to be committed, from somebody who is not this group's leader (TiKV hands a merge's
   * source peer what it lacks this way). Role, term and leader stay. False when the log does not hold `prevIndex` with
   * `prevTerm`.
   */
  appendCommitted(prevIndex: number, prevTerm: number, entries: readonly Entry[], commit: number): boolean {
    assert(this.raft.role !== 'leader', 'a leader already holds what is committed');
    return this.raft.log.maybeAppend(prevIndex, prevTerm, entries, commit);
  }

  /** Asks for an index from which a linearizable read is safe; it comes back as a ReadState with this `ctx`. */
  readIndex(ctx: string): StepResult {
    return step(this.raft, makeMessage('MsgReadIndex', this.raft.id, this.raft.id, { context: ctx }));
  }

  /** Asks the leader (wherever it is) to hand leadership to `to`. */
  transferLeader(to: PeerId): StepResult {
    return step(this.raft, makeMessage('MsgTransferLeader', to, this.raft.id));
  }

  /** Makes a follower forget its leader, so that it may vote at once. */
  forgetLeader(): StepResult {
    return step(this.raft, makeMessage('MsgForgetLeader', NONE, NONE));
  }

  /** The last message to `id` did not get through. */
  reportUnreachable(id: PeerId): void {
    step(this.raft, makeMessage('MsgUnreachable', id, NONE));
  }

  /** How sending a snapshot to `id` ended. */
  reportSnapshot(id: PeerId, ok: boolean): void {
    step(this.raft, makeMessage('MsgSnapStatus', id, NONE, { reject: !ok }));
  }

  /**
   * Asks the leader for a snapshot although the log would do, as a peer does whose state machine is damaged. It must be
   * at least as new as this peer's log. Until it comes, appends are refused (raft-rs `request_snapshot`).
   */
  requestSnapshot(): SnapshotRequestResult {
    return requestSnapshot(this.raft);
  }

  /** The timeout of the running term, in ticks; the next change of term or role draws anew. */
  setRandomizedElectionTimeout(ticks: number): void {
    this.raft.randomizedElectionTimeout = ticks;
  }

  /** Election priority (raft-rs). */
  setPriority(priority: number): void {
    this.raft.priority = priority;
  }

  /** Puts a member into a commit group (zone); 0 takes it out. Used with `groupCommit` (raft-rs). */
  assignCommitGroup(id: PeerId, group: number): void {
    const pr = this.raft.progressOf(id);
    if (pr !== undefined) pr.groupId = group;
  }

  /** Fetches of cold entries that the owner is to start; taken out (raft-rs async log fetch). */
  takeLogFetches(): readonly LogFetch[] {
    const { fetches } = this.raft;
    if (fetches.length > 0) this.raft.fetches = [];
    return fetches;
  }

  /** A fetch for `to` ended; null when it failed. */
  entriesFetched(to: PeerId, entries: readonly Entry[] | null): void {
    onEntriesFetched(this.raft, to, entries);
  }

  /** Durable state as of now. */
  hardState(): HardState {
    return { term: this.raft.term, vote: this.raft.vote, commit: this.raft.log.committed };
  }

  /** Visits what a leader knows of each member, ascending; nothing on others. */
  forEachProgress(visit: (id: PeerId, pr: Progress) => void): void {
    if (this.raft.role !== 'leader') return;
    for (const id of this.raft.trk.ids) visit(id, this.raft.trk.progress.get(id) as Progress);
  }

  /** Everything worth showing, as plain data (allocates: not for hot paths). */
  status(): Status {
    return statusOf(this.raft);
  }

  /** A copy that goes its own way from here. Containers are copied; entries, payloads and settings are shared. */
  clone(parts?: CloneParts): RawNode {
    return new RawNode({
      from: this,
      storage: parts?.storage ?? this.storage.clone(),
      logger: parts?.logger === undefined ? this.raft.sink : parts.logger,
    });
  }
}
