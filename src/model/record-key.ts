import { assert } from '../base/assert.ts';

/**
 * Keys of TiDB's table records: `t{tableID}_r{handle}`, both numbers as eight bytes, big-endian, with the sign bit
 * flipped so that their order is that of the numbers (TiDB, tablecodec). People write them in decimals: `t1_r42`.
 */

const TEXT = /^t(\d{1,15})_r(\d{1,15})$/;
const NUMBER_BYTES = 8;
const SIGN = 0x80;
/** 't', eight bytes, '_r', eight bytes. */
const RECORD_BYTES = 1 + NUMBER_BYTES + 2 + NUMBER_BYTES;

/** Whether a user key names a record of a table. Everything else is a key of RawKV. */
export function isRecordKey(userKey: string): boolean {
  return userKey.startsWith('t') && TEXT.test(userKey);
}

export function recordKey(table: number, handle: number): string {
  return `t${table}_r${handle}`;
}

/** Table and handle that a record's key names; null for other keys. */
export function parseRecordKey(userKey: string): { readonly table: number; readonly handle: number } | null {
  const found = TEXT.exec(userKey);
  return found === null ? null : { table: Number(found[1]), handle: Number(found[2]) };
}

/** The bytes of `t1_r42`. */
export function encodeRecordKey(userKey: string): string {
  const parts = parseRecordKey(userKey);
  assert(parts !== null, `not a record key: ${userKey}`);
  return `t${encodeInt(parts.table)}_r${encodeInt(parts.handle)}`;
}

export function decodeRecordKey(bytes: string): string {
  if (bytes.length < RECORD_BYTES) return bytes;
  return recordKey(decodeInt(bytes.slice(1, 1 + NUMBER_BYTES)), decodeInt(bytes.slice(-NUMBER_BYTES)));
}

function encodeInt(value: number): string {
  let out = '';
  let rest = value;
  for (let i = 0; i < NUMBER_BYTES; i++) {
    const byte = rest % 256;
    out = String.fromCharCode(i === NUMBER_BYTES - 1 ? byte + SIGN : byte) + out;
    rest = Math.floor(rest / 256);
  }
  return out;
}

function decodeInt(bytes: string): number {
  let value = bytes.charCodeAt(0) - SIGN;
  for (let i = 1; i < NUMBER_BYTES; i++) value = value * 256 + bytes.charCodeAt(i);
  return value;
}
