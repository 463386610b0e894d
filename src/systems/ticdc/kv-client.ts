import { unreachable } from '../../base/assert.ts';
import { ruleOn } from '../../model/config.ts';
import type { ChangefeedId, ProcessId, RegionId, StoreId } from '../../model/ids.ts';
import { encodeRawKey } from '../../model/key.ts';
import { rangeContains, rangesOverlap, type KeyRange } from '../../model/region.ts';
import { LOGICAL_PER_TICK, TS_ZERO, type Ts } from '../../model/ts.ts';
import type { ScanRegions, ScanRegionsResponse } from '../pd/msg.ts';
import type { CdcDeregister, CdcError, CdcEventBatch, CdcRegister } from '../tikv/msg.ts';
import { blameOf, type Feed, type RegionTask } from './feed.ts';
import { smallerEnd, SpanFrontier } from './frontier.ts';
import { setTimer, type Kit } from './kit.ts';
import { Limiter } from './limiter.ts';
import { Matcher } from './matcher.ts';
import type { Span } from './msg.ts';
import { RangeLock, type LockedRange } from './range-lock.ts';
import type { Sorter } from './sorter.ts';

export const R_RANGE_LOCK = 'R-RANGE-LOCK';
/** Kept at both ends of the feed: tikv#12156 and tiflow#4782 (facts B-17). */
const R_NO_RTS_BEFORE_INIT = 'R-NO-RTS-BEFORE-INIT';
export const R_SAFE_INTERVAL = 'R-SAFE-INTERVAL';

/** Regions asked of PD at a time (facts 4.9.1). */
const SCAN_LIMIT = 20;
/** A Region may fail this often at once, then once per interval (facts 4.9.7). */
const FAILURE_BURST = 3;
const FAILURE_EVERY_US = 100_000;
const FAILURE_QUEUE_US = 50_000;

type Retry =
  | { readonly type: 'range'; readonly range: KeyRange }
  | { readonly type: 'region'; readonly task: RegionTask };

/** `limitedBy`: the Region whose failures it must not outrun; 0 when it only waited. */
interface QueuedRetry {
  readonly retry: Retry;
  readonly limitedBy: RegionId;
}

/**
 * Keeps every key of one span subscribed exactly once (facts 4.9) and its frontier up to date.
 *
 *   range ──PD──> Regions ──lock──> subscribed ──INITIALIZED──> resolved ts count
 *     ^             │ wait: until an older lock is released         │ error, broken stream
 *     │             └ stale: the parts that nobody holds ─┐         v
 *     └───────────────────────────────────────────────────┴── unlocked at its resolved ts
 */
export class KvClient {
  readonly range: KeyRange;
  private lock: RangeLock;
  private spanFrontier: SpanFrontier;
  private feeds = new Map<number, Feed>();
  private scans = new Map<number, { readonly range: KeyRange; readonly sentAtUs: number }>();
  private waiting: RegionTask[] = [];
  private retries = new Map<number, QueuedRetry>();
  private limiters = new Map<RegionId, Limiter>();
  private stores = new Map<StoreId, ProcessId>();

  constructor(
    private readonly table: string,
    private readonly changefeed: ChangefeedId,
    private readonly span: Span,
    start: Ts,
  ) {
    this.range = {
      startKey: span.startKey === '' ? '' : encodeRawKey(span.startKey),
      endKey: span.endKey === '' ? '' : encodeRawKey(span.endKey),
    };
    this.lock = new RangeLock(this.range, start);
    this.spanFrontier = new SpanFrontier(this.range, TS_ZERO);
  }

  get frontier(): SpanFrontier {
    return this.spanFrontier;
  }

  get subscriptions(): Iterable<Feed> {
    return this.feeds.values();
  }

  start(kit: Kit): void {
    this.divide(this.range, kit);
  }

  /** Ends every subscription. */
  close(kit: Kit): void {
    for (const feed of this.feeds.values()) this.deregister(feed, kit);
    this.feeds.clear();
    this.scans.clear();
    this.waiting = [];
    this.retries.clear();
  }

