import { assert, must } from '../../../base/assert.ts';
import type { Rng } from '../../../base/rng.ts';
import { US_PER_S } from '../../../model/time.ts';
import { exponential } from '../../../sim/draw.ts';
import { valueOf } from '../keys.ts';
import type { Ending } from '../operation.ts';
import type { SingleSpec } from '../operations/single.ts';
import type { OpSpec } from '../slot.ts';
import { DONE, MEET, Workload } from '../workload.ts';
import type { Move, WorkloadBase, WorkloadPlace } from '../workload.ts';
import { hashOf, ScrambledZipfian, SkewedLatest } from '../zipf.ts';

/** YCSB's core workloads over one table of records (facts 8.4). */
export interface YcsbSpec extends WorkloadBase {
  readonly kind: 'ycsb';
  readonly mix: 'a' | 'b' | 'c' | 'd' | 'f';
  /** Records loaded before the mix begins. */
  readonly records: number;
  readonly fields: number;
  readonly fieldBytes: number;
  /** Operations of all threads after the load, 0: no end. */
  readonly operations: number;
  /** No operation begins after this, 0: no end. */
  readonly endAtUs: number;
  /** Operations per second of all threads together; 0: each thread as fast as it is answered (closed loop). */
  readonly targetOpsPerS: number;
  /** `even`: YCSB's throttle. `random`: an open loop, arrivals of a Poisson process. */
  readonly arrivals: 'even' | 'random';
}

/** Of a hundred operations: reads; the rest are updates, inserts (d) or reads followed by a write of the same key (f). */
const READ_PERCENT = { a: 50, b: 95, c: 100, d: 95, f: 50 } as const;
const MIX_WORDS = {
  a: '50 % read, 50 % update, zipfian',
  b: '95 % read, 5 % update, zipfian',
  c: '100 % read, zipfian',
  d: '95 % read, 5 % insert, latest',
  f: '50 % read, 50 % read-modify-write, zipfian',
} as const;

/** Of these inserts the popularity table of `d` knows; with more, the oldest records are not read. */
const INSERTS_MAX = 20_000;
const VALUES_PER_THREAD = 100_000_000;

/** What a thread does between two calls of `next`. */
type Step = 'load' | 'run' | { readonly write: string };

/** What clones share: made once from the spec, and never changed. */
interface Tables {
  readonly keys: readonly string[];
  readonly zipfian: ScrambledZipfian;
  readonly latest: SkewedLatest | null;
}

export class YcsbWorkload extends Workload {
  private readonly spec: YcsbSpec;
  private readonly tables: Tables;
  private steps: Step[];
  /** Records that exist or are being inserted, and those that every reader may take for existing. */
  private inserted: number;
  private known: number;
  /** Operations begun after the load. */
  private begun = 0;

  constructor(spec: YcsbSpec, place: WorkloadPlace, tables: Tables = tablesOf(spec)) {
    super(spec, place);
    assert(spec.records >= 1, `workload ${spec.id} needs records`);
    this.spec = spec;
    this.tables = tables;
    this.steps = Array.from({ length: spec.threads }, () => 'load');
    this.inserted = spec.records;
    this.known = spec.records;
  }

  get total(): number {
    const { operations, records } = this.spec;
    return operations === 0 ? 0 : records + operations;
  }

  get words(): string {
    const { mix, threads, records, targetOpsPerS } = this.spec;
    const pace = targetOpsPerS === 0 ? 'as fast as answered' : `${targetOpsPerS} operations/s`;
    return `YCSB ${mix.toUpperCase()}: ${threads} threads over ${records} records: ${MIX_WORDS[mix]}, ${pace}`;
  }

  next(thread: number, made: number, nowUs: number, rng: () => Rng): Move {
    const { spec } = this;
    const step = must(this.steps[thread], 'thread');
    if (step === 'load') {
      const record = thread + made * spec.threads;
      if (record < spec.records) return this.put(keyOfRecord(this.tables, record), thread, made);
      if (!this.released) return MEET;
      this.steps[thread] = 'run';
    } else if (step !== 'run') {
      this.steps[thread] = 'run';
      return this.put(step.write, thread, made);
    }
    const over = spec.operations > 0 && this.begun >= spec.operations;
    if (over || (spec.endAtUs > 0 && nowUs >= spec.endAtUs)) return DONE;
    this.begun++;
    return this.mixed(thread, made, rng());
  }

  private mixed(thread: number, made: number, rng: Rng): Move {
    const { mix } = this.spec;
    const reads = rng.below(100) < READ_PERCENT[mix];
    if (mix === 'd' && !reads) return this.put(keyOfRecord(this.tables, this.inserted++), thread, made);
    const { latest, zipfian } = this.tables;
    const record = latest === null ? zipfian.next(rng) : latest.next(this.known, rng);
    const key = keyOfRecord(this.tables, record);
    if (!reads && mix !== 'f') return this.put(key, thread, made);
    if (!reads) this.steps[thread] = { write: key };
    return move({ op: 'get', key, value: null });
  }

  /** A record whose every version is different: a checker can tell who wrote it (facts 8.4.8). */
  private put(key: string, thread: number, made: number): Move {
    const { spec, place } = this;
    const writer = place.run * spec.threads + thread;
    const value = valueOf(key, writer * VALUES_PER_THREAD + made + 1, spec.fields * spec.fieldBytes);
    return move({ op: 'put', key, value });
  }

  nextDueUs(dueUs: number, nowUs: number, rng: () => Rng): number {
    const { targetOpsPerS, threads, arrivals } = this.spec;
    // The load, and the second half of a read-modify-write, wait for nothing.
    if (targetOpsPerS === 0 || !this.released) return nowUs;
    const everyUs = Math.floor((threads * US_PER_S) / targetOpsPerS);
    // A thread that is late catches up.
    return dueUs + (arrivals === 'random' ? exponential(rng(), everyUs) : everyUs);
  }

  /** An insert counts for readers once all before it are there too, nearly: those in flight are the newest few. */
  override onEnded(_thread: number, op: OpSpec, how: Ending): void {
    const { mix, records } = this.spec;
    if (mix !== 'd' || op.op !== 'put' || how !== 'acked' || this.inserted === records) return;
    this.known = Math.min(this.inserted, this.known + 1);
  }

  override clone(): Workload {
    const copy = super.clone() as YcsbWorkload;
    copy.steps = this.steps.slice();
    copy.inserted = this.inserted;
    copy.known = this.known;
    copy.begun = this.begun;
    return copy;
  }

  protected fresh(place: WorkloadPlace): Workload {
    return new YcsbWorkload(this.spec, place, this.tables);
  }
}

function tablesOf(spec: YcsbSpec): Tables {
  return {
    keys: Array.from({ length: spec.records }, (_, record) => ycsbKey(record)),
    zipfian: new ScrambledZipfian(spec.records),
    latest: spec.mix === 'd' ? new SkewedLatest(spec.records + INSERTS_MAX) : null,
  };
}

function keyOfRecord(tables: Tables, record: number): string {
  return tables.keys[record] ?? ycsbKey(record);
}

/** Record numbers are hashed, so that successive inserts go to all Regions (facts 8.4.3). */
export function ycsbKey(record: number): string {
  return `user${hashOf(record).decimal()}`;
}

function move(op: SingleSpec): Move {
  return { type: 'op', op };
}
