import { must } from '../../base/assert.ts';
import { ruleOn } from '../../model/config.ts';
import { isExpired, maxTs, physicalMs, composeTs, TS_ZERO, type Ts } from '../../model/ts.ts';
import type { TsoRequest } from '../pd/msg.ts';
import type { CdcRow, KeyError, LockInfo, TxnResponse } from '../tikv/msg.ts';
import type { Downstream, KvBody, WriteJob, WriteScope } from './downstream.ts';
import type { Kit } from './kit.ts';

export const R_TXN_SINK_WHOLE = 'R-TXN-SINK-WHOLE';

/** Number of the worker that all transactions of a table go through. */
export const TXN_WORKER = 1_000;

/** How long its locks are left alone, should this capture be gone, ms (client-go: 3 s). */
const LOCK_TTL_MS = 3_000;

interface Item {
  readonly row: CdcRow;
  readonly done: boolean;
}

type Phase = 'idle' | 'start-ts' | 'prewrite' | 'commit-ts' | 'primary' | 'secondaries' | 'rollback';

/**
 * Writes a table's transactions downstream in the order of their commit ts, each of them whole: what has one commit ts
 * upstream gets one commit ts on the recovery cluster (facts recovery 2, transaction-atomicity = table). Several may
 * share a downstream transaction; of a key they all wrote, the last version counts.
 *
 *     rows ─▶ idle ─▶ start-ts ─▶ prewrite ─▶ commit-ts ─▶ primary ─▶ secondaries ─▶ idle
 *                        ▲           │ WriteConflict, rolled back │
 *                        └─ rollback ◀────────────────────────────┘
 */
export class TxnSink {
  private rows: CdcRow[] = [];
  private batch: readonly CdcRow[] = [];
  private items: readonly Item[] = [];
  private phase: Phase = 'idle';
  private startTs: Ts = TS_ZERO;
  private startedUs = 0;
  private commitTs: Ts = TS_ZERO;
  private tso = { id: 0, sentAtUs: 0 };
  private marked: Ts;

  constructor(
    private readonly table: string,
    startTs: Ts,
    private readonly scope: WriteScope,
  ) {
    this.marked = startTs;
  }

  get inFlight(): number {
    return this.batch.length;
  }

  get queued(): number {
    return this.rows.length;
  }

  /** Everything up to here is written. */
  get flushedTs(): Ts {
    const first = this.batch[0] ?? this.rows[0];
    return first === undefined ? this.marked : (Math.min(this.marked, first.ts - 1) as Ts);
  }

  enqueue(row: CdcRow): void {
    this.rows.push(row);
  }

  mark(ts: Ts): void {
    this.marked = ts;
  }

  /** Begins the next transaction when there is something to write and none is under way. */
  tick(kit: Kit): void {
    if (this.tso.id !== 0 && kit.ctx.monotonicUs() - this.tso.sentAtUs > kit.env.config.client.rpcTimeoutUs) {
      this.askTso(kit);
      return;
    }
    if (this.phase !== 'idle' || this.rows.length === 0) return;
    this.batch = this.takeBatch(kit);
    this.phase = 'start-ts';
    this.askTso(kit);
  }

  /** True when the answer was to a question of this sink. */
  onTso(id: number, ts: Ts, error: string, downstream: Downstream, kit: Kit): boolean {
    if (this.tso.id !== id) return false;
    if (error !== '') return true;
    this.tso = { id: 0, sentAtUs: 0 };
    if (this.phase === 'start-ts') this.begin(ts, downstream, kit);
    else if (this.phase === 'commit-ts') this.becomeCommitting(ts, downstream, kit);
    return true;
  }

