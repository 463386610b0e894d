import type { TermId } from './terms.ts';

/** Where a term comes from, to read on, and its neighbours. */
export interface Reference {
  readonly source: string;
  readonly see: readonly TermId[];
}

export const REFERENCES: Readonly<Record<TermId, Reference>> = {
  leader: {
    source: 'Raft paper (Ongaro and Ousterhout, extended version), §5.2',
    see: ['follower', 'term', 'election'],
  },
  follower: {
    source: 'Raft paper (Ongaro and Ousterhout, extended version), §5.1',
    see: ['leader', 'learner'],
  },
  candidate: {
    source: 'Raft paper (Ongaro and Ousterhout, extended version), §5.2',
    see: ['vote', 'pre-vote'],
  },
  learner: {
    source: 'Raft dissertation (Ongaro), §4.2.1; etcd-io/raft, confchange',
    see: ['voter', 'joint-consensus'],
  },
  voter: {
    source: 'Raft paper (Ongaro and Ousterhout, extended version), §6',
    see: ['quorum', 'learner'],
  },
  role: {
    source: 'Raft paper (Ongaro and Ousterhout, extended version), §5.1',
    see: ['leader', 'follower', 'candidate', 'learner'],
  },
  term: {
    source: 'Raft paper (Ongaro and Ousterhout, extended version), §5.1',
    see: ['leader', 'election'],
  },
  election: {
    source: 'Raft paper (Ongaro and Ousterhout, extended version), §5.2',
    see: ['vote', 'election-timeout', 'pre-vote'],
  },
  'election-timeout': {
    source: 'Raft paper (Ongaro and Ousterhout, extended version), §5.2; TiKV raft-election-timeout-ticks',
    see: ['election', 'lease'],
  },
  vote: {
    source: 'Raft paper (Ongaro and Ousterhout, extended version), §5.2 and §5.4.1',
    see: ['election', 'candidate'],
  },
  'pre-vote': {
    source: 'Raft dissertation (Ongaro), §9.6',
    see: ['election', 'term'],
  },
  quorum: {
    source: 'Raft paper (Ongaro and Ousterhout, extended version), §5.3',
    see: ['voter', 'committed'],
  },
  committed: {
    source: 'Raft paper (Ongaro and Ousterhout, extended version), §5.3 and §5.4.2',
    see: ['quorum', 'applied'],
  },
  applied: {
    source: 'Raft paper (Ongaro and Ousterhout, extended version), §5.3',
    see: ['committed', 'persisted'],
  },
  persisted: { source: 'etcd-io/raft, asynchronous storage writes', see: ['fsync', 'committed'] },
  progress: {
    source: 'Raft paper (Ongaro and Ousterhout, extended version), §5.3; etcd-io/raft, tracker.Progress',
    see: ['match', 'snapshot'],
  },
  match: {
    source: 'Raft paper (Ongaro and Ousterhout, extended version), §5.3',
    see: ['progress', 'committed'],
  },
  snapshot: {
    source: 'Raft paper (Ongaro and Ousterhout, extended version), §7',
    see: ['progress', 'applied'],
  },
  heartbeat: {
    source: 'Raft paper (Ongaro and Ousterhout, extended version), §5.2',
    see: ['election-timeout', 'lease'],
  },
  'joint-consensus': {
    source: 'Raft paper (Ongaro and Ousterhout, extended version), §6; etcd-io/raft, ConfChangeV2',
    see: ['learner', 'voter'],
  },
  'transfer-leader': {
    source: 'Raft dissertation (Ongaro), §3.10',
    see: ['leader', 'flush'],
  },
  lease: {
    source: 'Raft dissertation (Ongaro), §6.4.1; TiKV raft-store-max-leader-lease',
    see: ['read-index', 'election-timeout'],
  },
  'read-index': {
    source: 'Raft dissertation (Ongaro), §6.4',
    see: ['lease', 'quorum'],
  },
  hibernate: { source: 'TiKV raftstore.hibernate-regions', see: ['heartbeat', 'region'] },
  store: { source: 'TiKV, “TiKV Architecture”', see: ['region', 'peer', 'az'] },
  region: { source: 'TiKV Deep Dive, “Multi-raft”', see: ['peer', 'epoch', 'split', 'merge'] },
  peer: { source: 'TiKV Deep Dive, “Multi-raft”', see: ['region', 'store'] },
  epoch: { source: 'kvproto metapb.RegionEpoch', see: ['region', 'split', 'merge'] },
  split: { source: 'TiKV Deep Dive, “Multi-raft”; kvproto AdminCmdType.BatchSplit', see: ['epoch', 'merge'] },
  merge: {
    source: 'TiKV Deep Dive, “Region Merge”; kvproto AdminCmdType.PrepareMerge',
    see: ['prepare-merge', 'split'],
  },
  'prepare-merge': { source: 'kvproto raft_cmdpb.proto', see: ['merge'] },
  az: { source: 'PD, “Schedule Replicas by Topology Labels”', see: ['store'] },
  pd: { source: 'PD, “How Does Scheduling Work”', see: ['operator', 'tso'] },
  operator: { source: 'tikv/pd, pkg/schedule/operator', see: ['pd', 'joint-consensus'] },
  fsync: { source: 'POSIX fsync; TiKV raft-engine', see: ['persisted'] },
  'clock-skew': { source: 'TiKV, “Timestamp Oracle”', see: ['lease', 'tso'] },
  ts: { source: 'tikv/pd, pkg/tso', see: ['tso', 'causal-ts'] },
  tso: {
    source: 'tikv/pd, pkg/tso; Percolator paper (Peng and Dabek), §2.3',
    see: ['tso-window', 'pd'],
  },
  'tso-window': { source: 'tikv/pd, pkg/tso; pd#9157', see: ['tso', 'lease'] },
  'causal-ts': { source: 'TiKV RFC 0083, “RawKV Change Data Capture”', see: ['causal-provider', 'flush'] },
  'causal-provider': {
    source: 'tikv/tikv, components/causal_ts; tikv#12970',
    see: ['causal-ts', 'flush', 'tso'],
  },
  flush: { source: 'tikv/tikv, components/causal_ts; tikv#12794', see: ['causal-provider', 'leader'] },
  hlc: {
    source: 'Kulkarni et al., “Logical Physical Clocks” (2014); tikv/rfcs#86',
    see: ['region-max-ts', 'causal-ts'],
  },
  'region-max-ts': { source: 'tikv/rfcs#86, first draft', see: ['hlc', 'snapshot'] },
  'safe-point': { source: 'tikv/pd, service GC safe point', see: ['checkpoint'] },
  rawkv: { source: 'TiKV RFC 0069, “API V2”', see: ['causal-ts', 'memory-lock'] },
  'memory-lock': {
    source: 'tikv/tikv, components/concurrency_manager; tikv#13560',
    see: ['resolved-ts', 'causal-ts'],
  },
  latch: { source: 'tikv/tikv, src/storage/txn/latch.rs', see: ['memory-lock'] },
  percolator: {
    source: 'Percolator paper (Peng and Dabek, OSDI 2010)',
    see: ['primary', 'start-ts'],
  },
  primary: { source: 'Percolator paper (Peng and Dabek, OSDI 2010), §2.2', see: ['percolator'] },
  'start-ts': { source: 'Percolator paper (Peng and Dabek, OSDI 2010), §2.2', see: ['percolator', 'ts'] },
  'async-commit': { source: 'TiKV sig-transaction, “Async Commit”', see: ['percolator', 'primary'] },
  ttl: { source: 'TiKV RFC 0069, “API V2”', see: ['rawkv', 'clock-skew'] },
  cdc: {
    source: 'TiKV RFC 0083, “RawKV Change Data Capture”',
    see: ['resolved-ts', 'endpoint', 'changefeed'],
  },
  endpoint: { source: 'tikv/tikv, components/cdc/src/endpoint.rs', see: ['cdc', 'observe-id'] },
  'observe-id': {
    source: 'tikv/tikv, components/raftstore/src/coprocessor (ObserveId)',
    see: ['endpoint', 'incremental-scan'],
  },
  'incremental-scan': {
    source: 'tikv/tikv, components/cdc/src/initializer.rs',
    see: ['initialized', 'resolved-ts'],
  },
  initialized: { source: 'kvproto cdcpb.Event.LogType', see: ['incremental-scan'] },
  'resolved-ts': {
    source: 'TiKV RFC 0083; tikv/tikv, components/resolved_ts',
    see: ['memory-lock', 'checkpoint'],
  },
  'check-leader': {
    source: 'tikv/tikv, components/resolved_ts/src/advance.rs',
    see: ['resolved-ts', 'quorum'],
  },
  capture: { source: 'pingcap/tiflow, cdc/capture', see: ['owner', 'span', 'lease'] },
  owner: { source: 'pingcap/tiflow, cdc/owner', see: ['capture', 'changefeed'] },
  changefeed: { source: 'TiCDC, “Changefeed Overview”', see: ['checkpoint', 'span'] },
  span: { source: 'pingcap/tiflow, cdc/processor/tablepb', see: ['capture', 'replication-set'] },
  'replication-set': {
    source: 'pingcap/tiflow, cdc/scheduler/internal/v3/replication',
    see: ['span', 'owner'],
  },
  puller: { source: 'pingcap/tiflow, cdc/puller', see: ['frontier', 'sorter'] },
  frontier: { source: 'pingcap/tiflow, cdc/puller/frontier', see: ['resolved-ts', 'puller'] },
  sorter: { source: 'pingcap/tiflow, cdc/processor/sourcemanager/sorter', see: ['resolved-ts', 'sink'] },
  sink: { source: 'pingcap/tiflow, cdc/sink', see: ['checkpoint', 'sorter'] },
  checkpoint: { source: 'TiKV RFC 0083; pingcap/tiflow', see: ['resolved-ts', 'rpo'] },
  'checkpoint-lag': { source: 'TiKV RFC 0083, “RPO”', see: ['rpo', 'checkpoint'] },
  rpo: { source: 'TiKV RFC 0083', see: ['checkpoint-lag'] },
  etcd: { source: 'etcd documentation, “Data model”', see: ['lease', 'owner'] },
  revision: { source: 'etcd documentation, “Data model”', see: ['etcd', 'owner'] },
  invariant: {
    source: 'Lamport, “Proving the Correctness of Multiprocess Programs” (1977)',
    see: ['liveness', 'history'],
  },
  liveness: { source: 'Alpern and Schneider, “Defining Liveness” (1985)', see: ['invariant'] },
  history: { source: 'Herlihy and Wing, “Linearizability” (1990)', see: ['invariant'] },
  fingerprint: { source: 'docs/decisions of this repository: what a checkpoint promises', see: ['keyframe'] },
  keyframe: { source: 'docs/decisions of this repository: what a checkpoint promises', see: ['fingerprint'] },
};
