import type {
  AzId,
  CaptureId,
  ChangefeedId,
  ClusterName,
  PeerId,
  ProcessId,
  RegionId,
  StoreId,
} from './ids.ts';
import type { PeerRole } from './region.ts';
import type { SimTime } from './time.ts';
import type { SpanState, RaftRole } from './trace.ts';
import type { Ts } from './ts.ts';

/**
 * What the scene needs to draw any instant in `[at, validUntil)`: rows of ids, numbers and short strings.
 * No view of the page may need more than this, a trace window, series, or an inspection (DESIGN §2).
 */
export interface Frame {
  readonly at: SimTime;
  /** The next queue item's time: until then only flights and timers move. */
  readonly validUntil: SimTime;
  readonly traceLength: number;
  readonly fingerprint: string;
  readonly run: RunState;
  readonly azs: readonly AzRow[];
  readonly processes: readonly ProcessRow[];
  readonly stores: readonly StoreRow[];
  readonly peers: readonly PeerRow[];
  /** Upstream Regions in key order, as the newest epoch among live peers has them; then the recovery cluster's. */
  readonly regions: readonly RegionRow[];
  readonly flights: readonly FlightRow[];
  /** Messages in flight in all (flights may be capped for drawing). */
  readonly flightsTotal: number;
  readonly pd: readonly PdRow[];
  readonly etcd: EtcdRow | null;
  readonly captures: readonly CaptureRow[];
  readonly changefeeds: readonly ChangefeedRow[];
  readonly workloads: readonly WorkloadRow[];
  readonly downstream: DownstreamRow | null;
  readonly checks: readonly CheckRow[];
  readonly faults: readonly FaultRow[];
  /** Bytes per second over the last second of simulated time, for each ordered AZ pair with traffic. */
  readonly links: readonly LinkRow[];
}

/** `ended`: `until` reached or drained. `violated`: stopped at a violation because the run was asked to. */
export type RunState = 'running' | 'ended' | 'violated';

export interface AzRow {
  readonly id: AzId;
  readonly name: string;
}

export type ProcessKind = 'store' | 'pd' | 'etcd' | 'capture' | 'client';
export type ProcessHealth = 'up' | 'down' | 'paused';

export interface ProcessRow {
  readonly id: ProcessId;
  readonly kind: ProcessKind;
  readonly cluster: ClusterName;
  readonly az: AzId;
  readonly health: ProcessHealth;
  /** Wall clock minus true time, µs. */
  readonly clockOffsetUs: number;
}

export interface StoreRow {
  readonly id: StoreId;
  readonly process: ProcessId;
  readonly cluster: ClusterName;
  readonly az: AzId;
  readonly health: ProcessHealth;
  /** Median of the last fsyncs, µs; null before the first. */
  readonly fsyncUs: number | null;
  /** Entries waiting for the disk, entries committed and not applied, rows waiting in the CDC endpoint. */
  readonly raftLogQueue: number;
  readonly applyQueue: number;
  readonly cdcQueue: number;
  readonly leaders: number;
  readonly peers: number;
  /** The largest timestamp this store has issued (or would issue next); TS_ZERO before the first. */
  readonly clockTs: Ts;
  /** Timestamps left in the causal provider's cache. */
  readonly tsCached: number;
  /** Mean time that a raw write spent in the storage layer before it was proposed, µs; null before the first. */
  readonly preProposeUs: number | null;
}

export interface PeerRow {
  readonly region: RegionId;
  readonly store: StoreId;
  readonly peer: PeerId;
  readonly role: RaftRole;
  readonly learner: boolean;
  /** What it is to its Region; `incoming` and `demoting` in a joint state. */
  readonly member: PeerRole;
  readonly term: number;
  /** Peer id of the leader this peer follows; 0 for none. */
  readonly lead: PeerId;
  readonly commit: number;
  readonly applied: number;
  readonly last: number;
  readonly persisted: number;
  /** Share of the election timeout still left, 0 … 1; 1 for a leader. At 0 the peer campaigns. */
  readonly electionLeft: number;
  /** Votes this candidate has: granted, rejected and voters in all. Zeroes when not campaigning. */
  readonly votesGranted: number;
  readonly votesRejected: number;
  readonly votesNeeded: number;
  /** Waiting for a snapshot, catching up, or in a merge. */
  readonly note: '' | 'snapshot' | 'merging' | 'syncing-ts' | 'hibernated' | 'transferring';
}

