import { TimedHeap } from '../../base/heap.ts';
import { ruleOn, type RuleSet } from '../../model/config.ts';
import { TS_ZERO, type Ts } from '../../model/ts.ts';
import type { CdcRow } from '../tikv/msg.ts';

export const R_SORT = 'R-SORT';
export const R_SORT_GATE = 'R-SORT-GATE';
export const R_STABLE_TIE = 'R-STABLE-TIE';

/**
 * Orders the rows of one span by (ts, arrival) and lets out those at or below the gate, which is the puller's
 * resolved ts (facts 4.11). O(log n) per row.
 *
 *   rows ──> heap by (ts, arrival) ──gate──> rows ≤ gate in order, then the gate itself as a marker
 */
export class Sorter {
  private heap = new TimedHeap<CdcRow>(64);
  private arrivals = 0;
  private gate = TS_ZERO;

  get depth(): number {
    return this.heap.size;
  }

  /** Rows up to here may leave; {@link TS_ZERO} before the first resolved ts. */
  get gateTs(): Ts {
    return this.gate;
  }

  push(row: CdcRow, rules: RuleSet): void {
    const arrival = ++this.arrivals;
    // Unsorted: arrival order, as it was when ts within a Region were believed to grow (facts B-50).
    const key = ruleOn(rules, R_SORT) ? row.ts : arrival;
    // Unstable: a heap without the sequence number hands equal keys out in any order (facts B-53).
    const tie = ruleOn(rules, R_STABLE_TIE) ? arrival : -arrival;
    this.heap.push(key, tie, row);
  }

  /** The puller's resolved ts; a smaller one changes nothing. */
  raiseGate(ts: Ts): void {
    if (ts > this.gate) this.gate = ts;
  }

  /** Takes the next row that may leave, null when there is none. */
  next(rules: RuleSet): CdcRow | null {
    const row = this.heap.peek();
    if (row === null) return null;
    // Without the gate the whole buffer leaves, also rows that older ones may still follow (facts B-51).
    if (row.ts > this.gate && ruleOn(rules, R_SORT_GATE)) return null;
    return this.heap.pop();
  }

  clone(): Sorter {
    const copy = new Sorter();
    copy.heap = this.heap.clone();
    copy.arrivals = this.arrivals;
    copy.gate = this.gate;
    return copy;
  }
}
