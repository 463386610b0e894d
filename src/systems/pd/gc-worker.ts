import type { PdConfig } from '../../model/config.ts';
import type { StoreId } from '../../model/ids.ts';
import { composeTs, maxTs, minTs, TS_MAX, TS_ZERO } from '../../model/ts.ts';
import type { Ts } from '../../model/ts.ts';
import type { Context } from '../../sim/actor.ts';
import type { GetGcSafePoint } from './msg.ts';

export interface GcTimer {
  readonly kind: 'pd.gc';
  /** Rounds are numbered: those of a former time as leader end. */
  readonly round: number;
}

/** The worker's own entry among the service safe points: it never expires (facts 4.14.1). */
export const GC_WORKER = 'gc_worker';
export const GC_WORKER_TTL_US = 1_000_000_000_000_000;

/** What a store said of its locks, and when (monotonic µs). */
interface LockReport {
  readonly oldestLock: Ts;
  readonly atUs: number;
}

/**
 * The worker that moves the safe point of garbage collection (TiDB, store/gcworker; for RawKV alone tikv/migration, gc-worker):
 *
 *     every run:  now − life time ──▶ smallest live service safe point ──▶ below every lock ──▶ saved ──▶ stores poll it
 *
 * The real worker resolves locks that are older than the new safe point, for nobody must ask for the outcome of a transaction
 * whose records are collected; this one waits until they are gone.
 */
export class GcWorker {
  private readonly config: PdConfig;
  private locks = new Map<StoreId, LockReport>();
  private round = 0;

  constructor(config: PdConfig) {
    this.config = config;
  }

  start(ctx: Context): void {
    this.round++;
    this.arm(ctx);
  }

  isCurrent(timer: GcTimer): boolean {
    return timer.round === this.round;
  }

  arm(ctx: Context): void {
    const timer: GcTimer = { kind: 'pd.gc', round: this.round };
    ctx.setTimer(this.config.gcRunIntervalUs, timer);
  }

  onPoll({ store, oldestLock }: GetGcSafePoint, ctx: Context): void {
    this.locks.set(store, { oldestLock, atUs: ctx.monotonicUs() });
  }

  /** Versions replaced before this are old enough; TS_ZERO while the cluster is younger than that. */
  wanted(ctx: Context): Ts {
    const ms = ctx.wallMs() - Math.ceil(this.config.gcLifeTimeUs / 1_000);
    return ms <= 0 ? TS_ZERO : composeTs(ms, 0);
  }

  /** How far the safe point may go from `now` on, given the smallest safe point of a service. */
  allowed(now: Ts, services: Ts, ctx: Context): Ts {
    const since = ctx.monotonicUs() - this.config.storeDisconnectedUs;
    let limit = services;
    for (const { oldestLock, atUs } of this.locks.values()) {
      // The locks of a store that is gone stand on other stores, too.
      if (oldestLock !== TS_MAX && atUs >= since) limit = minTs(limit, (oldestLock - 1) as Ts);
    }
    return maxTs(now, limit);
  }

  clone(): GcWorker {
    const copy = this.afterCrash();
    copy.locks = new Map(this.locks);
    return copy;
  }

  afterCrash(): GcWorker {
    const next = new GcWorker(this.config);
    next.round = this.round;
    return next;
  }
}
