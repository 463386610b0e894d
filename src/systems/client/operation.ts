import type { ClientConfig, RuleSet } from '../../model/config.ts';
import type { ProcessId } from '../../model/ids.ts';
import type { KeyRange } from '../../model/region.ts';
import type { Ts } from '../../model/ts.ts';
import type { Context } from '../../sim/actor.ts';
import type { Answer, Call, CallSpec } from './call.ts';
import type { Slot } from './slot.ts';

/** How an operation ended: with its effect, certainly without, or nobody knows (facts 3.8.1). */
export type Ending = 'acked' | 'failed' | 'unknown';

/**
 * What an operation may ask of the client's core. Region errors, lost answers, routes and waits are the core's
 * business; an operation sees answers, and calls that were given up.
 */
export interface OperationHost {
  readonly process: ProcessId;
  readonly client: ClientConfig;
  readonly rules: RuleSet;
  /** Sends a call to the Region of its key; several may be under way. */
  call(slot: Slot, spec: CallSpec, ctx: Context): void;
  /** Another number for the trace: an operation on several keys is told as one for each. */
  anotherRequest(): number;
  /** Asks PD for a timestamp of its own; `onTs` follows. */
  askTs(slot: Slot, ctx: Context): void;
  /** `onWake` follows after so long, unless the operation has ended. */
  sleep(slot: Slot, us: number, ctx: Context): void;
  /** The operation is over; calls still under way are forgotten. */
  end(slot: Slot, how: Ending, ctx: Context): void;
  /** What the console tells the person who typed it; nothing for a workload. Before `end`. */
  tell(slot: Slot, answer: string, ctx: Context): void;
}

/**
 * A kind of operation: its course from the first call to the end, without state of its own. What it must remember
 * is `slot.work`. It traces how it began and ended, in its own words.
 */
export interface OperationKind {
  begin(slot: Slot, host: OperationHost, ctx: Context): void;
  onAnswer(slot: Slot, call: Call, answer: Answer, host: OperationHost, ctx: Context): void;
  /**
   * A call will not be answered any more: its time is over, or (`pinned`) its store refused. `error` says why;
   * `slot.undetermined` whether an attempt may have been carried out.
   */
  onGaveUp(slot: Slot, call: Call, error: string, host: OperationHost, ctx: Context): void;
  /** Its keys turned out to be in several Regions: it was not sent. `range` is that of its first key. */
  onScattered?(slot: Slot, call: Call, range: KeyRange, host: OperationHost, ctx: Context): void;
  onTs?(slot: Slot, ts: Ts, host: OperationHost, ctx: Context): void;
  onWake?(slot: Slot, host: OperationHost, ctx: Context): void;
  /** PD had no timestamp before the deadline. */
  onNoTs?(slot: Slot, error: string, host: OperationHost, ctx: Context): void;
  /** Without it lost answers are followed by another attempt. True: the second attempt would not be the same operation. */
  readonly onceOnly?: boolean;
}
