import type { PeerId, ProcessId, RegionId, StoreId } from '../../../model/ids.ts';
import type { Peer as RegionPeer, Region } from '../../../model/region.ts';
import type { RaftRole } from '../../../model/trace.ts';
import type { Ts } from '../../../model/ts.ts';
import { TS_ZERO } from '../../../model/ts.ts';
import type { Entry, MemoryStorage, Message as RaftMessage, RawNode } from '../../../raft/index.ts';
import type { Caller, RawBatchGet, RawScan, ReceivedWrite, TxnReadMessage } from '../msg.ts';
import type { PendingWrite } from './command.ts';
import type { LoadSample } from './load-split.ts';
import type { TransferWish } from './transfer.ts';

/** A proposal waiting for its index to be applied here: the callback of the real system, as data. */
export interface Proposal {
  readonly index: number;
  readonly term: number;
  readonly write: PendingWrite;
}

/** A read or a CDC registration waiting for its read index to be applied. */
export interface PendingRead {
  readonly context: string;
  readonly startedUs: number;
  readonly then: ReadContinuation;
}

export type ReadContinuation =
  | { readonly type: 'get'; readonly caller: Caller; readonly key: string; readonly version: number }
  | { readonly type: 'many'; readonly from: ProcessId; readonly message: RawBatchGet | RawScan }
  | { readonly type: 'atomic'; readonly task: number }
  | { readonly type: 'write'; readonly from: ProcessId; readonly message: ReceivedWrite }
  | { readonly type: 'txn-read'; readonly from: ProcessId; readonly message: TxnReadMessage }
  /** A transaction's command that owns its latches. */
  | { readonly type: 'txn'; readonly task: number }
  | { readonly type: 'capture'; readonly downstream: number; readonly version: number };

/** Committed entries on their way into the state machine. */
export interface ApplyTask {
  readonly entries: readonly Entry[];
  readonly responses: readonly RaftMessage[];
  /** Position of the next entry; the task is replaced as it advances. */
  readonly next: number;
}

/** Durable from the apply of PrepareMerge until CommitMerge or RollbackMerge (facts 3.7.6). */
export interface MergeState {
  readonly target: Region;
  readonly minIndex: number;
  /** Index of the PrepareMerge. */
  readonly commit: number;
}

/** `max_ts_sync_status` (facts 1.6.1): whether this leader may stamp writes. */
export interface SyncStatus {
  readonly term: number;
  readonly version: number;
  readonly synced: boolean;
}

const NOT_SYNCED: SyncStatus = { term: 0, version: 0, synced: false };

/**
 * One replica of a Region on this store: its raft node, what it has applied, and what waits for it.
 *
 *     durable (on disk or in the engine): storage, region, applied, mergeState, removed
 *     volatile (gone after a crash):      everything else
 */
export class Peer {
  region: Region;
  readonly id: PeerId;
  readonly storage: MemoryStorage;
  raft: RawNode;
  appliedIndex: number;
  appliedTerm: number;
  mergeState: MergeState | null = null;
  keys = 0;
  bytes = 0;
  /** Largest timestamp applied here. */
  maxTs: Ts = TS_ZERO;

  role: RaftRole = 'follower';
  term = 0;
  lead: PeerId = 0;
  vote: PeerId = 0;
  committed = 0;
  persisted: number;
  writes: PendingWrite[] = [];
  proposals: Proposal[] = [];
  applying: ApplyTask[] = [];
  /** Region whose local peer must catch up before the CommitMerge at the head of `applying` can go on. */
  waitsFor: RegionId = 0;
  /** Target whose CommitMerge waits for this peer. */
  awaitedBy: RegionId = 0;
  reads: PendingRead[] = [];
  /** Reads whose index the quorum gave; served once it is applied here. */
  confirmed: { readonly index: number; readonly read: PendingRead }[] = [];
  /** Until then (monotonic µs) this leader may answer reads alone. */
  leaseUntilUs = 0;
  /** Proposals that will renew the lease when they commit: (index, time they were proposed). */
  leaseMarks: { readonly index: number; readonly atUs: number }[] = [];
  /** Own proposals that, once committed, let others serve this range before they are applied here. */
  suspects: readonly { readonly index: number; readonly why: 'split' | 'merge' }[] = [];
  sync: SyncStatus = NOT_SYNCED;
  /** CDC observes this peer under this id; 0 when nobody does. */
  observeId = 0;
  /** Snapshots on their way, by peer: when they were sent (monotonic µs). */
  snapshotsSent = new Map<PeerId, number>();
  /** Stores that saw the merge's target move on and want it undone (R-ROLLBACK-MAJORITY). */
  rollbackWishes: StoreId[] = [];
  /** Stores of senders, while this peer has no metadata to look them up in. */
  contacts = new Map<PeerId, StoreId>();
  /** Members that were removed and have not confirmed that they are gone. Durable. */
  removed: { readonly id: PeerId; readonly store: StoreId }[] = [];
  /** Peers that PD was last told are behind. */
  reportedPending: readonly PeerId[] = [];
  /** Counter of writes and moment (monotonic µs) of the last heartbeat to PD. */
  reportedWrites = 0;
  reportedUs = 0;
  /** When it was noticed that there is no leader (monotonic µs); null while there is one. */
  leaderMissingUs: number | null = null;
  /** When this peer became leader (monotonic µs). */
  leaderSinceUs = 0;
  /** Leadership that this leader is to hand over. */
  transfer: TransferWish | null = null;
  /** A leader asked this peer whether it is ready to take over. */
  preTransfer: { readonly store: StoreId; readonly term: number; readonly index: number } | null = null;
  /** Its clock stands still (hibernate Regions). */
  asleep = false;
  /** Ticks for which this leader has had nothing to do, and who sleeps already. */
  quietTicks = 0;
  sleepers: PeerId[] = [];
  writesApplied = 0;
  readsServed = 0;
  reportedReads = 0;
  /** Reads that this leader served lately, sampled for a split by load. */
  load: LoadSample | null = null;

