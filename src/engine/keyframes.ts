import { must } from '../base/assert.ts';
import { GraphCodec } from '../base/graph-codec.ts';
import { StreamTable } from '../base/stream-table.ts';
import type { SimTime } from '../model/time.ts';
import { KeptRecords, RECORD_KINDS } from './kept-records.ts';
import type { PackedState } from './packed-states.ts';
import { PackedStates } from './packed-states.ts';
import type { RunParts } from './run.ts';
import { Run } from './run.ts';
import { mostCrowded } from './thinning.ts';

/** So many items are handled between two new keyframes, however long that takes in simulated time: a seek costs what is replayed. */
export const ITEMS_BETWEEN = 2_000;
/** What keyframes may take, exactly: ten minutes of 100 Regions. Above it old ones are thinned. */
export const HISTORY_BYTES_MAX = 200_000_000;
/** More only make the search for the one to drop slow. */
export const KEYFRAMES_MAX = 10_000;
/** A thousand keyframes each: all that there can be. */
const WHOLES_UNPACKED_MAX = 10;

interface Moment {
  readonly at: SimTime;
  readonly handled: number;
  /** Trace records before it. */
  readonly records: number;
  readonly streams: StreamTable;
}

type Kept = PackedState<Moment>;

/** So many keyframes share a table of streams: reading one draws what was drawn since the first of them, well below a millisecond. */
const TABLE = 32;

/**
 * A run at some of its moments, as bytes, oldest first; the first stands at the beginning. When they take too much memory, old
 * ones are thinned: the further back, the wider the gaps.
 */
export class Keyframes {
  private readonly states = new PackedStates<Moment>(WHOLES_UNPACKED_MAX);
  private readonly codec: GraphCodec;
  private readonly records = new KeptRecords();
  /** Of the newest keyframes, so many of them. Null: the next one begins a new table. */
  private streams: StreamTable | null = null;
  private inTable = 0;

  constructor(
    start: Run,
    private readonly bytesMax = HISTORY_BYTES_MAX,
  ) {
    this.codec = new GraphCodec(this.records, RECORD_KINDS);
    this.records.writtenBy(this.codec);
    this.codec.shareCommon(start.parts, start.clone().parts);
    this.keep(start);
  }

  get count(): number {
    return this.kept.length;
  }

  /** What they take: bytes, and nothing that the run itself would not keep. */
  get bytesKept(): number {
    let bytes = this.states.bytes + this.records.bytes;
    let last: StreamTable | null = null;
    for (const { about } of this.kept) {
      if (about.streams !== last) bytes += about.streams.bytes;
      last = about.streams;
    }
    return bytes;
  }

  /** Keeps one when the run has moved far enough since the newest; true when it did. */
  maybeKeep(run: Run): boolean {
    if (run.world.handled - this.newest.handled < ITEMS_BETWEEN) return false;
    this.keep(run);
    while (this.count > 2 && (this.bytesKept > this.bytesMax || this.count > KEYFRAMES_MAX))
      this.states.drop(
        mostCrowded(
          this.kept.map(({ about }) => about.handled),
          ITEMS_BETWEEN,
        ),
      );
    return true;
  }

  /** Items that may be handled until the next keyframe is wanted. */
  itemsLeft(run: Run): number {
    return Math.max(500, ITEMS_BETWEEN - (run.world.handled - this.newest.handled));
  }

  /** Takes a run back to the newest one at or before `at`; what is returned takes its place, and is mostly made of it. */
  takeBack(run: Run, at: SimTime): Run {
    const kept = this.find(at);
    // Its streams become others, which the table does not know.
    this.endTable();
    return this.readInto(run, kept);
  }

  /** A run at the one before the newest, mostly made of `former`. */
  beforeNewest(former: Run | null, doc: Run['doc']): Run {
    const kept = must(this.kept[this.count - 2], 'keyframe before the newest');
    return former === null ? this.restore(kept, doc) : this.readInto(former, kept);
  }

  /** What going back has left at hand for going back again takes memory. */
  forgetRead(): void {
    this.codec.forgetFormer();
    this.records.forgetRead();
  }

  private readInto(run: Run, kept: Kept): Run {
    const { root, isWhole } = this.codec.readInto(run.parts, this.states.unpack(kept), kept.about.streams);
    const parts = root as RunParts;
    if (!isWhole || parts.world !== run.world) return Run.of(run.doc, parts);
    run.become(parts);
    return run;
  }

  /** The newest one at or before `at`: a run to go on with. */
  nearest(at: SimTime, doc: Run['doc']): Run {
    return this.restore(this.find(at), doc);
  }

  /** Where the newest one at or before `at` stands. */
  momentBefore(at: SimTime): SimTime {
    return this.find(at).about.at;
  }

  /** The newest one that stands before trace record `n` and at or before `at`: a run to go on with. */
  before(n: number, at: SimTime, doc: Run['doc']): Run {
    let i = this.count - 1;
    while (i > 0 && !standsBefore((this.kept[i] as Kept).about, n, at)) i--;
    return this.restore(this.kept[i] as Kept, doc);
  }

  /** True when one of them lies between the run and `at`: jumping there saves a part of the way. */
  hasNearer(run: Run, at: SimTime): boolean {
    return this.find(at).about.handled > run.world.handled;
  }

  /** Forgets those after the run's position. */
  truncate(run: Run): void {
    while (this.count > 1 && this.newest.handled > run.world.handled) this.states.pop();
  }

  private get kept(): readonly Kept[] {
    return this.states.all;
  }

  private get newest(): Moment {
    return (this.kept[this.count - 1] as Kept).about;
  }

  private find(at: SimTime): Kept {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.kept[middle] as Kept).about.at <= at) low = middle;
      else high = middle - 1;
    }
    return this.kept[low] as Kept;
  }

  private keep({ parts, world }: Run): void {
    const streams = this.currentStreams();
    const state = this.codec.write(parts, streams);
    this.records.seal();
    const { now: at, handled, traceLength: records } = world;
    this.states.push({ at, handled, records, streams }, state);
  }

  private currentStreams(): StreamTable {
    if (this.inTable === TABLE) this.endTable();
    this.streams ??= new StreamTable();
    this.inTable++;
    return this.streams;
  }

  private endTable(): void {
    this.streams?.close();
    this.streams = null;
    this.inTable = 0;
  }

  private restore(kept: Kept, doc: Run['doc']): Run {
    const state = this.states.unpack(kept);
    return Run.of(doc, this.codec.read(state, kept.about.streams) as RunParts);
  }
}

function standsBefore(moment: Moment, n: number, at: SimTime): boolean {
  return moment.records < n && moment.at <= at;
}
