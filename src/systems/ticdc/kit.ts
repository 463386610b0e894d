import { hash32 } from '../../base/hash.ts';
import type { RuleSet, SystemConfig } from '../../model/config.ts';
import type { CaptureId, ProcessId } from '../../model/ids.ts';
import type { Context } from '../../sim/actor.ts';

/** What does not change while a capture keeps its identity. Frozen. */
export interface Env {
  readonly process: ProcessId;
  readonly capture: CaptureId;
  /** Grows with every identity; timers of an older one are ignored. */
  readonly incarnation: number;
  readonly etcd: ProcessId;
  readonly upstreamPd: ProcessId;
  readonly recoveryPd: ProcessId;
  readonly config: SystemConfig;
  readonly rules: RuleSet;
}

/** Everything a part of a capture may use during one call. */
export interface Kit {
  readonly ctx: Context;
  readonly env: Env;
  readonly ids: IdSource;
  /** Which table a CDC request id belongs to. Events of unknown ids are dropped (R-REQID, facts 4.9.8). */
  readonly router: Map<number, string>;
  /** The lease may have run out: it was not confirmed within its time, counted from when that was asked for. */
  readonly leaseDoubtful?: boolean;
}

/** More numbers than an incarnation can use; a late answer to an older one matches nothing. */
const IDS_PER_INCARNATION = 10_000_000;

/** Room for many incarnations; request ids of two captures must differ in a trace that names only the id. */
const IDS_PER_PROCESS = 1_000_000_000_000;

/** Request numbers that never repeat, neither across restarts of a process nor (but for a collision of names) elsewhere. */
export class IdSource {
  private constructor(private last: number) {}

  static forIncarnation(incarnation: number, process: ProcessId = ''): IdSource {
    const base = process === '' ? 0 : (hash32(process) % 4_000) * IDS_PER_PROCESS;
    return new IdSource(base + incarnation * IDS_PER_INCARNATION);
  }

  next(): number {
    return ++this.last;
  }

  clone(): IdSource {
    return new IdSource(this.last);
  }
}

/** A timer of one identity; `table` and `id` say whose retry it is. */
export interface CaptureTimer {
  readonly kind:
    | 'ticdc.reset'
    | 'ticdc.etcd-retry'
    | 'ticdc.keep-alive'
    | 'ticdc.campaign'
    | 'ticdc.owner-tick'
    | 'ticdc.processor-tick'
    | 'ticdc.sorter-flush'
    | 'ticdc.sink-tick'
    | 'ticdc.resolve-locks'
    | 'ticdc.kv-retry'
    | 'ticdc.job-retry';
  readonly incarnation: number;
  readonly table: string;
  readonly id: number;
}

export function setTimer(kit: Kit, delayUs: number, kind: CaptureTimer['kind'], table = '', id = 0): void {
  const timer: CaptureTimer = { kind, incarnation: kit.env.incarnation, table, id };
  kit.ctx.setTimer(delayUs, timer);
}