  /** True when the answer was to a question of this client. */
  onScanRegions(message: ScanRegionsResponse, kit: Kit): boolean {
    const scan = this.scans.get(message.id);
    if (scan === undefined) return false;
    this.scans.delete(message.id);
    for (const { store, process } of message.stores) this.stores.set(store, process);
    const { endKey } = scan.range;
    let at = scan.range.startKey;
    for (const { region, leaderStore } of message.routes) {
      const rest = { startKey: at, endKey };
      if (!rangesOverlap(region, rest)) continue;
      // A hole in PD's answer would be a hole in the changefeed: ask again from there (facts 4.9.1).
      if (region.startKey > at) break;
      const range = { startKey: at, endKey: smallerEnd(region.endKey, endKey) };
      if (leaderStore === 0) this.retryLater({ type: 'range', range }, kit.env.config.ticdc.retryUs, kit);
      else this.subscribe({ region, leaderStore, range: this.partOf(region) }, kit);
      at = range.endKey;
      if (at === endKey) return true;
    }
    const rest = { startKey: at, endKey };
    if (at === scan.range.startKey)
      this.retryLater({ type: 'range', range: rest }, kit.env.config.ticdc.retryUs, kit);
    else this.divide(rest, kit);
    return true;
  }

  onEvents(message: CdcEventBatch, sorter: Sorter, kit: Kit): void {
    const feed = this.feeds.get(message.requestId);
    if (feed === undefined) return;
    const { rules } = kit.env;
    for (const row of message.rows) {
      // A Region may reach beyond the span, and its scan ignores the asked range (facts 3.3.4).
      if (this.isMine(row.key)) sorter.push(row, rules);
    }
    for (const each of message.txns ?? []) {
      if (!this.isMine(each.key)) continue;
      const row = feed.matcher.take(each, feed.initialized);
      if (row !== null) sorter.push(row, rules);
    }
    if (message.initialized) {
      feed.initialized = true;
      feed.risenUs = kit.ctx.monotonicUs();
      for (const row of feed.matcher.takeEarly()) sorter.push(row, rules);
    }
    if (message.error !== null) this.onError(feed, message.error, kit);
  }

  onResolved(requestId: number, ts: Ts, kit: Kit): void {
    const feed = this.feeds.get(requestId);
    const { rules, config } = kit.env;
    if (feed === undefined || (!feed.initialized && ruleOn(rules, R_NO_RTS_BEFORE_INIT))) return;
    const lowered = ruleOn(rules, R_SAFE_INTERVAL) ? lowerTs(ts, config.ticdc.safeIntervalUs) : ts;
    if (lowered <= feed.resolved) return;
    feed.published = ts;
    feed.resolved = lowered;
    feed.risenUs = kit.ctx.monotonicUs();
    this.spanFrontier.forward(feed.lock, lowered);
  }

  /** The stream to a store broke: its subscriptions begin again from what they reached. */
  onDisconnected(process: ProcessId, kit: Kit): void {
    const broken = [...this.feeds.values()].filter((feed) => feed.process === process);
    for (const feed of broken) {
      this.release(feed, kit);
      this.retryLater({ type: 'range', range: feed.lock }, kit.env.config.ticdc.retryUs, kit);
    }
    if (process === kit.env.upstreamPd) this.askAgain(Infinity, kit);
  }

  /** Another member of PD is asked from now on: also what the former one has not answered. */
  onPdChanged(kit: Kit): void {
    this.askAgain(Infinity, kit);
  }

  /** Asks PD again for what it has not answered since `timeoutUs`. */
  checkTimeouts(timeoutUs: number, kit: Kit): void {
    this.askAgain(kit.ctx.monotonicUs() - timeoutUs, kit);
  }

