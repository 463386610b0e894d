import type { SystemConfig } from '../model/config.ts';
import { US_PER_MS, US_PER_S } from '../model/time.ts';
import type { ClusterSpec } from './document.ts';

const KIB = 1_024;
const MIB = 1_024 * KIB;

/**
 * Settings a document starts from: what the real systems ship with, each with its source. Where a cost has no
 * setting in the real systems (how long applying an entry takes), the value is a model and says so.
 */
export const DEFAULT_CONFIG: SystemConfig = {
  raft: {
    /** raftstore.raft-base-tick-interval 1 s; every tick count is in these (facts 7.1). */
    tickUs: 1 * US_PER_S,
    /** raftstore.raft-heartbeat-ticks 2 (facts 7.1). */
    heartbeatTicks: 2,
    /** raftstore.raft-election-timeout-ticks 10, drawn from [10, 20) (facts 7.1). */
    electionTicks: 10,
    /** raftstore.raft-store-max-leader-lease 9 s: less than the shortest election timeout (facts 7.1, 3.7.3). */
    leaderLeaseUs: 9 * US_PER_S,
    /** raftstore.prevote true; check-quorum is always on in TiKV (facts 7.1). */
    preVote: true,
    checkQuorum: true,
    /** raftstore.raft-max-size-per-msg 1 MiB, raft-max-inflight-msgs 256 (facts 7.1). */
    maxSizePerMsgBytes: 1 * MIB,
    maxInflightMsgs: 256,
    /** raftstore.raft-log-gc-threshold 50, raft-log-gc-tick-interval 3 s (TiKV raftstore/src/store/config.rs). */
    logGcThreshold: 50,
    logGcTickUs: 3 * US_PER_S,
    /** raftstore.leader-transfer-max-log-lag 128 entries (facts 7.1). */
    leaderTransferMaxLogLag: 128,
    /** raftstore.raft-reject-transfer-leader-duration 3 s (facts 7.1). */
    rejectTransferUs: 3 * US_PER_S,
    /** raftstore.hibernate-regions true (facts 7.1). */
    hibernate: true,
  },
  store: {
    /** raftstore.raft-msg-flush-interval 250 µs: how long a batch gathers (facts 7.1). */
    pollUs: 250,
    /**
     * Modelled: a thread of the scheduler pool (storage.scheduler-worker-pool-size 4 – 8) needs 10 µs to encode a write
     * of 1 KiB, fill in its header and hand it to the raftstore's channel.
     */
    storageUs: 10,
    /** Modelled: 50 µs until a thread of the pool takes a command; threads do not wait for each other. */
    scheduleUs: 50,
    /** Modelled: an atomic counter under a read lock, and an entry in the table of memory locks put in and taken out. */
    stampUs: 1,
    guardUs: 3,
    /** Modelled: 50 µs per write batch and 5 µs per entry, a RocksDB write of small values. */
    applyBatchUs: 50,
    applyEntryUs: 5,
    /** Modelled: the CDC observer copies an applied write for the endpoint in 2 µs. */
    observeEntryUs: 2,
    /** raftstore.merge-check-tick-interval 2 s, merge-max-log-gap 10 (facts 7.1). */
    mergeCheckTickUs: 2 * US_PER_S,
    mergeMaxLogGap: 10,
    /** raftstore.peer-stale-state-check-interval 5 min, abnormal-leader-missing-duration 10 min, max- 2 h (facts 7.1). */
    peerStaleCheckUs: 300 * US_PER_S,
    abnormalLeaderMissingUs: 600 * US_PER_S,
    maxLeaderMissingUs: 7_200 * US_PER_S,
    /** server.snap-io-max-bytes-per-sec 100 MiB/s (TiKV src/server/config.rs). */
    snapshotBytesPerS: 100 * MIB,
    /** split.qps-threshold 3000 (TiKV raftstore/src/store/worker/split_config.rs); windows of 1 s, ten in a row. */
    loadSplitQps: 3_000,
    loadSplitWindowUs: 1 * US_PER_S,
    /** raftstore.pd-heartbeat-tick-interval 60 s (and on change), pd-store-heartbeat-tick-interval 10 s (facts 7.1). */
    regionHeartbeatUs: 60 * US_PER_S,
    storeHeartbeatUs: 10 * US_PER_S,
    /** coprocessor.region-split-size 256 MiB (facts 7.1). */
    regionSplitBytes: 256 * MIB,
    /** GcManager's POLL_SAFE_POINT_INTERVAL 10 s (TiKV src/server/gc_worker/gc_manager.rs). */
    gcPollUs: 10 * US_PER_S,
  },
  pd: {
    /** tso-update-physical-interval 50 ms; tso-save-interval = leader lease 5 s (facts 7.3). */
    tsoUpdateUs: 50 * US_PER_MS,
    tsoWindowMs: 5_000,
    /** lease 5 s (facts 7.3). */
    leaderLeaseUs: 5 * US_PER_S,
    /** PD's FastStepWaitTime 60 s (pd pkg/schedule/operator/step.go). */
    operatorTimeoutUs: 60 * US_PER_S,
    /**
     * A real PD runs all of them. Here a story switches on what it shows, so that nothing else moves; out of a joint
     * state PD always leads.
     */
    schedulers: ['joint-state-checker'],
    /** schedule.patrol-region-interval 10 ms is for one Region; modelled: a look at all of them each second. */
    patrolUs: 1 * US_PER_S,
    /** schedule.leader-schedule-limit 4, region- 2048, replica- 64, merge- 8, hot-region- 4 (facts 7.3). */
    leaderScheduleLimit: 4,
    regionScheduleLimit: 2_048,
    replicaScheduleLimit: 64,
    mergeScheduleLimit: 8,
    hotRegionScheduleLimit: 4,
    /** store-limit 15 peers per minute, each way (pd server/config). */
    storeLimitPerMinute: 15,
    /** A store is disconnected after 20 s without a heartbeat, down after max-store-down-time 30 min (facts 7.3). */
    storeDisconnectedUs: 20 * US_PER_S,
    maxStoreDownUs: 1_800 * US_PER_S,
    /** max-merge-region-size 54 MiB, -keys 540,000; split-merge-interval 1 h (facts 7.3). */
    maxMergeRegionBytes: 54 * MIB,
    maxMergeRegionKeys: 540_000,
    splitMergeIntervalUs: 3_600 * US_PER_S,
    maxReplicas: 0,
    /** Modelled: PD compares the flow of Regions; a Region below this is never called hot. */
    hotRegionOpsPerS: 100,
    /** tidb_gc_life_time 10 min, tidb_gc_run_interval 10 min. */
    gcLifeTimeUs: 600 * US_PER_S,
    gcRunIntervalUs: 600 * US_PER_S,
  },
  causalTs: {
    /** What shipped; an HLC is refreshed every 500 ms (facts 1.2.3); gated since TiKV 6.4 (facts 1.6). */
    generation: 'batch-tso',
    hlcRefreshUs: 500 * US_PER_MS,
    flushOn: 'leader-gated',
    /** causal-ts.renew-interval 100 ms, alloc-ahead-buffer 3 s, renew-batch-min-size 100, max 8192 (facts 1.4.2). */
    renewUs: 100 * US_PER_MS,
    allocAheadUs: 3 * US_PER_S,
    batchMin: 100,
    batchMax: 8_192,
  },
  cdc: {
    /** cdc.min-ts-interval 1 s; 0.2 s from 6.5.0 on (facts 7.2). */
    minTsIntervalUs: 1 * US_PER_S,
    /** CheckLeader round gives up after 5 s (facts 7.2). */
    checkLeaderTimeoutUs: 5 * US_PER_S,
    /** cdc.incremental-scan-concurrency 6, incremental-scan-speed-limit 128 MiB/s (facts 7.2). */
    scanConcurrency: 6,
    scanBytesPerS: 128 * MIB,
    /** Modelled: the endpoint is one thread; a task costs it 20 µs. */
    endpointTaskUs: 20,
    /** cdc.incremental-scan-concurrency-limit 10 000 (facts 3.2.2). */
    scanQueueMax: 10_000,
    /** cdc.sink-memory-quota 512 MiB (facts 3.5.1). */
    sinkMemoryQuotaBytes: 512 * MIB,
    /** server.grpc-stream-initial-window-size 2 MiB. */
    streamWindowBytes: 2 * MIB,
    /** After: a later leader's timestamps are then above the candidate (facts 3.6.9). */
    checkLeader: 'afterMinTs',
  },
  ticdc: {
    /** capture-session-ttl 10 s (facts 4.1.3). */
    sessionTtlUs: 10 * US_PER_S,
    /** TiKV-CDC: owner-flush-interval 200 ms, processor-flush-interval 100 ms (facts 7.4). */
    ownerTickUs: 200 * US_PER_MS,
    processorTickUs: 100 * US_PER_MS,
    /** TiCDC's scheduler heartbeat 100 ms (facts 7.4). */
    heartbeatUs: 100 * US_PER_MS,
    /** TiKV-CDC lowers every resolved ts by 3 s: as much as the causal cache is ahead (facts 7.4). */
    safeIntervalUs: 3 * US_PER_S,
    /** sorter.resolved-ts interpolation 200 ms; sink tick 500 ms (facts 7.4, 4.11.3, 4.12.2). */
    sorterFlushUs: 200 * US_PER_MS,
    sinkTickUs: 500 * US_PER_MS,
    /** TiKV sink: concurrency 4, at most 4096 entries or 40 MB a batch (facts 4.12.2). */
    sinkWorkers: 4,
    sinkBatchEntries: 4_096,
    sinkBatchBytes: 40 * MIB,
    /** Region failure limiter 100 ms (facts 7.4). */
    retryUs: 100 * US_PER_MS,
    /** check-balance-interval 60 s (facts 4.6.6). */
    balanceIntervalUs: 60 * US_PER_S,
    /** TiCDC's puller: lag 20 s, looked at every 2 s, a Region at most every 10 s (facts 4.9.9). */
    resolveLockLagUs: 20 * US_PER_S,
    resolveLockTickUs: 2 * US_PER_S,
    resolveLockIntervalUs: 10 * US_PER_S,
    /** gc-ttl 24 h; PD is told at most every minute (facts 4.3, 7.4). */
    gcTtlUs: 86_400 * US_PER_S,
    gcUpdateUs: 60 * US_PER_S,
    /** Only with R-FENCE: the real systems have neither (facts B-59). */
    fence: 'token',
  },
  client: {
    /** Go client operation timeout, typically 10–20 s (facts 7.7). */
    rpcTimeoutUs: 10 * US_PER_S,
    /** regionMiss and regionScheduling back off from 2 ms to 500 ms without jitter (facts 3.8). */
    backoffBaseUs: 2 * US_PER_MS,
    backoffCapUs: 500 * US_PER_MS,
  },
  net: {
    /** Round trips of about 0.5 ms within a zone and 1 ms between zones of one city: half of it one way (facts 7.5). */
    intraAzUs: 250,
    crossAzUs: 500,
    /** Modelled: an exponential tail of 50 µs mean stands for the long tail of facts 7.5. */
    jitterUs: 50,
    /** 30 ms round trip between cities (facts 7.5, RFC 0083). */
    crossClusterUs: 15 * US_PER_MS,
    /** Modelled: a 10 Gbit/s link. */
    bandwidthBytesPerS: 1_250_000_000,
    /** server.grpc-keepalive-time 10 s + grpc-keepalive-timeout 3 s (TiKV src/server/config.rs). */
    keepaliveTimeoutUs: 13 * US_PER_S,
  },
  disk: {
    /** Minimum 200 µs + exponential tail of 430 µs mean: median 0.5 ms, p99 2.2 ms (facts 7.6). */
    fsyncUs: 200,
    fsyncJitterUs: 430,
    /** Modelled: an NVMe volume of a cloud machine. */
    bytesPerS: 500_000_000,
  },
};

