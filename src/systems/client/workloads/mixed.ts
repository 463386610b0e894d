import { assert } from '../../../base/assert.ts';
import type { Rng } from '../../../base/rng.ts';
import { exponential } from '../../../sim/draw.ts';
import { keyOf, valueOf } from '../keys.ts';
import type { SingleSpec } from '../operations/single.ts';
import { DONE, Workload } from '../workload.ts';
import type { Move, WorkloadBase, WorkloadPlace } from '../workload.ts';

/**
 * Operations arriving at random at each thread, one outstanding: an arrival that finds its thread busy waits.
 * `keys` are divided among the threads, so each key has one writer.
 */
export interface MixedSpec extends WorkloadBase {
  readonly kind: 'mixed';
  readonly keys: number;
  /** 0: never. */
  readonly endAtUs: number;
  readonly thinkUs: number;
  readonly readPercent: number;
  readonly deletePercent: number;
  readonly valueBytes: number;
}

/** Values of a thread are numbered from here in each run of the client process. */
const VALUES_PER_RUN = 1_000_000_000;

export class MixedWorkload extends Workload {
  readonly total = 0;
  private readonly spec: MixedSpec;

  constructor(spec: MixedSpec, place: WorkloadPlace) {
    super(spec, place);
    assert(spec.keys >= 1, `workload ${spec.id} needs keys`);
    this.spec = spec;
  }

  get words(): string {
    const { threads, keys, readPercent, deletePercent } = this.spec;
    const puts = 100 - readPercent - deletePercent;
    return `${threads} threads over ${keys} keys: ${puts} % put, ${deletePercent} % delete, ${readPercent} % get`;
  }

  next(thread: number, made: number, nowUs: number, rng: () => Rng): Move {
    const { spec, place } = this;
    const own = Math.floor((spec.keys - thread + spec.threads - 1) / spec.threads);
    if (own <= 0 || (spec.endAtUs > 0 && nowUs >= spec.endAtUs)) return DONE;
    const chance = rng();
    const key = keyOf(place.firstThread + thread, chance.below(own));
    const draw = chance.below(100);
    if (draw < spec.readPercent) return move({ op: 'get', key, value: null });
    if (draw < spec.readPercent + spec.deletePercent) return move({ op: 'delete', key, value: null });
    const value = valueOf(key, place.run * VALUES_PER_RUN + made + 1, spec.valueBytes);
    return move({ op: 'put', key, value });
  }

  /** The next arrival, at once when it came while the thread was busy. */
  nextDueUs(dueUs: number, nowUs: number, rng: () => Rng): number {
    if (this.spec.thinkUs === 0) return nowUs;
    return Math.max(nowUs, dueUs + exponential(rng(), this.spec.thinkUs));
  }

  override get spread(): boolean {
    return true;
  }

  protected fresh(place: WorkloadPlace): Workload {
    return new MixedWorkload(this.spec, place);
  }
}

function move(op: SingleSpec): Move {
  return { type: 'op', op };
}
