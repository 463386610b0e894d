import type { Ts } from '../../../model/ts.ts';
import { TS_MAX } from '../../../model/ts.ts';
import type { Lock } from '../txn-records.ts';

/** A transaction's lock that holds a Region's resolved ts down. */
export interface TrackedLock {
  /** Encoded. */
  readonly key: string;
  readonly startTs: Ts;
  readonly sinceUs: number;
}

/**
 * The transaction locks of one observed Region (facts 3.4.1, 3.6.2): a lock may commit at any ts above its start ts,
 * so the Region's resolved ts stays below the smallest one.
 *
 *     pending ──the incremental scan has read the lock family──▶ prepared
 *        │ changes are noted                                        │ changes take effect
 *        └──────────────── noted changes, in order ────────────────▶┘
 */
export class LockTracker {
  private locks = new Map<string, TrackedLock>();
  /** While pending: what happened after the snapshot; null for the end of a lock. */
  private noted: { readonly key: string; readonly lock: TrackedLock | null }[] = [];
  private ready = false;

  /** Until then nothing is known about locks that were there before the Region was observed. */
  get prepared(): boolean {
    return this.ready;
  }

  get size(): number {
    return this.locks.size;
  }

  prepare(existing: readonly { readonly key: string; readonly lock: Lock }[], nowUs: number): void {
    for (const { key, lock } of existing) this.locks.set(key, { key, startTs: lock.startTs, sinceUs: nowUs });
    this.ready = true;
    for (const { key, lock } of this.noted) this.change(key, lock);
    this.noted = [];
  }

  track(key: string, startTs: Ts, nowUs: number): void {
    const held = this.locks.get(key);
    // A lock that is written again, with another ttl or min commit ts, is the same lock.
    if (held?.startTs === startTs) return;
    this.note(key, { key, startTs, sinceUs: nowUs });
  }

  untrack(key: string): void {
    this.note(key, null);
  }

  /** The lock with the smallest start ts, null without locks. O(locks). */
  oldest(): TrackedLock | null {
    let oldest: TrackedLock | null = null;
    for (const lock of this.locks.values()) {
      if (oldest === null || lock.startTs < oldest.startTs) oldest = lock;
    }
    return oldest;
  }

  /** Resolved ts may not pass this. */
  minTs(): Ts {
    return this.oldest()?.startTs ?? TS_MAX;
  }

  all(): IterableIterator<TrackedLock> {
    return this.locks.values();
  }

  clone(): LockTracker {
    const copy = new LockTracker();
    copy.locks = new Map(this.locks);
    copy.noted = this.noted.slice();
    copy.ready = this.ready;
    return copy;
  }

  private note(key: string, lock: TrackedLock | null): void {
    if (this.ready) this.change(key, lock);
    else this.noted.push({ key, lock });
  }

  private change(key: string, lock: TrackedLock | null): void {
    if (lock === null) this.locks.delete(key);
    else this.locks.set(key, lock);
  }
}
