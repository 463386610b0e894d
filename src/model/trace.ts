import type { CaptureEvent } from './events/capture.ts';
import type { CdcEvent } from './events/cdc.ts';
import type { PdEvent } from './events/pd.ts';
import type { ProcessEvent } from './events/process.ts';
import type { RaftEvent } from './events/raft.ts';
import type { RawEvent } from './events/raw.ts';
import type { RegionEvent } from './events/region.ts';
import type { RunEvent } from './events/run.ts';
import type { TxnEvent } from './events/txn.ts';
import type { ProcessId } from './ids.ts';
import type { SimTime } from './time.ts';

export type { SpanState } from './events/capture.ts';
export type { RaftRole } from './events/raft.ts';
export type { ClientOp, ScanRange } from './events/raw.ts';
export type { RegionChange } from './events/region.ts';

/**
 * Everything observable, as one discriminated union: the truth from which checks, the log, charts and the
 * fingerprint are derived. Fields are flat (numbers, strings, booleans, null and arrays of these), so that a
 * record can be hashed, printed and sent as it is. Names are `room.what-happened`; each room's are in `events/`.
 *
 * `digest` is a 32-bit hash of a command, made once where the command is proposed.
 */
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
