import { encodeRawKey } from '../model/key.ts';
import { rangeContains } from '../model/region.ts';
import type { KeyRange } from '../model/region.ts';
import type { SimTime } from '../model/time.ts';
import type { TraceRecord } from '../model/trace.ts';
import type { Ts } from '../model/ts.ts';
import { EffectiveTxns } from './effective-txns.ts';

interface Lock {
  readonly startTs: Ts;
  readonly since: SimTime;
}

/** The locks of upstream transactions that stand now, and since when: by user key, the oldest first. */
export class StandingLocks {
  private steps = new EffectiveTxns();
  private locks = new Map<string, Lock>();

  observe(record: TraceRecord): void {
    this.steps.observe(record, (step, applied) => {
      if (step.cluster !== 'upstream') return;
      const { key, startTs } = step;
      if (step.kind !== 'txn.prewrite-proposed') {
        if (this.locks.get(key)?.startTs === startTs) this.locks.delete(key);
      } else if (this.locks.get(key)?.startTs !== startTs) {
        this.locks.set(key, { startTs, since: applied.at });
      }
    });
  }

  /** Since when the oldest lock in a range of encoded keys stands; null when there is none. */
  oldestIn(range: KeyRange): SimTime | null {
    for (const [key, { since }] of this.locks) if (rangeContains(range, encodeRawKey(key))) return since;
    return null;
  }

  clone(): StandingLocks {
    const copy = new StandingLocks();
    copy.steps = this.steps.clone();
    copy.locks = new Map(this.locks);
    return copy;
  }
}
