import type { CausalTsConfig, RuleSet } from '../../model/config.ts';
import { ruleOn } from '../../model/config.ts';
import type { Ts } from '../../model/ts.ts';
import { TS_ZERO } from '../../model/ts.ts';
import { BatchList } from './batch-list.ts';

/** A request to PD for `count` consecutive timestamps; the answer is matched by `id`. */
export interface TsoCall {
  readonly id: number;
  readonly count: number;
  /** True when what is cached now must not be issued after the answer. */
  readonly flush: boolean;
}

/** One `requestRenew` that named a waiter and has come to its end. */
export interface EndedRenew {
  /** As the caller gave it. */
  readonly waiter: number;
  readonly flush: boolean;
  /**
   * For a flush that worked: a timestamp of the fresh batch, for `update_max_ts` (facts 1.6.1). Null for a
   * plain renew (call `getTs` again) and for anything that failed.
   */
  readonly ts: Ts | null;
  /** '' when it worked. */
  readonly error: string;
}

/** What the end of a PD call changed. */
export interface RenewOutcome {
  /** In the order in which they were requested. */
  readonly ended: readonly EndedRenew[];
  /** The call was a flush and worked: `ts.flushed`. It failed: `ts.flush-failed`. Null: it was no flush. */
  readonly flush: 'flushed' | 'failed' | null;
  /** First timestamp of the batch that was taken in, TS_ZERO when none was. */
  readonly firstTs: Ts;
  /** '' or why nothing was taken in. */
  readonly error: string;
  /** Requests queued meanwhile: send this next. */
  readonly next: TsoCall | null;
}

/** What of the settings is about batches. */
export type BatchConfig = Pick<CausalTsConfig, 'renewUs' | 'allocAheadUs' | 'batchMin' | 'batchMax'>;

interface Request {
  readonly waiter: number | null;
  readonly flush: boolean;
}

/** One PD call answers at most this many queued requests (facts 1.4.8). */
export const RENEW_MERGE_MAX = 64;
/** A `getTs` that finds nothing asks for a renew this often before the write fails (facts 1.4.10). */
export const GET_TS_ATTEMPTS_MAX = 3;
/** No list is longer than this, whatever the settings say (facts 1.4.2). */
export const BATCH_LIST_MAX = 1024;

const NOTHING: RenewOutcome = { ended: [], flush: null, firstTs: TS_ZERO, error: '', next: null };

/**
 * The causal-timestamp provider of one store (facts 1.4): a cache of timestamps granted by PD, ahead of
 * need. Pure: it says which call to send, the owner sends it and reports how it ended.
 *
 * ```
 *              requestRenew                     onRenewed / onRenewFailed
 *   ┌──────┐ ───────────────▶ ┌─────────┐ ────────────────────────────────▶ ┌──────┐
 *   │ idle │    call          │ calling │   nothing queued                  │ idle │
 *   └──────┘                  └─────────┘ ──┐                               └──────┘
 *                               ▲   ▲ │     │ queued: one call for up to 64 of them, flush flags ORed
 *                    queue one ─┘   └─┘◀────┘
 * ```
 *
 * A request made while a call is under way is never answered by that call: PD may have granted its batch
 * before the request was made, which for a flush would be too early (facts 1.5.7).
 */
export class BatchTsoProvider {
  private readonly config: BatchConfig;
  private readonly rules: RuleSet;
  private list: BatchList;
  private queue: Request[] = [];
  private calling: readonly Request[] = [];
  private call: TsoCall | null = null;
  private lastCallId = 0;
  private pops = 0;
  private issued: Ts = TS_ZERO;
  /** How many renews' worth of use is kept cached, and how many batches the list holds (facts 1.4.3). */
  readonly cacheMultiplier: number;

  constructor(config: BatchConfig, rules: RuleSet) {
    this.config = config;
    this.rules = rules;
    const ahead = Math.ceil(config.allocAheadUs / config.renewUs);
    this.cacheMultiplier = ruleOn(rules, 'R-BATCH-LIST') ? Math.max(1, Math.min(ahead, BATCH_LIST_MAX)) : 1;
    this.list = new BatchList(this.cacheMultiplier, ruleOn(rules, 'R-CLEAR-INSERT-ATOMIC'));
  }

