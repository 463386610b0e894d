import { ruleOn } from '../../model/config.ts';
import type { ProcessId, RegionId } from '../../model/ids.ts';
import { encodeRawKey } from '../../model/key.ts';
import type { Region } from '../../model/region.ts';
import { isExpired, maxTs, TS_ZERO, type Ts } from '../../model/ts.ts';
import type { ScanRegionsResponse, TsoRequest, TsoResponse } from '../pd/msg.ts';
import type {
  KvCheckSecondaryLocksResponse,
  KvCheckTxnStatusResponse,
  KvScanLock,
  KvScanLockResponse,
  LockInfo,
  TxnCommandMessage,
  TxnResponse,
  Unrouted,
} from '../tikv/msg.ts';
import { ClusterClient, type ClusterJob } from './cluster-client.ts';
import { setTimer, type Kit } from './kit.ts';
import type { Feed } from './feed.ts';

export const R_RESOLVE_STUCK_LOCKS = 'R-RESOLVE-STUCK-LOCKS';

/** Locks asked for at a time (TiCDC, scanLockLimit). */
const SCAN_LIMIT = 1_024;
const REQUEST_BYTES = 64;

/** A request on its way to the Region that holds the encoded key `at`. */
interface ResolveJob extends ClusterJob {
  readonly at: string;
  readonly body: Unrouted<KvScanLock | TxnCommandMessage>;
  /** The Region that is scanned; null when it is about a transaction. */
  readonly region: Region | null;
  /** Start ts of the transaction that it is about; TS_ZERO for a scan. */
  readonly startTs: Ts;
}

/** What is being found out about a transaction. Frozen. */
interface Inquiry {
  readonly phase: 'status' | 'secondaries' | 'resolving';
  /** One of its locks; its primary's once the secondaries are asked, which it names. */
  readonly lock: LockInfo;
  /** Its keys that will be told what became of it. */
  readonly keys: readonly string[];
  /** PD's time when its locks were found. */
  readonly nowTs: Ts;
  /** Answers that are outstanding. */
  readonly left: number;
  /** Of the secondaries that answered: how many are locked, and the commit ts that follows. */
  readonly locked: number;
  readonly commitTs: Ts;
}

/**
 * The watchdog of a capture over resolved timestamps that stand still (facts 4.9.9): a client may have died while its
 * locks stand, and of keys that nobody reads nobody else will clean them up. A lock whose transaction is alive is left
 * alone.
 *
 *   a Region:       rising ──not risen for resolveLockLagUs──▶ time asked of PD ──▶ locks scanned
 *                     ▲                                            ▲ after resolveLockIntervalUs │ one transaction each
 *                     └── rises ──────────────────── stands still ─┴────────────────────────────┘
 *
 *   a transaction:  status ─┬─ alive, or its primary is not there yet ────────────▶ left alone
 *                           ├─ committed, rolled back (its time was over) ──▶ resolving ──every key told──▶ done
 *                           └─ asynchronous commit whose time is over ─▶ secondaries ─▶ resolving
 */
export class LockResolver {
  private client = new ClusterClient<ResolveJob>('upstream');
  private tso = { id: 0, sentAtUs: 0 };
  /** When a Region's locks were last looked for, and where they are being looked for now. */
  private lookedUs = new Map<RegionId, number>();
  private scanning = new Set<RegionId>();
  /** By start ts. */
  private inquiries = new Map<Ts, Inquiry>();

  /** Begins to look every `resolveLockTickUs`. */
  start(kit: Kit): void {
    setTimer(kit, kit.env.config.ticdc.resolveLockTickUs, 'ticdc.resolve-locks');
  }

  tick(feeds: Iterable<Feed>, kit: Kit): void {
    this.start(kit);
    if (!ruleOn(kit.env.rules, R_RESOLVE_STUCK_LOCKS)) return;
    const { rpcTimeoutUs } = kit.env.config.client;
    this.client.checkTimeouts(rpcTimeoutUs, kit);
    const nowUs = kit.ctx.monotonicUs();
    if (this.tso.id !== 0 && nowUs - this.tso.sentAtUs <= rpcTimeoutUs) return;
    if (this.stuck(feeds, kit).length === 0) return;
    const id = kit.ids.next();
    this.tso = { id, sentAtUs: nowUs };
    const ask: TsoRequest = { kind: 'pd.tso-request', bytes: 24, id, count: 1 };
    kit.ctx.send(kit.env.upstreamPd, ask);
  }

