import { must } from '../../../base/assert.ts';
import type { Rng } from '../../../base/rng.ts';
import { exponential } from '../../../sim/draw.ts';
import { keyOf } from '../keys.ts';
import type { Ending } from '../operation.ts';
import type { CasResult, CasSpec } from '../operations/cas.ts';
import type { SingleResult } from '../operations/single.ts';
import { DONE, Workload } from '../workload.ts';
import type { Move, WorkloadBase, WorkloadPlace } from '../workload.ts';

/**
 * Threads compete for locks that are keys: compare-and-swap from free to one's own name takes a lock, back to free gives it
 * up. All writers use atomic mode, so a lock has one holder at a time (facts 1.7.3, 1.7.4).
 */
export interface LocksSpec extends WorkloadBase {
  readonly kind: 'locks';
  readonly locks: number;
  /** 0: never. */
  readonly endAtUs: number;
  /** Mean pause of a thread after each operation. */
  readonly thinkUs: number;
}

export const FREE = 'free';

/** What a thread believes of the lock it works on. */
interface Belief {
  readonly lock: number;
  /** Its own name while it holds the lock, else ''. */
  readonly held: string;
  /** What a free lock looks like: nothing before the first holder. */
  readonly free: string | null;
  /** It does not know how its last swap ended, and reads. */
  readonly unsure: string;
}

export class LocksWorkload extends Workload {
  readonly total = 0;
  private readonly spec: LocksSpec;
  private beliefs: Belief[];

  constructor(spec: LocksSpec, place: WorkloadPlace) {
    super(spec, place);
    this.spec = spec;
    this.beliefs = Array.from({ length: spec.threads }, (_, thread) => ({
      lock: thread % spec.locks,
      held: '',
      free: null,
      unsure: '',
    }));
  }

  get words(): string {
    const { threads, locks } = this.spec;
    return `${threads} threads take and give up ${locks} ${locks === 1 ? 'lock' : 'locks'} by compare-and-swap`;
  }

  next(thread: number, made: number, nowUs: number): Move {
    if (this.spec.endAtUs > 0 && nowUs >= this.spec.endAtUs) return DONE;
    const { lock, held, free, unsure } = this.belief(thread);
    const key = keyOf(this.place.firstThread, lock);
    if (unsure !== '') return { type: 'op', op: { op: 'get', ...{ key, value: null } } };
    const swap: CasSpec =
      held === ''
        ? { op: 'cas', key, expected: free, value: `thread ${thread}, ${this.place.run}.${made}` }
        : { op: 'cas', key, expected: held, value: FREE };
    return { type: 'op', op: swap };
  }

  nextDueUs(_dueUs: number, nowUs: number, rng: () => Rng): number {
    return this.spec.thinkUs === 0 ? nowUs : nowUs + exponential(rng(), this.spec.thinkUs);
  }

  override onEnded(thread: number, op: CasSpec, how: Ending, result: object | null): void {
    const belief = this.belief(thread);
    if (how === 'unknown') {
      this.beliefs[thread] = { ...belief, unsure: op.value === FREE ? belief.held : op.value };
      return;
    }
    if (how !== 'acked' || result === null) return;
    if (belief.unsure !== '') {
      const { value } = result as SingleResult;
      const mine = value === belief.unsure;
      this.beliefs[thread] = { ...belief, unsure: '', held: mine ? belief.unsure : '', free: freeOf(value) };
      return;
    }
    const { swapped, previous } = result as CasResult;
    if (!swapped) this.beliefs[thread] = { ...belief, held: '', free: freeOf(previous) };
    else if (op.value === FREE) this.beliefs[thread] = { ...belief, held: '', free: FREE };
    else this.beliefs[thread] = { ...belief, held: op.value };
  }

  override clone(): Workload {
    const copy = super.clone() as LocksWorkload;
    copy.beliefs = this.beliefs.slice();
    return copy;
  }

  protected fresh(place: WorkloadPlace): Workload {
    return new LocksWorkload(this.spec, place);
  }

  private belief(thread: number): Belief {
    return must(this.beliefs[thread], 'thread');
  }
}

/** Nothing was written yet, or somebody has given it up since. */
function freeOf(seen: string | null): string | null {
  return seen === null ? null : FREE;
}
