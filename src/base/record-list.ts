import { assert } from './assert.ts';

/** Keeps objects that never change, of several kinds, apart from the states that refer to them. */
export interface Records {
  /** Keeps it under a number. */
  add(record: object, kind: number): number;
  /** It, or something that reads the same. */
  get(id: number, kind: number): object;
  /** Of something that `get` returned; null for anything else. */
  find(object: object): Kept | null;
}

/** What a record is kept as. */
export interface Kept {
  readonly id: number;
  readonly kind: number;
}

/** Items are dropped from the front of the array in bulk: only once this many are dead. */
const SHIFT_MIN = 64;

/**
 * A list of records of one kind, of which a state holds many and few are looked at: a log. An item that is kept elsewhere has a number
 * there; one that was read from a state is only its number until somebody asks for it.
 *
 *     items   ∅  ∅  ∅  a  b  c  d  e        a … e: here; ∅: asked for when it is wanted
 *     ids     7  8  9 12 13                 of the first ones
 *             └ head: the first that is not dropped
 */
export class RecordList<T extends object> {
  private items: (T | null)[] = [];
  private ids: number[] = [];
  private head = 0;
  /** True while the arrays are also another copy's: copy before writing. */
  private shared = false;
  /** Whose numbers they are. */
  private keeper: Records | null = null;
  /** Of all of them. */
  kind = -1;

  get length(): number {
    return this.items.length - this.head;
  }

  at(place: number): T | undefined {
    const at = this.head + place;
    return this.items[at] ?? this.fetch(at);
  }

  /** Those at `[from, to)`. */
  slice(from: number, to: number): T[] {
    const end = this.head + to;
    for (let at = this.head + from; at < end && at < this.ids.length; at++)
      if (this.items[at] === null) this.fetch(at);
    return this.items.slice(this.head + from, end) as T[];
  }

  push(item: T): void {
    this.own();
    this.items.push(item);
  }

  /** Forgets those from `length` on. */
  cut(length: number): void {
    if (length >= this.length) return;
    this.own();
    const end = this.head + length;
    this.items.length = end;
    if (this.ids.length > end) this.ids.length = end;
  }

  /** Forgets so many at the beginning. */
  drop(count: number): void {
    const head = this.head + count;
    const { length } = this.items;
    if (head === length || (head >= SHIFT_MIN && head * 2 >= length)) this.copyFrom(head);
    else this.head = head;
  }

  /** Forgets all. */
  clear(): void {
    this.copyFrom(this.items.length);
  }

  /** A copy that shares items; the arrays themselves are copied by whoever writes first. */
  clone(): RecordList<T> {
    const copy = new RecordList<T>();
    copy.items = this.items;
    copy.ids = this.ids;
    copy.head = this.head;
    copy.keeper = this.keeper;
    copy.kind = this.kind;
    copy.shared = true;
    this.shared = true;
    return copy;
  }

  /** Gives each a number with this keeper, which `find` knows for those that have none yet. */
  number(keeper: Records, find: (item: T) => Kept): void {
    if (this.keeper !== keeper) this.copyFrom(this.head, keeper);
    const { items, ids } = this;
    for (let at = ids.length; at < items.length; at++) {
      const { id, kind } = find(items[at] as T);
      assert(at === 0 || kind === this.kind, 'records of several kinds in one list');
      this.kind = kind;
      ids.push(id);
    }
  }

  /** After {@link number}. */
  numberAt(place: number): number {
    return this.ids[this.head + place] as number;
  }

  /** From here on it is so many records of a keeper; {@link setNumber} tells which ones. */
  become(keeper: Records, kind: number, count: number): void {
    if (this.shared) {
      this.items = [];
      this.ids = [];
      this.shared = false;
    }
    this.head = 0;
    this.keeper = keeper;
    this.kind = kind;
    if (this.items.length > count) this.items.length = count;
    if (this.ids.length > count) this.ids.length = count;
  }

  /** In order. */
  setNumber(place: number, id: number): void {
    this.items[place] = null;
    this.ids[place] = id;
  }

  /** It stays here then; other copies may find it, too. */
  private fetch(at: number): T | undefined {
    const id = this.ids[at];
    if (id === undefined || this.keeper === null) return undefined;
    const item = this.keeper.get(id, this.kind) as T;
    this.items[at] = item;
    return item;
  }

  private own(): void {
    if (this.shared) this.copyFrom(this.head);
  }

  /** Arrays of its own, without what lies before `head`. For another keeper nothing has a number. */
  private copyFrom(head: number, keeper = this.keeper): void {
    this.items = keeper === this.keeper ? this.items.slice(head) : this.slice(head - this.head, this.length);
    this.ids = keeper === this.keeper ? this.ids.slice(head) : [];
    this.keeper = keeper;
    this.head = 0;
    this.shared = false;
  }
}
