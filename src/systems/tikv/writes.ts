const PAGE = 1_024;

/** The place before a key's first write. */
export const NEVER = -1;

/**
 * Every write to a tree by its place, without the keys, which the tree has: what was written (null: deleted) and the place of the
 * write to the same key before it. In pages, because a run that keeps its history keeps all of it: 8 bytes a write, and 4 more
 * where keys are written again.
 */
export class Writes {
  private count = 0;
  private readonly values: (string | null)[][] = [];
  /** Null: each write of the page is its key's first. */
  private readonly earlier: (Int32Array | null)[] = [];

  get length(): number {
    return this.count;
  }

  /** Returns its place. */
  add(value: string | null, earlier: number): number {
    const place = this.count++;
    const page = Math.floor(place / PAGE);
    if (place % PAGE === 0) {
      // As long as it will ever be: a list that grows has room to spare.
      this.values.push(Array.from({ length: PAGE }, () => null));
      this.earlier.push(null);
    }
    (this.values[page] as (string | null)[])[place % PAGE] = value;
    if (earlier !== NEVER) {
      this.earlier[page] ??= new Int32Array(PAGE).fill(NEVER);
      (this.earlier[page] as Int32Array)[place % PAGE] = earlier;
    }
    return place;
  }

  valueAt(place: number): string | null {
    return (this.values[Math.floor(place / PAGE)] as (string | null)[])[place % PAGE] as string | null;
  }

  /** Of the writes to one key, from the one at `newest` back: the place of the last one before `end`, or `NEVER`. */
  lastBefore(newest: number, end: number): number {
    let place = newest;
    while (place >= end) place = this.earlier[Math.floor(place / PAGE)]?.[place % PAGE] ?? NEVER;
    return place;
  }
}
