import { assert } from './assert.ts';
import { ByteReader, ByteWriter } from './bytes.ts';

/** Places of four bytes each, by a hash of what follows them. A power of two. */
const SLOTS = 1 << 16;
/** Of `base`, every so-manieth place can be found by its hash; what lies between is found by going backwards from there. */
const STRIDE = 4;
/** A match in another place than expected takes about four bytes to name. */
const MATCH_MIN = 6;
/** Where everything goes on as before, a match costs two bytes. */
const ALIGNED_MIN = 3;

/**
 * `target` as a list of pieces that are copied from `base` or from `target` itself, with the bytes between them. Two states of
 * one run differ in little, and mostly in place:
 *
 *     pieces   count of new bytes, these bytes, length of the copy, where it begins, relative to where the last one ended
 *     places   0 … base.length in `base`, from there on in what is being made
 */
export function pack(target: Uint8Array, base: Uint8Array): Uint8Array {
  const out = new ByteWriter();
  const slots = new Int32Array(SLOTS).fill(-1);
  const offset = base.length;
  const end = target.length;
  for (let i = 0; i + 4 <= offset; i += STRIDE) slots[slotOf(base, i)] = i;
  out.varint(end);
  let pending = 0;
  let expected = 0;
  let at = 0;
  while (at < end) {
    let from = -1;
    // As many bytes further in the base as there were new ones; one more or one less where a number grew or shrank.
    const aligned = expected + at - pending;
    for (let i = 0; i < SHIFTS.length && from < 0; i++) {
      const place = aligned + (SHIFTS[i] as number);
      if (place >= 0 && place < offset && matches(base, place, target, at, ALIGNED_MIN + (i > 0 ? 1 : 0)))
        from = place;
    }
    if (from < 0 && at + 4 <= end) {
      const slot = slotOf(target, at);
      const place = slots[slot] as number;
      if (place >= 0) {
        const found =
          place < offset
            ? matches(base, place, target, at, MATCH_MIN)
            : matches(target, place - offset, target, at, MATCH_MIN);
        if (found) from = place;
      }
      slots[slot] = offset + at;
    }
    if (from < 0) {
      at++;
      continue;
    }
    const source = from < offset ? base : target;
    let start = from < offset ? from : from - offset;
    let length = 0;
    while (
      start + length < source.length &&
      at + length < end &&
      source[start + length] === target[at + length]
    )
      length++;
    while (at > pending && start > 0 && source[start - 1] === target[at - 1]) {
      start--;
      from--;
      at--;
      length++;
    }
    out.varint(at - pending);
    out.append(target, pending, at);
    out.varint(length);
    out.signed(from - expected);
    at += length;
    pending = at;
    expected = from + length;
  }
  out.varint(end - pending);
  out.append(target, pending, end);
  return out.take();
}

/** What {@link pack} was given, with the same base. */
export function unpack(packed: Uint8Array, base: Uint8Array): Uint8Array {
  const reader = new ByteReader(packed);
  const target = new Uint8Array(reader.varint());
  const offset = base.length;
  let expected = 0;
  let at = 0;
  for (;;) {
    const fresh = reader.varint();
    copy(packed, reader.at, target, at, fresh);
    reader.at += fresh;
    at += fresh;
    if (at === target.length) return target;
    const length = reader.varint();
    const from = expected + reader.signed();
    assert(length > 0 && at + length <= target.length, 'a piece is longer than the whole');
    if (from < offset) copy(base, from, target, at, length);
    else copy(target, from - offset, target, at, length);
    at += length;
    expected = from + length;
  }
}

const SHIFTS = [0, 1, -1] as const;

function slotOf(bytes: Uint8Array, at: number): number {
  const word =
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24);
  return Math.imul(word, 0x9e3779b1) >>> 16;
}

function matches(source: Uint8Array, place: number, target: Uint8Array, at: number, length: number): boolean {
  if (place + length > source.length || at + length > target.length) return false;
  for (let i = 0; i < length; i++) if (source[place + i] !== target[at + i]) return false;
  return true;
}

/** Byte by byte where it is short or reads what it has just written. */
function copy(source: Uint8Array, from: number, target: Uint8Array, at: number, length: number): void {
  if (length < 48 || (source === target && from + length > at))
    for (let i = 0; i < length; i++) target[at + i] = source[from + i] as number;
  else target.set(source.subarray(from, from + length), at);
}