  onRetry(id: number, kit: Kit): void {
    const queued = this.retries.get(id);
    if (queued === undefined) return;
    this.retries.delete(id);
    if (queued.limitedBy === 0) this.carryOut(queued.retry, kit);
    else this.again(queued.limitedBy, queued.retry, kit);
  }

  /** What holds the frontier, in words: the slowest piece and why it does not move. */
  heldBy(nowUs: number): readonly string[] {
    const slowest = this.spanFrontier.slowest;
    for (const feed of this.feeds.values()) {
      if (!rangesOverlap(feed.lock, slowest)) continue;
      return blameOf(feed, nowUs);
    }
    for (const task of this.waiting) {
      if (rangesOverlap(task.range, slowest)) return [`Region ${task.region.id} waits for its range`];
    }
    for (const scan of this.scans.values()) {
      if (rangesOverlap(scan.range, slowest)) return ['asking PD for Regions'];
    }
    return ['a Region is about to be subscribed again'];
  }

  get regionsInitialized(): number {
    let count = 0;
    for (const feed of this.feeds.values()) if (feed.initialized) count++;
    return count;
  }

  get regions(): number {
    return this.feeds.size;
  }

  clone(): KvClient {
    const copy = new KvClient(this.table, this.changefeed, this.span, TS_ZERO);
    copy.lock = this.lock.clone();
    copy.spanFrontier = this.spanFrontier.clone();
    for (const [id, feed] of this.feeds) copy.feeds.set(id, { ...feed, matcher: feed.matcher.clone() });
    copy.scans = new Map(this.scans);
    copy.waiting = this.waiting.slice();
    copy.retries = new Map(this.retries);
    for (const [region, limiter] of this.limiters) copy.limiters.set(region, limiter.clone());
    copy.stores = new Map(this.stores);
    return copy;
  }

  /** In the order of the store, where the records of tables come after all raw keys. */
  private isMine(key: string): boolean {
    const { startKey, endKey } = this.range;
    return (startKey === '' && endKey === '') || rangeContains(this.range, encodeRawKey(key));
  }

  /**
   * All that the span has of a Region, also where only a part of it was lost: after a merge the other part is still
   * subscribed in a Region that is gone, and the whole has to wait for it and go on from the older of the two (facts 3.6.11).
   */
  private partOf(region: KeyRange): KeyRange {
    const { startKey, endKey } = this.range;
    return {
      startKey: region.startKey > startKey ? region.startKey : startKey,
      endKey: smallerEnd(region.endKey, endKey),
    };
  }

  private divide(range: KeyRange, kit: Kit): void {
    const id = kit.ids.next();
    this.scans.set(id, { range, sentAtUs: kit.ctx.monotonicUs() });
    const { startKey, endKey } = range;
    const ask: ScanRegions = { kind: 'pd.scan-regions', bytes: 64, id, startKey, endKey, limit: SCAN_LIMIT };
    kit.ctx.send(kit.env.upstreamPd, ask);
  }

  private subscribe(task: RegionTask, kit: Kit): void {
    const { region, range } = task;
    const process = this.stores.get(task.leaderStore);
    if (process === undefined) {
      this.retryLater({ type: 'range', range }, kit.env.config.ticdc.retryUs, kit);
      return;
    }
    const wanted: LockedRange = { ...range, region: region.id, version: region.epoch.version };
    const result = this.lock.tryLock(wanted, ruleOn(kit.env.rules, R_RANGE_LOCK));
    if (result.type === 'wait') {
      this.waiting.push(task);
      return;
    }
    if (result.type === 'stale') {
      for (const uncovered of result.uncovered)
        this.again(region.id, { type: 'range', range: uncovered }, kit);
      return;
    }
    const { checkpoint } = result;
    const requestId = kit.ids.next();
    const sinceUs = kit.ctx.monotonicUs();
    this.feeds.set(requestId, {
      requestId,
      task,
      lock: wanted,
      process,
      sinceUs,
      initialized: false,
      risenUs: sinceUs,
      matcher: new Matcher(),
      published: checkpoint,
      resolved: checkpoint,
    });
    kit.router.set(requestId, this.table);
    // Told at once, so that a range which fell back holds the frontier from now on (facts 4.10.2).
    this.spanFrontier.forward(wanted, checkpoint);
    const register: CdcRegister = {
      kind: 'cdc.register',
      bytes: 96 + range.startKey.length + range.endKey.length,
      requestId,
      region: region.id,
      epoch: region.epoch,
      checkpointTs: checkpoint,
      startKey: range.startKey,
      endKey: range.endKey,
      capture: kit.env.capture,
      changefeed: this.changefeed,
    };
    kit.ctx.send(process, register);
  }

