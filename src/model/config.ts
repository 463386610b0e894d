/**
 * Settings of the simulated systems, as plain data. The type lives here because every room reads it; the
 * defaults, each with its source, are in `scenario/defaults.ts`. Times are µs unless the name says otherwise.
 */
export interface SystemConfig {
  readonly raft: RaftConfig;
  readonly store: StoreConfig;
  readonly pd: PdConfig;
  readonly causalTs: CausalTsConfig;
  readonly cdc: CdcConfig;
  readonly ticdc: TicdcConfig;
  readonly client: ClientConfig;
  readonly net: NetConfig;
  readonly disk: DiskConfig;
}

/** facts/raft.md §10, facts/cdc.md §7.1 */
export interface RaftConfig {
  readonly tickUs: number;
  readonly heartbeatTicks: number;
  readonly electionTicks: number;
  /** The lease ends before any follower may campaign. */
  readonly leaderLeaseUs: number;
  readonly preVote: boolean;
  readonly checkQuorum: boolean;
  readonly maxSizePerMsgBytes: number;
  readonly maxInflightMsgs: number;
  /** Applied entries kept before the log is compacted. */
  readonly logGcThreshold: number;
  readonly logGcTickUs: number;
  readonly leaderTransferMaxLogLag: number;
  /** A leader hands over only once it has led for this long. */
  readonly rejectTransferUs: number;
  /** Regions where nothing happens stop ticking. */
  readonly hibernate: boolean;
}

export interface StoreConfig {
  /** Time from a message's arrival to the raftstore handling the batch it is in. */
  readonly pollUs: number;
  /** Time from a write's stamp in the storage layer to the raftstore having it. */
  readonly storageUs: number;
  /** Mean time until a thread of the scheduler pool takes an atomic command. */
  readonly scheduleUs: number;
  /** Added to that: each timestamp that a write takes, and its memory lock (generation `batch-tso`). */
  readonly stampUs: number;
  readonly guardUs: number;
  /** Apply cost: per batch and per entry. */
  readonly applyBatchUs: number;
  readonly applyEntryUs: number;
  /** Added to that where somebody captures the Region. */
  readonly observeEntryUs: number;
  readonly mergeCheckTickUs: number;
  readonly mergeMaxLogGap: number;
  /** How often a peer without a leader asks the others whether it still belongs, once it missed one for this long. */
  readonly peerStaleCheckUs: number;
  readonly abnormalLeaderMissingUs: number;
  /** After this long it asks PD. */
  readonly maxLeaderMissingUs: number;
  /** Snapshots are made and sent at this rate. */
  readonly snapshotBytesPerS: number;
  /** Requests per second on one Region above which it is split by load. */
  readonly loadSplitQps: number;
  /** Length of one window of the load sampler. */
  readonly loadSplitWindowUs: number;
  readonly regionHeartbeatUs: number;
  readonly storeHeartbeatUs: number;
  /** Bytes above which a Region asks for a split; 0 switches size splits off. */
  readonly regionSplitBytes: number;
  /** How often a store asks PD for the safe point of garbage collection. */
  readonly gcPollUs: number;
}

/** What PD may do by itself: schedulers, which even things out, and checkers, which put things right. */
export const PD_SCHEDULERS = [
  'balance-leader',
  'balance-region',
  'hot-region',
  'replica-checker',
  'rule-checker',
  'merge-checker',
  'joint-state-checker',
] as const;

export type PdSchedulerName = (typeof PD_SCHEDULERS)[number];

/** facts/cdc.md §7.3 */
export interface PdConfig {
  readonly tsoUpdateUs: number;
  readonly tsoWindowMs: number;
  /** How long a leader of several members leads without renewing its lease in etcd. */
  readonly leaderLeaseUs: number;
  readonly operatorTimeoutUs: number;
  /** Switched on at the start, in the order of {@link PD_SCHEDULERS}. */
  readonly schedulers: readonly PdSchedulerName[];
  /** How often PD looks for something to do. */
  readonly patrolUs: number;
  /** Operators of one kind at a time. */
  readonly leaderScheduleLimit: number;
  readonly regionScheduleLimit: number;
  readonly replicaScheduleLimit: number;
  readonly mergeScheduleLimit: number;
  readonly hotRegionScheduleLimit: number;
  /** Peers that may be added to, and removed from, one store per minute. */
  readonly storeLimitPerMinute: number;
  /** Without a heartbeat for this long a store is disconnected: nothing is sent there; and down: its replicas are made up. */
  readonly storeDisconnectedUs: number;
  readonly maxStoreDownUs: number;
  /** A Region is merged when it is smaller than this, and old enough. */
  readonly maxMergeRegionBytes: number;
  readonly maxMergeRegionKeys: number;
  readonly splitMergeIntervalUs: number;
  /** Replicas wanted of each Region; 0: as many as it had at the start. */
  readonly maxReplicas: number;
  /** Writes and reads per second on one Region above which it counts as hot. */
  readonly hotRegionOpsPerS: number;
  /** Versions that a newer one has replaced may be collected when they are older than this … */
  readonly gcLifeTimeUs: number;
  /** … by a worker that moves the safe point this often. */
  readonly gcRunIntervalUs: number;
}

