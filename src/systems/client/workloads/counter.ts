import { assert } from '../../../base/assert.ts';
import type { Rng } from '../../../base/rng.ts';
import { exponential } from '../../../sim/draw.ts';
import { keyOf, valueOf } from '../keys.ts';
import type { SingleSpec } from '../operations/single.ts';
import { DONE, MEET, Workload } from '../workload.ts';
import type { Move, WorkloadBase, WorkloadPlace } from '../workload.ts';

/**
 * Facts 8.1: every thread puts v to each of its keys, then at once v+1 to the same key, and reads it back: two writes
 * whose order is known, close together. With `pauseBetweenUs` it is done in two phases instead: v to every key, all
 * threads meet, the pause, then v+1 and the read for every key.
 */
export interface CounterSpec extends WorkloadBase {
  readonly kind: 'counter';
  readonly keys: number;
  /** Mean pause of a thread after each operation; 0: none. */
  readonly thinkUs: number;
  readonly pauseBetweenUs: number;
  readonly readBack: boolean;
  readonly valueBytes: number;
}

/** Its promise is that every key ends at v+1: operations are never given up. */
export class CounterWorkload extends Workload {
  private readonly spec: CounterSpec;

  constructor(spec: CounterSpec, place: WorkloadPlace) {
    super(spec, place);
    assert(spec.keys >= 1, `workload ${spec.id} needs keys`);
    this.spec = spec;
  }

  override get meetingUs(): number {
    return this.spec.pauseBetweenUs;
  }

  get total(): number {
    return this.threads * planned(this.spec);
  }

  get words(): string {
    const { threads, keys, readBack } = this.spec;
    return `${threads} threads × ${keys} keys: put v, put v+1${readBack ? ', read back' : ''}`;
  }

  next(thread: number, made: number): Move {
    const { spec } = this;
    if (made >= planned(spec)) return DONE;
    const phased = spec.pauseBetweenUs > 0;
    if (phased && made === spec.keys && !this.released) return MEET;
    const perKey = (phased ? 1 : 2) + (spec.readBack ? 1 : 0);
    const first = phased && made < spec.keys;
    const rest = phased ? made - spec.keys : made;
    const key = keyOf(this.place.firstThread + thread, first ? made : Math.floor(rest / perKey));
    const step = (rest % perKey) + (phased ? 1 : 0);
    if (!first && step === 2) return move({ op: 'get', key, value: null });
    const value = valueOf(key, this.place.run * 2 + (first || step === 0 ? 1 : 2), spec.valueBytes);
    return move({ op: 'put', key, value });
  }

  nextDueUs(_dueUs: number, nowUs: number, rng: () => Rng): number {
    return this.spec.thinkUs === 0 ? nowUs : nowUs + exponential(rng(), this.spec.thinkUs);
  }

  override get patient(): boolean {
    return true;
  }

  protected fresh(place: WorkloadPlace): Workload {
    return new CounterWorkload(this.spec, place);
  }
}

function move(op: SingleSpec): Move {
  return { type: 'op', op };
}

function planned(spec: CounterSpec): number {
  return spec.keys * (spec.readBack ? 3 : 2);
}