  constructor(
    region: Region,
    id: PeerId,
    storage: MemoryStorage,
    raft: RawNode,
    appliedIndex: number,
    appliedTerm: number,
  ) {
    this.region = region;
    this.id = id;
    this.storage = storage;
    this.raft = raft;
    this.appliedIndex = appliedIndex;
    this.appliedTerm = appliedTerm;
    this.persisted = storage.lastIndex();
    this.committed = appliedIndex;
  }

  get isLeader(): boolean {
    return this.role === 'leader';
  }

  /** A Region without range or peers: created by a message, filled by a snapshot. */
  get initialized(): boolean {
    return this.region.peers.length > 0;
  }

  /** The store of the leader this peer knows, 0 when it knows none. */
  get leaderStore(): StoreId {
    return this.peerById(this.lead)?.storeId ?? 0;
  }

  /** The store of a member, or of whoever wrote first to a peer without metadata; 0 for strangers. */
  storeOf(id: PeerId): StoreId {
    return this.peerById(id)?.storeId ?? this.contacts.get(id) ?? 0;
  }

  peerById(id: PeerId): RegionPeer | null {
    for (const peer of this.region.peers) if (peer.id === id) return peer;
    return null;
  }

  clone(): Peer {
    const storage = this.storage.clone();
    const copy = new Peer(
      this.region,
      this.id,
      storage,
      this.raft.clone({ storage }),
      this.appliedIndex,
      this.appliedTerm,
    );
    copy.mergeState = this.mergeState;
    copy.keys = this.keys;
    copy.bytes = this.bytes;
    copy.maxTs = this.maxTs;
    copy.role = this.role;
    copy.term = this.term;
    copy.lead = this.lead;
    copy.vote = this.vote;
    copy.committed = this.committed;
    copy.persisted = this.persisted;
    copy.writes = this.writes.slice();
    copy.proposals = this.proposals.slice();
    copy.applying = this.applying.slice();
    copy.waitsFor = this.waitsFor;
    copy.awaitedBy = this.awaitedBy;
    copy.reads = this.reads.slice();
    copy.confirmed = this.confirmed.slice();
    copy.leaseUntilUs = this.leaseUntilUs;
    copy.leaseMarks = this.leaseMarks.slice();
    copy.suspects = this.suspects;
    copy.sync = this.sync;
    copy.observeId = this.observeId;
    for (const [id, at] of this.snapshotsSent) copy.snapshotsSent.set(id, at);
    copy.rollbackWishes = this.rollbackWishes.slice();
    for (const [id, store] of this.contacts) copy.contacts.set(id, store);
    copy.removed = this.removed.slice();
    copy.reportedPending = this.reportedPending;
    copy.reportedWrites = this.reportedWrites;
    copy.reportedUs = this.reportedUs;
    copy.leaderMissingUs = this.leaderMissingUs;
    copy.leaderSinceUs = this.leaderSinceUs;
    copy.transfer = this.transfer;
    copy.preTransfer = this.preTransfer;
    copy.asleep = this.asleep;
    copy.quietTicks = this.quietTicks;
    copy.sleepers = this.sleepers.slice();
    copy.writesApplied = this.writesApplied;
    copy.readsServed = this.readsServed;
    copy.reportedReads = this.reportedReads;
    copy.load = this.load;
    return copy;
  }
}
