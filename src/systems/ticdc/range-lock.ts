import { rangesOverlap, type KeyRange } from '../../model/region.ts';
import type { RegionId } from '../../model/ids.ts';
import type { Ts } from '../../model/ts.ts';
import { SpanFrontier, smallerEnd } from './frontier.ts';

export interface LockedRange extends KeyRange {
  readonly region: RegionId;
  readonly version: number;
}

export type LockResult =
  /** Locked; every key of the range was received up to `checkpoint`. */
  | { readonly type: 'success'; readonly checkpoint: Ts }
  /** A newer version of the Region holds a part; `uncovered` must be divided again. */
  | { readonly type: 'stale'; readonly uncovered: readonly KeyRange[] }
  /** Older subscriptions still hold parts; try again when one is released. */
  | { readonly type: 'wait' };

/**
 * One subscription per key (R-RANGE-LOCK, facts 4.9.2): before a Region is subscribed its range is locked, and
 * each key's checkpoint outlives the subscription that reached it.
 */
export class RangeLock {
  private locked: readonly LockedRange[] = [];
  private checkpoints: SpanFrontier;

  constructor(
    private readonly range: KeyRange,
    start: Ts,
  ) {
    this.checkpoints = new SpanFrontier(range, start);
  }

  /** With `exclusive` false the rule is off: whoever asks gets the range. */
  tryLock(wanted: LockedRange, exclusive: boolean): LockResult {
    const overlapping = exclusive ? this.locked.filter((held) => conflicts(held, wanted)) : [];
    if (overlapping.length === 0) {
      this.locked = [...this.locked, wanted];
      return { type: 'success', checkpoint: this.checkpoints.minIn(wanted) };
    }
    if (overlapping.some((held) => held.version >= wanted.version)) {
      return { type: 'stale', uncovered: subtract(wanted, overlapping) };
    }
    return { type: 'wait' };
  }

  /** Releases a range that was received up to `checkpoint`. */
  unlock(held: LockedRange, checkpoint: Ts): void {
    this.locked = this.locked.filter((other) => !sameLock(other, held));
    this.checkpoints.forward(held, checkpoint);
  }

  get heldRanges(): readonly LockedRange[] {
    return this.locked;
  }

  clone(): RangeLock {
    const copy = new RangeLock(this.range, 0 as Ts);
    copy.locked = this.locked;
    copy.checkpoints = this.checkpoints.clone();
    return copy;
  }
}

/** Overlapping keys, or the same Region (facts 4.9.2). */
function conflicts(held: LockedRange, wanted: LockedRange): boolean {
  return rangesOverlap(held, wanted) || held.region === wanted.region;
}

function sameLock(a: LockedRange, b: LockedRange): boolean {
  return (
    a.region === b.region && a.version === b.version && a.startKey === b.startKey && a.endKey === b.endKey
  );
}

/** The parts of `range` that none of `covers` holds, in key order. */
function subtract(range: KeyRange, covers: readonly KeyRange[]): readonly KeyRange[] {
  const sorted = [...covers].sort((a, b) => (a.startKey < b.startKey ? -1 : a.startKey > b.startKey ? 1 : 0));
  const free: KeyRange[] = [];
  let at = range.startKey;
  for (const cover of sorted) {
    if (!rangesOverlap({ startKey: at, endKey: range.endKey }, cover)) continue;
    if (cover.startKey > at) free.push({ startKey: at, endKey: smallerEnd(cover.startKey, range.endKey) });
    if (cover.endKey === '') return free;
    if (cover.endKey > at) at = cover.endKey;
    if (range.endKey !== '' && at >= range.endKey) return free;
  }
  free.push({ startKey: at, endKey: range.endKey });
  return free;
}
