import type { FlightFamily, FlightShape } from './frame.ts';
import type { ProcessId } from './ids.ts';
import type { SimTime } from './time.ts';
import type { TraceKind } from './trace.ts';

/**
 * A piece of the run as a space-time diagram: every queue item that was handled in `[from, to]`, with the item that
 * caused it, and what was observed meanwhile. Of what has not been computed yet only messages in flight are known. Lamport's picture: processes are lines, messages go between them.
 */
export interface SpaceTime {
  readonly from: SimTime;
  readonly to: SimTime;
  /** In handling order: ascending by `at`, then by when they were handled. */
  readonly items: readonly SpaceTimeItem[];
  /** Messages sent in the window that had not arrived at its end. */
  readonly pending: readonly SpaceTimeMessage[];
  readonly notes: readonly SpaceTimeNote[];
  /** More happened than one diagram holds: it ends earlier than was asked. */
  readonly cut: boolean;
}

export interface SpaceTimeItem {
  /** The item's sequence number; `cause` is that of the item during which it was made, 0 for a person's command. */
  readonly seq: number;
  readonly cause: number;
  /** When it was handled, at `process`. */
  readonly at: SimTime;
  readonly process: ProcessId;
  readonly type: 'message' | 'timer' | 'disk' | 'work' | 'other';
  /** Timer or work kind; '' for messages. */
  readonly label: string;
  /** Null unless `type` is `message`. */
  readonly message: SpaceTimeMessage | null;
}

export interface SpaceTimeMessage {
  readonly seq: number;
  readonly cause: number;
  readonly from: ProcessId;
  readonly to: ProcessId;
  readonly sentAt: SimTime;
  /** When it arrives, or would have. */
  readonly dueAt: SimTime;
  readonly label: string;
  readonly family: FlightFamily;
  readonly shape: FlightShape;
  /** 0 when it is about none, or about several. */
  readonly region: number;
  readonly bytes: number;
  /** It died on the way. */
  readonly dropped: boolean;
}

/** Something observed that a reader of the diagram wants to see as a mark on a process's line. */
export interface SpaceTimeNote {
  readonly n: number;
  readonly at: SimTime;
  readonly process: ProcessId;
  readonly item: number;
  readonly kind: TraceKind;
  readonly words: string;
}
