import type { Packed } from '../base/pack.ts';
import { Packer, unpack } from '../base/pack.ts';
import { Room } from '../base/room.ts';
import type { Sections } from '../base/sections.ts';
import { NO_SECTIONS } from '../base/sections.ts';

/**
 * One state in `PLATE` stands for itself. One in `ROW` is the difference from that one; between them every other one from the one
 * before, every fourth from the one two before, every eighth from the one four before: few differences have to be applied to
 * read any of them.
 */
const PLATE = 1_024;
const ROW = 16;

/** A state in few bytes, and what is known of it without reading it. */
export interface PackedState<About> {
  readonly about: About;
  /** The state it is written down as a difference from; null: it stands for itself. */
  base: PackedState<About> | null;
  packed: Packed;
  /** In its plate, whose first one stands for itself; what is dropped later leaves the places of others. */
  readonly place: number;
}

/**
 * Something at many of its moments, as bytes, oldest first. Two moments of one run differ in little, so most are the difference
 * from another.
 *
 *     ■──▶□   □──▶□   □──▶□   □──▶□   □──▶ …   □──▶ …   ■        ■ whole   □ difference
 *     ├──────▶┘       ├──────▶┘               │
 *     ├──────────────▶┘                       │
 *     └──────────────────────────────────────▶┘
 */
export class PackedStates<About> {
  private readonly kept: PackedState<About>[] = [];
  private packedBytes = 0;
  /** The one unpacked last: who reads stays near, and the next one is written down as a difference from it. */
  private unpacked: { readonly of: PackedState<About>; readonly state: Sections } | null = null;
  /** Those that stand for themselves, unpacked, the one used last at the end. */
  private readonly wholes = new Map<PackedState<About>, Sections>();
  private readonly room = new Room();
  private readonly packer = new Packer();

  /** What stands for itself stays unpacked, so many of them: all others need one of these. */
  constructor(private readonly wholesMax: number) {}

  get all(): readonly PackedState<About>[] {
    return this.kept;
  }

  get bytes(): number {
    return this.packedBytes;
  }

  get newest(): PackedState<About> | null {
    return this.kept[this.kept.length - 1] ?? null;
  }

  push(about: About, unpacked: Sections): void {
    const { newest } = this;
    const place = newest === null ? 0 : (newest.place + 1) % PLATE;
    const base = newest === null ? null : baseFor(place, newest);
    const packed = this.packer.pack(unpacked, this.unpack(base));
    const state = { about, base, packed, place };
    this.kept.push(state);
    this.packedBytes += packed.bytes.length;
    this.unpacked = { of: state, state: unpacked };
  }

  /** What {@link push} was given, until the next call. */
  unpack(state: PackedState<About> | null): Sections {
    if (state === null) return NO_SECTIONS;
    if (state.base === null) return this.wholeOf(state);
    if (this.unpacked?.of !== state)
      this.unpacked = { of: state, state: unpack(state.packed, this.unpack(state.base), this.room) };
    return this.unpacked.state;
  }

  /** Forgets the newest one. */
  pop(): void {
    this.packedBytes -= this.kept.pop()?.packed.bytes.length ?? 0;
  }

  /** Drops the one at `place`. The first of the differences from it takes its place, also as what the others are the difference from. */
  drop(place: number): void {
    const [victim] = this.kept.splice(place, 1);
    if (victim === undefined) return;
    this.packedBytes -= victim.packed.bytes.length;
    const [heir, ...others] = this.kept.slice(place, place + PLATE).filter(({ base }) => base === victim);
    if (heir === undefined) return;
    this.rebase(heir, victim.base);
    for (const other of others) this.rebase(other, heir);
  }

  private rebase(state: PackedState<About>, base: PackedState<About> | null): void {
    const { bytes, ends } = this.unpack(state);
    // What it is packed as a difference from is unpacked in the same place.
    const target = { bytes: bytes.slice(), ends };
    this.packedBytes -= state.packed.bytes.length;
    state.packed = this.packer.pack(target, this.unpack(base));
    state.base = base;
    this.packedBytes += state.packed.bytes.length;
  }

  private wholeOf(state: PackedState<About>): Sections {
    const { wholes } = this;
    const whole = wholes.get(state) ?? unpack(state.packed, NO_SECTIONS, new Room());
    wholes.delete(state);
    wholes.set(state, whole);
    for (const oldest of wholes.keys()) {
      if (wholes.size <= this.wholesMax) break;
      wholes.delete(oldest);
    }
    return whole;
  }
}

/** What the next one, at `place` in its plate, is the difference from. */
function baseFor<About>(place: number, newest: PackedState<About>): PackedState<About> | null {
  if (place === 0) return null;
  // The lowest bit that is set: how far back.
  const wanted = place % ROW === 0 ? 0 : place - (place & -place);
  let base = newest;
  while (base.place > wanted && base.base !== null) base = base.base;
  return base;
}
