import type { ProcessId, RegionId, StoreId } from '../../model/ids.ts';
import type { RegionEpoch } from '../../model/region.ts';
import { BACKOFFS } from './backoff.ts';
import type { Backoff } from './backoff.ts';

export type OpKind = 'put' | 'get' | 'delete';

/** An operation that has not ended. `idle`: the slot has none. */
export type OpState = 'idle' | 'routing' | 'sent' | 'backoff';

/** Owner index of one-off operations from the console. */
export const ONE_OFF = -1;

const NO_EPOCH: RegionEpoch = { confVer: 0, version: 0 };

/**
 * One logical thread of a client, and the operation it has outstanding.
 *
 * ```
 *           begin            route known            acked
 *   idle ─────────▶ routing ─────────────▶ sent ─────────────▶ idle
 *                      ▲  ▲                 │ Region error, time-out, connection lost
 *              no route│  └──── at once ────┤
 *                      │                    ▼
 *                      └──── wake ─────  backoff ── deadline ──▶ idle (failed or unknown)
 * ```
 */
export class Slot {
  readonly index: number;
  /** Index of the workload, or ONE_OFF. */
  readonly owner: number;
  /** Thread within the workload. */
  readonly thread: number;
  /** Operations made so far, and when the last one was due. */
  made = 0;
  dueUs = 0;

  state: OpState = 'idle';
  op: OpKind = 'get';
  key = '';
  encodedKey = '';
  value: string | null = null;
  request = 0;
  invokedAtUs = 0;
  /** Given up after this moment; Infinity: never. */
  deadlineUs = Infinity;
  /** An attempt may have been carried out though nobody said so (facts 3.8.1). */
  undetermined = false;
  attempts = 0;
  /** NotLeader answers with a hint: only the first is followed without waiting. */
  hints = 0;
  private waits: number[] = [];
  /** Raised with every backoff: a wake-up for an earlier one is ignored. */
  wake = 0;

  /** The attempt under way. */
  store: StoreId = 0;
  process: ProcessId = '';
  region: RegionId = 0;
  epoch: RegionEpoch = NO_EPOCH;
  sentAtUs = 0;

  constructor(index: number, owner: number, thread: number) {
    this.index = index;
    this.owner = owner;
    this.thread = thread;
  }

  /** Forgets the attempts of the operation before. */
  resetAttempts(): void {
    if (this.attempts === 0) return;
    this.attempts = 0;
    this.hints = 0;
    this.undetermined = false;
    this.waits = [];
  }

  waitsOf(kind: Backoff): number {
    return this.waits[BACKOFFS.indexOf(kind)] ?? 0;
  }

  countWait(kind: Backoff): void {
    if (this.waits.length === 0) this.waits = BACKOFFS.map(() => 0);
    const at = BACKOFFS.indexOf(kind);
    this.waits[at] = (this.waits[at] ?? 0) + 1;
  }

  clone(): Slot {
    const copy = new Slot(this.index, this.owner, this.thread);
    copy.made = this.made;
    copy.dueUs = this.dueUs;
    copy.state = this.state;
    copy.op = this.op;
    copy.key = this.key;
    copy.encodedKey = this.encodedKey;
    copy.value = this.value;
    copy.request = this.request;
    copy.invokedAtUs = this.invokedAtUs;
    copy.deadlineUs = this.deadlineUs;
    copy.undetermined = this.undetermined;
    copy.attempts = this.attempts;
    copy.hints = this.hints;
    copy.waits = this.waits.slice();
    copy.wake = this.wake;
    copy.store = this.store;
    copy.process = this.process;
    copy.region = this.region;
    copy.epoch = this.epoch;
    copy.sentAtUs = this.sentAtUs;
    return copy;
  }
}
