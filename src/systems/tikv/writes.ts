const PAGE = 1_024;

/** The place before a key's first write. */
export const NEVER = -1;

/** Values that were written one after the other, in one string: a string for each would take five times as long as most are. */
interface Page {
  readonly text: string;
  /** Where each begins; negative (−1 − that) for one that was deleted. One more says where the last one ends. */
  readonly starts: Int32Array;
}

/**
 * Every write to a tree by its place, without the keys, which the tree has: what was written (null: deleted) and the place of the
 * write to the same key before it. A run that keeps its history keeps all of it, in pages: 4 bytes a write and what it says, and
 * 4 more where keys are written again.
 */
export class Writes {
  private count = 0;
  private readonly pages: Page[] = [];
  /** Of the page that is not full. */
  private newest: (string | null)[] = [];
  /** Null: each write of the page is its key's first. */
  private readonly earlier: (Int32Array | null)[] = [];

  get length(): number {
    return this.count;
  }

  /** Returns its place. */
  add(value: string | null, earlier: number): number {
    const place = this.count++;
    const page = Math.floor(place / PAGE);
    if (place % PAGE === 0) this.earlier.push(null);
    if (this.newest.push(value) === PAGE) {
      this.pages.push(pageOf(this.newest));
      this.newest = [];
    }
    if (earlier !== NEVER) {
      this.earlier[page] ??= new Int32Array(PAGE).fill(NEVER);
      (this.earlier[page] as Int32Array)[place % PAGE] = earlier;
    }
    return place;
  }

  valueAt(place: number): string | null {
    const page = this.pages[Math.floor(place / PAGE)];
    const at = place % PAGE;
    return page === undefined ? (this.newest[at] as string | null) : valueIn(page, at);
  }

  /** Of the writes to one key, from the one at `newest` back: the place of the last one before `end`, or `NEVER`. */
  lastBefore(newest: number, end: number): number {
    let place = newest;
    while (place >= end) place = this.earlier[Math.floor(place / PAGE)]?.[place % PAGE] ?? NEVER;
    return place;
  }
}

function pageOf(values: readonly (string | null)[]): Page {
  const starts = new Int32Array(PAGE + 1);
  let start = 0;
  values.forEach((value, at) => {
    starts[at] = value === null ? -1 - start : start;
    start += value?.length ?? 0;
  });
  starts[PAGE] = start;
  return { text: values.join(''), starts };
}

function valueIn({ text, starts }: Page, at: number): string | null {
  const start = starts[at] as number;
  if (start < 0) return null;
  const next = starts[at + 1] as number;
  return text.slice(start, next < 0 ? -1 - next : next);
}