  /** Rows that are written now: all of the batch, or none. */
  onAnswer(job: WriteJob, answer: TxnResponse, downstream: Downstream, kit: Kit): readonly CdcRow[] {
    const { tag = 0 } = job;
    if (job.startTs !== this.startTs) return [];
    switch (answer.kind) {
      case 'kv.prewrite-response':
        if (this.phase !== 'prewrite') return [];
        if (answer.keyError !== null) this.onRefused(tag, answer.keyError, downstream, kit);
        else if (this.done(tag)) {
          this.phase = 'commit-ts';
          this.askTso(kit);
        }
        return [];
      case 'kv.check-txn-status-response':
        if (this.phase !== 'prewrite' || job.lock === undefined) return [];
        if (answer.commitTs === TS_ZERO && !answer.rolledBack) {
          downstream.later({ ...this.jobOf(tag), kv: this.prewriteOf(tag) }, kit);
        } else this.tell(tag, job.lock, answer.commitTs, downstream, kit);
        return [];
      case 'kv.resolve-lock-response':
        if (this.phase === 'prewrite')
          downstream.write({ ...this.jobOf(tag), kv: this.prewriteOf(tag) }, kit);
        return [];
      case 'kv.commit-response':
        return this.onCommitted(tag, answer.keyError, downstream, kit);
      case 'kv.rollback-response':
        if (this.phase === 'rollback' && this.done(tag)) {
          this.phase = 'start-ts';
          this.askTso(kit);
        }
        return [];
      default:
        return [];
    }
  }

  clone(): TxnSink {
    const copy = new TxnSink(this.table, this.marked, this.scope);
    copy.rows = this.rows.slice();
    copy.batch = this.batch;
    copy.items = this.items;
    copy.phase = this.phase;
    copy.startTs = this.startTs;
    copy.startedUs = this.startedUs;
    copy.commitTs = this.commitTs;
    copy.tso = this.tso;
    return copy;
  }

  /** Whole transactions, as many as fit; without R-TXN-SINK-WHOLE rows are counted, whatever they belong to. */
  private takeBatch(kit: Kit): readonly CdcRow[] {
    const { rows } = this;
    const limit = kit.env.config.ticdc.sinkBatchEntries;
    if (!ruleOn(kit.env.rules, R_TXN_SINK_WHOLE)) return this.takeRows(1);
    let count = 0;
    while (count < rows.length) {
      const { ts } = must(rows[count], 'row');
      let end = count;
      while (end < rows.length && rows[end]?.ts === ts) end++;
      if (count > 0 && end > limit) break;
      count = end;
    }
    return this.takeRows(count);
  }

  private takeRows(count: number): readonly CdcRow[] {
    const taken = this.rows.slice(0, count);
    this.rows = this.rows.slice(count);
    return taken;
  }

  private begin(startTs: Ts, downstream: Downstream, kit: Kit): void {
    this.startTs = startTs;
    this.startedUs = kit.ctx.monotonicUs();
    const last = new Map<string, CdcRow>();
    for (const row of this.batch) last.set(row.key, row);
    this.items = [...last.values()].map((row) => ({ row, done: false }));
    this.phase = 'prewrite';
    this.items.forEach((_item, tag) =>
      downstream.write({ ...this.jobOf(tag), kv: this.prewriteOf(tag) }, kit),
    );
  }

  private becomeCommitting(commitTs: Ts, downstream: Downstream, kit: Kit): void {
    this.commitTs = maxTs(commitTs, this.startTs);
    this.phase = 'primary';
    downstream.write({ ...this.jobOf(0), kv: this.commitOf(0) }, kit);
  }

  private onCommitted(
    tag: number,
    error: KeyError | null,
    downstream: Downstream,
    kit: Kit,
  ): readonly CdcRow[] {
    if (this.phase === 'primary') {
      if (error !== null) {
        this.onCommitRefused(error, downstream, kit);
        return [];
      }
      this.phase = 'secondaries';
      this.items = this.items.map((item, i) => ({ ...item, done: i === 0 }));
      for (let i = 1; i < this.items.length; i++) {
        downstream.write({ ...this.jobOf(i), kv: this.commitOf(i) }, kit);
      }
    }
    if (this.phase !== 'secondaries' || !this.done(tag)) return [];
    const written = this.batch;
    this.batch = [];
    this.items = [];
    this.phase = 'idle';
    return written;
  }

