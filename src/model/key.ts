import { assert } from '../base/assert.ts';
import type { Ts } from './ts.ts';
import { TS_ZERO } from './ts.ts';
import { decodeRecordKey, encodeRecordKey, isRecordKey } from './record-key.ts';

/**
 * RawKV API V2 key encoding (facts/cdc.md §2). Encoded keys are binary strings, one code unit per byte, so
 * that `<` on strings is `memcmp` on bytes. User keys are ASCII.
 */

const GROUP = 8;
const MARKER = 0xff;
/** 'r' and the three bytes of the default keyspace (facts 2.2). */
const RAW_PREFIX = 'r\0\0\0';
/** End of the range of raw keys (facts 2.1), greater than every encoded one. */
export const RAW_END = 's';

/** Memcomparable encoding: groups of eight bytes, each with a marker 0xFF − padding (facts 2.3). */
export function encodeMemcomparable(bytes: string): string {
  let out = '';
  for (let i = 0; i <= bytes.length; i += GROUP) {
    const group = bytes.slice(i, i + GROUP);
    const pad = GROUP - group.length;
    out += group + '\0'.repeat(pad) + String.fromCharCode(MARKER - pad);
  }
  return out;
}

/** Inverse of {@link encodeMemcomparable}; reads one encoded value from the start of `encoded`. */
export function decodeMemcomparable(encoded: string): string {
  let out = '';
  for (let i = 0; i + GROUP < encoded.length; i += GROUP + 1) {
    const pad = MARKER - encoded.charCodeAt(i + GROUP);
    assert(pad >= 0 && pad <= GROUP, 'not a memcomparable key');
    out += encoded.slice(i, i + GROUP - pad);
    if (pad > 0) return out;
  }
  return out;
}

/**
 * Where a user key lives: `MCE('r' + keyspace + key)`, or, for one that names a record of a table (`t1_r42`), the
 * record key of TiDB. Region boundaries have this form, without ts.
 */
export function encodeRawKey(userKey: string): string {
  return encodeMemcomparable(isRecordKey(userKey) ? encodeRecordKey(userKey) : RAW_PREFIX + userKey);
}

export function decodeRawKey(encoded: string): string {
  const bytes = decodeMemcomparable(encoded);
  return bytes.startsWith('t') ? decodeRecordKey(bytes) : bytes.slice(RAW_PREFIX.length);
}

/** The key mode of API V2 (facts 2.1): `t` is a table's, everything else here is RawKV's. */
export function isTableKey(encoded: string): boolean {
  return encoded.startsWith('t');
}

/** A Region boundary for people: `''` at either end of the key space, else the user key. */
export function describeBoundary(encoded: string, end: 'start' | 'end'): string {
  if (encoded === '') return end === 'start' ? '−∞' : '+∞';
  return decodeRawKey(encoded);
}

/** Eight bytes, big-endian, bitwise-not: newer versions of a key sort first (facts 2.4). */
export function encodeTsSuffix(ts: Ts): string {
  assert(ts > TS_ZERO, 'ts 0 cannot be encoded');
  const high = 0xffffffff - Math.floor(ts / 0x100000000);
  const low = 0xffffffff - (ts % 0x100000000);
  return String.fromCharCode(
    (high >>> 24) & 255,
    (high >>> 16) & 255,
    (high >>> 8) & 255,
    high & 255,
    (low >>> 24) & 255,
    (low >>> 16) & 255,
    (low >>> 8) & 255,
    low & 255,
  );
}

export function decodeTsSuffix(versionedKey: string): Ts {
  const at = versionedKey.length - GROUP;
  let high = 0;
  let low = 0;
  for (let i = 0; i < 4; i++) {
    high = high * 256 + (255 - versionedKey.charCodeAt(at + i));
    low = low * 256 + (255 - versionedKey.charCodeAt(at + 4 + i));
  }
  return (high * 0x100000000 + low) as Ts;
}

/** `encodedKey` without its eight ts bytes. */
export function stripTs(versionedKey: string): string {
  return versionedKey.slice(0, versionedKey.length - GROUP);
}

const FLAG_TTL = '\u0001';
const FLAG_DELETE = '\u0002';
const FLAG_NONE = '\u0000';

/**
 * Value, with a TTL the eight bytes of its end in UNIX seconds, and the flags byte, which is always last (facts 2.6).
 * A tombstone is the delete flag alone (2.7). `expireS` 0: it never expires.
 */
export function encodeRawValue(value: string | null, expireS = 0): string {
  if (value === null) return FLAG_DELETE;
  return expireS === 0 ? value + FLAG_NONE : value + bigEndian(expireS) + FLAG_TTL;
}

function bigEndian(number: number): string {
  let out = '';
  let rest = number;
  for (let i = 0; i < GROUP; i++) {
    out = String.fromCharCode(rest % 256) + out;
    rest = Math.floor(rest / 256);
  }
  return out;
}

/** UNIX second from which the value counts as absent (facts 2.8), 0 for none. */
export function expiryOfRawValue(encoded: string): number {
  const end = encoded.length - 1;
  if ((encoded.charCodeAt(end) & 1) === 0) return 0;
  let seconds = 0;
  for (let i = end - GROUP; i < end; i++) seconds = seconds * 256 + encoded.charCodeAt(i);
  return seconds;
}

/** The user value, or null for a tombstone. */
export function decodeRawValue(encoded: string): string | null {
  const flags = encoded.charCodeAt(encoded.length - 1);
  assert(flags <= 3, `unknown value flags ${flags}`);
  if ((flags & 2) !== 0) return null;
  return encoded.slice(0, (flags & 1) === 0 ? -1 : -1 - GROUP);
}
