import { RECENTS } from './pack-code.ts';

/** Places of four bytes each, by a hash of the bytes that follow. */
const SLOT_BITS = 17;
/** Bytes that the hash is made of. */
const HASHED = 6;
/** Of the first part, every so-manieth place can be found by its hash; what lies between is found from there backwards. */
const STRIDE = 4;
/** And of what was copied. */
const COPY_STRIDE = 8;
/** Bits that it takes to name a copy: from the same place, as far back as one of the last ones began, newest first, or elsewhere. */
const HOME_BITS = 8;
const RECENT_BITS = [12, 14, 15, 15] as const satisfies { readonly length: typeof RECENTS };
const ELSEWHERE_BITS = 27;
/** A copy this long needs no better one, and saves more than any that is shorter. */
const LONG = 48;
const ALWAYS = 10_000;

/** How far back the last copies began, each once, newest first; 0: there was none. */
export class RecentDistances {
  private readonly list = RECENT_BITS.map(() => 0);

  at(place: number): number {
    return this.list[place] as number;
  }

  /** Which of them it is; `RECENTS`: none. */
  find(distance: number): number {
    let place = 0;
    while (place < RECENTS && this.list[place] !== distance) place++;
    return place;
  }

  use(distance: number): void {
    const { list } = this;
    for (let i = Math.min(this.find(distance), RECENTS - 1); i > 0; i--) list[i] = list[i - 1] as number;
    list[0] = distance;
  }
}

/** Room for the places of what has been there. */
export function newSlots(): Int32Array {
  return new Int32Array(1 << SLOT_BITS);
}

/** Finds what has been there before in a growing part of `all`. */
export class Matches {
  /** Of what was found: how long it is, and how far back. */
  length = 0;
  distance = 0;
  /** Bits that it saves. */
  private gain = 0;

  /**
   * The first `known` bytes have been there. `slots`: as {@link newSlots} made them, and of nobody else any more. `bitsOf`: what
   * the bytes from one place to another, in one section or the next, would take if they were fresh.
   */
  constructor(
    private readonly all: Uint8Array,
    known: number,
    private readonly slots: Int32Array,
    private readonly bitsOf: (from: number, to: number) => number,
  ) {
    slots.fill(-1);
    this.note(0, known, STRIDE);
  }

  /** True when a copy is worth it at `at`. `home`: how far back the same place of the base lies. */
  find(at: number, home: number, recents: RecentDistances): boolean {
    this.gain = 0;
    this.offer(at, home, HOME_BITS);
    if (this.gain > 0 && this.length >= LONG) return true;
    for (let i = 0; i < RECENTS; i++) {
      this.offer(at, recents.at(i), RECENT_BITS[i] as number);
      if (this.gain > 0 && this.length >= LONG) return true;
    }
    if (at + HASHED > this.all.length) return this.gain > 0;
    const slot = this.slotAt(at);
    const place = this.slots[slot] as number;
    this.slots[slot] = at;
    if (place >= 0) this.offer(at, at - place, ELSEWHERE_BITS);
    return this.gain > 0;
  }

  /** How much further forward the copy found for `at` can begin, but not before `start`. */
  before(at: number, start: number): number {
    const { all, distance } = this;
    let count = 0;
    while (
      at - count > start &&
      at - count > distance &&
      all[at - count - 1] === all[at - count - 1 - distance]
    )
      count++;
    return count;
  }

  /** What was copied has been there too. */
  copied(from: number, to: number): void {
    this.note(from + 1, to, COPY_STRIDE);
  }

  private note(from: number, to: number, stride: number): void {
    const end = Math.min(to, this.all.length - HASHED + 1);
    for (let at = from; at < end; at += stride) this.slots[this.slotAt(at)] = at;
  }

  private offer(at: number, distance: number, bits: number): void {
    if (distance <= 0 || distance > at) return;
    const { all } = this;
    const { length } = all;
    let end = at;
    while (end < length && all[end] === all[end - distance]) end++;
    if (end === at) return;
    const gain = end - at < LONG ? this.bitsOf(at, end) - bits : ALWAYS + end - at;
    if (gain <= this.gain) return;
    this.gain = gain;
    this.length = end - at;
    this.distance = distance;
  }

  private slotAt(at: number): number {
    const { all } = this;
    const low =
      (all[at] as number) |
      ((all[at + 1] as number) << 8) |
      ((all[at + 2] as number) << 16) |
      ((all[at + 3] as number) << 24);
    const high = (all[at + 4] as number) | ((all[at + 5] as number) << 8);
    return Math.imul(Math.imul(low, 0x9e3779b1) ^ high, 0x85ebca6b) >>> (32 - SLOT_BITS);
  }
}
