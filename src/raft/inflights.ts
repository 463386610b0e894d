import { assert } from '../base/assert.ts';

/** Slots of the first ring; rings double up to the window. */
const FIRST_SLOTS = 8;
const NO_SLOTS: number[] = [];

/**
 * Appends on their way to one follower: a sliding window limited in number and, softly, in bytes. Each is known by
 * the last index it carries. Source: facts/raft.md §4.1.
 */
export class Inflights {
  private readonly max: number;
  private readonly maxBytes: number;
  private start = 0;
  private used = 0;
  private usedBytes = 0;
  private indexes: number[] = NO_SLOTS;
  private sizes: number[] = NO_SLOTS;

  /** At most `max` appends; no further append once `maxBytes` payload bytes are in flight (`Infinity`: no limit). */
  constructor(max: number, maxBytes: number) {
    this.max = max;
    this.maxBytes = maxBytes;
  }

  /** Appends in flight. */
  get count(): number {
    return this.used;
  }

  /** Payload bytes in flight. */
  get bytes(): number {
    return this.usedBytes;
  }

  /** No further append may be sent: the number is reached, or the bytes are. */
  full(): boolean {
    return this.used === this.max || this.usedBytes >= this.maxBytes;
  }

  /** Records an append whose last entry is at `index`. */
  add(index: number, bytes: number): void {
    assert(!this.full(), 'inflight window is full');
    if (this.used === this.indexes.length) this.grow();
    let slot = this.start + this.used;
    if (slot >= this.indexes.length) slot -= this.indexes.length;
    this.indexes[slot] = index;
    this.sizes[slot] = bytes;
    this.used++;
    this.usedBytes += bytes;
  }

  /** Frees every append whose last index is at or below `index`. */
  freeLE(index: number): void {
    while (this.used > 0 && (this.indexes[this.start] as number) <= index) this.pop();
  }

  /** Forgets everything in flight. */
  reset(): void {
    this.start = 0;
    this.used = 0;
    this.usedBytes = 0;
  }

  /** A copy that goes its own way. */
  clone(): Inflights {
    const copy = new Inflights(this.max, this.maxBytes);
    if (this.used === 0) return copy;
    copy.start = this.start;
    copy.used = this.used;
    copy.usedBytes = this.usedBytes;
    copy.indexes = this.indexes.slice();
    copy.sizes = this.sizes.slice();
    return copy;
  }

  private pop(): void {
    this.usedBytes -= this.sizes[this.start] as number;
    this.used--;
    this.start++;
    if (this.start === this.indexes.length) this.start = 0;
  }

  private grow(): void {
    const slots = Math.min(this.max, Math.max(FIRST_SLOTS, 2 * this.indexes.length));
    const indexes: number[] = [];
    const sizes: number[] = [];
    for (let i = 0; i < slots; i++) {
      const slot = (this.start + i) % this.indexes.length;
      indexes.push(i < this.used ? (this.indexes[slot] as number) : 0);
      sizes.push(i < this.used ? (this.sizes[slot] as number) : 0);
    }
    this.indexes = indexes;
    this.sizes = sizes;
    this.start = 0;
  }
}
