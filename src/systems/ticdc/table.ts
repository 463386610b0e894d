import type { ChangefeedId } from '../../model/ids.ts';
import { maxTs, TS_ZERO, type Ts } from '../../model/ts.ts';
import type { ScanRegionsResponse } from '../pd/msg.ts';
import type { CdcEventBatch, TxnResponse } from '../tikv/msg.ts';
import type { Downstream, WriteJob } from './downstream.ts';
import type { Kit } from './kit.ts';
import { KvClient } from './kv-client.ts';
import type { Span, TableState, TableStatus } from './msg.ts';
import { Sink } from './sink.ts';
import { Sorter } from './sorter.ts';

/**
 * One span's pipeline on one capture (facts 4.5.5):
 *
 *   kv-client ──rows──────────────> sorter ──rows ≤ gate──> sink ──> recovery cluster
 *       └──── frontier min = resolved ──^ (gate)              └──> checkpoint
 *
 *   Preparing ──resolved > start──> Prepared ──promoted──> Replicating
 *       └───────────────┬──────────────┘                        │ remove
 *                       │ remove                                v
 *                       └─────────────> Stopped <──no write── Stopping
 *                                                 in flight
 */
export class Table {
  private stateNow: TableState = 'Preparing';
  private kv: KvClient;
  private sorter = new Sorter();
  private sink: Sink | null = null;
  /** The puller's published resolved ts: it never falls, though the frontier may (facts 4.10.2). */
  private published = TS_ZERO;
  private flushed: Ts;
  private rowsIn = 0;

  constructor(
    /** Unique among all pipelines this process ever had. */
    readonly key: string,
    readonly changefeed: ChangefeedId,
    readonly span: Span,
    private readonly startTs: Ts,
  ) {
    this.flushed = startTs;
    this.kv = new KvClient(key, changefeed, span, startTs);
  }

  get state(): TableState {
    return this.stateNow;
  }

  get client(): KvClient {
    return this.kv;
  }

  get checkpoint(): Ts {
    return this.flushed;
  }

  get resolved(): Ts {
    return maxTs(this.published, this.flushed);
  }

  get gateTs(): Ts {
    return this.sorter.gateTs;
  }

  get sorterDepth(): number {
    return this.sorter.depth;
  }

  get sinkInFlight(): number {
    return this.sink === null ? 0 : this.sink.inFlight;
  }

  start(kit: Kit): void {
    this.become('Preparing', kit);
    this.kv.start(kit);
  }

  onScanRegions(message: ScanRegionsResponse, kit: Kit): boolean {
    return this.kv.onScanRegions(message, kit);
  }

  onEvents(message: CdcEventBatch, kit: Kit): void {
    this.rowsIn += message.rows.length + (message.txns?.length ?? 0);
    this.kv.onEvents(message, this.sorter, kit);
  }

  onResolved(requestId: number, ts: Ts, kit: Kit): void {
    this.kv.onResolved(requestId, ts, kit);
  }

  /** After a message of resolved ts: publishes the frontier when it rose. */
  publish(kit: Kit): void {
    const { frontier } = this.kv;
    if (!frontier.initialized || frontier.min <= this.published) return;
    this.published = frontier.min;
    const { changefeed, span } = this;
    const capture = kit.env.capture;
    kit.ctx.trace({ kind: 'puller.resolved', capture, changefeed, span: span.id, ts: this.published });
    this.sorter.raiseGate(this.published);
    if (this.stateNow === 'Preparing' && this.published > this.startTs) this.become('Prepared', kit);
  }

  /** Promotion of a prepared table: its rows later than `checkpoint` go downstream from now on. */
  becomeReplicating(checkpoint: Ts, token: number, kit: Kit): void {
    this.flushed = maxTs(this.flushed, checkpoint);
    const { changefeed, span } = this;
    const scope = { changefeed, span: span.id, token };
    this.sink = new Sink(this.key, kit.env.config.ticdc.sinkWorkers, this.flushed, scope);
    this.become('Replicating', kit);
  }

  /** Lets sorted rows through to the sink, and the gate behind them. */
  flushSorter(downstream: Downstream, kit: Kit): void {
    if (this.stateNow !== 'Replicating' || this.sink === null || this.sorter.gateTs <= this.flushed) return;
    for (let row = this.sorter.next(kit.env.rules); row !== null; row = this.sorter.next(kit.env.rules)) {
      this.sink.enqueue(row, kit);
    }
    this.sink.mark(this.sorter.gateTs, downstream, kit);
    this.advanceCheckpoint(kit);
  }

  sinkTick(downstream: Downstream, kit: Kit): void {
    if (this.stateNow === 'Replicating') this.sink?.tick(downstream, kit);
  }

