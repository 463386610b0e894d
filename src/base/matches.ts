/** Places of four bytes each, by a hash of the bytes that follow. */
const SLOT_BITS = 17;
/** Bytes that the hash is made of. */
const HASHED = 6;
/** Of the first part, every so-manieth place can be found by its hash; what lies between is found from there backwards. */
const STRIDE = 2;
/** And of what was copied. */
const COPY_STRIDE = 8;
/** What it takes to name a copy, in quarters of a byte: as far back as one of the last ones began, newest first, or elsewhere. */
const RECENT_QUARTERS = [4, 6, 7, 7] as const;
const ELSEWHERE_QUARTERS = 20;
/** A copy this long needs no better one. */
const LONG = 48;

/** So many of the last distances have short names. */
export const RECENT = RECENT_QUARTERS.length;

/** How far back the last copies began, newest first; 0: there was none. */
export class RecentDistances {
  private readonly list: number[];

  /** What lies in two states at the same place is `first` apart. */
  constructor(first: number) {
    this.list = RECENT_QUARTERS.map((_, place) => (place === 0 ? first : 0));
  }

  at(place: number): number {
    return this.list[place] as number;
  }

  /** `place` is where it is in the list, or anything above. */
  use(distance: number, place: number): void {
    const { list } = this;
    for (let i = Math.min(place, RECENT - 1); i > 0; i--) list[i] = list[i - 1] as number;
    list[0] = distance;
  }
}

/** Room for the places of what has been there. */
export function newSlots(): Int32Array {
  return new Int32Array(1 << SLOT_BITS);
}

/** Finds what has been there before in a growing part of `all`. */
export class Matches {
  /** Of what was found: how long it is, how far back, and which of the recent distances that is (`RECENT`: none). */
  length = 0;
  distance = 0;
  recent: number = RECENT;
  /** Quarters of a byte that it saves. */
  private gain = 0;

  /** The first `known` bytes have been there. `slots`: as {@link newSlots} made them, and of nobody else any more. */
  constructor(
    private readonly all: Uint8Array,
    known: number,
    private readonly slots: Int32Array,
  ) {
    slots.fill(-1);
    this.note(0, known, STRIDE);
  }

  /** True when a copy is worth it at `at`. */
  find(at: number, recents: RecentDistances): boolean {
    this.gain = 0;
    for (let i = 0; i < RECENT; i++) {
      const distance = recents.at(i);
      if (distance > 0 && distance <= at) this.offer(at, distance, i, RECENT_QUARTERS[i] as number);
      if (this.gain >= LONG * 4) return true;
    }
    if (at + HASHED > this.all.length) return this.gain > 0;
    const slot = this.slotAt(at);
    const place = this.slots[slot] as number;
    this.slots[slot] = at;
    if (place >= 0) this.offer(at, at - place, RECENT, ELSEWHERE_QUARTERS);
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

  private offer(at: number, distance: number, recent: number, quarters: number): void {
    const { all } = this;
    const { length } = all;
    let end = at;
    while (end < length && all[end] === all[end - distance]) end++;
    const gain = (end - at) * 4 - quarters;
    if (gain <= this.gain) return;
    this.gain = gain;
    this.length = end - at;
    this.distance = distance;
    this.recent = recent;
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
