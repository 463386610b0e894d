import { assert } from './assert.ts';
import { BitReader, BitWriter } from './bits.ts';
import { signedOf, unsignedOf } from './bytes.ts';
import { Matches, newSlots, RecentDistances } from './matches.ts';
import {
  count,
  extraBits,
  FIRST_OF_BASE,
  FIRST_OWN,
  FIRST_RECENT,
  HOME,
  numberOf,
  PackCode,
  RECENTS,
  Statistics,
  symbolOf,
} from './pack-code.ts';
import type { SectionCode } from './pack-code.ts';
import type { PrefixCode } from './prefix-code.ts';
import { Room } from './room.ts';
import type { Sections } from './sections.ts';
import { startOf } from './sections.ts';

/** A code is made after so many differences, and after each so many times as many, by the half that came last. */
const LEARN_FIRST = 16;
const LEARN_AGAIN = 8;
const SLOTS = newSlots();
const PACKED = new Room();

/** A difference, and what it was written by. */
export interface Packed {
  readonly bytes: Uint8Array;
  readonly code: PackCode;
}

interface Piece {
  /** Bytes before the copy that have not been there. */
  readonly fresh: number;
  readonly length: number;
  readonly distance: number;
}

interface Plan {
  readonly pieces: readonly Piece[];
  readonly code: PackCode;
  /** Base and target; until the next one is made. */
  readonly all: Uint8Array;
}

/** Told of all that is written, in order. */
interface Visitor {
  size(value: number): void;
  sameSize(value: number): void;
  fresh(section: number, value: number): void;
  byte(section: number, byte: number, step: number): void;
  length(section: number, value: number): void;
  /** `others`: the first symbol of distances of this sort. */
  distance(others: number, value: number): void;
}

/**
 * Each `target` as a list of pieces that are copied from its base or from `target` itself, with the bytes between them. Two states
 * of one run differ in little, and mostly in place:
 *
 *     base ┊ target …           piece   count of fresh bytes, these bytes, length of the copy, and how far back it begins:
 *       ◀──── distance ────┤            at the same place of the same section, as one of the last four, or elsewhere
 *
 * What is packed by one packer is alike: it learns how often what comes in which section, so no difference has to say that.
 */
export class Packer {
  private code = new PackCode(null);
  private statistics: Statistics | null = null;
  private count = 0;
  private learnAt = LEARN_FIRST;

  pack(target: Sections, base: Sections): Packed {
    const { code } = this;
    const plan = planOf(target, base, code);
    const out = new BitWriter();
    out.write(target.bytes.length, 30);
    visit(plan, target, base, writerOf(code, out));
    if (base.bytes.length > 0) this.learn(plan, target, base);
    return { bytes: out.take(), code };
  }

  private learn(plan: Plan, target: Sections, base: Sections): void {
    this.count++;
    if (this.count > this.learnAt / 2) {
      this.statistics ??= new Statistics();
      this.statistics.differences++;
      visit(plan, target, base, counterOf(this.statistics));
    }
    if (this.count < this.learnAt) return;
    this.code = new PackCode(this.statistics);
    this.statistics = null;
    this.learnAt *= LEARN_AGAIN;
  }
}

function writerOf(code: PackCode, out: BitWriter): Visitor {
  const write = (by: PrefixCode, value: number, others = 0): void => {
    const bits = extraBits(value);
    by.write(others + symbolOf(value), out);
    if (bits > 0) out.write(value & ((1 << bits) - 1), bits);
  };
  return {
    size: (value) => write(code.size, value),
    sameSize: (value) => write(code.sameSize, value),
    fresh: (section, value) => write(code.of(section).fresh, value),
    length: (section, value) => write(code.of(section).length, value),
    distance: (others, value) => write(code.distance, value, others),
    byte: (section, byte, step) => {
      const by = code.of(section);
      by.byte.write(by.hasSteps ? step : byte, out);
    },
  };
}

