import type { RegionId } from '../../model/ids.ts';
import type { Ts } from '../../model/ts.ts';
import { TS_MAX, TS_ZERO } from '../../model/ts.ts';
import type { Lock } from './txn-records.ts';

export interface KeyGuard {
  readonly region: RegionId;
  readonly key: string;
  readonly ts: Ts;
  readonly sinceUs: number;
}

/**
 * The concurrency manager: key guards of writes in flight, over the whole store (R-GLOBAL-MIN-LOCK, facts
 * 3.6.3). A guard is taken before the write's timestamp and dropped after its callback, so a resolved ts that
 * respects the smallest guard stays below every write that is still to come.
 */
export class ConcurrencyManager {
  /**
   * By the write's own timestamp, which no other write of this store has: a client that tries again may have the
   * same request in flight twice. Ascending by ts (timestamps are popped in order): the minimum is at the front.
   */
  private readonly guards = new Map<Ts, KeyGuard>();
  /** Locks of asynchronous commits on their way into the log, by encoded key. Few, and in no order of their ts. */
  private readonly txn = new Map<string, { readonly guard: KeyGuard; readonly lock: Lock }>();
  /** Largest timestamp any reader or resolver has been promised. */
  maxTs: Ts = TS_ZERO;

  lock(dataTs: Ts, guard: KeyGuard): void {
    this.guards.set(dataTs, guard);
  }

  /** False when there was none. */
  unlock(dataTs: Ts): boolean {
    return this.guards.delete(dataTs);
  }

  /** A reader from now on sees this lock, though it is not applied yet (facts 3.6.13). */
  lockTxn(encodedKey: string, guard: KeyGuard, lock: Lock): void {
    this.txn.set(encodedKey, { guard, lock });
  }

  unlockTxn(encodedKey: string): void {
    this.txn.delete(encodedKey);
  }

  txnLock(encodedKey: string): Lock | null {
    return this.txn.get(encodedKey)?.lock ?? null;
  }

  /** By encoded key, in the order they came. */
  *txnLocks(): Iterable<readonly [string, Lock]> {
    for (const [key, { lock }] of this.txn) yield [key, lock];
  }

  updateMaxTs(ts: Ts): void {
    if (ts > this.maxTs) this.maxTs = ts;
  }

  /** Smallest guard, TS_MAX when nothing is in flight. */
  minLockTs(): Ts {
    return this.oldest()?.ts ?? TS_MAX;
  }

  /** The guard that holds everything down, null when nothing is in flight. */
  oldest(): KeyGuard | null {
    // Guards enter in the order of their timestamps; a flush only raises them. The first one is the smallest.
    let oldest: KeyGuard | null = null;
    for (const guard of this.guards.values()) {
      oldest = guard;
      break;
    }
    for (const { guard } of this.txn.values()) if (oldest === null || guard.ts < oldest.ts) oldest = guard;
    return oldest;
  }

  /** In order of their timestamps. */
  all(): IterableIterator<KeyGuard> {
    return this.guards.values();
  }

  get size(): number {
    return this.guards.size + this.txn.size;
  }

  clone(): ConcurrencyManager {
    const copy = new ConcurrencyManager();
    for (const [dataTs, guard] of this.guards) copy.guards.set(dataTs, guard);
    for (const [key, held] of this.txn) copy.txn.set(key, held);
    copy.maxTs = this.maxTs;
    return copy;
  }
}
