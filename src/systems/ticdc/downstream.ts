import { extraRuleOn } from '../../model/config.ts';
import type { ChangefeedId, ProcessId } from '../../model/ids.ts';
import { encodeRawKey } from '../../model/key.ts';
import type { ScanRegionsResponse } from '../pd/msg.ts';
import type {
  CdcRow,
  RawPair,
  Fence,
  LockInfo,
  RawWrite,
  RawWriteResponse,
  TxnCommandMessage,
  TxnResponse,
  Unrouted,
} from '../tikv/msg.ts';
import type { Ts } from '../../model/ts.ts';
import { ClusterClient, type ClusterJob } from './cluster-client.ts';
import type { Kit } from './kit.ts';
import type { Route } from './route-cache.ts';
import { rowBytes } from './sink-worker.ts';

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

/** A transactional request about one key, without what it needs to get there. */
export type KvBody = Unrouted<TxnCommandMessage>;

/** Rows of one sink worker that must be written: each key once, in any order. */
export interface WriteJob extends ClusterJob {
  readonly scope: WriteScope;
  readonly worker: number;
  readonly rows: readonly CdcRow[];
  /** Of a transaction: the request, the item it is about, its start ts, and the lock it ran into. `rows` says where to. */
  readonly kv?: KvBody;
  readonly tag?: number;
  readonly startTs?: Ts;
  readonly lock?: LockInfo;
}

/**
 * The capture's client of the recovery cluster: divides rows among their Regions, and tries again until each is written.
 * A job may be written more than once (at least once, facts 0.2d); the worker waits for all of it, which keeps
 * the order per key.
 *
 *   job ──routes──> one request per Region ──ok──> acked
 *    ^                  │ Region error, broken stream, timeout
 *    └────backoff───────┘
 */
export class Downstream {
  private client = new ClusterClient<WriteJob>('recovery');

  /** Rows of `table` that were sent and not answered. */
  inFlightOf(table: string): number {
    let rows = 0;
    for (const job of this.client.underWay()) if (job.table === table) rows += job.rows.length;
    return rows;
  }

  write(job: WriteJob, kit: Kit): void {
    const groups = new Map<Route, CdcRow[]>();
    const unrouted: CdcRow[] = [];
    let last: Route | null = null;
    for (const row of job.rows) {
      last = this.client.route(encodeRawKey(row.key), last);
      if (last === null) {
        unrouted.push(row);
        continue;
      }
      const group = groups.get(last);
      if (group === undefined) groups.set(last, [row]);
      else group.push(row);
    }
    for (const [route, rows] of groups) this.sendGroup({ ...job, rows }, route, kit);
    if (unrouted.length > 0) this.client.park({ ...job, rows: unrouted }, kit);
  }

  /** The job whose rows are written now; null when the answer was an error or is about nothing we wait for. */
  onResponse(message: RawWriteResponse | TxnResponse, kit: Kit): WriteJob | null {
    return this.client.answered(message, kit);
  }

  /** True when the answer was to a question of this client. */
  onScanRegions(message: ScanRegionsResponse, kit: Kit): boolean {
    return this.client.onScanRegions(message, kit);
  }

  /** Tries after a pause. */
  later(job: WriteJob, kit: Kit): void {
    this.client.retryLater({ ...job, attempt: LOCKED_ATTEMPT }, kit);
  }

  onRetry(id: number, kit: Kit): void {
    const job = this.client.takeRetry(id);
    if (job !== null) this.write(job, kit);
  }

  onDisconnected(process: ProcessId, kit: Kit): void {
    this.client.onDisconnected(process, kit);
  }

  checkTimeouts(timeoutUs: number, kit: Kit): void {
    this.client.checkTimeouts(timeoutUs, kit);
  }

  /** Forgets what `table` has not sent; requests on the way stay until answered and are not tried again. */
  cancel(table: string): void {
    this.client.cancel(table);
  }

  clone(): Downstream {
    const copy = new Downstream();
    copy.client = this.client.clone();
    return copy;
  }

  private sendGroup(job: WriteJob, route: Route, kit: Kit): void {
    // R-FENCE leaseWait: whoever may have lost its lease without knowing writes nothing.
    if (kit.leaseDoubtful === true && this.fenced(kit) && kit.env.config.ticdc.fence === 'leaseWait') {
      this.client.retryLater(job, kit);
      return;
    }
    const opened = this.client.open(job, route, kit);
    if (opened === null) return;
    let bytes = 64;
    for (const row of job.rows) bytes += rowBytes(row);
    const { process } = opened;
    const header = { bytes, ...opened.header };
    if (job.kv !== undefined) {
      const message = { ...job.kv, ...header };
      kit.ctx.send(process, message);
      return;
    }
    const wallMs = kit.ctx.wallMs();
    const pairs = job.rows.map((row) => pairOf(row, wallMs));
    const message: RawWrite = { kind: 'raw.write', ...header, pairs, ...this.fenceOf(job.scope, kit) };
    const { changefeed, span } = job.scope;
    const { request } = header;
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
}

/** A value with an end gets what is left of its time, by this capture's clock; with nothing left it is deleted (facts 2.17). */
export function pairOf({ key, value, ts, expireS }: CdcRow, wallMs: number): RawPair {
  if (expireS === undefined || value === null) return { key, value, sourceTs: ts };
  const ttlS = expireS - Math.floor(wallMs / 1_000);
  return ttlS <= 0 ? { key, value: null, sourceTs: ts } : { key, value, sourceTs: ts, ttlS };
}