function counterOf(statistics: Statistics): Visitor {
  const { all, size, sameSize, distance } = statistics;
  return {
    size: (value) => count(size, symbolOf(value)),
    sameSize: (value) => count(sameSize, symbolOf(value)),
    distance: (others, value) => count(distance, others + symbolOf(value)),
    fresh: (section, value) => {
      count(all.fresh, symbolOf(value));
      count(statistics.of(section).fresh, symbolOf(value));
    },
    length: (section, value) => {
      count(all.length, symbolOf(value));
      count(statistics.of(section).length, symbolOf(value));
    },
    byte: (section, byte, step) => {
      const own = statistics.of(section);
      count(all.bytes, byte);
      count(own.bytes, byte);
      count(own.steps, step);
    },
  };
}

/** What {@link Packer.pack} was given, with the same base; it stays in `room` until that is used again. The base may lie there too. */
export function unpack({ bytes, code }: Packed, base: Sections, room: Room): Sections {
  const from = new BitReader(bytes);
  const start = base.bytes.length;
  const all = room.begin(base.bytes, from.read(30));
  const ends = readEnds(from, code, base);
  const places = new Places(base, ends, code);
  const recents = new RecentDistances();
  let at = start;
  for (;;) {
    places.goTo(at - start);
    const copyAt = at + numberOf(places.code.fresh.read(from), from);
    assert(copyAt <= all.length, 'more bytes than the whole has');
    while (at < copyAt) {
      places.goTo(at - start);
      const symbol = places.code.byte.read(from);
      all[at] = places.code.hasSteps ? symbol + places.byteAtHome(all, at) : symbol;
      at++;
    }
    if (at === all.length) return { bytes: all.subarray(start), ends };
    places.goTo(at - start);
    const length = numberOf(places.code.length.read(from), from);
    const distance = readDistance(from, code, places.home, recents);
    recents.use(distance);
    assert(distance > 0 && distance <= at && at + length <= all.length, 'a piece lies outside of the whole');
    copyWithin(all, at, length, distance);
    at += length;
  }
}

function readDistance(from: BitReader, code: PackCode, home: number, recents: RecentDistances): number {
  const symbol = code.distance.read(from);
  if (symbol === HOME) return home;
  if (symbol < FIRST_OWN) return recents.at(symbol - FIRST_RECENT);
  if (symbol < FIRST_OF_BASE) return numberOf(symbol - FIRST_OWN, from);
  return home + signedOf(numberOf(symbol - FIRST_OF_BASE, from));
}

/** Goes through a target: in which section it is, what that is written by, and how far back the same place of the base lies. */
class Places {
  section = 0;
  home: number;
  code: SectionCode;
  private end: number;
  private readonly start: number;

  constructor(
    private readonly base: Sections,
    private readonly ends: readonly number[],
    private readonly codes: PackCode,
  ) {
    this.code = codes.of(0);
    this.start = base.bytes.length;
    this.end = ends[0] ?? 0;
    this.home = this.start;
  }

  /** What stands there in the base. */
  byteAtHome(all: Uint8Array, at: number): number {
    return this.home > 0 ? (all[at - this.home] as number) : 0;
  }

  /** What these bytes of this section, the last of which may already lie in others, would take if they were fresh. */
  bitsOf(all: Uint8Array, from: number, to: number): number {
    const { byte: by, hasSteps } = this.code;
    let bits = 0;
    for (let at = from; at < to; at++) {
      const byte = all[at] as number;
      bits += by.bitsOf(hasSteps ? (byte - this.byteAtHome(all, at)) & 0xff : byte);
    }
    return bits;
  }

  /** Forwards. */
  goTo(at: number): void {
    if (at < this.end) return;
    const { ends, base } = this;
    while (at >= (ends[this.section] as number) && this.section < ends.length - 1) this.section++;
    this.end = ends[this.section] as number;
    this.code = this.codes.of(this.section);
    const begin = this.section === 0 ? 0 : (ends[this.section - 1] as number);
    this.home = this.start + begin - startOf(base, this.section);
  }
}

