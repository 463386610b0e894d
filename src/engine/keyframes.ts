import type { SimTime } from '../model/time.ts';
import type { World } from '../sim/world.ts';
import type { Run } from './run.ts';
import { mostCrowded } from './thinning.ts';

/**
 * So many items are handled between two new keyframes, however long that takes in simulated time: a seek costs what is
 * replayed. Handling one takes about 7 µs with everything that watches, a copy of a large cluster about 5 ms.
 */
export const ITEMS_BETWEEN = 6_000;
/** What history may take: 0.4 MB for each second of a run of ten minutes. Above it old keyframes are thinned. */
export const HISTORY_BYTES_MAX = 240_000_000;
/** More only make the search for the one to drop slow. */
export const KEYFRAMES_MAX = 2_000;

/** What a copy takes beside what it shares with its neighbours, measured on 9 stores with 300 peers. */
const BYTES_PER_PROCESS = 6_000;
const BYTES_PER_PEER = 5_500;
const BYTES_PER_ITEM = 250;

interface Kept {
  readonly run: Run;
  readonly handled: number;
  readonly bytes: number;
}

/**
 * Copies of a run at some of its moments, oldest first; the first stands at the beginning. When they take too much
 * memory, old ones are thinned: the further back, the wider the gaps.
 */
export class Keyframes {
  private readonly kept: Kept[] = [];
  private bytes = 0;

  constructor(start: Run) {
    this.keep(start, 0);
  }

  get count(): number {
    return this.kept.length;
  }

  /** An estimate: engines do not tell what an object takes. */
  get bytesKept(): number {
    return this.bytes;
  }

  /** Keeps a copy when the run has moved far enough since the newest one. */
  maybeKeep(run: Run): void {
    const since = run.world.handled - this.newest.handled;
    if (since < ITEMS_BETWEEN) return;
    this.keep(run.clone(), since);
    while (this.kept.length > 2 && (this.bytes > HISTORY_BYTES_MAX || this.kept.length > KEYFRAMES_MAX))
      this.thin();
  }

  /** Items that may be handled until the next keyframe is wanted. */
  itemsLeft(run: Run): number {
    return Math.max(500, ITEMS_BETWEEN - (run.world.handled - this.newest.handled));
  }

  /** The newest one at or before `at`: a copy to run on. */
  nearest(at: SimTime): Run {
    return this.find(at).run.clone();
  }

  /** Where the newest one at or before `at` stands. */
  momentBefore(at: SimTime): SimTime {
    return this.find(at).run.world.now;
  }

  /** The newest one that stands before trace record `n` and at or before `at`: a copy to run on. */
  before(n: number, at: SimTime): Run {
    let i = this.kept.length - 1;
    while (i > 0 && !standsBefore((this.kept[i] as Kept).run.world, n, at)) i--;
    return (this.kept[i] as Kept).run.clone();
  }

  /** True when one of them lies between the run and `at`: jumping there saves a part of the way. */
  hasNearer(run: Run, at: SimTime): boolean {
    return this.find(at).handled > run.world.handled;
  }

  /** Forgets those after the run's position. */
  truncate(run: Run): void {
    while (this.kept.length > 1 && this.newest.handled > run.world.handled) {
      this.bytes -= this.newest.bytes;
      this.kept.pop();
    }
  }

  private get newest(): Kept {
    return this.kept[this.kept.length - 1] as Kept;
  }

  private find(at: SimTime): Kept {
    let low = 0;
    let high = this.kept.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.kept[middle] as Kept).run.world.now <= at) low = middle;
      else high = middle - 1;
    }
    return this.kept[low] as Kept;
  }

  private keep(run: Run, since: number): void {
    const bytes = bytesOf(run) + since * BYTES_PER_ITEM;
    this.kept.push({ run, handled: run.world.handled, bytes });
    this.bytes += bytes;
  }

  private thin(): void {
    const { kept } = this;
    const victim = mostCrowded(
      kept.map(({ handled }) => handled),
      ITEMS_BETWEEN,
    );
    this.bytes -= (kept[victim] as Kept).bytes;
    kept.splice(victim, 1);
  }
}

function bytesOf({ doc, world }: Run): number {
  const { splitKeys, replicas, recovery } = doc.cluster;
  const regions = splitKeys.length + 1;
  const peers = regions * (replicas + (recovery?.replicas ?? 0));
  let processes = 0;
  for (const _process of world.allProcesses()) processes++;
  return processes * BYTES_PER_PROCESS + peers * BYTES_PER_PEER;
}

function standsBefore(world: World, n: number, at: SimTime): boolean {
  return world.traceLength < n && world.now <= at;
}
