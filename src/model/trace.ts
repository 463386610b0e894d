import type { CaptureId, ChangefeedId, ClusterName, PeerId, ProcessId, RegionId, StoreId } from './ids.ts';
import type { SimTime } from './time.ts';
import type { Ts } from './ts.ts';

/**
 * Everything observable, as one discriminated union: the truth from which checks, the log, charts and the
 * fingerprint are derived. Fields are flat (numbers, strings, booleans, null and arrays of these), so that a
 * record can be hashed, printed and sent as it is. Names are `room.what-happened`.
 *
 * `digest` is a 32-bit hash of a command, made once where the command is proposed.
 */

/* ---- processes, links, commands ------------------------------------------------------------------- */

export type ProcessEvent =
  | { kind: 'process.started'; process: ProcessId; incarnation: number }
  | { kind: 'process.crashed'; process: ProcessId }
  | { kind: 'process.paused'; process: ProcessId }
  | { kind: 'process.resumed'; process: ProcessId }
  | { kind: 'net.dropped'; from: ProcessId; to: ProcessId; message: string; reason: string }
  | { kind: 'net.connection-lost'; from: ProcessId; to: ProcessId }
  | { kind: 'fault.began'; id: string; fault: string; words: string }
  | { kind: 'fault.healed'; id: string; fault: string; words: string }
  /** A timed command of the RunSpec was carried out; `words` is the sentence the page shows. */
  | { kind: 'command.applied'; id: string; action: string; words: string }
  /** It was impossible; `reason` says why. Nothing else happened. */
  | { kind: 'command.refused'; id: string; action: string; reason: string };

/* ---- raft ------------------------------------------------------------------------------------------ */

export type RaftRole = 'follower' | 'pre-candidate' | 'candidate' | 'leader';

export type RaftEvent =
  | {
      kind: 'raft.role-changed';
      region: RegionId;
      store: StoreId;
      peer: PeerId;
      term: number;
      role: RaftRole;
      lead: PeerId;
    }
  | { kind: 'raft.voted'; region: RegionId; store: StoreId; term: number; candidate: PeerId }
  /**
   * Entries entered this peer's log (in memory) at `from`, replacing whatever was there from that index on.
   * `terms[i]` and `digests[i]` belong to index `from + i`. Emitted before any effect of the entries.
   */
  | {
      kind: 'raft.appended';
      region: RegionId;
      store: StoreId;
      from: number;
      terms: readonly number[];
      digests: readonly number[];
    }
  /** The log up to `index` (whose term is `term`) is durable on this peer. */
  | { kind: 'raft.persisted'; region: RegionId; store: StoreId; index: number; term: number }
  | { kind: 'raft.committed'; region: RegionId; store: StoreId; index: number; term: number }
  /** Entries `from … from + digests.length − 1` were applied to this peer's state machine. */
  | {
      kind: 'raft.applied';
      region: RegionId;
      store: StoreId;
      from: number;
      terms: readonly number[];
      digests: readonly number[];
    }
  | {
      kind: 'raft.snapshot-sent';
      region: RegionId;
      store: StoreId;
      to: StoreId;
      index: number;
      term: number;
      bytes: number;
    }
  /** The peer's log and state machine now start after `index`. */
  | { kind: 'raft.snapshot-applied'; region: RegionId; store: StoreId; index: number; term: number }
  | { kind: 'raft.log-compacted'; region: RegionId; store: StoreId; index: number }
  /** After a crash the peer restarted from its disk: its log is what was durable, up to `last`. */
  | {
      kind: 'raft.recovered';
      region: RegionId;
      store: StoreId;
      term: number;
      commit: number;
      applied: number;
      last: number;
    }
  | { kind: 'raft.transfer-started'; region: RegionId; store: StoreId; to: StoreId }
  /** A leader of `term` answers a read alone, trusting its lease. */
  | { kind: 'raft.lease-read'; region: RegionId; store: StoreId; term: number };

/* ---- Regions --------------------------------------------------------------------------------------- */

export type RegionChange =
  | 'bootstrap'
  | 'split'
  | 'split-new'
  | 'prepare-merge'
  | 'commit-merge'
  | 'rollback-merge'
  | 'conf-change'
  | 'snapshot'
  | 'recovered';