export interface RegionRow {
  readonly id: RegionId;
  readonly cluster: ClusterName;
  /** Encoded boundaries (for hit tests and actions) and their words. */
  readonly startKey: string;
  readonly endKey: string;
  readonly startWords: string;
  readonly endWords: string;
  readonly confVer: number;
  readonly version: number;
  /** Store that leads it, 0 when none does. */
  readonly leader: StoreId;
  readonly stores: readonly StoreId[];
  /** Largest timestamp applied by the leader. */
  readonly maxTs: Ts;
  /** Last resolved ts the leader's store published for it; TS_ZERO when nobody captures it. */
  readonly resolvedTs: Ts;
  /** Checkpoint of the changefeed covering it; TS_ZERO when none does. */
  readonly checkpointTs: Ts;
  /** What holds resolved ts down: writes stamped and not yet applied on the leader's store, and locks of transactions; oldest first, at most 32. */
  readonly inFlight: readonly InFlightWrite[];
  readonly inFlightTotal: number;
  /** What holds its resolved ts down, in words; '' when nothing notable does. */
  readonly heldBy: string;
  /** Approximate number of keys and bytes. */
  readonly keys: number;
  readonly bytes: number;
  /** Writes and reads applied per second over the last second. */
  readonly writeQps: number;
  readonly readQps: number;
}

export interface InFlightWrite {
  /** A memory lock is the store's own; a transaction's stands in the Region's data. */
  readonly lock: 'memory' | 'transaction';
  /** Of a transaction its start ts. */
  readonly ts: Ts;
  readonly key: string;
  readonly sinceUs: number;
}

/** How a message is drawn: filled for a request, hollow with + or − for a reply. */
/** Which conversation a message belongs to; each has its colour. */
export type FlightFamily = 'raft' | 'client' | 'pd' | 'cdc' | 'sink' | 'etcd' | 'capture' | 'check-leader';
export type FlightShape = 'request' | 'accepted' | 'rejected' | 'stream';

export interface FlightRow {
  /** Queue sequence number; stable while it flies. */
  readonly id: number;
  readonly from: ProcessId;
  readonly to: ProcessId;
  /** `MsgAppend`, `MsgRequestVote`, `raw.put` … */
  readonly label: string;
  readonly shape: FlightShape;
  readonly family: FlightFamily;
  /** Region it is about, 0 when none or several. */
  readonly region: RegionId;
  /** Messages it carries (a raft batch carries many). */
  readonly count: number;
  readonly sentAt: SimTime;
  readonly dueAt: SimTime;
  readonly bytes: number;
  /** When set it will not arrive: the link is cut or the receiver is down. */
  readonly doomed: boolean;
}

export interface PdRow {
  readonly process: ProcessId;
  readonly cluster: ClusterName;
  readonly leader: boolean;
  readonly tso: Ts;
  /** Upper bound of the durable window, ms of PD's clock. */
  readonly savedMs: number;
  readonly operators: readonly string[];
}

export interface EtcdRow {
  readonly process: ProcessId;
  readonly revision: number;
  /** Capture that owns, and what is left of its lease in µs (0 when there is no owner). */
  readonly owner: CaptureId | null;
  readonly ownerProcess: ProcessId | null;
  readonly ownerLeaseLeftUs: number;
  readonly leases: number;
}

export interface CaptureRow {
  readonly process: ProcessId;
  /** Identity of this incarnation; '' before it registered. */
  readonly capture: CaptureId;
  readonly az: AzId;
  readonly health: ProcessHealth;
  readonly owner: boolean;
  readonly spans: readonly CaptureSpanRow[];
  readonly sorterDepth: number;
  /** Rows handed to the downstream client and not acknowledged. */
  readonly sinkInFlight: number;
  /** Sorter gate: rows up to here may leave. */
  readonly gateTs: Ts;
  readonly eventsPerS: number;
}

export interface CaptureSpanRow {
  readonly changefeed: ChangefeedId;
  readonly span: string;
  readonly startWords: string;
  readonly endWords: string;
  readonly tableState: 'Absent' | 'Preparing' | 'Prepared' | 'Replicating' | 'Stopping' | 'Stopped';
  readonly resolvedTs: Ts;
  readonly checkpointTs: Ts;
  readonly regionsInitialized: number;
  readonly regions: number;
}

export interface ChangefeedRow {
  readonly id: ChangefeedId;
  readonly state: string;
  readonly checkpointTs: Ts;
  readonly resolvedTs: Ts;
  /** `pd now − ts`, µs; null before the first. */
  readonly checkpointLagUs: number | null;
  readonly resolvedLagUs: number | null;
  /** Spans as the owner sees them. */
  readonly spans: readonly {
    readonly span: string;
    readonly startWords: string;
    readonly endWords: string;
    readonly state: SpanState;
    readonly primary: CaptureId | null;
    readonly secondary: CaptureId | null;
    readonly checkpointTs: Ts;
  }[];
  /** Sentence: what holds the checkpoint, since when, where. */
  readonly heldBy: string;
  /** Chain of causes from checkpoint down, each a few words. */
  readonly blame: readonly string[];
}