  onTso({ id, last, error }: TsoResponse, feeds: Iterable<Feed>, kit: Kit): void {
    if (this.tso.id !== id) return;
    this.tso = { id: 0, sentAtUs: 0 };
    if (error !== '') return;
    for (const region of this.stuck(feeds, kit)) {
      this.lookedUs.set(region.id, kit.ctx.monotonicUs());
      this.scanning.add(region.id);
      this.scan(region, '', last, kit);
    }
  }

  onScanRegions(message: ScanRegionsResponse, kit: Kit): boolean {
    return this.client.onScanRegions(message, kit);
  }

  onResponse(message: TxnResponse, kit: Kit): void {
    const job = this.client.answered(message, kit);
    if (job === null) return;
    if (message.kind === 'kv.scan-lock-response') {
      this.onLocks(job, message, kit);
      return;
    }
    const inquiry = this.inquiries.get(job.startTs);
    if (inquiry === undefined) return;
    if (message.kind === 'kv.check-txn-status-response') this.onStatus(inquiry, message, kit);
    else if (message.kind === 'kv.check-secondary-locks-response') this.onSecondary(inquiry, message, kit);
    else if (message.kind === 'kv.resolve-lock-response') this.onTold(inquiry);
  }

  onRetry(id: number, kit: Kit): void {
    const job = this.client.takeRetry(id);
    if (job !== null) this.send(job, kit);
  }

  onDisconnected(process: ProcessId, kit: Kit): void {
    this.client.onDisconnected(process, kit);
  }

  onPdLost(kit: Kit): void {
    this.tso = { id: 0, sentAtUs: 0 };
    this.client.onPdLost(kit);
  }

  clone(): LockResolver {
    const copy = new LockResolver();
    copy.client = this.client.clone();
    copy.tso = this.tso;
    copy.lookedUs = new Map(this.lookedUs);
    copy.scanning = new Set(this.scanning);
    copy.inquiries = new Map(this.inquiries);
    return copy;
  }

  /** Regions whose resolved ts stands still and which are due for a look, each once. */
  private stuck(feeds: Iterable<Feed>, kit: Kit): readonly Region[] {
    const { resolveLockLagUs, resolveLockIntervalUs } = kit.env.config.ticdc;
    const nowUs = kit.ctx.monotonicUs();
    const found = new Map<RegionId, Region>();
    for (const { initialized, risenUs, task } of feeds) {
      if (!initialized || nowUs - risenUs < resolveLockLagUs) continue;
      const { region } = task;
      const rested = nowUs - (this.lookedUs.get(region.id) ?? -Infinity) >= resolveLockIntervalUs;
      if (rested && !this.scanning.has(region.id)) found.set(region.id, region);
    }
    return [...found.values()];
  }

  /* ---- a Region's locks ------------------------------------------------------------------------------------- */

  /** Asks for the locks of transactions that have begun by now, `nowTs`. */
  private scan(region: Region, startKey: string, nowTs: Ts, kit: Kit): void {
    const at = startKey === '' ? region.startKey : encodeRawKey(startKey);
    const body = { kind: 'kv.scan-lock', startKey, ts: nowTs, limit: SCAN_LIMIT } as const;
    this.send({ table: '', attempt: 0, at, body, region, startTs: TS_ZERO }, kit);
  }

  private onLocks({ region, body }: ResolveJob, { locks, keyError }: KvScanLockResponse, kit: Kit): void {
    if (region === null || body.kind !== 'kv.scan-lock') return;
    const { capture } = kit.env;
    const { ts } = body;
    if (keyError === null)
      kit.ctx.trace({ kind: 'puller.locks-scanned', capture, region: region.id, ts, locks: locks.length });
    for (const lock of locks) this.onLock(lock, ts, kit);
    const last = locks[SCAN_LIMIT - 1];
    // A lock on its way into the log refuses the scan: the next look will find it there.
    if (last === undefined) this.scanning.delete(region.id);
    else this.scan(region, last.key, ts, kit);
  }

  private onLock(lock: LockInfo, nowTs: Ts, kit: Kit): void {
    const { startTs, primary } = lock;
    const known = this.inquiries.get(startTs);
    if (known !== undefined) {
      // A transaction whose end is being told is found again, should this key not be told of it.
      if (known.phase !== 'resolving' && !known.keys.includes(lock.key))
        this.inquiries.set(startTs, { ...known, keys: [...known.keys, lock.key] });
      return;
    }
    const fresh = { lock, keys: [lock.key], nowTs, left: 1, locked: 0, commitTs: TS_ZERO };
    this.inquiries.set(startTs, { ...fresh, phase: 'status' });
    this.ask(
      primary,
      startTs,
      {
        kind: 'kv.check-txn-status',
        primary,
        startTs,
        callerStartTs: TS_ZERO,
        currentTs: nowTs,
        // A primary may be on its way still: only a lock whose time is over is given up for lack of one.
        rollbackIfNotExist: isExpired(startTs, lock.ttlMs, nowTs),
      },
      kit,
    );
  }

