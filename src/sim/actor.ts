import type { Rng } from '../base/rng.ts';
import type { ProcessId } from '../model/ids.ts';
import type { TraceEvent } from '../model/trace.ts';

/** A message between processes. A frozen plain object; `bytes` is its size on the wire. */
export interface Message {
  /** `room.verb`, e.g. `raft.batch`, `raw.put`, `pd.tso-request`. */
  readonly kind: string;
  readonly bytes: number;
}

/** A timer's payload, given back as it was set. A frozen plain object. */
export interface Timer {
  readonly kind: string;
}

/** A unit of work for the disk or for a local lane, given back when it is done. A frozen plain object. */
export interface Work {
  readonly kind: string;
}

/**
 * A simulated server. It is called with one thing at a time and affects the world only through the
 * {@link Context} it is handed. Its state is plain data: `clone()` copies containers and shares frozen
 * records. What is durable is what `afterCrash()` keeps.
 */
export interface Actor {
  /** The process begins to run: first start, or restart after a crash. */
  start(ctx: Context): void;
  receive(from: ProcessId, message: Message, ctx: Context): void;
  timer(timer: Timer, ctx: Context): void;
  /** A `ctx.write` is on disk now: survives a crash. */
  written(work: Work, ctx: Context): void;
  /** A `ctx.enqueue` on a lane was worked off. */
  worked(lane: string, work: Work, ctx: Context): void;
  /**
   * The connection to `peer` broke (it crashed, refused, was cut off or lost a packet for good). Everything
   * in flight on it, both ways, is lost. The next send opens a new connection.
   */
  disconnected(peer: ProcessId, ctx: Context): void;
  /** A cheap copy for a keyframe: mutating either must not show in the other. */
  clone(): Actor;
  /** What a new process finds on this one's disk. Called at restart. */
  afterCrash(): Actor;
}

/** The one way out. Valid only during the call it was passed to. */
export interface Context {
  readonly self: ProcessId;
  /** This process's monotonic clock, µs since the run began; drifts, never steps. */
  monotonicUs(): number;
  /** This process's wall clock, whole ms; may be skewed and may step. */
  wallMs(): number;
  /** A random stream of this process, forked by name. */
  rng(stream: string): Rng;
  /** Sends on the ordered connection to `to` (opened when needed). */
  send(to: ProcessId, message: Message): void;
  /** `timer` fires after `delayUs` of this process's monotonic time. There is no cancel: check on arrival. */
  setTimer(delayUs: number, timer: Timer): void;
  /** Appends to the disk's queue; `written(work)` follows when it is durable. In order. */
  write(work: Work, bytes: number): void;
  /**
   * Appends to a serial local mailbox with a service time; `worked(lane, work)` follows. In order per lane; a `tag` (such
   * as `region:3`) names whose work it is, so that a fault can stop that alone: then the order holds per tag.
   */
  enqueue(lane: string, work: Work, costUs: number, tag?: string): void;
  trace(event: TraceEvent): void;
}
