import { assert } from './assert.ts';
import type { Settling } from './settle.ts';
import { SETTLE } from './settle.ts';

/**
 * A priority queue of objects ordered by (key, tie): a 4-ary heap over typed arrays with the payloads in
 * slots. No closures, so it can be copied, listed and hashed. Ties are the caller's sequence numbers, which
 * makes the order total and therefore deterministic.
 */
export class TimedHeap<T> implements Settling {
  private keys: Float64Array;
  private ties: Float64Array;
  private slots: Int32Array;
  private items: (T | null)[];
  private free: number[];
  private length = 0;

  constructor(capacity = 256) {
    this.keys = new Float64Array(capacity);
    this.ties = new Float64Array(capacity);
    this.slots = new Int32Array(capacity);
    this.items = [];
    this.free = [];
  }

  get size(): number {
    return this.length;
  }

  /** Key of the first item, +Infinity when empty. */
  get firstKey(): number {
    return this.length === 0 ? Infinity : (this.keys[0] as number);
  }

  push(key: number, tie: number, item: T): void {
    if (this.length === this.keys.length) this.grow();
    let slot = this.free.pop();
    if (slot === undefined) {
      slot = this.items.length;
      this.items.push(item);
    } else {
      this.items[slot] = item;
    }
    this.siftUp(this.length++, key, tie, slot);
  }

  /** Removes and returns the first item. */
  pop(): T {
    assert(this.length > 0, 'pop from an empty heap');
    const slot = this.slots[0] as number;
    const item = this.items[slot] as T;
    this.items[slot] = null;
    this.free.push(slot);
    this.length--;
    if (this.length > 0) {
      const last = this.length;
      this.siftDown(this.keys[last] as number, this.ties[last] as number, this.slots[last] as number);
    }
    return item;
  }

  /** The first item without removing it, null when empty. */
  peek(): T | null {
    return this.length === 0 ? null : (this.items[this.slots[0] as number] as T);
  }

  /** Every item, in no particular order; callers sort by what they need. */
  forEach(visit: (item: T, key: number, tie: number) => void): void {
    for (let i = 0; i < this.length; i++) {
      visit(this.items[this.slots[i] as number] as T, this.keys[i] as number, this.ties[i] as number);
    }
  }

  /** Puts what `change` gives in the place of each item, under the key it gives; ties stay. */
  replace(change: (item: T, key: number) => readonly [item: T, key: number]): void {
    const entries: [T, number, number][] = [];
    this.forEach((item, key, tie) => entries.push([...change(item, key), tie]));
    this.items = [];
    this.free = [];
    this.length = 0;
    for (const [item, key, tie] of entries) this.push(key, tie, item);
  }

  /** In order, which is a heap too, and the items in the order of their slots. */
  [SETTLE](): void {
    const { keys, ties, slots, items, length } = this;
    const order = Array.from({ length }, (_, place) => ({
      key: keys[place] as number,
      tie: ties[place] as number,
      item: items[slots[place] as number] as T,
    })).sort((a, b) => a.key - b.key || a.tie - b.tie);
    for (const list of [keys, ties, slots]) list.fill(0);
    for (const [place, { key, tie }] of order.entries()) {
      keys[place] = key;
      ties[place] = tie;
      slots[place] = place;
    }
    this.items = order.map(({ item }) => item);
    this.free = [];
  }

  /** Copies the order; items themselves are shared and must be frozen. */
  clone(): TimedHeap<T> {
    const copy = new TimedHeap<T>(0);
    copy.keys = this.keys.slice();
    copy.ties = this.ties.slice();
    copy.slots = this.slots.slice();
    copy.items = this.items.slice();
    copy.free = this.free.slice();
    copy.length = this.length;
    return copy;
  }

  private siftUp(start: number, key: number, tie: number, slot: number): void {
    const { keys, ties, slots } = this;
    let at = start;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      const parentKey = keys[parent] as number;
      if (parentKey < key || (parentKey === key && (ties[parent] as number) < tie)) break;
      keys[at] = parentKey;
      ties[at] = ties[parent] as number;
      slots[at] = slots[parent] as number;
      at = parent;
    }
    keys[at] = key;
    ties[at] = tie;
    slots[at] = slot;
  }

  private siftDown(key: number, tie: number, slot: number): void {
    const { keys, ties, slots, length } = this;
    let at = 0;
    for (;;) {
      const first = at * 4 + 1;
      if (first >= length) break;
      let best = first;
      let bestKey = keys[first] as number;
      let bestTie = ties[first] as number;
      const end = first + 4 < length ? first + 4 : length;
      for (let child = first + 1; child < end; child++) {
        const childKey = keys[child] as number;
        if (childKey < bestKey || (childKey === bestKey && (ties[child] as number) < bestTie)) {
          best = child;
          bestKey = childKey;
          bestTie = ties[child] as number;
        }
      }
      if (key < bestKey || (key === bestKey && tie < bestTie)) break;
      keys[at] = bestKey;
      ties[at] = bestTie;
      slots[at] = slots[best] as number;
      at = best;
    }
    keys[at] = key;
    ties[at] = tie;
    slots[at] = slot;
  }

  private grow(): void {
    const capacity = Math.max(64, this.keys.length * 2);
    const keys = new Float64Array(capacity);
    keys.set(this.keys);
    const ties = new Float64Array(capacity);
    ties.set(this.ties);
    const slots = new Int32Array(capacity);
    slots.set(this.slots);
    this.keys = keys;
    this.ties = ties;
    this.slots = slots;
  }
}
