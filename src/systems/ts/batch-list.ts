import type { Ts } from '../../model/ts.ts';

/** Consecutive timestamps of one physical tick: `next … end − 1` are unused. */
interface Batch {
  next: number;
  readonly end: number;
}

/** Why a batch was not taken in. */
export type PushError = 'timestamp fall back';

/**
 * The cached batches of one store in ascending order (facts 1.4.4 … 1.4.7). Popping always takes the
 * smallest unused timestamp, so what a store issues never goes down while the list only grows at its end.
 *
 * ```
 *        pop ─▶ [ next ─ end )  [ ───── )  [ ───── ) ◀─ push (refused when it starts before the last end)
 *               oldest                        newest     longer than capacity: the OLDEST is dropped
 * ```
 */
export class BatchList {
  private batches: Batch[] = [];
  private unused = 0;
  /** Old batches below this start still wait to be cleared; only used when clear and insert are not atomic. */
  private clearBelow = 0;
  private readonly capacity: number;
  private readonly atomicClear: boolean;

  constructor(capacity: number, atomicClear: boolean) {
    this.capacity = capacity;
    this.atomicClear = atomicClear;
  }

  /** Unused timestamps in all batches. */
  get remain(): number {
    return this.unused;
  }

  get length(): number {
    return this.batches.length;
  }

  /** What `pop` would return, null when used up. */
  peek(): Ts | null {
    const first = this.batches[0];
    return first === undefined ? null : (first.next as Ts);
  }

  /** The smallest unused timestamp, or null when used up (facts 1.4.5). */
  pop(): Ts | null {
    const first = this.batches[0];
    if (first === undefined) return null;
    const ts = first.next++;
    this.unused--;
    if (first.next === first.end) this.batches.shift();
    return ts as Ts;
  }

  /**
   * Takes in the `count` consecutive timestamps ending at `last`. With `needFlush` everything cached before
   * is discarded in the same step (R-CLEAR-INSERT-ATOMIC). Refused when it begins before the end of the
   * newest cached batch: PD went backward (facts 1.4.7).
   */
  push(last: Ts, count: number, needFlush: boolean): PushError | null {
    const next = last - count + 1;
    const newest = this.batches[this.batches.length - 1];
    if (newest !== undefined && next < newest.end) {
      if (needFlush) this.clear();
      return 'timestamp fall back';
    }
    if (needFlush) {
      if (this.atomicClear) this.clear();
      else this.clearBelow = next;
    }
    this.batches.push({ next, end: last + 1 });
    this.unused += count;
    while (this.batches.length > this.capacity) this.dropOldest();
    return null;
  }

  clear(): void {
    this.batches.length = 0;
    this.unused = 0;
    this.clearBelow = 0;
  }

  /** The second half of a flush whose clear was not done together with its insert. */
  finishClear(): void {
    while (this.batches.length > 0 && (this.batches[0] as Batch).next < this.clearBelow) this.dropOldest();
    this.clearBelow = 0;
  }

  clone(): BatchList {
    const copy = new BatchList(this.capacity, this.atomicClear);
    copy.batches = this.batches.map((batch) => ({ next: batch.next, end: batch.end }));
    copy.unused = this.unused;
    copy.clearBelow = this.clearBelow;
    return copy;
  }

  private dropOldest(): void {
    const oldest = this.batches.shift();
    if (oldest !== undefined) this.unused -= oldest.end - oldest.next;
  }
}
