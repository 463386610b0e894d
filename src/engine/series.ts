import { Sketch } from '../base/sketch.ts';
import type { SeriesId, SeriesWindow } from '../model/frame.ts';
import type { SimTime } from '../model/time.ts';
import { US_PER_MS, US_PER_S } from '../model/time.ts';
import { SAMPLE_US } from './rates.ts';

/** Above this, neighbours are merged and buckets are twice as long: a chart has fewer pixels than that. */
const BUCKETS_MAX = 4_096;

class Bucket {
  writes = 0;
  reads = 0;
  write = new Sketch();
  prePropose = new Sketch();
  cdc = new Sketch();
  /** Largest lag sampled, µs; −1: none. */
  resolvedLagUs = -1;
  checkpointLagUs = -1;

  merge(other: Bucket): void {
    this.writes += other.writes;
    this.reads += other.reads;
    this.write.merge(other.write);
    this.prePropose.merge(other.prePropose);
    this.cdc.merge(other.cdc);
    this.resolvedLagUs = Math.max(this.resolvedLagUs, other.resolvedLagUs);
    this.checkpointLagUs = Math.max(this.checkpointLagUs, other.checkpointLagUs);
  }

  clone(): Bucket {
    const copy = new Bucket();
    copy.writes = this.writes;
    copy.reads = this.reads;
    copy.write = this.write.clone();
    copy.prePropose = this.prePropose.clone();
    copy.cdc = this.cdc.clone();
    copy.resolvedLagUs = this.resolvedLagUs;
    copy.checkpointLagUs = this.checkpointLagUs;
    return copy;
  }
}

/** Measurements in buckets of simulated time. Only the newest bucket ever changes; clones share the others. */
export class Series {
  /** Simulated time per bucket: at first, one for each sample. */
  private bucketUs = SAMPLE_US;
  private buckets: Bucket[] = [];

  onWriteAcked(at: SimTime, latencyUs: number): void {
    const bucket = this.at(at);
    bucket.writes++;
    bucket.write.add(latencyUs);
  }

  /** A write waited so long in the storage layer before it was proposed. */
  onProposed(at: SimTime, waitedUs: number): void {
    this.at(at).prePropose.add(waitedUs);
  }

  onReadAcked(at: SimTime): void {
    this.at(at).reads++;
  }

  /** A change became visible on the recovery cluster so long after it did upstream. */
  onCarried(at: SimTime, latencyUs: number): void {
    this.at(at).cdc.add(latencyUs);
  }

  /** Lags of the changefeed that is furthest behind. */
  onLags(at: SimTime, resolvedUs: number, checkpointUs: number): void {
    const bucket = this.at(at);
    if (resolvedUs > bucket.resolvedLagUs) bucket.resolvedLagUs = resolvedUs;
    if (checkpointUs > bucket.checkpointLagUs) bucket.checkpointLagUs = checkpointUs;
  }

  /** `[from, to)` in at most `points` buckets, none finer than what was kept. */
  window(from: SimTime, to: SimTime, points: number): Omit<SeriesWindow, 'marks'> {
    const first = Math.max(0, Math.floor(from / this.bucketUs));
    const end = Math.min(this.buckets.length, Math.max(first, Math.ceil(to / this.bucketUs)));
    const step = Math.max(1, Math.ceil((end - first) / Math.max(1, points)));
    const length = Math.ceil((end - first) / step);
    const t = new Float64Array(length);
    const values = emptyColumns(length);
    const bucketUs = this.bucketUs * step;
    for (let i = 0; i < length; i++) {
      const start = first + i * step;
      t[i] = start * this.bucketUs;
      const merged =
        step === 1 ? (this.buckets[start] as Bucket) : this.mergedFrom(start, Math.min(end, start + step));
      fill(values, i, merged, bucketUs);
    }
    return { bucketUs, t, values };
  }

  clone(): Series {
    const copy = new Series();
    copy.bucketUs = this.bucketUs;
    copy.buckets = this.buckets.slice();
    const last = copy.buckets.pop();
    if (last !== undefined) copy.buckets.push(last.clone());
    return copy;
  }

  private mergedFrom(start: number, end: number): Bucket {
    const merged = new Bucket();
    for (let i = start; i < end; i++) merged.merge(this.buckets[i] as Bucket);
    return merged;
  }

  private at(at: SimTime): Bucket {
    let index = Math.floor(at / this.bucketUs);
    while (index >= BUCKETS_MAX) {
      this.coarsen();
      index = Math.floor(at / this.bucketUs);
    }
    while (this.buckets.length <= index) this.buckets.push(new Bucket());
    return this.buckets[index] as Bucket;
  }

  private coarsen(): void {
    const merged: Bucket[] = [];
    for (let i = 0; i < this.buckets.length; i += 2)
      merged.push(this.mergedFrom(i, Math.min(i + 2, this.buckets.length)));
    this.buckets = merged;
    this.bucketUs *= 2;
  }
}

const IDS: readonly SeriesId[] = [
  'write-p50',
  'write-p99',
  'pre-propose-p99',
  'cdc-p50',
  'cdc-p99',
  'resolved-ts-lag',
  'checkpoint-lag',
  'write-qps',
  'read-qps',
];

function emptyColumns(length: number): Record<SeriesId, Float64Array> {
  const columns: Partial<Record<SeriesId, Float64Array>> = {};
  for (const id of IDS) columns[id] = new Float64Array(length).fill(NaN);
  return columns as Record<SeriesId, Float64Array>;
}

function fill(columns: Record<SeriesId, Float64Array>, i: number, bucket: Bucket, bucketUs: number): void {
  columns['write-p50'][i] = ms(bucket.write.quantile(50));
  columns['write-p99'][i] = ms(bucket.write.quantile(99));
  columns['pre-propose-p99'][i] = ms(bucket.prePropose.quantile(99));
  columns['cdc-p50'][i] = ms(bucket.cdc.quantile(50));
  columns['cdc-p99'][i] = ms(bucket.cdc.quantile(99));
  columns['resolved-ts-lag'][i] = ms(bucket.resolvedLagUs < 0 ? null : bucket.resolvedLagUs);
  columns['checkpoint-lag'][i] = ms(bucket.checkpointLagUs < 0 ? null : bucket.checkpointLagUs);
  columns['write-qps'][i] = (bucket.writes * US_PER_S) / bucketUs;
  columns['read-qps'][i] = (bucket.reads * US_PER_S) / bucketUs;
}

function ms(us: number | null): number {
  return us === null ? NaN : us / US_PER_MS;
}
