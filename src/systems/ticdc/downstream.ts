import { hash32 } from '../../base/hash.ts';
import { extraRuleOn } from '../../model/config.ts';
import type { ChangefeedId, ProcessId } from '../../model/ids.ts';
import type { Region } from '../../model/region.ts';
import type { ScanRegions, ScanRegionsResponse } from '../pd/msg.ts';
import type {
  CdcRow,
  RawPair,
  Fence,
  LockInfo,
  RawWrite,
  RawWriteResponse,
  RegionError,
  TxnCommandMessage,
  TxnResponse,
} from '../tikv/msg.ts';
import type { Ts } from '../../model/ts.ts';
import { setTimer, type Kit } from './kit.ts';
import { RouteCache, type Route } from './route-cache.ts';
import { rowBytes } from './sink-worker.ts';

/** Regions of the recovery cluster asked of its PD at a time. */
const SCAN_LIMIT = 128;

export const R_FENCE = 'R-FENCE';

/** For whom rows are written: a span of a changefeed, and the token of the order that gave it to this capture. */
export interface WriteScope {
  readonly changefeed: ChangefeedId;
  readonly span: string;
  readonly token: number;
}

export const NO_SCOPE: WriteScope = { changefeed: '', span: '', token: 0 };

/** A lock of somebody who is alive is looked at again after as long a pause as after so many failures. */
const LOCKED_ATTEMPT = 5;

type Filled = 'request' | 'call' | 'region' | 'epoch' | 'bytes';
type WithoutRoute<M> = M extends TxnCommandMessage ? Omit<M, Filled> : never;
/** A transactional request about one key, without what it needs to get there. */
export type KvBody = WithoutRoute<TxnCommandMessage>;

/** Rows of one sink worker that must be written: each key once, in any order. */
export interface WriteJob {
  readonly table: string;
  readonly scope: WriteScope;
  readonly worker: number;
  readonly rows: readonly CdcRow[];
  readonly attempt: number;
  /** Of a transaction: the request, the item it is about, its start ts, and the lock it ran into. `rows` says where to. */
  readonly kv?: KvBody;
  readonly tag?: number;
  readonly startTs?: Ts;
  readonly lock?: LockInfo;
}

interface Request {
  readonly job: WriteJob;
  readonly route: Route;
  readonly process: ProcessId;
  readonly sentAtUs: number;
}

/**
 * The capture's client of the recovery cluster: routes rows to Regions, and tries again until each is written.
 * A job may be written more than once (at least once, facts 0.2d); the worker waits for all of it, which keeps
 * the order per key.
 *
 *   job ──routes──> one request per Region ──ok──> acked
 *    ^                  │ Region error, broken stream, timeout
 *    └────backoff───────┘
 */
export class Downstream {
  private routes = new RouteCache();
  private requests = new Map<number, Request>();
  private retries = new Map<number, WriteJob>();
  /** Jobs that wait for PD's answer. */
  private parked: WriteJob[] = [];
  private scan = { id: 0, sentAtUs: 0 };
  /** Tables that are closed or closing: nothing of theirs is written again. */
  private cancelled = new Set<string>();

  /** Rows of `table` that were sent and not answered. */
  inFlightOf(table: string): number {
    let rows = 0;
    for (const { job } of this.requests.values()) if (job.table === table) rows += job.rows.length;
    return rows;
  }

  write(job: WriteJob, kit: Kit): void {
    const groups = new Map<Route, CdcRow[]>();
    const unrouted: CdcRow[] = [];
    let last: Route | null = null;
    for (const row of job.rows) {
      last = this.routes.find(row.key, last);
      if (last === null) {
        unrouted.push(row);
        continue;
      }
      const group = groups.get(last);
      if (group === undefined) groups.set(last, [row]);
      else group.push(row);
    }
    for (const [route, rows] of groups) this.sendGroup({ ...job, rows }, route, kit);
    if (unrouted.length === 0) return;
    this.parked.push({ ...job, rows: unrouted });
    if (this.scan.id === 0) this.loadRoutes('', kit);
  }