export interface WorkloadRow {
  readonly id: string;
  readonly process: ProcessId;
  readonly words: string;
  readonly issued: number;
  readonly acked: number;
  readonly failed: number;
  readonly unknown: number;
  readonly inFlight: number;
  /** Planned operations, 0 when endless. */
  readonly total: number;
}

export interface DownstreamRow {
  /** Keys live upstream, and how the recovery cluster compares right now. */
  readonly keys: number;
  readonly equal: number;
  readonly missing: number;
  readonly stale: number;
  readonly extra: number;
  readonly drained: boolean;
}

export interface CheckRow {
  readonly id: string;
  readonly title: string;
  readonly evaluations: number;
  readonly violations: number;
}

export interface FaultRow {
  readonly id: string;
  readonly fault: string;
  readonly words: string;
  readonly since: SimTime;
}

export interface LinkRow {
  readonly from: AzId;
  readonly to: AzId;
  readonly bytesPerS: number;
  readonly messagesPerS: number;
  readonly cut: boolean;
}

/* ---- series ------------------------------------------------------------------------------------------ */

export type SeriesId =
  | 'write-p50'
  | 'write-p99'
  | 'pre-propose-p99'
  | 'cdc-p50'
  | 'cdc-p99'
  | 'resolved-ts-lag'
  | 'checkpoint-lag'
  | 'write-qps'
  | 'read-qps';

/** Columns for charts: one value per bucket of simulated time; NaN where a bucket has no data. */
export interface SeriesWindow {
  readonly bucketUs: number;
  /** Start of each bucket, µs. */
  readonly t: Float64Array;
  /** Milliseconds (lags and latencies) or operations per second. */
  readonly values: Readonly<Record<SeriesId, Float64Array>>;
  /** Commands and faults on the same axis. */
  readonly marks: readonly MarkRow[];
}

export interface MarkRow {
  readonly at: SimTime;
  readonly kind: 'command' | 'fault' | 'heal' | 'refused' | 'violation' | 'caption' | 'drained';
  readonly words: string;
  /** The command of the document that it stands for, counted from 0; null for what happened by itself. */
  readonly command: number | null;
}

/* ---- inspection --------------------------------------------------------------------------------------- */

/** What can be selected: `region:3`, `store:2`, `peer:3@2`, `capture:capture-a`, `message:123`, `process:pd-1`, `changefeed:cf-1`. */
export type EntityRef = string;

/** Full detail of one thing, on selection. */
export interface Inspection {
  readonly ref: EntityRef;
  readonly title: string;
  readonly subtitle: string;
  readonly facts: readonly InspectionFact[];
  /** Raft logs of a Region's peers in aligned columns; null for other things. */
  readonly log: LogMatrix | null;
  /** Actions that make sense here; an impossible one carries the reason. */
  readonly actions: readonly OfferedAction[];
}

export interface InspectionFact {
  readonly group: string;
  readonly name: string;
  readonly value: string;
  /** Glossary term explaining `name`, '' when plain. */
  readonly term: string;
}

export interface LogMatrix {
  /** Index of the first column. */
  readonly first: number;
  readonly rows: readonly LogMatrixRow[];
}

export interface LogMatrixRow {
  readonly store: StoreId;
  readonly leader: boolean;
  /** Term per column, 0 where the peer has no entry (compacted or not yet there). */
  readonly terms: readonly number[];
  readonly commit: number;
  readonly applied: number;
  readonly persisted: number;
  /** As the leader sees this peer; null on the leader itself or with no leader. */
  readonly progress: FollowerProgress | null;
}

/** What a leader knows of one follower (facts raft §4.1). */
export interface FollowerProgress {
  readonly match: number;
  readonly next: number;
  readonly state: 'probe' | 'replicate' | 'snapshot';
  /** Appends that are not answered. */
  readonly inflight: number;
  /** No append until something is heard. */
  readonly paused: boolean;
  /** Index of the snapshot on its way, 0 for none. */
  readonly pendingSnapshot: number;
  /** Heard from since the last quorum check. */
  readonly recentActive: boolean;
}

export interface OfferedAction {
  readonly words: string;
  /** A command text the engine accepts, e.g. `splitRegion region=3`. */
  readonly command: string;
  /** '' when it can be done now, else why not. */
  readonly impossible: string;
}
