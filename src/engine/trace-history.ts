import type { SimTime } from '../model/time.ts';
import type { TraceRecord } from '../model/trace.ts';
import type { TraceFilter, TraceLines } from './api.ts';
import type { Run } from './run.ts';
import { RECORDS_KEPT_MAX, TraceStore } from './trace-store.ts';

/** Stretches between keyframes that one question about the far past may replay; each costs as much as a seek. */
const REPLAYS_MAX = 3;
/** Items between two looks at how far a replay is. */
const SLICE_ITEMS = 256;

/**
 * The trace that can be asked for. The newest records are kept; older ones are made again by a replay.
 *
 *     ├─ made again where asked for ─┼─ near: what the cursor's own replay passed ─┤ … ├─ newest: kept ─┤
 */
export class TraceHistory {
  private newest: TraceStore;
  /** Records that the cursor has passed since it went back to a keyframe before those kept. */
  private near: TraceStore | null = null;

  constructor(private readonly capacity = RECORDS_KEPT_MAX) {
    this.newest = new TraceStore(capacity);
  }

  /** A record of the run at the cursor; `isNew` when it was not there before. */
  note(record: TraceRecord, isNew: boolean): void {
    if (isNew) this.newest.push(record);
    else if (this.near?.next === record.n) this.near.push(record);
  }

  /** The cursor went to a keyframe; its next record is `n`. */
  restored(n: number): void {
    this.near = n < this.newest.oldestKept ? new TraceStore(this.capacity, n) : null;
  }

  /** Forgets everything from record `length` on. */
  truncate(length: number): void {
    if (length >= this.newest.oldestKept) {
      this.newest.truncate(length);
    } else {
      // All that was kept lies beyond the cut; what the cursor has passed is the newest now.
      this.newest = this.near?.next === length ? this.near : new TraceStore(this.capacity, length);
      this.near = null;
    }
  }

  /**
   * Matching records before `endOrdinal` at or before the filter's moment, the newest `limit` of them. So many records
   * are looked through at least where there are so many; `oldestKept` tells from which one on. `runBefore` gives a copy of
   * the run that stands before a record and at or before a moment.
   */
  window(filter: TraceFilter, endOrdinal: number, runBefore: (n: number, at: SimTime) => Run): TraceLines {
    const { newest, near } = this;
    let found = newest.window(filter, endOrdinal);
    let looked = Math.min(newest.endAt(filter.before), endOrdinal) - newest.oldestKept;
    let end = Math.min(newest.oldestKept, endOrdinal);
    const prepend = (store: TraceStore): void => {
      const older = store.window({ ...filter, limit: filter.limit - found.lines.length }, end);
      found = {
        lines: [...older.lines, ...found.lines],
        matched: older.matched + found.matched,
        oldestKept: store.oldestKept,
      };
      looked += Math.max(0, Math.min(end, store.endAt(filter.before)) - store.oldestKept);
      end = store.oldestKept;
    };
    if (near !== null && near.oldestKept < end && (near.next >= end || near.reaches(filter.before)))
      prepend(near);
    for (let i = 0; i < REPLAYS_MAX && looked < filter.limit && end > 0; i++)
      prepend(madeAgain(runBefore(end, filter.before), end, filter.before));
    return found;
  }
}

/** The records of a stretch from a keyframe on, up to ordinal `end` or moment `before`. */
function madeAgain(run: Run, end: number, before: number): TraceStore {
  const store = new TraceStore(undefined, run.world.traceLength);
  run.listener = (record) => {
    if (record.n < end) store.push(record);
  };
  while (store.next < end && run.advance(before, SLICE_ITEMS) >= SLICE_ITEMS);
  return store;
}