export type RegionEvent =
  /** One store's view of a Region changed (when the admin command was applied there). */
  | {
      kind: 'region.updated';
      region: RegionId;
      store: StoreId;
      cluster: ClusterName;
      reason: RegionChange;
      startKey: string;
      endKey: string;
      confVer: number;
      version: number;
      stores: readonly StoreId[];
      index: number;
    }
  /** This store no longer has a peer of the Region. */
  | { kind: 'region.destroyed'; region: RegionId; store: StoreId; reason: string }
  | { kind: 'region.split-proposed'; region: RegionId; store: StoreId; splitKey: string; newRegion: RegionId }
  | { kind: 'region.merge-prepared'; region: RegionId; store: StoreId; target: RegionId; index: number }
  | {
      kind: 'region.merge-committed';
      region: RegionId;
      store: StoreId;
      source: RegionId;
      index: number;
      sourceIndex: number;
    }
  | { kind: 'region.merge-rolled-back'; region: RegionId; store: StoreId; target: RegionId; index: number };

/* ---- PD, timestamps -------------------------------------------------------------------------------- */

export type PdEvent =
  /** PD granted `count` consecutive timestamps ending at `last`. */
  | { kind: 'tso.granted'; pd: ProcessId; cluster: ClusterName; to: ProcessId; last: Ts; count: number }
  /**
   * No timestamp at or above `savedMs` may be granted. `revision` is etcd's: of two saves the later one has the higher;
   * 0 where PD has one member and saves on its own disk, in the order of the trace.
   */
  | { kind: 'tso.window-saved'; pd: ProcessId; cluster: ClusterName; savedMs: number; revision: number }
  /** This member holds the leader key, which it created at this revision of etcd. It does not serve yet. */
  | { kind: 'pd.elected'; pd: ProcessId; cluster: ClusterName; revision: number }
  | { kind: 'pd.stepped-down'; pd: ProcessId; cluster: ClusterName; reason: string }
  | { kind: 'pd.operator-created'; pd: ProcessId; operator: number; region: RegionId; words: string }
  | { kind: 'pd.operator-finished'; pd: ProcessId; operator: number; region: RegionId; words: string }
  | {
      kind: 'pd.operator-cancelled';
      pd: ProcessId;
      operator: number;
      region: RegionId;
      words: string;
      reason: string;
    }
  /** A service asked that nothing above `ts` be collected; refused where more may be gone already. `min`: of all services. */
  | {
      kind: 'pd.service-safe-point';
      pd: ProcessId;
      cluster: ClusterName;
      service: string;
      ts: Ts;
      min: Ts;
      refused: boolean;
    }
  /** Of versions at or below `ts` only the newest of each key needs to be kept from now on. */
  | { kind: 'pd.gc-safe-point'; pd: ProcessId; cluster: ClusterName; ts: Ts }
  /** A store dropped versions that the safe point allows it to. */
  | { kind: 'gc.collected'; store: StoreId; cluster: ClusterName; safePoint: Ts; versions: number }
  /** The store's causal provider discarded its cache and got a fresh batch (R-FLUSH-LEADER / R-FLUSH-MERGE). */
  | { kind: 'ts.flushed'; store: StoreId; ts: Ts }
  | { kind: 'ts.flush-failed'; store: StoreId; reason: string }
  /**
   * Generation `hlc`: a leader begins, or absorbed a Region. `maxTs` is its Region-Max-TS, `clock` the next timestamp
   * of its store afterwards.
   */
  | { kind: 'ts.led'; store: StoreId; region: RegionId; term: number; maxTs: Ts; clock: Ts }
  /** The leader may stamp writes again: its sync bit is set for this term and version. */
  | { kind: 'ts.synced'; store: StoreId; region: RegionId; term: number; version: number };

/* ---- clients and RawKV ------------------------------------------------------------------------------ */

export type ClientOp = 'put' | 'get' | 'delete' | 'cas';

/** What a scan was asked for. `from`, `to`: user keys, half-open; '' at either end: no bound. */
export type ScanRange = {
  readonly from: string;
  readonly to: string;
  readonly limit: number;
  readonly reverse: boolean;
  readonly keyOnly: boolean;
};

