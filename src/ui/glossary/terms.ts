/** Areas of the glossary, in its order. */
export const AREAS = ['raft', 'region', 'time', 'write', 'cdc', 'ticdc', 'run'] as const;
export type Area = (typeof AREAS)[number];

/**
 * The words of the field that the page explains where they stand: the first name is the one it is listed under, the
 * others are found in sentences too, those of `zh` in Chinese ones. What they mean is in `strings/`, where it comes
 * from in `sources.ts`; both are fetched when a term is first opened.
 */
export const TERMS = [
  { id: 'leader', area: 'raft', names: ['leader', 'leaders', 'leadership'] },
  { id: 'follower', area: 'raft', names: ['follower', 'followers'] },
  { id: 'candidate', area: 'raft', names: ['candidate', 'candidates'] },
  { id: 'learner', area: 'raft', names: ['learner', 'learners'] },
  { id: 'voter', area: 'raft', names: ['voter', 'voters'] },
  { id: 'role', area: 'raft', names: ['role'], plain: true },
  { id: 'term', area: 'raft', names: ['term', 'terms'], zh: ['任期'] },
  { id: 'election', area: 'raft', names: ['election', 'elections'], zh: ['选举'] },
  { id: 'election-timeout', area: 'raft', names: ['election timeout'], zh: ['选举超时'] },
  { id: 'vote', area: 'raft', names: ['vote', 'votes'], zh: ['投票'] },
  { id: 'pre-vote', area: 'raft', names: ['pre-vote', 'pre-candidate'] },
  { id: 'quorum', area: 'raft', names: ['quorum', 'majority', 'majorities'], zh: ['多数派'] },
  { id: 'committed', area: 'raft', names: ['committed'], zh: ['已提交'] },
  { id: 'applied', area: 'raft', names: ['applied', 'applies'] },
  { id: 'persisted', area: 'raft', names: ['persisted'], zh: ['已落盘'] },
  { id: 'progress', area: 'raft', names: ['progress'], plain: true },
  { id: 'match', area: 'raft', names: ['match'], plain: true },
  { id: 'snapshot', area: 'raft', names: ['snapshot', 'snapshots'], zh: ['快照'] },
  { id: 'heartbeat', area: 'raft', names: ['heartbeat', 'heartbeats'], zh: ['心跳'] },
  { id: 'joint-consensus', area: 'raft', names: ['joint consensus', 'joint state'], zh: ['联合状态'] },
  { id: 'transfer-leader', area: 'raft', names: ['leader transfer'] },
  { id: 'lease', area: 'raft', names: ['lease', 'leases', 'leader lease'], zh: ['租约'] },
  { id: 'read-index', area: 'raft', names: ['read index'] },
  { id: 'hibernate', area: 'raft', names: ['hibernate', 'hibernated', 'hibernates'], zh: ['休眠'] },
  { id: 'store', area: 'region', names: ['store', 'stores'] },
  { id: 'region', area: 'region', names: ['Region', 'Regions'] },
  { id: 'peer', area: 'region', names: ['peer', 'peers', 'replica', 'replicas'], zh: ['副本'] },
  { id: 'epoch', area: 'region', names: ['epoch', 'RegionEpoch', 'confVer'] },
  { id: 'split', area: 'region', names: ['split', 'splits'], zh: ['分裂'] },
  { id: 'merge', area: 'region', names: ['merge', 'merges', 'merged'], zh: ['合并'] },
  { id: 'prepare-merge', area: 'region', names: ['PrepareMerge', 'CommitMerge', 'RollbackMerge'] },
  { id: 'az', area: 'region', names: ['zone', 'zones', 'availability zone'], zh: ['可用区'] },
  { id: 'pd', area: 'region', names: ['PD', 'placement driver'] },
  { id: 'operator', area: 'region', names: ['operator', 'operators'] },
  { id: 'fsync', area: 'region', names: ['fsync'] },
  { id: 'clock-skew', area: 'region', names: ['clock skew', 'clock', 'clocks', 'drift'] },
  { id: 'ts', area: 'time', names: ['timestamp', 'timestamps', 'ts'], zh: ['时间戳'] },
  { id: 'tso', area: 'time', names: ['TSO', 'timestamp oracle'] },
  { id: 'tso-window', area: 'time', names: ['TSO window', 'saved window'] },
  { id: 'causal-ts', area: 'time', names: ['causal timestamp', 'causal timestamps'] },
  { id: 'causal-provider', area: 'time', names: ['CausalTsProvider', 'causal provider', 'BatchTsoProvider'] },
  { id: 'flush', area: 'time', names: ['flush', 'flushes', 'flushed'] },
  { id: 'hlc', area: 'time', names: ['HLC', 'hybrid logical clock'] },
  { id: 'region-max-ts', area: 'time', names: ['Region-Max-TS', 'Region Max TS'] },
  { id: 'safe-point', area: 'time', names: ['safe point', 'GC safe point'] },
  { id: 'rawkv', area: 'write', names: ['RawKV', 'API V2'] },
  { id: 'memory-lock', area: 'write', names: ['memory lock', 'memory locks'] },
  { id: 'latch', area: 'write', names: ['latch', 'latches'] },
  { id: 'percolator', area: 'write', names: ['Percolator', 'two-phase commit'] },
  { id: 'primary', area: 'write', names: ['primary', 'primary key'] },
  { id: 'start-ts', area: 'write', names: ['start ts', 'commit ts'] },
  { id: 'async-commit', area: 'write', names: ['async commit'] },
  { id: 'ttl', area: 'write', names: ['TTL'] },
  { id: 'cdc', area: 'cdc', names: ['CDC', 'change data capture'] },
  { id: 'endpoint', area: 'cdc', names: ['endpoint'] },
  { id: 'observe-id', area: 'cdc', names: ['observe id'] },
  { id: 'incremental-scan', area: 'cdc', names: ['incremental scan', 'incremental scans'], zh: ['增量扫描'] },
  { id: 'initialized', area: 'cdc', names: ['INITIALIZED'] },
  { id: 'resolved-ts', area: 'cdc', names: ['resolved ts', 'resolved-ts'] },
  { id: 'check-leader', area: 'cdc', names: ['CheckLeader', 'check leader'] },
  { id: 'capture', area: 'ticdc', names: ['capture', 'captures'] },
  { id: 'owner', area: 'ticdc', names: ['owner'] },
  { id: 'changefeed', area: 'ticdc', names: ['changefeed', 'changefeeds'] },
  { id: 'span', area: 'ticdc', names: ['span', 'spans'] },
  { id: 'replication-set', area: 'ticdc', names: ['replication set', 'Replicating', 'Preparing'] },
  { id: 'puller', area: 'ticdc', names: ['puller'] },
  { id: 'frontier', area: 'ticdc', names: ['frontier'] },
  { id: 'sorter', area: 'ticdc', names: ['sorter'] },
  { id: 'sink', area: 'ticdc', names: ['sink'] },
  { id: 'checkpoint', area: 'ticdc', names: ['checkpoint', 'checkpoints', 'checkpointTs', 'checkpoint ts'] },
  { id: 'checkpoint-lag', area: 'ticdc', names: ['checkpoint lag', 'resolved ts lag'] },
  { id: 'rpo', area: 'ticdc', names: ['RPO'] },
  { id: 'etcd', area: 'ticdc', names: ['etcd'] },
  { id: 'revision', area: 'ticdc', names: ['revision'] },
  { id: 'invariant', area: 'run', names: ['invariant', 'invariants', 'violation', 'violated'] },
  { id: 'liveness', area: 'run', names: ['liveness'] },
  { id: 'history', area: 'run', names: ['linearizable', 'linearizability', 'linearizes'] },
  { id: 'fingerprint', area: 'run', names: ['fingerprint', 'fingerprints'], zh: ['指纹'] },
  { id: 'keyframe', area: 'run', names: ['keyframe', 'keyframes'] },
] as const satisfies readonly TermNames[];

interface TermNames {
  readonly id: string;
  readonly area: Area;
  readonly names: readonly [string, ...string[]];
  readonly zh?: readonly string[];
  /** Also a word of plain speech: not looked for in sentences. */
  readonly plain?: true;
}

export type TermId = (typeof TERMS)[number]['id'];
export type Term = TermNames & { readonly id: TermId };

const NAMES: ReadonlyMap<TermId, string> = new Map(TERMS.map(({ id, names }) => [id, names[0]]));

/** The name under which a term is listed. */
export function nameOf(id: TermId): string {
  return NAMES.get(id) ?? id;
}
