import { must } from '../../../base/assert.ts';
import type { Rng } from '../../../base/rng.ts';
import type { StringPool } from '../../../base/string-pool.ts';
import type { RuleSet, SystemConfig } from '../../../model/config.ts';
import { ruleOn } from '../../../model/config.ts';
import type { AzId, ClusterName, PeerId, ProcessId, RegionId, StoreId } from '../../../model/ids.ts';
import type { Region, RegionEpoch } from '../../../model/region.ts';
import { TS_ZERO } from '../../../model/ts.ts';
import type { Context, Message } from '../../../sim/actor.ts';
import type {
  Entry,
  MemoryStorage,
  Message as RaftMessage,
  RuleId,
  Settings,
  Snapshot,
} from '../../../raft/index.ts';
import { RawNode, resolveConfig } from '../../../raft/index.ts';
import { PdMembers } from '../../pd/msg.ts';
import { KvEngine } from '../engine.ts';
import { ConcurrencyManager } from '../locks.ts';
import type { RegionRaftMessage } from '../msg.ts';
import { StoreTimestamps } from '../timestamps.ts';
import { confStateOf } from './members.ts';
import type { MemberWish } from './members.ts';
import { Peer } from './peer.ts';
import { makePeerStorage } from './peer-storage.ts';
import type { AtomicServer, ObservedCommand, RaftstoreObserver, ReadServer, TxnServer } from './taps.ts';

/** How a store is set up. Shared by all its incarnations and clones. */
export interface StoreOptions {
  readonly process: ProcessId;
  readonly storeId: StoreId;
  readonly cluster: ClusterName;
  readonly az: AzId;
  readonly config: SystemConfig;
  readonly rules: RuleSet;
  readonly pd: ProcessId;
  /** All members of PD, where there are more than `pd`. */
  readonly pdMembers?: readonly ProcessId[];
  /** Regions with a peer here from the start. */
  readonly bootstrap: readonly Region[];
  /** Of these, the ones whose leader starts here. */
  readonly campaign: readonly RegionId[];
  /** Process of every store of the cluster. */
  readonly storeProcesses: ReadonlyMap<StoreId, ProcessId>;
  /** Where the values of all stores are kept: replicas have the same ones. */
  readonly strings: StringPool;
  /** This store's stream of chance, for election timeouts; forked per peer. */
  readonly rng: Rng;
}

/** The rules this room knows, read once (facts/cdc.md §9, facts/raft.md §18). */
export interface StoreRules {
  readonly flushLeader: boolean;
  readonly flushMerge: boolean;
  readonly syncGate: boolean;
  readonly termCheck: boolean;
  readonly lockBeforeTs: boolean;
  readonly secondTs: boolean;
  readonly observeBeforeAck: boolean;
  readonly tsInLatch: boolean;
  readonly rmtLeader: boolean;
  readonly rmtSplit: boolean;
  readonly rmtMerge: boolean;
  readonly rmtSnap: boolean;
  readonly rmtAppended: boolean;
  readonly mergeCatchupByIndex: boolean;
  readonly rollbackMajority: boolean;
  readonly mergeAtomicDestroy: boolean;
  readonly mergeFlagRestore: boolean;
  readonly leaseSuspectEarly: boolean;
  readonly readEpochRecheck: boolean;
}

/** Raft rules by their name in scenarios. */
const RAFT_RULES: readonly (readonly [string, RuleId])[] = [
  ['R-COMMIT-OWN-TERM', 'commit-own-term'],
  ['R-VOTE-AFTER-PERSIST', 'vote-after-persist'],
  ['R-ACK-AFTER-PERSIST', 'ack-after-persist'],
  ['R-JOINT-BOTH-HALVES', 'joint-commit-both-halves'],
  ['R-VOTE-LOG-CHECK', 'vote-log-check'],
  ['R-READ-QUORUM', 'read-quorum'],
  ['R-READ-OWN-TERM', 'read-own-term'],
  ['R-READ-CTX-UNIQUE', 'read-context-unique'],
];