export type RawEvent =
  /**
   * A client began an operation; `value` is null for get and delete. `request` is unique in the run. A `cas` says what it
   * expects the key to hold.
   */
  | {
      kind: 'client.invoked';
      client: ProcessId;
      request: number;
      op: ClientOp;
      key: string;
      value: string | null;
      expected?: string | null;
      /** An operation on several keys is told as one for each of them: the request that carries them all. */
      batch?: number;
    }
  /** A client began to read a range; its answer is put together from those of several Regions, at several moments. */
  | ({ kind: 'client.scan-began'; client: ProcessId; request: number } & ScanRange)
  /** In the order of the scan. `values` is empty when only keys were asked for. */
  | {
      kind: 'client.scanned';
      client: ProcessId;
      request: number;
      keys: readonly string[];
      values: readonly string[];
      regionCount: number;
      latencyUs: number;
    }
  | { kind: 'client.scan-failed'; client: ProcessId; request: number; error: string }
  /**
   * It ended well. For put/delete `ts` is the version written; for get `value` is what was read (null: absent). For
   * `cas` it is what the key held, and `ts` is 0 when that was not what was expected: nothing was written.
   */
  | {
      kind: 'client.acked';
      client: ProcessId;
      request: number;
      op: ClientOp;
      key: string;
      value: string | null;
      ts: Ts;
      latencyUs: number;
    }
  /** It certainly had no effect. */
  | {
      kind: 'client.failed';
      client: ProcessId;
      request: number;
      op: ClientOp;
      key: string;
      error: string;
    }
  /** The answer never came: it may or may not have happened (facts 3.8.1). */
  | {
      kind: 'client.unknown';
      client: ProcessId;
      request: number;
      op: ClientOp;
      key: string;
      error: string;
    }
  /** What the console tells the person who typed an operation. Follows how it ended. */
  | { kind: 'client.answered'; client: ProcessId; request: number; typed: string; answer: string }
  /** A retry after a Region error; part of the same request. */
  | { kind: 'client.retried'; client: ProcessId; request: number; error: string; attempt: number }
  /** Every operation of the workload ended; `ts` is a TSO taken afterwards. */
  | { kind: 'workload.finished'; client: ProcessId; workload: string; ts: Ts }
  /**
   * A stamped write entered the leader's log at (index, term). `key` is the user key; `value` null is a delete.
   * Whether it took effect is known from `raft.applied` of that index with that term.
   */
  | {
      kind: 'raw.proposed';
      store: StoreId;
      cluster: ClusterName;
      region: RegionId;
      index: number;
      term: number;
      version: number;
      key: string;
      value: string | null;
      ts: Ts;
      request: number;
      /** On the recovery cluster: the upstream timestamp of the change being applied (hidden ground truth); else 0. */
      sourceTs: Ts;
      /** UNIX second from which the value counts as absent (facts 2.8); absent: never. */
      expireS?: number;
      /** From its arrival at the storage layer to here: what stamping, locking and encoding cost, and what it waited. */
      waitedUs: number;
    }
  /** A memory lock (key guard) held down resolved ts between `ts` and the write's apply. */
  | { kind: 'raw.locked'; store: StoreId; region: RegionId; request: number; ts: Ts }
  /** A write got the timestamp of its data; it is proposed later, or refused. */
  | { kind: 'raw.stamped'; store: StoreId; region: RegionId; request: number; ts: Ts }
  /** The memory lock of the write stamped `ts` is dropped. */
  | { kind: 'raw.unlocked'; store: StoreId; region: RegionId; request: number; ts: Ts }
  /** A read met a version whose time is over by this store's clock, and takes the key for absent. */
  | { kind: 'raw.expired'; store: StoreId; cluster: ClusterName; key: string; ts: Ts; wallMs: number }
  | { kind: 'raw.refused'; store: StoreId; region: RegionId; request: number; error: string };

/* ---- transactions ------------------------------------------------------------------------------------ */

/** Where an entry of a transaction's command stands; `request` is that of whoever sent it. */
type TxnProposal = {
  store: StoreId;
  cluster: ClusterName;
  region: RegionId;
  index: number;
  term: number;
  version: number;
  request: number;
  key: string;
  startTs: Ts;
};

