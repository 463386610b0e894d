import { GraphCodec } from '../base/graph-codec.ts';
import { pack, unpack } from '../base/pack.ts';
import type { SimTime } from '../model/time.ts';
import { ENTRY_FIELDS, KeptEntries } from './kept-entries.ts';
import type { RunParts } from './run.ts';
import { Run } from './run.ts';
import { mostCrowded } from './thinning.ts';

/**
 * So many items are handled between two new keyframes, however long that takes in simulated time: a seek costs what is
 * replayed. Keeping one of a large cluster takes as long as handling 2,000 of them, reading it as long as 1,400. Half
 * as many items between them would take 1.5 times the bytes.
 */
export const ITEMS_BETWEEN = 11_500;
/**
 * What keyframes may take, exactly: about nine minutes of 100 Regions, 0.25 MB for each second. Above it old ones are thinned.
 */
export const HISTORY_BYTES_MAX = 140_000_000;
/** More only make the search for the one to drop slow. */
export const KEYFRAMES_MAX = 4_000;
/** Differences that may have to be applied one after the other to read a keyframe. */
const DEPTH_MAX = 12;
const NO_BASE = new Uint8Array(0);

interface Kept {
  readonly at: SimTime;
  readonly handled: number;
  /** Trace records before it. */
  readonly records: number;
  /** The keyframe that it is written down as a difference from; null: it stands for itself. */
  base: Kept | null;
  packed: Uint8Array;
  /** Keyframes between it and one that stands for itself. */
  depth: number;
}

/**
 * A run at some of its moments, as bytes, oldest first; the first stands at the beginning. Most are the difference from the
 * one before. When they take too much memory, old ones are thinned: the further back, the wider the gaps.
 *
 *     ■──▶□──▶□──▶□      ■──▶□──▶□        ■ whole   □ difference
 */
export class Keyframes {
  private readonly kept: Kept[] = [];
  private readonly codec: GraphCodec;
  private readonly entries = new KeptEntries();
  private packedBytes = 0;
  /** The one unpacked last: seeks stay near, and the next one is written down as a difference from it. */
  private unpacked: { readonly of: Kept; readonly bytes: Uint8Array } | null = null;

  constructor(
    start: Run,
    private readonly bytesMax = HISTORY_BYTES_MAX,
  ) {
    this.codec = new GraphCodec(this.entries, ENTRY_FIELDS);
    this.entries.writtenBy(this.codec);
    this.codec.shareCommon(start.parts, start.clone().parts);
    this.keep(start);
  }

  get count(): number {
    return this.kept.length;
  }

  /** What they take: bytes, and nothing that the run itself would not keep. */
  get bytesKept(): number {
    return this.packedBytes + this.entries.bytes;
  }

  /** Keeps one when the run has moved far enough since the newest. */
  maybeKeep(run: Run): void {
    if (run.world.handled - this.newest.handled < ITEMS_BETWEEN) return;
    this.keep(run);
    while (this.kept.length > 2 && (this.bytesKept > this.bytesMax || this.kept.length > KEYFRAMES_MAX))
      this.thin();
  }

  /** Items that may be handled until the next keyframe is wanted. */
  itemsLeft(run: Run): number {
    return Math.max(500, ITEMS_BETWEEN - (run.world.handled - this.newest.handled));
  }

  /** The newest one at or before `at`: a run to go on with. */
  nearest(at: SimTime, doc: Run['doc']): Run {
    return this.restore(this.find(at), doc);
  }

  /** Where the newest one at or before `at` stands. */
  momentBefore(at: SimTime): SimTime {
    return this.find(at).at;
  }

  /** The newest one that stands before trace record `n` and at or before `at`: a run to go on with. */
  before(n: number, at: SimTime, doc: Run['doc']): Run {
    let i = this.kept.length - 1;
    while (i > 0 && !standsBefore(this.kept[i] as Kept, n, at)) i--;
    return this.restore(this.kept[i] as Kept, doc);
  }

  /** True when one of them lies between the run and `at`: jumping there saves a part of the way. */
  hasNearer(run: Run, at: SimTime): boolean {
    return this.find(at).handled > run.world.handled;
  }

  /** Forgets those after the run's position. */
  truncate(run: Run): void {
    while (this.kept.length > 1 && this.newest.handled > run.world.handled) {
      this.packedBytes -= this.newest.packed.length;
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
      if ((this.kept[middle] as Kept).at <= at) low = middle;
      else high = middle - 1;
    }
    return this.kept[low] as Kept;
  }

  private keep({ parts, world }: Run): void {
    const bytes = this.codec.write(parts);
    this.entries.seal();
    const newest = this.kept.length === 0 ? null : this.newest;
    const base = newest === null || newest.depth >= DEPTH_MAX ? null : newest;
    const packed = pack(bytes, this.bytesOf(base));
    const kept = {
      at: world.now,
      handled: world.handled,
      records: world.traceLength,
      base,
      packed,
      depth: base === null ? 0 : base.depth + 1,
    };
    this.kept.push(kept);
    this.packedBytes += packed.length;
    this.unpacked = { of: kept, bytes };
  }

  private restore(kept: Kept, doc: Run['doc']): Run {
    return Run.of(doc, this.codec.read(this.bytesOf(kept)) as RunParts);
  }

  private bytesOf(kept: Kept | null): Uint8Array {
    if (kept === null) return NO_BASE;
    if (this.unpacked?.of !== kept)
      this.unpacked = { of: kept, bytes: unpack(kept.packed, this.bytesOf(kept.base)) };
    return this.unpacked.bytes;
  }

  /** Drops one; its successor becomes the difference from its predecessor. */
  private thin(): void {
    const { kept } = this;
    const place = mostCrowded(
      kept.map(({ handled }) => handled),
      ITEMS_BETWEEN,
    );
    const victim = kept[place] as Kept;
    const next = kept[place + 1] as Kept;
    this.packedBytes -= victim.packed.length;
    if (next.base === victim) {
      const bytes = this.bytesOf(next);
      this.packedBytes -= next.packed.length;
      next.packed = pack(bytes, this.bytesOf(victim.base));
      next.base = victim.base;
      next.depth = victim.depth;
      this.packedBytes += next.packed.length;
    }
    kept.splice(place, 1);
  }
}

function standsBefore(kept: Kept, n: number, at: SimTime): boolean {
  return kept.records < n && kept.at <= at;
}