/** What a flush of the disk makes durable for one peer. */
export interface RaftWrite {
  readonly region: RegionId;
  readonly peer: PeerId;
  readonly entries: readonly Entry[];
  readonly term: number;
  readonly vote: PeerId;
  readonly commit: number;
  readonly hasHardState: boolean;
  readonly snapshot: Snapshot | null;
  readonly responses: readonly RaftMessage[];
}

/** One fsync: what all peers of the store had to write (group commit). */
export interface WriteBatch {
  readonly kind: 'raft-log';
  readonly writes: readonly RaftWrite[];
}

/** A batch that observers hear of only after its clients were answered (R-OBSERVE-BEFORE-ACK off). */
export interface LateObservation {
  readonly kind: 'observe';
  readonly region: RegionId;
  readonly observeId: number;
  readonly commands: readonly ObservedCommand[];
}

export interface ApplyWork {
  readonly kind: 'apply';
  readonly region: RegionId;
  readonly peer: PeerId;
  readonly entries: readonly Entry[];
  readonly responses: readonly RaftMessage[];
}

/** A snapshot on its way from the engine to another store. */
export interface SnapshotWork {
  readonly kind: 'snapshot';
  readonly to: StoreId;
  readonly item: RegionRaftMessage;
}

/** What is left of destroyed peers of a Region. Durable. */
export interface Tombstone {
  /** The newest peer destroyed here; ids rise, so a higher one may come again. */
  readonly peer: PeerId;
  /** The Region itself is gone. */
  readonly merged: boolean;
}

/** TiKV's initial log position: a bootstrapped or split-off Region begins after it. */
export const INIT_INDEX = 5;
export const INIT_TERM = 5;

/**
 * Everything a store holds. Behaviour is in functions, one idea a file, that take this and a context:
 *
 *     raft.batch / client / PD ──▶ peers (step, writes) ──▶ poll ──▶ disk, apply lane, other stores
 *                                        ▲                              │
 *                                        └──── written, worked ◀────────┘
 */
export class Store {
  readonly options: StoreOptions;
  readonly rules: StoreRules;
  engine: KvEngine;
  peers = new Map<RegionId, Peer>();
  /** Region → what was destroyed here: messages to such peers are ghosts. */
  tombstones = new Map<RegionId, Tombstone>();

  locks = new ConcurrencyManager();
  timestamps: StoreTimestamps;
  /** Which member of PD this store talks to. */
  pd: PdMembers;
  /** It talks to another member than before: that one must hear of this store's Regions. */
  reportToPd = false;
  observers: RaftstoreObserver[] = [];
  /** Who finishes reads and writes that waited for a read index; attached by the actor. */
  readServer: ReadServer | null = null;
  /** Who hears of atomic commands' writes; attached by the actor. */
  atomicServer: AtomicServer | null = null;
  /** Who finishes transactions' commands; attached by the actor. */
  txnServer: TxnServer | null = null;
  /** Peers with something to do at the next poll, in the order they were touched. */
  dirty = new Set<RegionId>();
  pollScheduled = false;
  outbox = new Map<StoreId, RegionRaftMessage[]>();
  /** An fsync is under way; what comes meanwhile goes into the next one. */
  writing = false;
  writeQueue: RaftWrite[] = [];
  /** First messages to Regions that a split has yet to create here, by Region. */
  early = new Map<RegionId, RegionRaftMessage>();
  /** Splits that wait for ids from PD, by request id. */
  splitAsks = new Map<
    number,
    {
      readonly region: RegionId;
      readonly epoch: RegionEpoch;
      readonly splitKeys: readonly string[];
      readonly operator: number;
    }
  >();
  /** Merges asked for and not yet proposed: tried again until they can be. */
  mergeWishes = new Map<
    RegionId,
    { readonly target: Region; readonly operator: number; readonly untilUs: number }
  >();
  /** Changes of peers that PD asked for and that cannot be proposed yet. */
  memberWishes = new Map<RegionId, MemberWish>();
  /** The newest token of each scope that has written here (R-FENCE). Durable: it belongs with the data. */
  fences = new Map<string, number>();
  /** Raw writes proposed here, and how long they had been in the storage layer by then, µs. */
  proposedWrites = 0;
  preProposeUs = 0;
  /** Up to where it has collected old versions. */
  gcSafePoint = TS_ZERO;
  nextId = 1;
  incarnation = 1;
  applyQueued = 0;