export type TxnEvent =
  /** A client began a transaction: `words` say what it is to do. */
  | { kind: 'txn.begun'; client: ProcessId; request: number; startTs: Ts; words: string }
  /** It read these keys as of `startTs` (null: absent). A transaction may read several times. */
  | {
      kind: 'txn.read';
      client: ProcessId;
      request: number;
      startTs: Ts;
      keys: readonly string[];
      values: readonly (string | null)[];
    }
  /** Its primary is committed, and so is all of it. `keys` were written. */
  | {
      kind: 'txn.committed';
      client: ProcessId;
      request: number;
      startTs: Ts;
      commitTs: Ts;
      keys: readonly string[];
      latencyUs: number;
    }
  /** It certainly has no effect; the client may try the same again with a new transaction. */
  | { kind: 'txn.aborted'; client: ProcessId; request: number; startTs: Ts; error: string }
  /** The answer never came: it may or may not be committed. */
  | { kind: 'txn.unknown'; client: ProcessId; request: number; startTs: Ts; error: string }
  /** Somebody ran into a lock of another transaction; `error` is what the store said. */
  | { kind: 'txn.blocked'; client: ProcessId; request: number; key: string; lockTs: Ts; error: string }
  /** What it found out about the transaction of a lock: commit ts, TS_ZERO for rolled back. */
  | { kind: 'txn.resolved'; client: ProcessId; request: number; key: string; lockTs: Ts; commitTs: Ts }
  | ({
      kind: 'txn.prewrite-proposed';
      op: 'put' | 'delete' | 'lock';
      value: string | null;
      primary: string;
      ttlMs: number;
      minCommitTs: Ts;
      asyncCommit: boolean;
    } & TxnProposal)
  /** `ts` is the commit ts. `sourceTs` as for `raw.proposed`. */
  | ({ kind: 'txn.commit-proposed'; value: string | null; ts: Ts; sourceTs: Ts } & TxnProposal)
  | ({ kind: 'txn.rollback-proposed' } & TxnProposal)
  /** The client says that it is alive: its locks are left alone for `ttlMs` after its start ts. `key` is its primary. */
  | ({ kind: 'txn.heart-beat-proposed'; ttlMs: number } & TxnProposal)
  | { kind: 'txn.refused'; store: StoreId; region: RegionId; request: number; error: string };

/* ---- change data capture inside TiKV ----------------------------------------------------------------- */

export type CdcEvent =
  | {
      kind: 'cdc.subscribed';
      store: StoreId;
      region: RegionId;
      capture: CaptureId;
      changefeed: ChangefeedId;
      requestId: number;
      observeId: number;
      checkpointTs: Ts;
      startKey: string;
      endKey: string;
    }
  /** The scan reads what was applied up to `index`; what is applied behind it comes as deltas. */
  | { kind: 'cdc.snapshot-taken'; store: StoreId; region: RegionId; requestId: number; index: number }
  | { kind: 'cdc.initialized'; store: StoreId; region: RegionId; requestId: number; rows: number }
  /** A row was sent to the subscriber: from the incremental scan or from the apply stream. */
  | {
      kind: 'cdc.sent';
      store: StoreId;
      region: RegionId;
      requestId: number;
      key: string;
      ts: Ts;
      op: 'put' | 'delete';
      from: 'scan' | 'delta';
    }
  /** A transaction's lock, or the end of one, was sent to the subscriber. */
  | {
      kind: 'cdc.sent-txn';
      store: StoreId;
      region: RegionId;
      requestId: number;
      key: string;
      startTs: Ts;
      what: 'prewrite' | 'rollback';
      from: 'scan' | 'delta';
    }
  /** Resolved ts of these subscriptions: `regions[i]` belongs to `requestIds[i]`. */
  | {
      kind: 'cdc.resolved';
      store: StoreId;
      ts: Ts;
      regions: readonly RegionId[];
      requestIds: readonly number[];
    }
  /** The subscription ended without an error: its capture gave it up, or the stream broke. */
  | { kind: 'cdc.unsubscribed'; store: StoreId; region: RegionId; requestId: number }
  /** Bytes that wait to be sent to all captures passed another eighth of the quota; `largest`: of one message. */
  | { kind: 'cdc.sink-memory'; store: StoreId; used: number; quota: number; largest: number }
  /** The subscription ended with an error; nothing may follow for this request id. */
  | { kind: 'cdc.error'; store: StoreId; region: RegionId; requestId: number; error: string };