  /** facts 4.9.6 */
  private onError(feed: Feed, error: CdcError, kit: Kit): void {
    this.release(feed, kit);
    const { task } = feed;
    const divide: Retry = { type: 'range', range: task.range };
    switch (error.type) {
      case 'NotLeader': {
        const { leaderStore } = error;
        if (leaderStore === 0) this.retryLater(divide, kit.env.config.ticdc.retryUs, kit);
        else this.again(task.region.id, { type: 'region', task: { ...task, leaderStore } }, kit);
        return;
      }
      case 'EpochNotMatch':
      case 'RegionNotFound':
        this.again(task.region.id, divide, kit);
        return;
      case 'DuplicateRequest':
      case 'ServerIsBusy':
      case 'Congested':
        this.retryLater(divide, kit.env.config.ticdc.retryUs, kit);
        return;
      default:
        unreachable(error);
    }
  }

  /** Unlocks at what was reached, and lets those try that waited for the range. */
  private release(feed: Feed, kit: Kit): void {
    this.feeds.delete(feed.requestId);
    kit.router.delete(feed.requestId);
    this.lock.unlock(feed.lock, feed.resolved);
    const waiting = this.waiting;
    this.waiting = [];
    for (const task of waiting) this.subscribe(task, kit);
  }

  private deregister(feed: Feed, kit: Kit): void {
    kit.router.delete(feed.requestId);
    const region = feed.task.region.id;
    const message: CdcDeregister = { kind: 'cdc.deregister', bytes: 32, requestId: feed.requestId, region };
    kit.ctx.send(feed.process, message);
  }

  /** At once while the Region has not failed too often lately, else from the queue. */
  private again(region: RegionId, retry: Retry, kit: Kit): void {
    let limiter = this.limiters.get(region);
    if (limiter === undefined) {
      limiter = new Limiter(FAILURE_EVERY_US, FAILURE_BURST);
      this.limiters.set(region, limiter);
    }
    if (limiter.allow(kit.ctx.monotonicUs())) this.carryOut(retry, kit);
    else this.retryLater(retry, FAILURE_QUEUE_US, kit, region);
  }

  private retryLater(retry: Retry, delayUs: number, kit: Kit, limitedBy: RegionId = 0): void {
    const id = kit.ids.next();
    this.retries.set(id, { retry, limitedBy });
    setTimer(kit, delayUs, 'ticdc.kv-retry', this.table, id);
  }

  private carryOut(retry: Retry, kit: Kit): void {
    if (retry.type === 'range') this.divide(retry.range, kit);
    else this.subscribe(retry.task, kit);
  }

  private askAgain(sentBeforeUs: number, kit: Kit): void {
    for (const [id, scan] of [...this.scans]) {
      if (scan.sentAtUs >= sentBeforeUs) continue;
      this.scans.delete(id);
      this.retryLater({ type: 'range', range: scan.range }, kit.env.config.ticdc.retryUs, kit);
    }
  }
}

/** `ts` less a whole number of milliseconds (R-SAFE-INTERVAL, facts 4.9.5). */
function lowerTs(ts: Ts, byUs: number): Ts {
  return Math.max(TS_ZERO, ts - Math.floor(byUs / 1_000) * LOGICAL_PER_TICK) as Ts;
}