/**
 * The same system with its slow clocks sped up, so that a person sees an election in seconds and not in half a
 * minute. Ten times where nothing else is said, which keeps the ratios the protocols depend on (lease below the
 * shortest election timeout, safe interval as long as the causal cache is ahead). A story that uses it says so.
 */
export const WATCHABLE_CONFIG: SystemConfig = {
  ...DEFAULT_CONFIG,
  raft: {
    ...DEFAULT_CONFIG.raft,
    tickUs: 100 * US_PER_MS,
    leaderLeaseUs: 900 * US_PER_MS,
    logGcTickUs: 300 * US_PER_MS,
    rejectTransferUs: 300 * US_PER_MS,
    /** A Region that stands still looks broken to whoever watches its clocks. */
    hibernate: false,
  },
  store: {
    ...DEFAULT_CONFIG.store,
    mergeCheckTickUs: 200 * US_PER_MS,
    peerStaleCheckUs: 1 * US_PER_S,
    abnormalLeaderMissingUs: 3 * US_PER_S,
    maxLeaderMissingUs: 10 * US_PER_S,
    loadSplitWindowUs: 100 * US_PER_MS,
    regionHeartbeatUs: 6 * US_PER_S,
    storeHeartbeatUs: 1 * US_PER_S,
  },
  pd: {
    ...DEFAULT_CONFIG.pd,
    leaderLeaseUs: 1 * US_PER_S,
    operatorTimeoutUs: 6 * US_PER_S,
    patrolUs: 100 * US_PER_MS,
    storeLimitPerMinute: 150,
    storeDisconnectedUs: 2 * US_PER_S,
    /** Half a minute would be ten times faster; two hundred times, so that the repair fits into a story. */
    maxStoreDownUs: 5 * US_PER_S,
    splitMergeIntervalUs: 2 * US_PER_S,
  },
  causalTs: {
    ...DEFAULT_CONFIG.causalTs,
    /** Renewed at the real rhythm: ten times as many TSO requests would bury everything else on the map. */
    allocAheadUs: 300 * US_PER_MS,
  },
  cdc: {
    ...DEFAULT_CONFIG.cdc,
    /** What TiKV 6.5.0 ships. */
    minTsIntervalUs: 200 * US_PER_MS,
    checkLeaderTimeoutUs: 500 * US_PER_MS,
  },
  ticdc: {
    ...DEFAULT_CONFIG.ticdc,
    /** Three times faster only: a lease of 1 s would expire in an ordinary hiccup. */
    sessionTtlUs: 3 * US_PER_S,
    safeIntervalUs: 300 * US_PER_MS,
    sorterFlushUs: 50 * US_PER_MS,
    sinkTickUs: 100 * US_PER_MS,
    balanceIntervalUs: 6 * US_PER_S,
    resolveLockLagUs: 2 * US_PER_S,
    resolveLockTickUs: 200 * US_PER_MS,
    resolveLockIntervalUs: 1 * US_PER_S,
  },
  client: { ...DEFAULT_CONFIG.client, rpcTimeoutUs: 1 * US_PER_S, backoffCapUs: 200 * US_PER_MS },
  net: { ...DEFAULT_CONFIG.net, keepaliveTimeoutUs: 1_300 * US_PER_MS },
};

/** Three zones with a store each, one Region on all of them, nobody captures. */
export const DEFAULT_CLUSTER: ClusterSpec = {
  azs: [
    { id: 'az-1', name: 'AZ 1' },
    { id: 'az-2', name: 'AZ 2' },
    { id: 'az-3', name: 'AZ 3' },
  ],
  stores: [{ az: 'az-1' }, { az: 'az-2' }, { az: 'az-3' }],
  splitKeys: [],
  replicas: 3,
  pd: { az: 'az-1', otherAzs: [] },
  etcd: { az: 'az-1' },
  captures: [],
  clientAz: 'az-1',
  clients: 1,
  recovery: null,
  changefeeds: [],
};

/** Defaults of the parts of a document that are lists; those of workloads are in `workloads/`. */
export const DEFAULT_CHANGEFEED = { atUs: 0, startKey: '', endKey: '', spans: 1 } as const;

export const DEFAULT_CHURN = { startAtUs: 0, everyUs: 1 * US_PER_S, count: 1 } as const;

export const DEFAULT_RUN = {
  title: '',
  shows: '',
  seed: 1,
  untilUs: 60 * US_PER_S,
  stopWhenDrained: false,
  stopOnViolation: false,
  rate: 0.2,
} as const;
