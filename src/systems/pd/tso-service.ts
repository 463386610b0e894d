import type { ClusterName, ProcessId } from '../../model/ids.ts';
import type { PdConfig, RuleSet } from '../../model/config.ts';
import { ruleOn } from '../../model/config.ts';
import { LOGICAL_PER_TICK, TS_ZERO } from '../../model/ts.ts';
import type { Ts } from '../../model/ts.ts';
import type { Context } from '../../sim/actor.ts';
import { TsoAllocator } from '../ts/index.ts';
import type { PdWork } from './disk.ts';
import { NOT_LEADER } from './msg.ts';
import type { TsoRequest, TsoResponse } from './msg.ts';

/** A grant that does not fit is tried again on this many ticks before it is refused (facts 1.1.3). */
export const GRANT_ATTEMPTS_MAX = 10;

const RESPONSE_BYTES = 48;
const WINDOW_BYTES = 24;

interface Waiting {
  readonly from: ProcessId;
  readonly id: number;
  readonly count: number;
  readonly attempts: number;
}

export interface TsoTimer {
  readonly kind: 'pd.tso-tick';
  /** The reign it was set in: a later one has its own. */
  readonly reign: number;
}

/** Answers timestamp requests from an allocator whose window is on PD's disk. */
export class TsoService {
  private readonly config: PdConfig;
  private readonly cluster: ClusterName;
  private allocator: TsoAllocator;
  /** Not served yet: the window is not saved, or the grant does not fit into the current millisecond. */
  private waiting: Waiting[] = [];
  /** Until then (monotonic µs) nobody else can lead; a PD of one member always does. */
  leaseUntilUs = Infinity;
  private reign = 0;
  private readonly postCheck: boolean;
  private readonly rules: RuleSet;

  constructor(config: PdConfig, cluster: ClusterName, savedMs: number, rules: RuleSet) {
    this.config = config;
    this.cluster = cluster;
    this.rules = rules;
    this.postCheck = ruleOn(rules, 'R-TSO-POSTCHECK');
    this.allocator = new TsoAllocator(config.tsoWindowMs, savedMs, rules);
  }

  get serving(): boolean {
    return this.allocator.serving;
  }

  get now(): Ts {
    return this.allocator.now;
  }

  get savedMs(): number {
    return this.allocator.savedMs;
  }

  /** Begins to serve in a reign, `savedMs` being what its predecessors saved. */
  start(savedMs: number, ctx: Context): void {
    this.reign++;
    const boundMs = this.allocator.begin(ctx.wallMs(), savedMs);
    if (boundMs !== null) this.save(boundMs, ctx);
    this.arm(ctx);
  }

  /** Leadership is over: who waits must ask another member. */
  stop(ctx: Context): void {
    const waiting = this.waiting;
    this.waiting = [];
    this.allocator.stop();
    for (const entry of waiting) this.answer(entry.from, entry.id, TS_ZERO, 0, NOT_LEADER, ctx);
  }

  onTick(timer: TsoTimer, leads: boolean, ctx: Context): void {
    if (timer.reign !== this.reign) return;
    if (!leads) {
      this.allocator.strayTick(ctx.wallMs());
      return;
    }
    const boundMs = this.allocator.tick(ctx.wallMs());
    if (boundMs !== null) this.save(boundMs, ctx);
    this.serveWaiting(ctx);
    this.arm(ctx);
  }

  /** `revision`: etcd's, 0 on an own disk. */
  onSaved(boundMs: number, revision: number, ctx: Context): void {
    this.allocator.onSaved(boundMs);
    const { cluster } = this;
    ctx.trace({ kind: 'tso.window-saved', pd: ctx.self, cluster, savedMs: boundMs, revision });
    this.serveWaiting(ctx);
  }

  onRequest(from: ProcessId, request: TsoRequest, ctx: Context): void {
    const { id, count } = request;
    if (!(count >= 1 && count < LOGICAL_PER_TICK)) {
      this.answer(from, id, TS_ZERO, 0, `cannot grant ${count} timestamps at once`, ctx);
      return;
    }
    // Those who came before must get the smaller timestamps.
    if (this.waiting.length > 0 || !this.grant(from, id, count, ctx)) {
      this.waiting.push({ from, id, count, attempts: 0 });
    }
  }

  clone(): TsoService {
    const copy = new TsoService(this.config, this.cluster, 0, this.rules);
    copy.reign = this.reign;
    copy.leaseUntilUs = this.leaseUntilUs;
    copy.allocator = this.allocator.clone();
    copy.waiting = this.waiting.slice();
    return copy;
  }

  private grant(from: ProcessId, id: number, count: number, ctx: Context): boolean {
    const last = this.allocator.grant(count);
    if (last === null) return false;
    // Generated is not granted: the lease may have run out meanwhile, in a long pause (facts 1.1.6).
    if (this.postCheck && ctx.monotonicUs() >= this.leaseUntilUs) {
      this.answer(from, id, TS_ZERO, 0, NOT_LEADER, ctx);
      return true;
    }
    ctx.trace({ kind: 'tso.granted', pd: ctx.self, cluster: this.cluster, to: from, last, count });
    this.answer(from, id, last, count, '', ctx);
    return true;
  }

  private serveWaiting(ctx: Context): void {
    if (this.waiting.length === 0 || !this.allocator.serving) return;
    const waiting = this.waiting;
    this.waiting = [];
    for (const entry of waiting) {
      if (this.waiting.length === 0 && this.grant(entry.from, entry.id, entry.count, ctx)) continue;
      if (entry.attempts + 1 < GRANT_ATTEMPTS_MAX)
        this.waiting.push({ ...entry, attempts: entry.attempts + 1 });
      else this.answer(entry.from, entry.id, TS_ZERO, 0, 'logical clock overflow', ctx);
    }
  }

  private answer(to: ProcessId, id: number, last: Ts, count: number, error: string, ctx: Context): void {
    const response: TsoResponse = { kind: 'pd.tso-response', bytes: RESPONSE_BYTES, id, last, count, error };
    ctx.send(to, response);
  }

  private arm(ctx: Context): void {
    const timer: TsoTimer = { kind: 'pd.tso-tick', reign: this.reign };
    ctx.setTimer(this.config.tsoUpdateUs, timer);
  }

  private save(boundMs: number, ctx: Context): void {
    const work: PdWork = { kind: 'pd.save-window', boundMs };
    ctx.write(work, WINDOW_BYTES);
  }
}