  /** The job whose rows are written now; null when the answer was an error or is about nothing we wait for. */
  onResponse(message: RawWriteResponse | TxnResponse, kit: Kit): WriteJob | null {
    const request = this.requests.get(message.request);
    if (request === undefined) return null;
    this.requests.delete(message.request);
    if (message.error === null) return request.job;
    // Somebody else has the span now: whatever this capture still has of it is not for it to write.
    if (message.error.type === 'Fenced') {
      this.cancel(request.job.table);
      return null;
    }
    this.learn(request.route, message.error);
    this.retryLater(request.job, kit);
    return null;
  }

  /** True when the answer was to a question of this client. */
  onScanRegions(message: ScanRegionsResponse, kit: Kit): boolean {
    if (this.scan.id !== message.id) return false;
    this.scan = { id: 0, sentAtUs: 0 };
    this.routes.learnStores(message.stores);
    let endKey = '';
    for (const { region, leaderStore } of message.routes) {
      this.routes.install(region, leaderStore);
      endKey = region.endKey;
    }
    if (message.routes.length >= SCAN_LIMIT && endKey !== '') this.loadRoutes(endKey, kit);
    const parked = this.parked;
    this.parked = [];
    // What still has no route has no leader that PD knows of: wait before asking again.
    for (const job of parked) this.retryLater(job, kit);
    return true;
  }

  /** Tries after a pause. */
  later(job: WriteJob, kit: Kit): void {
    this.retryLater({ ...job, attempt: LOCKED_ATTEMPT }, kit);
  }

  onRetry(id: number, kit: Kit): void {
    const job = this.retries.get(id);
    if (job === undefined) return;
    this.retries.delete(id);
    this.write(job, kit);
  }

  onDisconnected(process: ProcessId, kit: Kit): void {
    if (process === kit.env.recoveryPd) this.scanFailed(kit);
    this.giveUp((request) => request.process === process, kit);
  }

  /** A request without answer for too long may or may not have been written: it is written again (facts 3.8.1). */
  checkTimeouts(timeoutUs: number, kit: Kit): void {
    const sentBefore = kit.ctx.monotonicUs() - timeoutUs;
    this.giveUp((request) => request.sentAtUs < sentBefore, kit);
    if (this.scan.id !== 0 && this.scan.sentAtUs < sentBefore) this.scanFailed(kit);
  }

  /** Forgets what `table` has not sent; requests on the way stay until answered and are not tried again. */
  cancel(table: string): void {
    this.cancelled.add(table);
    this.parked = this.parked.filter((job) => job.table !== table);
    for (const [id, job] of this.retries) if (job.table === table) this.retries.delete(id);
  }

  clone(): Downstream {
    const copy = new Downstream();
    copy.routes = this.routes.clone();
    copy.requests = new Map(this.requests);
    copy.retries = new Map(this.retries);
    copy.parked = this.parked.slice();
    copy.scan = this.scan;
    copy.cancelled = new Set(this.cancelled);
    return copy;
  }

  private sendGroup(job: WriteJob, route: Route, kit: Kit): void {
    const process = this.routes.processOf(route.leaderStore);
    if (process === null) {
      this.routes.drop(route);
      this.retryLater(job, kit);
      return;
    }
    // R-FENCE leaseWait: whoever may have lost its lease without knowing writes nothing.
    if (kit.leaseDoubtful === true && this.fenced(kit) && kit.env.config.ticdc.fence === 'leaseWait') {
      this.retryLater(job, kit);
      return;
    }
    const request = requestNumber(kit);
    let bytes = 64;
    for (const row of job.rows) bytes += rowBytes(row);
    const { id: region, epoch } = route.region;
    const header = { bytes, request, call: request, region, epoch };
    this.requests.set(request, { job, route, process, sentAtUs: kit.ctx.monotonicUs() });
    if (job.kv !== undefined) {
      const message = { ...job.kv, ...header };
      kit.ctx.send(process, message);
      return;
    }
    const wallMs = kit.ctx.wallMs();
    const pairs = job.rows.map((row) => pairOf(row, wallMs));
    const message: RawWrite = { kind: 'raw.write', ...header, pairs, ...this.fenceOf(job.scope, kit) };
    const { changefeed, span } = job.scope;
    const rows = job.rows.length;
    kit.ctx.trace({ kind: 'sink.sent', capture: kit.env.capture, changefeed, span, request, rows });
    kit.ctx.send(process, message);
  }

