import type { CaptureId, ChangefeedId } from '../../model/ids.ts';
import type { Ts } from '../../model/ts.ts';
import type { Message } from '../../sim/actor.ts';

/** Messages of the capture cluster: from the console to a capture, and between owner and captures. */

/** What a person asks for when creating a changefeed. Keys are user keys; '' is "no bound". */
export interface ChangefeedSpec {
  readonly id: ChangefeedId;
  readonly startKey: string;
  readonly endKey: string;
  /** How many spans the range is divided into; at least 1. */
  readonly spans: number;
  /** `beginning` also copies what was written before; `now` starts at a TSO taken by the owner. */
  readonly startTs: 'now' | 'beginning';
}

/** A changefeed's share of the key space, in user keys. `id` is how it is written: `[a, n)`. */
export interface Span {
  readonly id: string;
  readonly startKey: string;
  readonly endKey: string;
}

/** facts 4.5.5 */
export type TableState = 'Absent' | 'Preparing' | 'Prepared' | 'Replicating' | 'Stopping' | 'Stopped';

export interface TableStatus {
  readonly span: string;
  readonly state: TableState;
  readonly checkpoint: Ts;
  readonly resolved: Ts;
  /** What holds the checkpoint on this capture, outermost first, each a few words. */
  readonly heldBy: readonly string[];
}

/* ---- from the console ------------------------------------------------------------------------------- */

/** Creates a changefeed; to any capture. Creating one that exists does nothing. */
export interface CreateChangefeed extends Message {
  readonly kind: 'ticdc.create-changefeed';
  readonly spec: ChangefeedSpec;
}

/** The owner gives up its ownership and campaigns again; to any capture. */
export interface ResignOwner extends Message {
  readonly kind: 'ticdc.resign-owner';
}

/** Evens out the spans of every changefeed now instead of at the next check; to any capture. */
export interface Rebalance extends Message {
  readonly kind: 'ticdc.rebalance';
}

/** Moves one span to the capture that runs in `toProcess`; to any capture. Ignored where facts 4.5.9 say so. */
export interface MoveSpan extends Message {
  readonly kind: 'ticdc.move-span';
  readonly changefeed: ChangefeedId;
  readonly span: string;
  readonly toProcess: string;
}

/** Stops a changefeed, lets it go on from its checkpoint, or removes it; to any capture. */
export interface SetChangefeed extends Message {
  readonly kind: 'ticdc.set-changefeed';
  readonly changefeed: ChangefeedId;
  readonly to: 'stopped' | 'normal' | 'removed';
}

/** Moves every span away from the capture that runs in `process`; to any capture (facts 4.6, priority 2). */
export interface DrainCapture extends Message {
  readonly kind: 'ticdc.drain-capture';
  readonly process: string;
}

/* ---- between owner and captures (facts 4.5.1) ---------------------------------------------------------- */

interface OwnerHeader extends Message {
  readonly changefeed: ChangefeedId;
  readonly changefeedEpoch: number;
  readonly ownerRevision: number;
  /** The incarnation it is meant for: a process that started again is another capture. */
  readonly capture: CaptureId;
}

interface AgentHeader extends Message {
  readonly changefeed: ChangefeedId;
  readonly changefeedEpoch: number;
  readonly ownerRevision: number;
  readonly capture: CaptureId;
  readonly processorEpoch: number;
}

/** Asks a capture for the state of its tables, and of `spans` even when it has no such table. */
export interface Heartbeat extends OwnerHeader {
  readonly kind: 'ticdc.heartbeat';
  readonly spans: readonly string[];
}

export interface HeartbeatResponse extends AgentHeader {
  readonly kind: 'ticdc.heartbeat-response';
  readonly tables: readonly TableStatus[];
}

/** `secondary`: prepare without writing downstream. `checkpoint`: replicate what is later than this. */
export interface DispatchTable extends OwnerHeader {
  readonly kind: 'ticdc.dispatch-table';
  readonly processorEpoch: number;
  readonly span: Span;
  readonly action: 'add' | 'remove';
  readonly secondary: boolean;
  readonly checkpoint: Ts;
  /** Grows with every change in etcd: a later writer of a span has a larger one (R-FENCE). */
  readonly token: number;
}

export interface DispatchTableResponse extends AgentHeader {
  readonly kind: 'ticdc.dispatch-table-response';
  readonly table: TableStatus;
}

export type OwnerToAgent = Heartbeat | DispatchTable;
export type AgentToOwner = HeartbeatResponse | DispatchTableResponse;
export type ConsoleMessage =
  CreateChangefeed | ResignOwner | Rebalance | MoveSpan | SetChangefeed | DrainCapture;
export type TicdcMessage = ConsoleMessage | OwnerToAgent | AgentToOwner;