/** The last one has no length. */
function planOf(target: Sections, base: Sections, code: PackCode): Plan {
  const start = base.bytes.length;
  const all = PACKED.begin(base.bytes, target.bytes.length);
  all.set(target.bytes, start);
  const places = new Places(base, target.ends, code);
  const matches = new Matches(all, start, SLOTS, (from, to) => places.bitsOf(all, from, to));
  const recents = new RecentDistances();
  const pieces: Piece[] = [];
  let pending = start;
  let at = start;
  while (at < all.length) {
    places.goTo(at - start);
    if (!matches.find(at, places.home, recents)) {
      at++;
      continue;
    }
    const { distance } = matches;
    const before = matches.before(at, pending);
    const end = at + matches.length;
    pieces.push({ fresh: at - before - pending, length: end - at + before, distance });
    recents.use(distance);
    matches.copied(at, end);
    at = end;
    pending = end;
  }
  pieces.push({ fresh: at - pending, length: 0, distance: 0 });
  return { pieces, all, code };
}

function visit({ pieces, all, code }: Plan, target: Sections, base: Sections, visitor: Visitor): void {
  const start = base.bytes.length;
  visitEnds(target, base, visitor);
  const places = new Places(base, target.ends, code);
  const recents = new RecentDistances();
  let at = 0;
  for (const { fresh, length, distance } of pieces) {
    places.goTo(at);
    visitor.fresh(places.section, fresh);
    for (const end = at + fresh; at < end; at++) {
      places.goTo(at);
      const byte = target.bytes[at] as number;
      visitor.byte(places.section, byte, (byte - places.byteAtHome(all, start + at)) & 0xff);
    }
    if (length === 0) return;
    places.goTo(at);
    const { section, home } = places;
    visitor.length(section, length);
    const recent = recents.find(distance);
    if (distance === home) visitor.distance(HOME, 0);
    else if (recent < RECENTS) visitor.distance(FIRST_RECENT + recent, 0);
    else if (distance <= at) visitor.distance(FIRST_OWN, distance);
    else visitor.distance(FIRST_OF_BASE, unsignedOf(distance - home));
    recents.use(distance);
    at += length;
  }
}

/** Most sections are as long as in the base. */
function visitEnds(target: Sections, base: Sections, visitor: Visitor): void {
  const { ends } = target;
  visitor.size(ends.length);
  let same = 0;
  for (let section = 0; section < ends.length; section++) {
    const more = sizeOf(target, section) - sizeOf(base, section);
    if (more === 0) {
      same++;
    } else {
      visitor.sameSize(same);
      visitor.size(unsignedOf(more));
      same = 0;
    }
  }
  visitor.sameSize(same);
}

function readEnds(from: BitReader, code: PackCode, base: Sections): number[] {
  const sections = numberOf(code.size.read(from), from);
  const ends: number[] = [];
  let end = 0;
  for (;;) {
    for (let same = numberOf(code.sameSize.read(from), from); same > 0; same--) {
      end += sizeOf(base, ends.length);
      ends.push(end);
    }
    if (ends.length >= sections) return ends;
    const more = signedOf(numberOf(code.size.read(from), from));
    end += sizeOf(base, ends.length) + more;
    ends.push(end);
  }
}

function sizeOf(of: Sections, section: number): number {
  const end = of.ends[section];
  return end === undefined ? 0 : end - startOf(of, section);
}

/** Byte by byte where it is short or reads what it has just written. */
function copyWithin(bytes: Uint8Array, at: number, length: number, distance: number): void {
  if (length < 48 || distance < length)
    for (let i = at; i < at + length; i++) bytes[i] = bytes[i - distance] as number;
  else bytes.copyWithin(at, at - distance, at - distance + length);
}
