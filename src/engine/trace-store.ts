import { describe } from '../model/describe.ts';
import type { SimTime } from '../model/time.ts';
import type { TraceEvent, TraceRecord } from '../model/trace.ts';
import type { TraceFilter, TraceLines } from './api.ts';

/** Records kept as objects for the log: about 2 MB at most. Older ones are made again by a replay where asked for. */
export const RECORDS_KEPT_MAX = 8_000;

/** The newest part of the trace, by ordinal. */
export class TraceStore {
  private readonly capacity: number;
  private readonly ring: TraceRecord[] = [];
  /** Ordinal in the first slot: the others follow, and begin there again. */
  private readonly origin: number;
  /** Ordinals kept: `[first, end)`. */
  private first = 0;
  private end = 0;

  /** `start`: ordinal of the first record that it will be given. */
  constructor(capacity = RECORDS_KEPT_MAX, start = 0) {
    this.capacity = capacity;
    this.origin = start;
    this.first = start;
    this.end = start;
  }

  get oldestKept(): number {
    return this.first;
  }

  /** Ordinal of the record it wants next. */
  get next(): number {
    return this.end;
  }

  /** True when it has a record behind `moment`, so none at or before it is missing at its end. */
  reaches(moment: SimTime): boolean {
    return this.end > this.first && (this.at(this.end - 1)?.at ?? -1) > moment;
  }

  push(record: TraceRecord): void {
    this.ring[this.slotOf(record.n)] = record;
    this.end = record.n + 1;
    if (this.end - this.first > this.capacity) this.first = this.end - this.capacity;
  }

  /** Forgets everything from record `length` on. */
  truncate(length: number): void {
    this.end = Math.min(this.end, length);
    this.first = Math.min(this.first, this.end);
  }

  at(n: number): TraceRecord | null {
    return n >= this.first && n < this.end ? (this.ring[this.slotOf(n)] ?? null) : null;
  }

  /** Matching records before `endOrdinal` at or before the filter's moment; the newest `limit` of them, in order. */
  window(filter: TraceFilter, endOrdinal: number): TraceLines {
    const newestFirst: { readonly record: TraceRecord; readonly words: string }[] = [];
    const kinds = filter.kinds === null ? null : new Set(filter.kinds);
    const text = filter.text.trim().toLowerCase();
    let matched = 0;
    for (let n = Math.min(this.end, endOrdinal, this.endAt(filter.before)) - 1; n >= this.first; n--) {
      const record = this.ring[this.slotOf(n)] as TraceRecord;
      if (kinds !== null && !kinds.has(record.event.kind)) continue;
      if (filter.region !== null && !concerns(record.event, filter.region)) continue;
      if (filter.process !== null && !involves(record, filter.process)) continue;
      if (text === '' && newestFirst.length >= filter.limit) {
        matched++;
        continue;
      }
      const words = describe(record.event);
      if (text !== '' && !words.toLowerCase().includes(text) && !record.event.kind.includes(text)) continue;
      matched++;
      if (newestFirst.length < filter.limit) newestFirst.push({ record, words });
    }
    return { lines: newestFirst.reverse(), matched, oldestKept: this.first };
  }

  private slotOf(n: number): number {
    return (n - this.origin) % this.capacity;
  }

  /** Ordinal behind the last record kept at or before `moment`. */
  endAt(moment: SimTime): number {
    let low = this.first;
    let high = this.end;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.ring[this.slotOf(middle)] as TraceRecord).at <= moment) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

export function concerns(event: TraceEvent, region: number): boolean {
  return (
    ('region' in event && event.region === region) ||
    ('regions' in event && event.regions.includes(region)) ||
    ('newRegion' in event && event.newRegion === region) ||
    ('target' in event && event.target === region) ||
    ('source' in event && event.source === region)
  );
}

export function involves({ by, event }: TraceRecord, process: string): boolean {
  return (
    by === process ||
    ('process' in event && event.process === process) ||
    ('from' in event && event.from === process) ||
    ('to' in event && event.to === process)
  );
}
