const PAGE = 1_024;

/** The place before a key's first write. */
export const NEVER = -1;

/**
 * Every write to a tree by its place, without the keys, which the tree has: what was written (null: deleted) and the place of the
 * write to the same key before it. In pages, because a run that keeps its history keeps all of it: 12 bytes a write.
 */
export class Writes {
  private count = 0;
  private readonly values: (string | null)[][] = [];
  private readonly earlier: Int32Array[] = [];

  get length(): number {
    return this.count;
  }

  /** Returns its place. */
  add(value: string | null, earlier: number): number {
    const place = this.count++;
    if (place % PAGE === 0) {
      this.values.push([]);
      this.earlier.push(new Int32Array(PAGE));
    }
    (this.values[Math.floor(place / PAGE)] as (string | null)[]).push(value);
    (this.earlier[Math.floor(place / PAGE)] as Int32Array)[place % PAGE] = earlier;
    return place;
  }

  valueAt(place: number): string | null {
    return (this.values[Math.floor(place / PAGE)] as (string | null)[])[place % PAGE] as string | null;
  }

  /** Of the writes to one key, from the one at `newest` back: the place of the last one before `end`, or `NEVER`. */
  lastBefore(newest: number, end: number): number {
    let place = newest;
    while (place >= end)
      place = (this.earlier[Math.floor(place / PAGE)] as Int32Array)[place % PAGE] as number;
    return place;
  }
}