  /* ---- what became of a transaction --------------------------------------------------------------------------- */

  private onStatus(inquiry: Inquiry, status: KvCheckTxnStatusResponse, kit: Kit): void {
    if (inquiry.phase !== 'status') return;
    const { lock, commitTs, rolledBack } = status;
    if (commitTs > TS_ZERO || rolledBack) this.becomeResolving(inquiry, commitTs, inquiry.keys, kit);
    else if (lock !== null && lock.asyncCommit && isExpired(lock.startTs, lock.ttlMs, inquiry.nowTs))
      this.becomeAskingSecondaries(inquiry, lock, kit);
    else this.inquiries.delete(inquiry.lock.startTs);
  }

  private becomeAskingSecondaries(inquiry: Inquiry, primary: LockInfo, kit: Kit): void {
    const { secondaries, startTs, minCommitTs } = primary;
    const asked: Inquiry = {
      ...inquiry,
      phase: 'secondaries',
      lock: primary,
      left: secondaries.length,
      commitTs: minCommitTs,
    };
    this.inquiries.set(startTs, asked);
    for (const key of secondaries)
      this.ask(key, startTs, { kind: 'kv.check-secondary-locks', keys: [key], startTs }, kit);
    if (secondaries.length === 0) this.decide(asked, kit);
  }

  private onSecondary(before: Inquiry, answer: KvCheckSecondaryLocksResponse, kit: Kit): void {
    if (before.phase !== 'secondaries') return;
    const committed = answer.commitTs > TS_ZERO;
    const inquiry: Inquiry = {
      ...before,
      left: before.left - 1,
      // A committed one says that all of them were locked.
      locked: before.locked + (committed ? before.lock.secondaries.length : answer.locked),
      commitTs: committed ? answer.commitTs : maxTs(before.commitTs, answer.minCommitTs),
    };
    this.inquiries.set(inquiry.lock.startTs, inquiry);
    if (inquiry.left === 0) this.decide(inquiry, kit);
  }

  /** With all of its locks an asynchronous commit is committed, and with one missing it never will be. */
  private decide(inquiry: Inquiry, kit: Kit): void {
    const { primary, secondaries } = inquiry.lock;
    const all = inquiry.locked >= secondaries.length;
    this.becomeResolving(inquiry, all ? inquiry.commitTs : TS_ZERO, [primary, ...secondaries], kit);
  }

  /** Carries the decision over to the keys; `commitTs` TS_ZERO: rolled back. */
  private becomeResolving(inquiry: Inquiry, commitTs: Ts, keys: readonly string[], kit: Kit): void {
    const { startTs } = inquiry.lock;
    const { capture } = kit.env;
    this.inquiries.set(startTs, { ...inquiry, phase: 'resolving', keys, left: keys.length, commitTs });
    for (const key of keys) {
      kit.ctx.trace({ kind: 'puller.lock-resolved', capture, key, lockTs: startTs, commitTs });
      this.ask(key, startTs, { kind: 'kv.resolve-lock', startTs, commitTs, keys: [key] }, kit);
    }
  }

  private onTold(inquiry: Inquiry): void {
    const { startTs } = inquiry.lock;
    const left = inquiry.left - 1;
    if (left === 0) this.inquiries.delete(startTs);
    else this.inquiries.set(startTs, { ...inquiry, left });
  }

  /* ---- requests ----------------------------------------------------------------------------------------------- */

  private ask(key: string, startTs: Ts, body: ResolveJob['body'], kit: Kit): void {
    this.send({ table: '', attempt: 0, at: encodeRawKey(key), body, region: null, startTs }, kit);
  }

  private send(job: ResolveJob, kit: Kit): void {
    const route = this.client.route(job.at);
    if (route === null) {
      this.client.park(job, kit);
      return;
    }
    const opened = this.client.open(job, route, kit);
    if (opened !== null)
      kit.ctx.send(opened.process, { ...job.body, bytes: REQUEST_BYTES, ...opened.header });
  }
}