/* ---- the capture cluster ------------------------------------------------------------------------------ */

export type SpanState = 'Absent' | 'Prepare' | 'Commit' | 'Replicating' | 'Removing';

export type CaptureEvent =
  | { kind: 'etcd.lease-expired'; lease: number; owner: ProcessId }
  | { kind: 'capture.registered'; process: ProcessId; capture: CaptureId }
  | { kind: 'capture.session-lost'; process: ProcessId; capture: CaptureId }
  | { kind: 'capture.gone'; capture: CaptureId }
  | { kind: 'owner.elected'; process: ProcessId; capture: CaptureId; revision: number }
  | {
      kind: 'span.state-changed';
      changefeed: ChangefeedId;
      span: string;
      from: SpanState;
      to: SpanState;
      primary: CaptureId | null;
      secondary: CaptureId | null;
    }
  /** A capture's own view of a span: its table pipeline changed state (facts 4.5.5). */
  | {
      kind: 'span.table-state';
      capture: CaptureId;
      changefeed: ChangefeedId;
      span: string;
      state: 'Absent' | 'Preparing' | 'Prepared' | 'Replicating' | 'Stopping' | 'Stopped';
      checkpoint: Ts;
    }
  /** The resolved ts of a Region stood still: so many of its locks are of transactions that began at or before `ts`. */
  | { kind: 'puller.locks-scanned'; capture: CaptureId; region: RegionId; ts: Ts; locks: number }
  /** The transaction of a lock is over: its key is told commit ts, or TS_ZERO for rolled back. */
  | { kind: 'puller.lock-resolved'; capture: CaptureId; key: string; lockTs: Ts; commitTs: Ts }
  | { kind: 'puller.resolved'; capture: CaptureId; changefeed: ChangefeedId; span: string; ts: Ts }
  /** Rows of one span left for a store of the recovery cluster. */
  | {
      kind: 'sink.sent';
      capture: CaptureId;
      changefeed: ChangefeedId;
      span: string;
      request: number;
      rows: number;
    }
  /** The downstream acknowledged this change as written. */
  | { kind: 'sink.wrote'; capture: CaptureId; changefeed: ChangefeedId; span: string; key: string; ts: Ts }
  | { kind: 'sink.flushed'; capture: CaptureId; changefeed: ChangefeedId; span: string; ts: Ts }
  /** The owner persisted the changefeed's global checkpoint and resolved ts. */
  | {
      kind: 'changefeed.checkpoint';
      changefeed: ChangefeedId;
      checkpoint: Ts;
      resolved: Ts;
      pdNow: Ts;
      heldBy: string;
    }
  /** etcd holds this of the changefeed from its `revision` on; `fresh`: it held nothing before. `process` wrote it. */
  | {
      kind: 'changefeed.persisted';
      changefeed: ChangefeedId;
      process: ProcessId;
      checkpoint: Ts;
      resolved: Ts;
      state: string;
      fresh: boolean;
      revision: number;
    }
  | { kind: 'changefeed.state-changed'; changefeed: ChangefeedId; state: string; reason: string };

/* ---- the run itself ----------------------------------------------------------------------------------- */

export type RunEvent =
  /** Workloads finished and every changefeed's checkpoint passed the TSO taken then: downstream must now be equal. */
  | { kind: 'run.drained' }
  | { kind: 'check.violated'; check: string; words: string; region: RegionId; store: StoreId };

export type TraceEvent =
  ProcessEvent | RaftEvent | RegionEvent | PdEvent | RawEvent | TxnEvent | CdcEvent | CaptureEvent | RunEvent;

export type TraceKind = TraceEvent['kind'];

export type EventOf<K extends TraceKind> = Extract<TraceEvent, { kind: K }>;

/** One observation with its place in time and its cause. */
export interface TraceRecord {
  /** Ordinal in the trace, from 0. */
  readonly n: number;
  readonly at: SimTime;
  /** The process in which it happened; `''` for the world itself. */
  readonly by: ProcessId;
  /** The queue item (its sequence number) during which it happened. */
  readonly item: number;
  /** The item that enqueued that item; following it leads to the root cause. */
  readonly cause: number;
  readonly event: TraceEvent;
}
