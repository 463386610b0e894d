import { encodeRawKey } from '../model/key.ts';
import { rangeContains } from '../model/region.ts';
import type { KeyRange } from '../model/region.ts';
import type { SimTime } from '../model/time.ts';
import { US_PER_MS } from '../model/time.ts';
import type { EventOf, TraceRecord } from '../model/trace.ts';
import type { Ts } from '../model/ts.ts';
import { EffectiveTxns } from './effective-txns.ts';

export interface StandingLock {
  readonly key: string;
  readonly startTs: Ts;
  readonly since: SimTime;
  /** Then its time is over: as its primary has it, whose client may have said since that it is alive. */
  readonly until: SimTime;
  readonly ttlMs: number;
}

/** The locks of upstream transactions that stand now, and since when: by user key, the oldest first. */
export class StandingLocks {
  private steps = new EffectiveTxns();
  private locks = new Map<string, StandingLock>();

  observe(record: TraceRecord): void {
    this.steps.observe(record, (step, applied) => {
      if (step.cluster !== 'upstream') return;
      const { key, startTs } = step;
      if (step.kind === 'txn.heart-beat-proposed') this.onHeartBeat(step);
      else if (step.kind !== 'txn.prewrite-proposed') {
        if (this.locks.get(key)?.startTs === startTs) this.locks.delete(key);
      } else if (this.locks.get(key)?.startTs !== startTs) {
        const { ttlMs } = step;
        const until = applied.at + ttlMs * US_PER_MS;
        this.locks.set(key, { key, startTs, since: applied.at, until, ttlMs });
      }
    });
  }

  /** The lock in a range of encoded keys that has stood longest; null when there is none. */
  oldestIn(range: KeyRange): StandingLock | null {
    for (const lock of this.locks.values()) if (rangeContains(range, encodeRawKey(lock.key))) return lock;
    return null;
  }

  clone(): StandingLocks {
    const copy = new StandingLocks();
    copy.steps = this.steps.clone();
    copy.locks = new Map(this.locks);
    return copy;
  }

  /** Whoever meets a lock asks its primary: the time of all of them is longer. */
  private onHeartBeat({ startTs, ttlMs }: EventOf<'txn.heart-beat-proposed'>): void {
    for (const [key, lock] of this.locks) {
      if (lock.startTs !== startTs || lock.ttlMs >= ttlMs) continue;
      const until = lock.until + (ttlMs - lock.ttlMs) * US_PER_MS;
      this.locks.set(key, { ...lock, until, ttlMs });
    }
  }
}
