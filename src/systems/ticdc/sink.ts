import { must } from '../../base/assert.ts';
import { hash32 } from '../../base/hash.ts';
import { ruleOn } from '../../model/config.ts';
import { type Ts } from '../../model/ts.ts';
import type { CdcRow, TxnResponse } from '../tikv/msg.ts';
import { NO_SCOPE } from './downstream.ts';
import type { Downstream, WriteJob, WriteScope } from './downstream.ts';
import type { Kit } from './kit.ts';
import { SinkWorker } from './sink-worker.ts';
import { TxnSink } from './txn-sink.ts';

export const R_KEY_AFFINITY = 'R-KEY-AFFINITY';
export const R_OP_ORDER = 'R-OP-ORDER';
export const R_CKPT_AFTER_FLUSH = 'R-CKPT-AFTER-FLUSH';

/** Writes one span's sorted rows downstream with several workers, each responsible for its share of the keys. */
export class Sink {
  private workers: SinkWorker[] = [];
  private nextWorker = 0;
  private txns: TxnSink;
  private marked: Ts;

  constructor(
    private readonly table: string,
    workers: number,
    /** Rows at or below are downstream already. */
    private readonly startTs: Ts,
    private readonly scope: WriteScope = NO_SCOPE,
  ) {
    this.marked = startTs;
    this.txns = new TxnSink(table, startTs, this.scope);
    for (let i = 0; i < workers; i++) {
      const worker = new SinkWorker();
      worker.mark(startTs);
      this.workers.push(worker);
    }
  }

  /** Every row up to here is written: the smallest of the workers' (R-CKPT-AFTER-FLUSH, facts 4.12.3). */
  checkpoint(kit: Kit): Ts {
    if (!ruleOn(kit.env.rules, R_CKPT_AFTER_FLUSH)) return this.marked;
    let min = this.txns.flushedTs;
    for (const worker of this.workers) if (worker.flushedTs < min) min = worker.flushedTs;
    return min;
  }

  get inFlight(): number {
    return this.workers.reduce((sum, worker) => sum + worker.inFlight, this.txns.inFlight);
  }

  get queued(): number {
    return this.workers.reduce((sum, worker) => sum + worker.queued, this.txns.queued);
  }

  enqueue(row: CdcRow, kit: Kit): void {
    if (row.ts <= this.startTs) return;
    if (row.startTs !== undefined) {
      this.txns.enqueue(row);
      return;
    }
    this.nextWorker = (this.nextWorker + 1) % this.workers.length;
    const index = ruleOn(kit.env.rules, R_KEY_AFFINITY)
      ? hash32(row.key) % this.workers.length
      : this.nextWorker;
    must(this.workers[index], 'sink worker').enqueue(row);
  }

  /** The sorter let out everything up to `ts`. */
  mark(ts: Ts, downstream: Downstream, kit: Kit): void {
    this.marked = ts;
    for (const worker of this.workers) worker.mark(ts);
    this.txns.mark(ts);
    this.send(downstream, kit);
  }

  tick(downstream: Downstream, kit: Kit): void {
    for (const worker of this.workers) worker.becomeDue();
    this.txns.tick(kit);
    this.send(downstream, kit);
  }

  onAcked(workerIndex: number, rows: number, downstream: Downstream, kit: Kit): void {
    if (must(this.workers[workerIndex], 'sink worker').acked(rows))
      this.sendNext(workerIndex, downstream, kit);
  }

  onTso(id: number, ts: Ts, error: string, downstream: Downstream, kit: Kit): boolean {
    return this.txns.onTso(id, ts, error, downstream, kit);
  }

  /** Rows of transactions that are written now. */
  onTxnAnswer(job: WriteJob, answer: TxnResponse, downstream: Downstream, kit: Kit): readonly CdcRow[] {
    return this.txns.onAnswer(job, answer, downstream, kit);
  }

  clone(): Sink {
    const copy = new Sink(this.table, 0, this.startTs, this.scope);
    copy.workers = this.workers.map((worker) => worker.clone());
    copy.nextWorker = this.nextWorker;
    copy.txns = this.txns.clone();
    copy.marked = this.marked;
    return copy;
  }

  private send(downstream: Downstream, kit: Kit): void {
    for (let index = 0; index < this.workers.length; index++) this.sendNext(index, downstream, kit);
  }

  private sendNext(index: number, downstream: Downstream, kit: Kit): void {
    const worker = must(this.workers[index], 'sink worker');
    const rows = worker.takeBatch(kit.env.config.ticdc, ruleOn(kit.env.rules, R_OP_ORDER));
    if (rows !== null)
      downstream.write({ table: this.table, scope: this.scope, worker: index, rows, attempt: 0 }, kit);
  }
}
