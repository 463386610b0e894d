import { assert } from '../../base/assert.ts';
import type { Rng } from '../../base/rng.ts';
import type { WorkloadRow } from '../../model/frame.ts';
import type { ProcessId } from '../../model/ids.ts';
import type { Ending } from './operation.ts';
import type { OpSpec } from './slot.ts';

/** What every workload's spec has: the same shape as in a scenario document. */
export interface WorkloadBase {
  readonly kind: string;
  readonly id: string;
  readonly threads: number;
  readonly startAtUs: number;
}

/** What a thread does next. */
export type Move =
  | { readonly type: 'op'; readonly op: OpSpec }
  /** Waits until all threads have come here, and then for `meetingUs`. */
  | { readonly type: 'meet' }
  | { readonly type: 'done' };

export const MEET: Move = { type: 'meet' };
export const DONE: Move = { type: 'done' };

/** Where a workload stands among those of its client. */
export interface WorkloadPlace {
  /** Number of its first thread among all threads of the client: keys of different workloads never collide. */
  readonly firstThread: number;
  /** Restarts of the client process so far: what it writes again has new values. */
  readonly run: number;
}

/** One workload of a client: its plan (each kind's own), its counters, and how far its threads are together. */
export abstract class Workload {
  readonly id: string;
  readonly threads: number;
  readonly startAtUs: number;
  readonly place: WorkloadPlace;
  issued = 0;
  acked = 0;
  failed = 0;
  unknown = 0;
  inFlight = 0;
  /** Threads that are not done. */
  active: number;
  /** Threads waiting for the others; they may go on once `released`. */
  meeting = 0;
  released = false;
  /** All threads are done: the timestamp that closes the workload is asked for, then traced. */
  closing = false;

  constructor(spec: WorkloadBase, place: WorkloadPlace) {
    assert(spec.threads >= 1, `workload ${spec.id} needs threads`);
    this.id = spec.id;
    this.threads = spec.threads;
    this.startAtUs = spec.startAtUs;
    this.place = place;
    this.active = spec.threads;
  }

  /** Planned operations, 0 when endless. */
  abstract readonly total: number;
  /** What it does, as a line of the page. */
  abstract readonly words: string;
  /** True: its operations are tried until they succeed. */
  get patient(): boolean {
    return false;
  }

  /** True: threads begin spread over time, as arrivals would; false: all at once. */
  get spread(): boolean {
    return false;
  }

  /** Pause after all threads have met. */
  get meetingUs(): number {
    return 0;
  }

  /** The next move of thread `thread` (from 0), which has made `made` operations. */
  abstract next(thread: number, made: number, nowUs: number, rng: () => Rng): Move;

  /** When a thread whose last operation was due at `dueUs` acts again. */
  abstract nextDueUs(dueUs: number, nowUs: number, rng: () => Rng): number;

  /** An operation of it ended; `result` is what its kind left in `slot.work`. */
  onEnded(_thread: number, _op: OpSpec, _how: Ending, _result: object | null): void {
    // Most plans do not depend on how operations end.
  }

  /** A fresh one of the same plan; `clone` fills in the counters. */
  protected abstract fresh(place: WorkloadPlace): Workload;

  clone(): Workload {
    const copy = this.fresh(this.place);
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

  /** What a restarted client begins with. */
  anew(run: number): Workload {
    return this.fresh({ ...this.place, run });
  }

  row(process: ProcessId): WorkloadRow {
    const { id, words, issued, acked, failed, unknown, inFlight, total } = this;
    return { id, process, words, issued, acked, failed, unknown, inFlight, total };
  }
}
