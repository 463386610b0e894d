import type { ProcessId, RegionId, StoreId } from '../../model/ids.ts';
import type { KeyRange, RegionEpoch } from '../../model/region.ts';
import type { Message } from '../../sim/actor.ts';
import { BACKOFFS } from './backoff.ts';
import type { Backoff } from './backoff.ts';

const NO_EPOCH: RegionEpoch = { confVer: 0, version: 0 };
const NOWHERE: KeyRange = { startKey: '', endKey: '' };

/** Attempts of one call that can be told apart by number; far more than fit into any deadline. */
const ATTEMPTS_PER_CALL = 4_096;

/** What an operation asks of one Region. The core adds route and number, and tries until it is answered. */
export interface CallSpec {
  /** The key that decides which Region; encoded. */
  readonly encodedKey: string;
  /** The message without `request`, `call`, `region` and `epoch`, which every attempt fills in. */
  readonly body: Message;
  /** A lost answer leaves nothing in doubt. */
  readonly readOnly: boolean;
  /**
   * All keys it is about, encoded, if more than one: they must be in one Region. Where they are not (any more), the
   * call is not sent, and its operation makes others in its place (`onScattered`).
   */
  readonly keys?: readonly string[];
  /** The operation's own name for it. */
  readonly tag: number;
  /** Sent to this store whoever leads, once, and its answer is the answer; 0: as the routes say. */
  readonly pinned: StoreId;
}

/** An answer to a call: what its Region had to say, or why it would not. */
export interface Answer extends Message {
  readonly request: number;
  readonly call: number;
  /** It will never be carried out: the real error's name, and why. */
  readonly never?: string;
}

/**
 * One call of an operation to one Region, until it is answered or given up.
 *
 * ```
 *                    route known              answered
 *   routing ─────────────────────────▶ sent ────────────▶ (the operation goes on)
 *      ▲  ▲                             │ Region error, time-out, connection lost
 *      │  └────────── at once ──────────┤
 *      │                                ▼
 *      └──────────── wake ────────── backoff ── deadline ──▶ (the operation hears that it was given up)
 * ```
 */
export class Call {
  readonly id: number;
  /** The thread whose operation it belongs to. */
  readonly slot: number;
  readonly spec: CallSpec;
  state: 'routing' | 'sent' | 'backoff' = 'routing';
  attempts = 0;
  /** NotLeader answers with a hint: only the first is followed without waiting. */
  hints = 0;
  /** An attempt may have been carried out though nobody said so (facts 3.8.1). */
  undetermined = false;
  /** Raised with every backoff: a wake-up for an earlier one is ignored. */
  wake = 0;
  private waits: number[] = [];

  /** The attempt under way. */
  store: StoreId = 0;
  process: ProcessId = '';
  region: RegionId = 0;
  epoch: RegionEpoch = NO_EPOCH;
  bounds: KeyRange = NOWHERE;
  sentAtUs = 0;

  constructor(id: number, slot: number, spec: CallSpec) {
    this.id = id;
    this.slot = slot;
    this.spec = spec;
  }

  get encodedKey(): string {
    return this.spec.encodedKey;
  }

  /** On the wire: this call, this attempt. Answers to earlier attempts are not taken for it. */
  get number(): number {
    return this.id * ATTEMPTS_PER_CALL + (this.attempts % ATTEMPTS_PER_CALL);
  }

  waitsOf(kind: Backoff): number {
    return this.waits[BACKOFFS.indexOf(kind)] ?? 0;
  }

  countWait(kind: Backoff): void {
    if (this.waits.length === 0) this.waits = BACKOFFS.map(() => 0);
    const at = BACKOFFS.indexOf(kind);
    this.waits[at] = (this.waits[at] ?? 0) + 1;
  }

  clone(): Call {
    const copy = new Call(this.id, this.slot, this.spec);
    copy.state = this.state;
    copy.attempts = this.attempts;
    copy.hints = this.hints;
    copy.undetermined = this.undetermined;
    copy.wake = this.wake;
    copy.waits = this.waits.slice();
    copy.store = this.store;
    copy.process = this.process;
    copy.region = this.region;
    copy.epoch = this.epoch;
    copy.bounds = this.bounds;
    copy.sentAtUs = this.sentAtUs;
    return copy;
  }
}

/** The call that an answer's number belongs to. */
export function callOfNumber(number: number): number {
  return Math.floor(number / ATTEMPTS_PER_CALL);
}
