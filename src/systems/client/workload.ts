import { assert } from '../../base/assert.ts';
import type { Rng } from '../../base/rng.ts';
import type { ProcessId } from '../../model/ids.ts';
import type { WorkloadRow } from '../../model/frame.ts';
import { exponential } from '../../sim/draw.ts';
import type { OpKind } from './op.ts';
import { keyOf, valueOf } from './keys.ts';

/**
 * Facts 8.1: every thread puts v to each of its keys, then at once v+1 to the same key, and reads it back: two writes
 * whose order is known, close together. With `pauseBetweenUs` it is done in two phases instead: v to every key, all
 * threads meet, the pause, then v+1 and the read for every key.
 */
export interface CounterSpec {
  readonly kind: 'counter';
  readonly id: string;
  readonly threads: number;
  readonly keys: number;
  readonly startAtUs: number;
  /** Mean pause of a thread after each operation; 0: none. */
  readonly thinkUs: number;
  readonly pauseBetweenUs: number;
  readonly readBack: boolean;
  readonly valueBytes: number;
}

/**
 * Operations arriving at random at each thread, one outstanding: an arrival that finds its thread busy waits.
 * `keys` are divided among the threads, so each key has one writer.
 */
export interface MixedSpec {
  readonly kind: 'mixed';
  readonly id: string;
  readonly threads: number;
  readonly keys: number;
  readonly startAtUs: number;
  /** 0: never. */
  readonly endAtUs: number;
  readonly thinkUs: number;
  readonly readPercent: number;
  readonly deletePercent: number;
  readonly valueBytes: number;
}

/** The same shape as a scenario document's workloads. */
export type WorkloadSpec = CounterSpec | MixedSpec;

/** What a thread does next. */
export type Move =
  | { readonly type: 'op'; readonly op: OpKind; readonly key: string; readonly value: string | null }
  /** Waits for all other threads at the end of phase 1. */
  | { readonly type: 'meet' }
  | { readonly type: 'done' };

const MEET: Move = { type: 'meet' };
const DONE: Move = { type: 'done' };

/** Values of a `mixed` thread are numbered from here in each run of the client process. */
const VALUES_PER_RUN = 1_000_000_000;

/** One workload of a client: its plan, its counters, and how far its threads are together. */
export class Workload {
  readonly spec: WorkloadSpec;
  /** Number of this workload's first thread among all threads of the client: keys never collide. */
  readonly firstThread: number;
  /** Restarts of the client process so far: what it writes again has new values. */
  private readonly run: number;
  issued = 0;
  acked = 0;
  failed = 0;
  unknown = 0;
  inFlight = 0;
  /** Threads that are not done. */
  active: number;
  /** Threads waiting for the others at the end of phase 1; they may go on once `released`. */
  meeting = 0;
  released = false;
  /** All threads are done: the timestamp that closes the workload is asked for, then traced. */
  closing = false;

  constructor(spec: WorkloadSpec, firstThread: number, run: number) {
    assert(spec.threads >= 1 && spec.keys >= 1, `workload ${spec.id} needs threads and keys`);
    this.spec = spec;
    this.firstThread = firstThread;
    this.run = run;
    this.active = spec.threads;
  }

  /** Planned operations, 0 when endless. */
  get total(): number {
    const { spec } = this;
    return spec.kind === 'counter' ? spec.threads * planned(spec) : 0;
  }

  /** The next move of thread `thread` (from 0), which has made `made` operations. */
  next(thread: number, made: number, nowUs: number, rng: () => Rng): Move {
    return this.spec.kind === 'counter'
      ? this.nextCounter(this.spec, thread, made)
      : this.nextMixed(this.spec, thread, made, nowUs, rng());
  }

  /**
   * When a thread whose last operation was due at `dueUs` acts again. Counter: after a pause. Mixed: the next
   * arrival, at once when it came while the thread was busy.
   */
  nextDueUs(dueUs: number, nowUs: number, rng: () => Rng): number {
    const { spec } = this;
    if (spec.thinkUs === 0) return nowUs;
    const pause = exponential(rng(), spec.thinkUs);
    return spec.kind === 'counter' ? nowUs + pause : Math.max(nowUs, dueUs + pause);
  }

  row(process: ProcessId): WorkloadRow {
    const { issued, acked, failed, unknown, inFlight, total } = this;
    return {
      id: this.spec.id,
      process,
      words: this.words(),
      issued,
      acked,
      failed,
      unknown,
      inFlight,
      total,
    };
  }

  clone(): Workload {
    const copy = new Workload(this.spec, this.firstThread, this.run);
    copy.issued = this.issued;
    copy.acked = this.acked;
    copy.failed = this.failed;
    copy.unknown = this.unknown;
    copy.inFlight = this.inFlight;
    copy.active = this.active;
    copy.meeting = this.meeting;
    copy.released = this.released;
    copy.closing = this.closing;
    return copy;
  }

  private nextCounter(spec: CounterSpec, thread: number, made: number): Move {
    if (made >= planned(spec)) return DONE;
    const phased = spec.pauseBetweenUs > 0;
    if (phased && made === spec.keys && !this.released) return MEET;
    const perKey = (phased ? 1 : 2) + (spec.readBack ? 1 : 0);
    const first = phased && made < spec.keys;
    const rest = phased ? made - spec.keys : made;
    const key = keyOf(this.firstThread + thread, first ? made : Math.floor(rest / perKey));
    const step = (rest % perKey) + (phased ? 1 : 0);
    if (!first && step === 2) return { type: 'op', op: 'get', key, value: null };
    const value = valueOf(key, this.run * 2 + (first || step === 0 ? 1 : 2), spec.valueBytes);
    return { type: 'op', op: 'put', key, value };
  }

  private nextMixed(spec: MixedSpec, thread: number, made: number, nowUs: number, rng: Rng): Move {
    const own = Math.floor((spec.keys - thread + spec.threads - 1) / spec.threads);
    if (own <= 0 || (spec.endAtUs > 0 && nowUs >= spec.endAtUs)) return DONE;
    const key = keyOf(this.firstThread + thread, rng.below(own));
    const draw = rng.below(100);
    if (draw < spec.readPercent) return { type: 'op', op: 'get', key, value: null };
    if (draw < spec.readPercent + spec.deletePercent) return { type: 'op', op: 'delete', key, value: null };
    return {
      type: 'op',
      op: 'put',
      key,
      value: valueOf(key, this.run * VALUES_PER_RUN + made + 1, spec.valueBytes),
    };
  }

  private words(): string {
    const { spec } = this;
    if (spec.kind === 'counter') {
      return `${spec.threads} threads × ${spec.keys} keys: put v, put v+1${spec.readBack ? ', read back' : ''}`;
    }
    const puts = 100 - spec.readPercent - spec.deletePercent;
    return `${spec.threads} threads over ${spec.keys} keys: ${puts} % put, ${spec.deletePercent} % delete, ${spec.readPercent} % get`;
  }
}

function planned(spec: CounterSpec): number {
  return spec.keys * (spec.readBack ? 3 : 2);
}