  constructor(
    options: StoreOptions,
    /** Of all its peers. */
    private readonly raftSettings: Settings = raftSettingsOf(options),
  ) {
    this.options = options;
    this.engine = KvEngine.over(options.strings);
    this.pd = new PdMembers(options.pdMembers ?? [options.pd]);
    this.timestamps = new StoreTimestamps(options.config, options.rules, this.pd);
    const on = (id: string): boolean => ruleOn(options.rules, id);
    this.rules = {
      flushLeader: on('R-FLUSH-LEADER'),
      flushMerge: on('R-FLUSH-MERGE'),
      syncGate: on('R-SYNC-GATE'),
      termCheck: on('R-TERM-CHECK'),
      lockBeforeTs: on('R-LOCK-BEFORE-TS'),
      secondTs: on('R-SECOND-TS'),
      observeBeforeAck: on('R-OBSERVE-BEFORE-ACK'),
      tsInLatch: on('R-TS-IN-LATCH'),
      rmtLeader: on('R-RMT-LEADER'),
      rmtSplit: on('R-RMT-SPLIT'),
      rmtMerge: on('R-RMT-MERGE'),
      rmtSnap: on('R-RMT-SNAP'),
      rmtAppended: on('R-RMT-APPENDED'),
      mergeCatchupByIndex: on('R-MERGE-CATCHUP-BY-INDEX'),
      rollbackMajority: on('R-ROLLBACK-MAJORITY'),
      mergeAtomicDestroy: on('R-MERGE-ATOMIC-DESTROY'),
      mergeFlagRestore: on('R-MERGE-FLAG-RESTORE'),
      leaseSuspectEarly: on('R-LEASE-SUSPECT-EARLY'),
      readEpochRecheck: on('R-READ-EPOCH-RECHECK'),
    };
  }

  get storeId(): StoreId {
    return this.options.storeId;
  }

  peer(region: RegionId): Peer {
    return must(this.peers.get(region), `peer of region ${region} on store ${this.storeId}`);
  }

  processOf(store: StoreId): ProcessId {
    return must(this.options.storeProcesses.get(store), `process of store ${store}`);
  }

  /** Has work: the next poll looks at it. */
  touch(peer: Peer, ctx: Context): void {
    this.dirty.add(peer.region.id);
    if (this.pollScheduled) return;
    this.pollScheduled = true;
    ctx.setTimer(this.options.config.store.pollUs, { kind: 'poll' });
  }

  sendPd(message: Message, ctx: Context): void {
    ctx.send(this.pd.current, message);
  }

  /** A raft node over `storage`, as this store configures it. */
  makeRaft(region: RegionId, id: PeerId, storage: MemoryStorage, applied: number): RawNode {
    return new RawNode({
      id,
      rng: this.options.rng.fork(`raft/${region}/${id}/${this.incarnation}`),
      storage,
      applied,
      settings: this.raftSettings,
    });
  }

  /** A peer of a Region that begins here: at the bootstrap or by a split. */
  createPeer(region: Region, id: PeerId): Peer {
    const storage = makePeerStorage();
    storage.applySnapshot({
      index: INIT_INDEX,
      term: INIT_TERM,
      confState: confStateOf(region),
      data: null,
    });
    storage.setHardState({ term: INIT_TERM, vote: 0, commit: INIT_INDEX });
    const raft = this.makeRaft(region.id, id, storage, INIT_INDEX);
    const peer = new Peer(region, id, storage, raft, INIT_INDEX, INIT_TERM);
    peer.term = INIT_TERM;
    this.peers.set(region.id, peer);
    return peer;
  }

