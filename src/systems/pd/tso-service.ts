import type { ClusterName, ProcessId } from '../../model/ids.ts';
import type { PdConfig, RuleSet } from '../../model/config.ts';
import { LOGICAL_PER_TICK, TS_ZERO } from '../../model/ts.ts';
import type { Ts } from '../../model/ts.ts';
import type { Context } from '../../sim/actor.ts';
import { TsoAllocator } from '../ts/index.ts';
import type { PdWork } from './disk.ts';
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
}

const TICK: TsoTimer = { kind: 'pd.tso-tick' };

/** Answers timestamp requests from an allocator whose window is on PD's disk. */
export class TsoService {
  private readonly config: PdConfig;
  private readonly cluster: ClusterName;
  private allocator: TsoAllocator;
  /** Not served yet: the window is not saved, or the grant does not fit into the current millisecond. */
  private waiting: Waiting[] = [];

  constructor(config: PdConfig, cluster: ClusterName, savedMs: number, rules: RuleSet) {
    this.config = config;
    this.cluster = cluster;
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

  start(ctx: Context): void {
    this.save(this.allocator.begin(ctx.wallMs()), ctx);
    ctx.setTimer(this.config.tsoUpdateUs, TICK);
  }

  onTick(ctx: Context): void {
    const boundMs = this.allocator.tick(ctx.wallMs());
    if (boundMs !== null) this.save(boundMs, ctx);
    this.serveWaiting(ctx);
    ctx.setTimer(this.config.tsoUpdateUs, TICK);
  }

  onSaved(boundMs: number, ctx: Context): void {
    this.allocator.onSaved(boundMs);
    ctx.trace({
      kind: 'tso.window-saved',
      pd: ctx.self,
      cluster: this.cluster,
      savedMs: boundMs,
      revision: 0,
    });
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
    const copy = new TsoService(this.config, this.cluster, 0, { off: [] });
    copy.allocator = this.allocator.clone();
    copy.waiting = this.waiting.slice();
    return copy;
  }

  private grant(from: ProcessId, id: number, count: number, ctx: Context): boolean {
    const last = this.allocator.grant(count);
    if (last === null) return false;
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

  private save(boundMs: number, ctx: Context): void {
    const work: PdWork = { kind: 'pd.save-window', boundMs };
    ctx.write(work, WINDOW_BYTES);
  }
}
