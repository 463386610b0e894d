import { AssertionError } from '../base/assert.ts';
import { describe } from '../model/describe.ts';
import { formatMoment } from '../model/time.ts';
import type { TraceRecord } from '../model/trace.ts';

/**
 * One 32-bit word of the running fingerprint per trace record, for the whole history: a replay is compared with
 * it record by record, so every seek proves that the run is deterministic.
 */
export class Ledger {
  private words = new Int32Array(4_096);
  private count = 0;

  get length(): number {
    return this.count;
  }

  /** Notes a new record, or compares a replayed one; throws when it differs. True when it was new. */
  note(record: TraceRecord, word: number): boolean {
    const { n } = record;
    if (n < this.count) {
      if (this.words[n] === word) return false;
      const what = `record ${n} at ${formatMoment(record.at)} (${record.event.kind}: ${describe(record.event)})`;
      throw new AssertionError(`replay differs from the recorded run at ${what}`);
    }
    if (n !== this.count) throw new AssertionError(`record ${n} follows record ${this.count - 1}`);
    if (n === this.words.length) {
      const grown = new Int32Array(n * 2);
      grown.set(this.words);
      this.words = grown;
    }
    this.words[n] = word;
    this.count++;
    return true;
  }

  /** Forgets everything from record `length` on. */
  truncate(length: number): void {
    this.count = Math.min(this.count, length);
  }
}