  /** Without observers: the actor attaches its own. */
  clone(): Store {
    const copy = new Store(this.options, this.raftSettings);
    copy.engine = this.engine.clone();
    for (const [id, peer] of this.peers) copy.peers.set(id, peer.clone());
    for (const [id, tombstone] of this.tombstones) copy.tombstones.set(id, tombstone);
    copy.locks = this.locks.clone();
    copy.pd = this.pd.clone();
    copy.reportToPd = this.reportToPd;
    copy.timestamps = this.timestamps.clone(copy.pd);
    copy.dirty = new Set(this.dirty);
    copy.pollScheduled = this.pollScheduled;
    for (const [store, messages] of this.outbox) copy.outbox.set(store, messages.slice());
    copy.writing = this.writing;
    copy.writeQueue = this.writeQueue.slice();
    for (const [region, message] of this.early) copy.early.set(region, message);
    for (const [id, ask] of this.splitAsks) copy.splitAsks.set(id, ask);
    for (const [id, wish] of this.mergeWishes) copy.mergeWishes.set(id, wish);
    for (const [id, wish] of this.memberWishes) copy.memberWishes.set(id, wish);
    copy.fences = new Map(this.fences);
    copy.proposedWrites = this.proposedWrites;
    copy.preProposeUs = this.preProposeUs;
    copy.gcSafePoint = this.gcSafePoint;
    copy.nextId = this.nextId;
    copy.incarnation = this.incarnation;
    copy.applyQueued = this.applyQueued;
    return copy;
  }

  /** What a new process finds: durable raft state, the engine with its apply positions, tombstones. */
  afterCrash(): Store {
    const next = new Store(this.options, this.raftSettings);
    next.incarnation = this.incarnation + 1;
    // Ids of requests to PD must not be taken for those of the former process.
    next.nextId = this.nextId + 1_000_000;
    next.engine = this.engine;
    next.fences = this.fences;
    for (const [id, tombstone] of this.tombstones) next.tombstones.set(id, tombstone);
    for (const [id, old] of this.peers) {
      if (!old.initialized) continue;
      const { storage } = old;
      const { term, vote, commit } = storage.hardState;
      // Applying runs ahead of the durable commit index, but never of the durable log.
      storage.setHardState({ term, vote, commit: Math.max(commit, old.appliedIndex) });
      storage.releaseSnapshot();
      storage.takeSnapshotWanted();
      const raft = next.makeRaft(id, old.id, storage, old.appliedIndex);
      const peer = new Peer(old.region, old.id, storage, raft, old.appliedIndex, old.appliedTerm);
      // Without the flag it takes proposals, and lets go of log that the merge still needs (facts B-34).
      peer.mergeState = this.rules.mergeFlagRestore ? old.mergeState : null;
      peer.removed = old.removed;
      peer.keys = old.keys;
      peer.bytes = old.bytes;
      peer.maxTs = old.maxTs;
      peer.term = term;
      peer.vote = vote;
      next.peers.set(id, peer);
    }
    return next;
  }
}

/** How a store configures raft. */
function raftSettingsOf({ config, rules }: StoreOptions): Settings {
  const { raft } = config;
  return resolveConfig({
    electionTick: raft.electionTicks,
    heartbeatTick: raft.heartbeatTicks,
    maxSizePerMsg: raft.maxSizePerMsgBytes,
    maxInflightMsgs: raft.maxInflightMsgs,
    maxCommittedSizePerReady: 16 * 1024 * 1024,
    preVote: raft.preVote && ruleOn(rules, 'R-PREVOTE'),
    checkQuorum: raft.checkQuorum && ruleOn(rules, 'R-CHECK-QUORUM'),
    asyncStorageWrites: true,
    disableProposalForwarding: true,
    skipBcastCommit: true,
    // Not settings of TiKV's but what raft-rs always does.
    voteCarriesCommit: true,
    responsesCarryCommit: true,
    // A leader that has become a learner must not go on (raftstore does this in on_ready_change_peer).
    stepDownOnRemoval: true,
    rules: { off: RAFT_RULES.filter(([name]) => !ruleOn(rules, name)).map(([, id]) => id) },
  });
}