  onWritten(job: WriteJob, downstream: Downstream, kit: Kit): void {
    const { changefeed } = this;
    const { capture } = kit.env;
    const span = this.span.id;
    for (const { key, ts } of job.rows)
      kit.ctx.trace({ kind: 'sink.wrote', capture, changefeed, span, key, ts });
    if (this.stateNow === 'Replicating') {
      this.sink?.onAcked(job.worker, job.rows.length, downstream, kit);
      this.advanceCheckpoint(kit);
    }
  }

  /** A timestamp of the recovery cluster came; true when it was asked for here. */
  onTso(id: number, ts: Ts, error: string, downstream: Downstream, kit: Kit): boolean {
    return this.sink?.onTso(id, ts, error, downstream, kit) ?? false;
  }

  /** The recovery cluster answered about a transaction that this table writes there. */
  onTxnAnswer(job: WriteJob, answer: TxnResponse, downstream: Downstream, kit: Kit): void {
    if (this.stateNow !== 'Replicating' || this.sink === null) return;
    const { changefeed } = this;
    const { capture } = kit.env;
    const span = this.span.id;
    for (const { key, ts } of this.sink.onTxnAnswer(job, answer, downstream, kit))
      kit.ctx.trace({ kind: 'sink.wrote', capture, changefeed, span, key, ts });
    this.advanceCheckpoint(kit);
  }

  /** Begins to end the pipeline; writes already under way are waited for. */
  stop(downstream: Downstream, kit: Kit): void {
    if (this.stateNow === 'Stopping' || this.stateNow === 'Stopped') return;
    this.kv.close(kit);
    downstream.cancel(this.key);
    this.become(this.stateNow === 'Replicating' ? 'Stopping' : 'Stopped', kit);
  }

  /** Stopping ends when no write is on the way any more. */
  maybeStopped(downstream: Downstream, kit: Kit): void {
    if (this.stateNow !== 'Stopping' || downstream.inFlightOf(this.key) > 0) return;
    this.sink = null;
    this.become('Stopped', kit);
  }

  /** Ends at once, whatever is on the way: the capture lost its session or the changefeed starts over. */
  abandon(downstream: Downstream, kit: Kit): void {
    if (this.stateNow !== 'Stopping' && this.stateNow !== 'Stopped') this.kv.close(kit);
    downstream.cancel(this.key);
    this.sink = null;
    this.become('Absent', kit);
  }

  /** Rows received since the last call. */
  takeRowsIn(): number {
    const rows = this.rowsIn;
    this.rowsIn = 0;
    return rows;
  }

  status(nowUs: number): TableStatus {
    const { stateNow: state, flushed: checkpoint, resolved } = this;
    return { span: this.span.id, state, checkpoint, resolved, heldBy: this.heldBy(nowUs) };
  }

  clone(): Table {
    const copy = new Table(this.key, this.changefeed, this.span, this.startTs);
    copy.stateNow = this.stateNow;
    copy.kv = this.kv.clone();
    copy.sorter = this.sorter.clone();
    copy.sink = this.sink === null ? null : this.sink.clone();
    copy.published = this.published;
    copy.flushed = this.flushed;
    copy.rowsIn = this.rowsIn;
    return copy;
  }

  private heldBy(nowUs: number): readonly string[] {
    if (this.stateNow === 'Preparing') return ['preparing', ...this.kv.heldBy(nowUs)];
    if (this.stateNow === 'Prepared') return ['prepared, not yet promoted'];
    if (this.sink === null) return [this.stateNow.toLowerCase()];
    const { inFlight, queued } = this.sink;
    if (this.stateNow === 'Stopping') return [`stopping with ${inFlight} rows on the way downstream`];
    if (inFlight > 0) return [`sink: ${inFlight} rows not acknowledged downstream`];
    if (queued > 0) return [`sink: ${queued} ${queued === 1 ? 'row waits' : 'rows wait'} for the next tick`];
    return this.kv.heldBy(nowUs);
  }

  private advanceCheckpoint(kit: Kit): void {
    if (this.sink === null) return;
    const ts = this.sink.checkpoint(kit);
    if (ts <= this.flushed) return;
    this.flushed = ts;
    const { changefeed, span } = this;
    kit.ctx.trace({ kind: 'sink.flushed', capture: kit.env.capture, changefeed, span: span.id, ts });
  }

  private become(state: TableState, kit: Kit): void {
    this.stateNow = state;
    const { changefeed, span, flushed: checkpoint } = this;
    const { capture } = kit.env;
    kit.ctx.trace({ kind: 'span.table-state', capture, changefeed, span: span.id, state, checkpoint });
  }
}
