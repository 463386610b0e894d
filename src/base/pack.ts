import { assert } from './assert.ts';
import { BitReader, BitWriter } from './bits.ts';
import { newTable, SymbolReader, SymbolWriter } from './huffman.ts';
import { Matches, newSlots, RECENT, RecentDistances } from './matches.ts';
import { Room } from './room.ts';

/** Whole numbers up to here are symbols of their own; above, each power of two has two symbols, which the lower bits follow. */
const PLAIN = 16;
const PLAIN_BITS = 4;
const NUMBER_BITS = 30;
const NUMBERS = PLAIN + 2 * (NUMBER_BITS - PLAIN_BITS);

/** What is written, each with a code of its own, and of how many symbols. */
const FRESH = 0;
const BYTE = 1;
const LENGTH = 2;
const DISTANCE = 3;
const ALPHABETS = [NUMBERS, 256, NUMBERS, RECENT + NUMBERS] as const;
/** For packing and unpacking, each of which is done before the next begins. */
const TABLES = ALPHABETS.map(newTable);
const SLOTS = newSlots();
const PACKED = new Room();

interface Piece {
  /** Bytes before the copy that have not been there. */
  readonly fresh: number;
  readonly length: number;
  readonly distance: number;
  /** Which of the recent distances it is; `RECENT`: none. */
  readonly recent: number;
}

/** Told of each symbol, and of the lower bits that follow it. */
type Visit = (code: number, symbol: number, rest: number, bits: number) => void;

/**
 * `target` as a list of pieces that are copied from `base` or from `target` itself, with the bytes between them. Two states of
 * one run differ in little, and mostly in place:
 *
 *     base ┊ target …           piece   count of fresh bytes, these bytes, length of the copy,
 *       ◀──── distance ────┤            and how far back it begins: one of the last four distances, or another
 *
 * Each of these has a code of its own, in which what comes often is short.
 */
export function pack(target: Uint8Array, base: Uint8Array): Uint8Array {
  const pieces = piecesOf(target, base);
  const counts = ALPHABETS.map((size) => new Uint32Array(size));
  forEachSymbol(pieces, target, (code, symbol) => {
    const of = counts[code] as Uint32Array;
    of[symbol] = (of[symbol] as number) + 1;
  });
  const out = new BitWriter();
  out.write(target.length, NUMBER_BITS);
  const writers = counts.map((each) => new SymbolWriter(each));
  for (const writer of writers) writer.writeLengths(out);
  forEachSymbol(pieces, target, (code, symbol, rest, bits) => {
    (writers[code] as SymbolWriter).write(symbol, out);
    if (bits > 0) out.write(rest, bits);
  });
  return out.take();
}

/** What {@link pack} was given, with the same base; it stays in `room` until that is used again. The base may lie there too. */
export function unpack(packed: Uint8Array, base: Uint8Array, room: Room): Uint8Array {
  const from = new BitReader(packed);
  const start = base.length;
  const all = room.begin(base, from.read(NUMBER_BITS));
  const [fresh, bytes, lengths, distances] = ALPHABETS.map(
    (size, i) => new SymbolReader(size, from, TABLES[i]),
  ) as [SymbolReader, SymbolReader, SymbolReader, SymbolReader];
  const recents = new RecentDistances(start);
  let at = start;
  for (;;) {
    const copyAt = at + readNumber(fresh.read(from), from);
    assert(copyAt <= all.length, 'more bytes than the whole has');
    while (at < copyAt) all[at++] = bytes.read(from);
    if (at === all.length) return all.subarray(start);
    const length = readNumber(lengths.read(from), from);
    const symbol = distances.read(from);
    const distance = symbol < RECENT ? recents.at(symbol) : readNumber(symbol - RECENT, from);
    recents.use(distance, symbol);
    assert(distance > 0 && distance <= at && at + length <= all.length, 'a piece lies outside of the whole');
    copyWithin(all, at, length, distance);
    at += length;
  }
}

/** The last one has no length. */
function piecesOf(target: Uint8Array, base: Uint8Array): Piece[] {
  const start = base.length;
  const all = PACKED.begin(base, target.length);
  all.set(target, start);
  const matches = new Matches(all, start, SLOTS);
  const recents = new RecentDistances(start);
  const pieces: Piece[] = [];
  let pending = start;
  let at = start;
  while (at < all.length) {
    if (!matches.find(at, recents)) {
      at++;
      continue;
    }
    const { distance, recent } = matches;
    const before = matches.before(at, pending);
    const end = at + matches.length;
    pieces.push({ fresh: at - before - pending, length: end - at + before, distance, recent });
    recents.use(distance, recent);
    matches.copied(at, end);
    at = end;
    pending = end;
  }
  pieces.push({ fresh: at - pending, length: 0, distance: 0, recent: RECENT });
  return pieces;
}

function forEachSymbol(pieces: readonly Piece[], target: Uint8Array, visit: Visit): void {
  let at = 0;
  for (const { fresh, length, distance, recent } of pieces) {
    visitNumber(FRESH, fresh, 0, visit);
    for (const end = at + fresh; at < end; at++) visit(BYTE, target[at] as number, 0, 0);
    if (length === 0) return;
    visitNumber(LENGTH, length, 0, visit);
    if (recent < RECENT) visit(DISTANCE, recent, 0, 0);
    else visitNumber(DISTANCE, distance, RECENT, visit);
    at += length;
  }
}

/** Its symbol stands behind `others` in the alphabet. */
function visitNumber(code: number, value: number, others: number, visit: Visit): void {
  if (value < PLAIN) {
    visit(code, others + value, 0, 0);
    return;
  }
  const bits = 30 - Math.clz32(value);
  // The highest bit is always set, the next one chooses between the two symbols.
  const symbol = PLAIN + 2 * (bits + 1 - PLAIN_BITS) + ((value >> bits) & 1);
  visit(code, others + symbol, value & ((1 << bits) - 1), bits);
}

function readNumber(symbol: number, from: BitReader): number {
  if (symbol < PLAIN) return symbol;
  const bits = PLAIN_BITS - 1 + ((symbol - PLAIN) >> 1);
  return ((2 | (symbol & 1)) << bits) | from.read(bits);
}

/** Byte by byte where it is short or reads what it has just written. */
function copyWithin(bytes: Uint8Array, at: number, length: number, distance: number): void {
  if (length < 48 || distance < length)
    for (let i = at; i < at + length; i++) bytes[i] = bytes[i - distance] as number;
  else bytes.copyWithin(at, at - distance, at - distance + length);
}
