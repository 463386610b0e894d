import type { CaptureId, ChangefeedId, ProcessId, RegionId } from '../ids.ts';
import type { Ts } from '../ts.ts';

export type SpanState = 'Absent' | 'Prepare' | 'Commit' | 'Replicating' | 'Removing';

/** The capture cluster: its members and owner, spans, pullers, sinks, checkpoints. */
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