  /** The smallest cached timestamp, or null when the cache is used up (then `requestRenew(false, waiter)`). */
  getTs(): Ts | null {
    const ts = this.list.pop();
    if (ts !== null) {
      this.pops++;
      this.issued = ts;
    }
    return ts;
  }

  /**
   * Asks for a fresh batch; with `needFlush` everything cached before its arrival is discarded. Returns the
   * call to send to PD, or null when one is under way: then the request waits for the next one. `waiter`
   * comes back in `ended`; leave it out for the background renew every `renewUs`.
   */
  requestRenew(needFlush: boolean, waiter: number | null = null): TsoCall | null {
    this.list.finishClear();
    const repeated = waiter === null && this.queue.some((r) => r.waiter === null && r.flush === needFlush);
    if (!repeated) this.queue.push({ waiter, flush: needFlush });
    return this.call === null ? this.nextCall() : null;
  }

  /** PD granted the `count` consecutive timestamps ending at `last`. An answer to a call given up is ignored. */
  onRenewed(id: number, last: Ts, count: number): RenewOutcome {
    if (this.call === null || this.call.id !== id) return NOTHING;
    const { flush } = this.call;
    const error = this.list.push(last, count, flush);
    if (error !== null) return this.finish(error, TS_ZERO);
    this.pops = 0;
    return this.finish('', (last - count + 1) as Ts);
  }

  /** The call had no answer, or PD refused it. A failed flush leaves nothing cached (facts 1.4.9). */
  onRenewFailed(id: number, reason = 'no answer from PD'): RenewOutcome {
    if (this.call === null || this.call.id !== id) return NOTHING;
    if (this.call.flush && ruleOn(this.rules, 'R-CLEAR-ON-FAILED-FLUSH')) this.list.clear();
    return this.finish(reason, TS_ZERO);
  }

  /** Pops since the last batch was taken in. */
  get usage(): number {
    return this.pops;
  }

  /** Timestamps left in the cache. */
  get remain(): number {
    return this.list.remain;
  }

  /** Batches in the cache. */
  get batches(): number {
    return this.list.length;
  }

  /** The timestamp `getTs` would return, null when used up. */
  get nextTs(): Ts | null {
    return this.list.peek();
  }

  /** The newest timestamp issued, TS_ZERO before the first. */
  get lastTs(): Ts {
    return this.issued;
  }

  /** The call under way, null when idle. */
  get outstanding(): TsoCall | null {
    return this.call;
  }

  /** Requests waiting for the next call. */
  get queued(): number {
    return this.queue.length;
  }

  clone(): BatchTsoProvider {
    const copy = new BatchTsoProvider(this.config, this.rules);
    copy.list = this.list.clone();
    copy.queue = this.queue.slice();
    copy.calling = this.calling;
    copy.call = this.call;
    copy.lastCallId = this.lastCallId;
    copy.pops = this.pops;
    copy.issued = this.issued;
    return copy;
  }

  /** `clamp(usage × M − (flush ? 0 : remain), min, max)` (facts 1.4.6). */
  private renewSize(flush: boolean): number {
    const wanted = this.pops * this.cacheMultiplier - (flush ? 0 : this.list.remain);
    return Math.max(this.config.batchMin, Math.min(wanted, this.config.batchMax));
  }

  private nextCall(): TsoCall | null {
    if (this.queue.length === 0) return null;
    this.calling = this.queue.slice(0, RENEW_MERGE_MAX);
    this.queue = this.queue.slice(RENEW_MERGE_MAX);
    const flush = this.calling.some((request) => request.flush);
    this.call = { id: ++this.lastCallId, count: this.renewSize(flush), flush };
    return this.call;
  }

  private finish(error: string, firstTs: Ts): RenewOutcome {
    const flush = this.call?.flush === true ? (error === '' ? 'flushed' : 'failed') : null;
    const ended: EndedRenew[] = [];
    for (const request of this.calling) {
      if (request.waiter === null) continue;
      const ts = error === '' && request.flush ? this.getTs() : null;
      const why = error === '' && request.flush && ts === null ? 'TsoBatchUsedUp' : error;
      ended.push({ waiter: request.waiter, flush: request.flush, ts, error: why });
    }
    this.call = null;
    this.calling = [];
    return { ended, flush, firstTs, error, next: this.nextCall() };
  }
}