/** facts/cdc.md §7.2 */
export interface CausalTsConfig {
  /**
   * Who orders raw writes: `hlc` is the design first proposed (a hybrid clock per store and Region-Max-TS, facts 1.2,
   * 1.3), `batch-tso` the one that shipped (timestamps cached from PD and a flush, facts 1.4, 1.5).
   */
  readonly generation: 'hlc' | 'batch-tso';
  /** `hlc`: how often a store takes over the physical part of a TSO (facts 1.2.3). */
  readonly hlcRefreshUs: number;
  /** `batch-tso`: what makes a store flush for a Region it comes to lead, and whether writes wait (facts 1.6). */
  readonly flushOn: FlushMoment;
  readonly renewUs: number;
  readonly allocAheadUs: number;
  readonly batchMin: number;
  readonly batchMax: number;
}

/**
 * `leader-gated`: flush once elected, writes refused until it is done (final design). `leader`: flush once elected,
 * nobody waits for it (facts B-01). `candidate`: flush when campaigning, nothing after the election (facts B-02).
 */
export type FlushMoment = 'leader-gated' | 'leader' | 'candidate';

export interface CdcConfig {
  readonly minTsIntervalUs: number;
  readonly checkLeaderTimeoutUs: number;
  readonly scanConcurrency: number;
  readonly scanBytesPerS: number;
  /** Cost of one endpoint task. */
  readonly endpointTaskUs: number;
  /** Scans that may wait for a thread; a subscription beyond that is refused with ServerIsBusy. */
  readonly scanQueueMax: number;
  /** Bytes that may wait to be sent to all captures together (R-CONGESTION). */
  readonly sinkMemoryQuotaBytes: number;
  /** Bytes that a capture may be sent before it must say that it took some in. */
  readonly streamWindowBytes: number;
  /** Whether the quorum is asked before or after the candidate is chosen (R-CHECK-LEADER). */
  readonly checkLeader: 'beforeMinTs' | 'afterMinTs';
}

/** facts/cdc.md §7.4 */
export interface TicdcConfig {
  readonly sessionTtlUs: number;
  readonly ownerTickUs: number;
  readonly processorTickUs: number;
  readonly heartbeatUs: number;
  /** A resolved ts is lowered by this much before use (R-SAFE-INTERVAL). */
  readonly safeIntervalUs: number;
  readonly sorterFlushUs: number;
  readonly sinkTickUs: number;
  readonly sinkWorkers: number;
  readonly sinkBatchEntries: number;
  readonly sinkBatchBytes: number;
  readonly retryUs: number;
  /** How often the owner evens out spans between captures (facts 4.6.3). */
  /** With R-FENCE: whether a lost capture’s writes are kept out by waiting for its lease, or by a token (facts B-59). */
  readonly fence: 'leaseWait' | 'token';
  readonly balanceIntervalUs: number;
  /** A Region whose resolved ts has not risen for this long has its locks looked at (R-RESOLVE-STUCK-LOCKS) … */
  readonly resolveLockLagUs: number;
  /** … by a watchdog that wakes this often, and a Region at most once per interval. */
  readonly resolveLockTickUs: number;
  readonly resolveLockIntervalUs: number;
  /** How long PD keeps what a changefeed needs, should nobody ask again (R-GC-SAFEPOINT) … */
  readonly gcTtlUs: number;
  /** … and how often the owner asks. */
  readonly gcUpdateUs: number;
}

export interface ClientConfig {
  readonly rpcTimeoutUs: number;
  /** Backoff after a Region error: first step and cap (facts 3.8). */
  readonly backoffBaseUs: number;
  readonly backoffCapUs: number;
}

export interface NetConfig {
  /** One-way latency within an AZ and between AZs, with the mean of an exponential tail on top. */
  readonly intraAzUs: number;
  readonly crossAzUs: number;
  readonly jitterUs: number;
  /** Between the two clusters. */
  readonly crossClusterUs: number;
  readonly bandwidthBytesPerS: number;
  /** How long a silent connection lives before both ends call it broken. */
  readonly keepaliveTimeoutUs: number;
}

export interface DiskConfig {
  /** fsync: minimum, and mean of an exponential tail on top (facts 7.6). */
  readonly fsyncUs: number;
  readonly fsyncJitterUs: number;
  readonly bytesPerS: number;
}

/**
 * Names of the protocol rules that are switched (facts/cdc.md §9, facts/raft.md §18). Those in `off` do not hold; those in
 * `on` are rules that the real systems lack, and hold only where they are named.
 */
export interface RuleSet {
  readonly off: readonly string[];
  readonly on?: readonly string[];
}

/** A rule of the real systems: it holds unless it is switched off. */
export function ruleOn(rules: RuleSet, id: string): boolean {
  return !rules.off.includes(id);
}

/** A rule that the real systems lack: it holds only where it is switched on. */
export function extraRuleOn(rules: RuleSet, id: string): boolean {
  return (rules.on ?? []).includes(id);
}
