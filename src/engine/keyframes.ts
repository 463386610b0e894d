import type { SimTime } from '../model/time.ts';
import type { Run } from './run.ts';

/**
 * At least so many items and so much simulated time lie between two new keyframes. Handling an item takes about
 * 20 µs with everything that watches it, a copy about 2 ms: a seek stays below 50 ms, and copying costs little.
 */
const ITEMS_BETWEEN = 2_000;
const US_BETWEEN = 250_000;
/** Copies of the whole state are what history costs in memory. */
export const KEYFRAMES_MAX = 120;

/**
 * Copies of a run at some of its moments, oldest first; the first stands at time 0. When there are too many, old
 * ones are thinned: the further back, the wider the gaps.
 */
export class Keyframes {
  private readonly kept: Run[] = [];

  constructor(start: Run) {
    this.kept.push(start);
  }

  get count(): number {
    return this.kept.length;
  }

  /** Keeps a copy when the run has moved far enough since the newest one. */
  maybeKeep(run: Run): void {
    const newest = this.kept[this.kept.length - 1] as Run;
    if (
      run.world.handled - newest.world.handled < ITEMS_BETWEEN ||
      run.world.now - newest.world.now < US_BETWEEN
    )
      return;
    this.kept.push(run.clone());
    if (this.kept.length > KEYFRAMES_MAX) this.thin();
  }

  /** Items that may be handled until the next keyframe is wanted. */
  itemsLeft(run: Run): number {
    const newest = this.kept[this.kept.length - 1] as Run;
    return Math.max(500, ITEMS_BETWEEN - (run.world.handled - newest.world.handled));
  }

  /** The newest one at or before `at`: a copy to run on. */
  nearest(at: SimTime): Run {
    return this.find(at).clone();
  }

  /** True when one of them lies between the run and `at`: jumping there saves a part of the way. */
  hasNearer(run: Run, at: SimTime): boolean {
    return this.find(at).world.handled > run.world.handled;
  }

  private find(at: SimTime): Run {
    let low = 0;
    let high = this.kept.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.kept[middle] as Run).world.now <= at) low = middle;
      else high = middle - 1;
    }
    return this.kept[low] as Run;
  }

  /** Forgets those after the run's position. */
  truncate(run: Run): void {
    while (this.kept.length > 1 && (this.kept[this.kept.length - 1] as Run).world.handled > run.world.handled)
      this.kept.pop();
  }

  /** Drops the one whose neighbours are closest together for their age. */
  private thin(): void {
    const { kept } = this;
    const newest = (kept[kept.length - 1] as Run).world.now;
    let victim = 1;
    let least = Infinity;
    for (let i = 1; i + 1 < kept.length; i++) {
      const before = (kept[i - 1] as Run).world.now;
      const after = (kept[i + 1] as Run).world.now;
      const score = (after - before) / (newest - before + US_BETWEEN);
      if (score < least) {
        least = score;
        victim = i;
      }
    }
    kept.splice(victim, 1);
  }
}
