import { AssertionError } from '../base/assert.ts';
import { describe } from '../model/describe.ts';
import { formatMoment } from '../model/time.ts';
import type { TraceRecord } from '../model/trace.ts';

const PAGE = 65_536;
/** So many records share a byte. */
const RECORDS = 8;

/**
 * One byte of the running fingerprint for a few trace records, for the whole history: a replay is compared with it as it goes,
 * so every seek proves that the run is deterministic. A difference stays in the fingerprint for good: one byte in 256 may hide
 * it, the next ones do not.
 */
export class Ledger {
  private readonly pages: Uint8Array[] = [];
  private count = 0;

  get length(): number {
    return this.count;
  }

  /** Notes a new record, or compares a replayed one; throws when it differs. True when it was new. */
  note(record: TraceRecord, word: number): boolean {
    const { n } = record;
    const place = Math.floor(n / RECORDS);
    const isLast = n % RECORDS === RECORDS - 1;
    const page = this.pages[Math.floor(place / PAGE)] ?? this.addPage();
    if (n < this.count) {
      if (!isLast || page[place % PAGE] === (word & 0xff)) return false;
      const what = `record ${n} or one shortly before it, at ${formatMoment(record.at)} (${record.event.kind}: ${describe(record.event)})`;
      throw new AssertionError(`replay differs from the recorded run at ${what}`);
    }
    if (n !== this.count) throw new AssertionError(`record ${n} follows record ${this.count - 1}`);
    if (isLast) page[place % PAGE] = word;
    this.count++;
    return true;
  }

  /** Forgets everything from record `length` on. */
  truncate(length: number): void {
    this.count = Math.min(this.count, length);
  }

  private addPage(): Uint8Array {
    const page = new Uint8Array(PAGE);
    this.pages.push(page);
    return page;
  }
}
