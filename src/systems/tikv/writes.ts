import type { StringPage, StringPool } from '../../base/string-pool.ts';
import { STRINGS_PER_PAGE } from '../../base/string-pool.ts';

const PAGE = 1_024;

/** The place before a key's first write. */
export const NEVER = -1;
/** What was written is nothing: the key was deleted. */
const DELETED = -1;

/** Writes in a row. */
class WritesPage {
  /** Of each: which of `held`, and where on it; or `DELETED`. */
  readonly values = new Int32Array(PAGE);
  /** Null: each of them is its key's first. */
  earlier: Int32Array | null = null;
  readonly held: StringPage[] = [];
}

/**
 * Every write to a tree by its place, without the keys, which the tree has: what was written (null: deleted) and the place of the
 * write to the same key before it. In pages, because a run that keeps its history keeps all of it: 4 bytes a write, 4 more
 * where keys are written again, and what the pool needs for a value, which all replicas share.
 */
export class Writes {
  private count = 0;
  private readonly pages: WritesPage[] = [];

  /** Where values are kept. */
  constructor(private readonly strings: StringPool) {}

  get length(): number {
    return this.count;
  }

  /** Returns its place. */
  add(value: string | null, earlier: number): number {
    const place = this.count++;
    const at = place % PAGE;
    if (at === 0) this.pages.push(new WritesPage());
    const page = this.pageOf(place);
    page.values[at] = value === null ? DELETED : this.keep(value, page.held);
    if (earlier !== NEVER) {
      page.earlier ??= new Int32Array(PAGE).fill(NEVER);
      page.earlier[at] = earlier;
    }
    return place;
  }

  isDeleted(place: number): boolean {
    return this.pageOf(place).values[place % PAGE] === DELETED;
  }

  valueAt(place: number): string | null {
    const { values, held } = this.pageOf(place);
    const value = values[place % PAGE] as number;
    if (value === DELETED) return null;
    return (held[Math.floor(value / STRINGS_PER_PAGE)] as StringPage).at(value % STRINGS_PER_PAGE);
  }

  /** Of the writes to one key, from the one at `newest` back: the place of the last one before `end`, or `NEVER`. */
  lastBefore(newest: number, end: number): number {
    let place = newest;
    while (place >= end) place = this.pageOf(place).earlier?.[place % PAGE] ?? NEVER;
    return place;
  }

  private pageOf(place: number): WritesPage {
    return this.pages[Math.floor(place / PAGE)] as WritesPage;
  }

  private keep(value: string, held: StringPage[]): number {
    const { page, place } = this.strings.add(value);
    let which = held.lastIndexOf(page);
    if (which < 0) which = held.push(page) - 1;
    return which * STRINGS_PER_PAGE + place;
  }
}
