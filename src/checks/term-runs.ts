/**
 * The terms of a raft log as runs: a log has thousands of entries and a handful of terms. By log matching, an
 * entry is named by its index and term, so this is all a check needs to know whose log holds what.
 *
 *   starts 6  40  41      last 90      terms of 6 … 39 are 5, of 40 is 6, of 41 … 90 are 8; before 6: unknown
 *   terms  5   6   8
 */
export class TermRuns {
  private starts: number[] = [];
  private terms: number[] = [];
  /** Index of the last entry, 0 when nothing is known. */
  last = 0;

  /** First index whose term is known, 0 when none is. */
  get first(): number {
    return this.starts[0] ?? 0;
  }

  /** The term at `index`; 0 where it is not known or there is no entry. */
  termAt(index: number): number {
    if (index > this.last) return 0;
    for (let i = this.starts.length - 1; i >= 0; i--) {
      if ((this.starts[i] as number) <= index) return this.terms[i] as number;
    }
    return 0;
  }

  /** Entries `from …` replace whatever was there. */
  append(from: number, terms: readonly number[]): void {
    this.truncate(from - 1);
    for (let i = 0; i < terms.length; i++) this.extend(from + i, terms[i] as number);
  }

  /** One entry at the end. */
  extend(index: number, term: number): void {
    // After a jump, what lies between is unknown; so is everything before it.
    if (this.starts.length > 0 && index !== this.last + 1) this.forget();
    if (this.starts.length === 0 || this.terms[this.terms.length - 1] !== term) {
      this.starts.push(index);
      this.terms.push(term);
    }
    this.last = index;
  }

  /** Drops everything after `index`. */
  truncate(index: number): void {
    if (index >= this.last) return;
    while (this.starts.length > 0 && (this.starts[this.starts.length - 1] as number) > index) {
      this.starts.pop();
      this.terms.pop();
    }
    this.last = this.starts.length === 0 ? 0 : index;
  }

  /** The log begins anew after a snapshot at `index`, whose entry had `term`. */
  reset(index: number, term: number): void {
    this.forget();
    this.extend(index, term);
  }

  /** Terms before `index` are not needed any more. */
  compactTo(index: number): void {
    let keep = 0;
    while (keep + 1 < this.starts.length && (this.starts[keep + 1] as number) <= index) keep++;
    if (keep > 0) {
      this.starts = this.starts.slice(keep);
      this.terms = this.terms.slice(keep);
    }
    if (this.starts.length > 0 && (this.starts[0] as number) < index && index <= this.last) {
      this.starts[0] = index;
    }
  }

  /** The first index in `[from, to]` that is not an entry of `term`, 0 when all are. Unknown ones pass. */
  firstOther(from: number, to: number, term: number): number {
    let index = from > this.first ? from : this.first;
    if (this.starts.length === 0) return 0;
    let run = this.starts.length - 1;
    while (run > 0 && (this.starts[run] as number) > index) run--;
    while (index <= to) {
      if (index > this.last) return index;
      if (this.terms[run] !== term) return index;
      run++;
      index = run < this.starts.length ? (this.starts[run] as number) : this.last + 1;
    }
    return 0;
  }

  /** Visits the runs that meet `[from, to]`, cut to it, in order. */
  forRuns(from: number, to: number, visit: (start: number, end: number, term: number) => void): void {
    const end = to < this.last ? to : this.last;
    let run = this.starts.length - 1;
    while (run > 0 && (this.starts[run] as number) > from) run--;
    for (; run >= 0 && run < this.starts.length; run++) {
      const start = this.starts[run] as number;
      if (start > end) return;
      const next = run + 1 < this.starts.length ? (this.starts[run + 1] as number) - 1 : this.last;
      if (next < from) continue;
      visit(start > from ? start : from, next < end ? next : end, this.terms[run] as number);
    }
  }

  clone(): TermRuns {
    const copy = new TermRuns();
    copy.starts = this.starts.slice();
    copy.terms = this.terms.slice();
    copy.last = this.last;
    return copy;
  }

  private forget(): void {
    this.starts = [];
    this.terms = [];
    this.last = 0;
  }
}
