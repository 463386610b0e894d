import type { RuleSet, SystemConfig } from '../../model/config.ts';
import type { ProcessId, RegionId, StoreId } from '../../model/ids.ts';
import type { Ts } from '../../model/ts.ts';
import type { Context } from '../../sim/actor.ts';
import type { PdMembers, TsoRequest, TsoResponse } from '../pd/msg.ts';
import type { RenewOutcome, TsoCall } from '../ts/index.ts';
import { BatchTsoProvider, GET_TS_ATTEMPTS_MAX, HybridClock } from '../ts/index.ts';
import type { ReceivedWrite } from './msg.ts';

/** Who waits for timestamps. */
export type TsWaiter =
  /** A leader that may not stamp before its flush (facts 1.6.1). */
  | { readonly type: 'flush'; readonly region: RegionId; readonly term: number; readonly version: number }
  /** A write that found the cache used up. */
  | {
      readonly type: 'write';
      readonly from: ProcessId;
      readonly message: ReceivedWrite;
      readonly attempts: number;
    };

/** A waiter that is done, and how. */
export interface TsReady {
  readonly waiter: TsWaiter;
  readonly ts: Ts | null;
  readonly error: string;
}

export interface TsTimeout {
  readonly kind: 'ts.timeout';
  readonly id: number;
}

/** A call to PD without an answer is given up after this long (client-go's PD timeout). */
const PD_TIMEOUT_US = 3_000_000;

/**
 * The store's causal timestamp provider and its line to PD: one call under way at a time, renewed in the
 * background, flushed on leadership and merge. In the first generation (`clock` is not null) the timer only
 * refreshes a hybrid clock and nothing is ever flushed (facts 1.2).
 */
export class StoreTimestamps {
  provider: BatchTsoProvider;
  /** The store's clock in generation `hlc`, else null. */
  clock: HybridClock | null;
  private lastRefresh = 0;
  private unanswered = 0;
  private readonly config: SystemConfig;
  private readonly rules: RuleSet;
  private readonly pd: PdMembers;
  private readonly waiters = new Map<number, TsWaiter>();
  private nextWaiter = 1;
  /** Set by the first batch: the store serves writes only from then on (facts 1.4.12). */
  ready = false;

  constructor(config: SystemConfig, rules: RuleSet, pd: PdMembers) {
    this.config = config;
    this.rules = rules;
    this.pd = pd;
    this.provider = new BatchTsoProvider(config.causalTs, rules);
    this.clock = config.causalTs.generation === 'hlc' ? new HybridClock() : null;
  }

  start(ctx: Context): void {
    this.onRenewTimer(ctx);
  }

  onRenewTimer(ctx: Context): void {
    const { renewUs, hlcRefreshUs } = this.config.causalTs;
    if (this.clock === null) this.send(this.provider.requestRenew(!this.ready), ctx);
    else this.refresh(hlcRefreshUs, ctx);
    ctx.setTimer(this.clock === null ? renewUs : hlcRefreshUs, { kind: 'ts.renew' });
  }

  /** A clock needs no answer: it counts on. Only a member that stays silent is given up. */
  private refresh(everyUs: number, ctx: Context): void {
    if (++this.unanswered * everyUs > PD_TIMEOUT_US) this.pd.tryNext();
    this.call({ id: ++this.lastRefresh, count: 1 }, ctx);
  }

  getTs(): Ts | null {
    return this.clock === null ? this.provider.getTs() : this.clock.next();
  }

  requestFlush(region: RegionId, term: number, version: number, ctx: Context): void {
    this.request(true, { type: 'flush', region, term, version }, ctx);
  }

  /** False when the write has waited often enough (TsoBatchUsedUp, facts 1.4.10). */
  waitForBatch(from: ProcessId, message: ReceivedWrite, attempts: number, ctx: Context): boolean {
    if (attempts >= GET_TS_ATTEMPTS_MAX) return false;
    this.request(false, { type: 'write', from, message, attempts: attempts + 1 }, ctx);
    return true;
  }

  onResponse(response: TsoResponse, storeId: StoreId, ctx: Context): readonly TsReady[] {
    if (this.clock !== null) {
      this.unanswered = 0;
      if (response.error === '') this.clock.refresh(response.last);
      return [];
    }
    const outcome =
      response.error === ''
        ? this.provider.onRenewed(response.id, response.last, response.count)
        : this.provider.onRenewFailed(response.id, response.error);
    return this.finish(outcome, storeId, ctx);
  }

  /** That call is still under way. */
  waitsFor(id: number): boolean {
    return this.provider.outstanding?.id === id;
  }

  /** The line to PD broke, or a call took too long. */
  onLost(storeId: StoreId, ctx: Context): readonly TsReady[] {
    const call = this.provider.outstanding;
    if (call === null) return [];
    return this.finish(this.provider.onRenewFailed(call.id), storeId, ctx);
  }

  private request(flush: boolean, waiter: TsWaiter, ctx: Context): void {
    const id = this.nextWaiter++;
    this.waiters.set(id, waiter);
    this.send(this.provider.requestRenew(flush, id), ctx);
  }

  private finish(outcome: RenewOutcome, store: StoreId, ctx: Context): readonly TsReady[] {
    if (outcome.error === '') this.ready = true;
    if (outcome.flush === 'flushed') ctx.trace({ kind: 'ts.flushed', store, ts: outcome.firstTs });
    else if (outcome.flush === 'failed') ctx.trace({ kind: 'ts.flush-failed', store, reason: outcome.error });
    this.send(outcome.next, ctx);
    const done: TsReady[] = [];
    for (const ended of outcome.ended) {
      const waiter = this.waiters.get(ended.waiter);
      this.waiters.delete(ended.waiter);
      if (waiter !== undefined) done.push({ waiter, ts: ended.ts, error: ended.error });
    }
    return done;
  }

  private send(call: TsoCall | null, ctx: Context): void {
    if (call === null) return;
    this.call(call, ctx);
    const timer: TsTimeout = { kind: 'ts.timeout', id: call.id };
    ctx.setTimer(PD_TIMEOUT_US, timer);
  }

  private call({ id, count }: Pick<TsoCall, 'id' | 'count'>, ctx: Context): void {
    const request: TsoRequest = { kind: 'pd.tso-request', bytes: 24, id, count };
    ctx.send(this.pd.current, request);
  }

  /** `pd`: the clone's own line to PD. */
  clone(pd: PdMembers): StoreTimestamps {
    const copy = new StoreTimestamps(this.config, this.rules, pd);
    copy.unanswered = this.unanswered;
    copy.provider = this.provider.clone();
    copy.clock = this.clock?.clone() ?? null;
    copy.lastRefresh = this.lastRefresh;
    for (const [id, waiter] of this.waiters) copy.waiters.set(id, waiter);
    copy.nextWaiter = this.nextWaiter;
    copy.ready = this.ready;
    return copy;
  }
}