  private fenced(kit: Kit): boolean {
    return extraRuleOn(kit.env.rules, R_FENCE);
  }

  private fenceOf({ changefeed, span, token }: WriteScope, kit: Kit): { readonly fence?: Fence } {
    if (!this.fenced(kit) || kit.env.config.ticdc.fence !== 'token') return {};
    return { fence: { scope: `${changefeed} ${span}`, token } };
  }

  private learn(route: Route, error: RegionError): void {
    switch (error.type) {
      case 'NotLeader':
        this.routes.setLeader(route, error.leaderStore);
        return;
      case 'EpochNotMatch':
        this.learnRegions(route, error.regions);
        return;
      case 'RegionNotFound':
      case 'KeyNotInRegion':
        this.routes.drop(route);
        return;
      case 'Fenced':
      case 'StaleCommand':
      case 'ServerIsBusy':
      case 'MaxTimestampNotSynced':
      case 'ProposalInMergingMode':
      case 'ReadIndexNotReady':
        return;
    }
  }

  /** The newer Regions that the store knows; it led the old one, so it is the best guess for them. */
  private learnRegions(route: Route, regions: readonly Region[]): void {
    this.routes.drop(route);
    for (const region of regions) this.routes.install(region, route.leaderStore);
  }

  private giveUp(which: (request: Request) => boolean, kit: Kit): void {
    for (const [id, request] of [...this.requests]) {
      if (!which(request)) continue;
      this.requests.delete(id);
      this.routes.drop(request.route);
      this.retryLater(request.job, kit);
    }
  }

  private retryLater(job: WriteJob, kit: Kit): void {
    if (this.cancelled.has(job.table)) return;
    const { backoffBaseUs, backoffCapUs } = kit.env.config.client;
    let delayUs = backoffBaseUs;
    for (let i = 0; i < job.attempt && delayUs < backoffCapUs; i++) delayUs *= 2;
    const id = kit.ids.next();
    this.retries.set(id, { ...job, attempt: job.attempt + 1 });
    setTimer(kit, Math.min(delayUs, backoffCapUs), 'ticdc.sink-retry', '', id);
  }

  private loadRoutes(startKey: string, kit: Kit): void {
    const id = kit.ids.next();
    this.scan = { id, sentAtUs: kit.ctx.monotonicUs() };
    const ask: ScanRegions = {
      kind: 'pd.scan-regions',
      bytes: 64,
      id,
      startKey,
      endKey: '',
      limit: SCAN_LIMIT,
    };
    kit.ctx.send(kit.env.recoveryPd, ask);
  }

  private scanFailed(kit: Kit): void {
    if (this.scan.id === 0) return;
    this.scan = { id: 0, sentAtUs: 0 };
    const parked = this.parked;
    this.parked = [];
    for (const job of parked) this.retryLater(job, kit);
  }
}

/** Unique in the whole run, far from the numbers of clients and of other captures. */
function requestNumber(kit: Kit): number {
  return (1 + (hash32(kit.env.process) % 4_000)) * 1_000_000_000_000 + kit.ids.next();
}

/** A value with an end gets what is left of its time, by this capture's clock; with nothing left it is deleted (facts 2.17). */
export function pairOf({ key, value, ts, expireS }: CdcRow, wallMs: number): RawPair {
  if (expireS === undefined || value === null) return { key, value, sourceTs: ts };
  const ttlS = expireS - Math.floor(wallMs / 1_000);
  return ttlS <= 0 ? { key, value: null, sourceTs: ts } : { key, value, sourceTs: ts, ttlS };
}