  private onCommitRefused(error: KeyError, downstream: Downstream, kit: Kit): void {
    if (error.type === 'CommitTsExpired') {
      this.phase = 'commit-ts';
      this.askTso(kit);
      return;
    }
    this.becomeRollingBack(downstream, kit);
  }

  private onRefused(tag: number, error: KeyError, downstream: Downstream, kit: Kit): void {
    if (error.type !== 'KeyIsLocked') {
      this.becomeRollingBack(downstream, kit);
      return;
    }
    // Left behind by a capture that is gone, or another one is at work: its primary knows.
    const { lock } = error;
    const kv: KvBody = {
      kind: 'kv.check-txn-status',
      primary: lock.primary,
      startTs: lock.startTs,
      callerStartTs: TS_ZERO,
      currentTs: this.nowTs(kit),
      rollbackIfNotExist: isExpired(lock.startTs, lock.ttlMs, this.nowTs(kit)),
    };
    downstream.write(
      { ...this.jobOf(tag), rows: [{ ...this.rowOf(tag), key: lock.primary }], kv, lock },
      kit,
    );
  }

  private tell(tag: number, lock: LockInfo, commitTs: Ts, downstream: Downstream, kit: Kit): void {
    const kv: KvBody = { kind: 'kv.resolve-lock', startTs: lock.startTs, commitTs, keys: [lock.key] };
    downstream.write({ ...this.jobOf(tag), kv }, kit);
  }

  private becomeRollingBack(downstream: Downstream, kit: Kit): void {
    this.phase = 'rollback';
    const { startTs } = this;
    this.items = this.items.map((item) => ({ ...item, done: false }));
    this.items.forEach((item, tag) => {
      const kv: KvBody = { kind: 'kv.rollback', keys: [item.row.key], startTs };
      downstream.write({ ...this.jobOf(tag), kv }, kit);
    });
  }

  /** One more key is through; true when all are. */
  private done(tag: number): boolean {
    this.items = this.items.map((item, i) => (i === tag ? { ...item, done: true } : item));
    return this.items.every((item) => item.done);
  }

  private jobOf(tag: number): WriteJob {
    const { table, scope, startTs } = this;
    return { table, scope, worker: TXN_WORKER, rows: [this.rowOf(tag)], attempt: 0, tag, startTs };
  }

  private rowOf(tag: number): CdcRow {
    return must(this.items[tag], 'item').row;
  }

  private prewriteOf(tag: number): KvBody {
    const { key, value } = this.rowOf(tag);
    return {
      kind: 'kv.prewrite',
      startTs: this.startTs,
      primary: this.rowOf(0).key,
      mutations: [{ op: value === null ? 'delete' : 'put', key, value }],
      ttlMs: LOCK_TTL_MS,
      minCommitTs: (this.startTs + 1) as Ts,
      asyncCommit: false,
      secondaries: [],
    };
  }

  private commitOf(tag: number): KvBody {
    const { key, ts } = this.rowOf(tag);
    const { startTs, commitTs } = this;
    return { kind: 'kv.commit', keys: [key], startTs, commitTs, sourceTs: [ts] };
  }

  private nowTs(kit: Kit): Ts {
    const passedMs = Math.floor((kit.ctx.monotonicUs() - this.startedUs) / 1_000);
    return composeTs(physicalMs(this.startTs) + passedMs, 0);
  }

  private askTso(kit: Kit): void {
    const id = kit.ids.next();
    this.tso = { id, sentAtUs: kit.ctx.monotonicUs() };
    const ask: TsoRequest = { kind: 'pd.tso-request', bytes: 24, id, count: 1 };
    kit.ctx.send(kit.env.recoveryPd, ask);
  }
}
