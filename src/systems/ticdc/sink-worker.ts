import { assert } from '../../base/assert.ts';
import type { TicdcConfig } from '../../model/config.ts';
import { TS_ZERO, type Ts } from '../../model/ts.ts';
import type { CdcRow } from '../tikv/msg.ts';

/** Rows are counted by position since the worker began; a marker stands behind the row before it. */
interface Marker {
  readonly position: number;
  readonly ts: Ts;
}

/**
 * One serial writer of a sink: a queue of rows with resolved markers between them (facts 4.12.2). One batch is
 * under way at a time, so the rows of a key are written in queue order.
 *
 *   rows[…]  ──cut──> batch (one op type) ──acked──> markers before it are flushed
 */
export class SinkWorker {
  private rows: CdcRow[] = [];
  private head = 0;
  /** Positions: rows taken into batches, and rows that must leave without waiting for company. */
  private taken = 0;
  private dueTo = 0;
  private markers: Marker[] = [];
  private markersHead = 0;
  private batchLeft = 0;
  private flushed = TS_ZERO;

  /** Everything handed to this worker up to here is written. */
  get flushedTs(): Ts {
    return this.flushed;
  }

  get queued(): number {
    return this.rows.length - this.head;
  }

  /** Rows of the batch under way that are not acknowledged. */
  get inFlight(): number {
    return this.batchLeft;
  }

  enqueue(row: CdcRow): void {
    this.rows.push(row);
  }

  /** No row at or below `ts` will follow. */
  mark(ts: Ts): void {
    if (this.queued === 0 && this.batchLeft === 0) {
      this.flushed = ts;
      return;
    }
    const position = this.taken + this.queued;
    if (this.markers[this.markers.length - 1]?.position === position) this.markers.pop();
    this.markers.push({ position, ts });
  }

  /** The tick: what is queued now leaves in the next batches, full or not. */
  becomeDue(): void {
    this.dueTo = this.taken + this.queued;
  }

  /**
   * Takes the next batch: consecutive rows of one op type, within the limits. A key may be in it more than once: all
   * rows of a batch share one timestamp downstream, and the last of a key wins there (facts 1.6.4). Null while one is under way, or when a part-filled one may still wait.
   * Without `keepOpOrder` (R-OP-ORDER off, facts B-52) the puts of a batch-length are written before its deletes.
   */
  takeBatch(config: TicdcConfig, keepOpOrder: boolean): readonly CdcRow[] | null {
    if (this.batchLeft > 0 || this.queued === 0) return null;
    if (!keepOpOrder) this.putsFirst(config.sinkBatchEntries);
    const { rows, head } = this;
    const end = Math.min(rows.length, head + config.sinkBatchEntries);
    const deletes = rows[head]?.value === null;
    let bytes = 0;
    let at = head;
    let full = end - head === config.sinkBatchEntries;
    for (; at < end; at++) {
      const row = rows[at] as CdcRow;
      bytes += rowBytes(row);
      const overflows = bytes > config.sinkBatchBytes && at > head;
      if ((row.value === null) !== deletes || overflows) {
        full = true;
        break;
      }
    }
    if (!full && this.taken >= this.dueTo) return null;
    const batch = rows.slice(head, at);
    this.head = at;
    this.taken += batch.length;
    this.batchLeft = batch.length;
    this.compact();
    return batch;
  }

  /** `count` rows of the batch were acknowledged. True when that ended the batch. */
  acked(count: number): boolean {
    this.batchLeft -= count;
    assert(this.batchLeft >= 0, 'more rows acknowledged than written');
    if (this.batchLeft > 0) return false;
    for (; this.markersHead < this.markers.length; this.markersHead++) {
      const marker = this.markers[this.markersHead] as Marker;
      if (marker.position > this.taken) break;
      this.flushed = marker.ts;
    }
    if (this.markersHead * 2 > this.markers.length) {
      this.markers = this.markers.slice(this.markersHead);
      this.markersHead = 0;
    }
    return true;
  }

  clone(): SinkWorker {
    const copy = new SinkWorker();
    copy.rows = this.rows.slice(this.head);
    copy.taken = this.taken;
    copy.dueTo = this.dueTo;
    copy.markers = this.markers.slice(this.markersHead);
    copy.batchLeft = this.batchLeft;
    copy.flushed = this.flushed;
    return copy;
  }

  private putsFirst(window: number): void {
    const end = Math.min(this.rows.length, this.head + window);
    const part = this.rows.slice(this.head, end);
    const ordered = [
      ...part.filter((row) => row.value !== null),
      ...part.filter((row) => row.value === null),
    ];
    for (let i = 0; i < ordered.length; i++) this.rows[this.head + i] = ordered[i] as CdcRow;
  }

  /** Forgets taken rows when they are half of all, so that a row costs O(1). */
  private compact(): void {
    if (this.head * 2 < this.rows.length) return;
    this.rows = this.rows.slice(this.head);
    this.head = 0;
  }
}

export function rowBytes(row: CdcRow): number {
  return 24 + row.key.length + (row.value === null ? 0 : row.value.length);
}
