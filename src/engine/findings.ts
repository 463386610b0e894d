import type { Comparison, Violation } from '../checks/index.ts';
import type { CheckRow } from '../model/frame.ts';
import type { TraceEvent } from '../model/trace.ts';
import { violationEvent } from './judges.ts';
import { Standings } from './standings.ts';

/** How the checks stood at a place of the trace. */
export interface Standing {
  readonly checks: readonly CheckRow[];
  /** How the recovery cluster compares; null where nothing is to be compared. */
  readonly comparison: Comparison | null;
}

interface Found {
  /** Ordinal of the record that showed it. */
  readonly n: number;
  readonly violations: readonly Violation[];
}

interface Stood {
  /** Records judged until then. */
  readonly length: number;
  readonly comparison: Comparison | null;
}

/**
 * What the checks found and how they stood on the way, by place in the trace: what a replay traces and a picture of the past
 * shows without judging again.
 */
export class Findings {
  private found: Found[] = [];
  private stood: Stood[] = [];
  /** At the same places, counts of all checks: evaluations, then violations. */
  private counts = new Standings();
  private titles: readonly Pick<CheckRow, 'id' | 'title'>[] = [];

  noteViolations(n: number, violations: readonly Violation[]): void {
    this.found.push({ n, violations });
  }

  noteStanding(length: number, rows: readonly CheckRow[], comparison: Comparison | null): void {
    if (this.titles.length === 0) this.titles = rows.map(({ id, title }) => ({ id, title }));
    if (this.stood[this.stood.length - 1]?.length === length) this.keep(this.stood.length - 1);
    this.stood.push({ length, comparison });
    const evaluations = rows.map((row) => row.evaluations);
    this.counts.push([...evaluations, ...rows.map((row) => row.violations)]);
  }

  /** What was traced behind record `n` because of it. */
  newsOf(n: number): readonly TraceEvent[] {
    if (this.found.length === 0) return NONE;
    const found = this.found[placeBefore(this.found, (each) => each.n <= n)];
    return found?.n === n ? found.violations.map(violationEvent) : NONE;
  }

  /** Shown by the first `length` records. */
  violations(length: number): readonly Violation[] {
    return this.found.flatMap(({ n, violations }) => (n < length ? violations : []));
  }

  /** As noted last at or before the end of the first `length` records. */
  standing(length: number): Standing {
    const place = placeBefore(this.stood, (each) => each.length <= length);
    const counts = place < 0 ? [] : this.counts.at(place);
    const { titles } = this;
    const checks = titles.map((title, i) => ({
      ...title,
      evaluations: counts[i] ?? 0,
      violations: counts[titles.length + i] ?? 0,
    }));
    return { checks, comparison: this.stood[place]?.comparison ?? null };
  }

  /** Forgets what records from `length` on showed. */
  truncate(length: number): void {
    this.found = this.found.slice(0, 1 + placeBefore(this.found, (each) => each.n < length));
    this.keep(1 + placeBefore(this.stood, (each) => each.length <= length));
  }

  /** Forgets how the checks stood before: nobody will go back. */
  forgetStandings(): void {
    const newest = this.stood.length - 1;
    const stood = this.stood[newest];
    if (newest < 1 || stood === undefined) return;
    const counts = this.counts.at(newest);
    this.keep(0);
    this.stood.push(stood);
    this.counts.push(counts);
  }

  /** The first `count` standings. */
  private keep(count: number): void {
    this.stood.length = count;
    this.counts.truncate(count);
  }
}

/** Place of the last element for which `isBefore` holds, −1 without one; it must hold for a beginning of the list. */
function placeBefore<T>(list: readonly T[], isBefore: (element: T) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isBefore(list[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const NONE: readonly TraceEvent[] = [];
