import { assert } from '../../base/assert.ts';
import { decodeTsSuffix, encodeTsSuffix, stripTs } from '../../model/key.ts';
import type { Ts } from '../../model/ts.ts';
import { TS_ZERO } from '../../model/ts.ts';

/**
 * How Percolator's records are stored (TiKV, components/txn_types):
 *
 *     default  key ‖ start ts   →  a value too long to be inlined
 *     lock     key              →  the lock of the transaction that is about to write the key
 *     write    key ‖ commit ts  →  what a transaction did to the key, and its start ts
 */
export type ColumnFamily = 'default' | 'lock' | 'write';

/** A value up to this many bytes stands in the lock and in the write record (TiKV, SHORT_VALUE_MAX_LEN = 255). */
export const SHORT_VALUE_MAX_BYTES = 255;

export type LockType = 'put' | 'delete' | 'lock';

/** Frozen. Keys are encoded, without ts. */
export interface Lock {
  readonly type: LockType;
  /** Encoded key of the transaction's primary, which decides for all of it. */
  readonly primary: string;
  readonly startTs: Ts;
  /** How long after `startTs` others must leave it alone, ms. */
  readonly ttlMs: number;
  /** The commit ts will not be smaller. */
  readonly minCommitTs: Ts;
  /** Inlined value; null: in `default`, or none. */
  readonly shortValue: string | null;
  /** Encoded keys of the secondaries, in the primary's lock of an asynchronous commit; null otherwise. */
  readonly secondaries: readonly string[] | null;
  readonly asyncCommit: boolean;
}

export type WriteType = 'put' | 'delete' | 'lock' | 'rollback';

/** Frozen. */
export interface WriteRecord {
  readonly type: WriteType;
  readonly startTs: Ts;
  readonly shortValue: string | null;
  /** A transaction with this commit ts as its start ts was rolled back too. */
  readonly overlappedRollback: boolean;
}

const LOCK_CODES: Readonly<Record<LockType, string>> = { put: 'P', delete: 'D', lock: 'L' };
const WRITE_CODES: Readonly<Record<WriteType, string>> = { put: 'P', delete: 'D', lock: 'L', rollback: 'R' };

const SHORT_VALUE = 'v';
const MIN_COMMIT_TS = 'c';
const ASYNC_COMMIT = 'a';
const OVERLAPPED_ROLLBACK = 'R';

export function encodeLock(lock: Lock): string {
  let out = LOCK_CODES[lock.type] + text(lock.primary) + varint(lock.startTs) + varint(lock.ttlMs);
  if (lock.shortValue !== null) out += SHORT_VALUE + text(lock.shortValue);
  if (lock.minCommitTs > TS_ZERO) out += MIN_COMMIT_TS + varint(lock.minCommitTs);
  if (lock.asyncCommit) {
    const keys = lock.secondaries ?? [];
    out += ASYNC_COMMIT + varint(keys.length) + keys.map(text).join('');
  }
  return out;
}

export function decodeLock(bytes: string): Lock {
  const reader = new Reader(bytes);
  const type = typeOf(LOCK_CODES, reader.char());
  const primary = reader.text();
  const startTs = reader.varint() as Ts;
  const ttlMs = reader.varint();
  let shortValue: string | null = null;
  let minCommitTs = TS_ZERO;
  let secondaries: string[] | null = null;
  while (!reader.done) {
    const field = reader.char();
    if (field === SHORT_VALUE) shortValue = reader.text();
    else if (field === MIN_COMMIT_TS) minCommitTs = reader.varint() as Ts;
    else {
      assert(field === ASYNC_COMMIT, 'not a lock');
      secondaries = Array.from({ length: reader.varint() }, () => reader.text());
    }
  }
  const asyncCommit = secondaries !== null;
  return { type, primary, startTs, ttlMs, minCommitTs, shortValue, secondaries, asyncCommit };
}

export function encodeWrite(write: WriteRecord): string {
  let out = WRITE_CODES[write.type] + varint(write.startTs);
  if (write.shortValue !== null) out += SHORT_VALUE + text(write.shortValue);
  if (write.overlappedRollback) out += OVERLAPPED_ROLLBACK;
  return out;
}

export function decodeWrite(bytes: string): WriteRecord {
  const reader = new Reader(bytes);
  const type = typeOf(WRITE_CODES, reader.char());
  const startTs = reader.varint() as Ts;
  let shortValue: string | null = null;
  let overlappedRollback = false;
  while (!reader.done) {
    const field = reader.char();
    if (field === SHORT_VALUE) shortValue = reader.text();
    else overlappedRollback = field === OVERLAPPED_ROLLBACK;
  }
  return { type, startTs, shortValue, overlappedRollback };
}

/** The key of a version: newer ones sort first. */
export function versionKey(encodedKey: string, ts: Ts): string {
  return encodedKey + encodeTsSuffix(ts);
}

/** Key and ts of a version's key. */
export function splitVersion(storageKey: string): { readonly encodedKey: string; readonly ts: Ts } {
  return { encodedKey: stripTs(storageKey), ts: decodeTsSuffix(storageKey) };
}

function typeOf<T extends string>(codes: Readonly<Record<T, string>>, code: string): T {
  for (const type of Object.keys(codes) as T[]) if (codes[type] === code) return type;
  assert(false, `unknown record type ${JSON.stringify(code)}`);
}

/** Seven bits a byte, low ones first, the top bit while more follow (as in protocol buffers). */
function varint(value: number): string {
  let out = '';
  let rest = value;
  while (rest >= 128) {
    out += String.fromCharCode((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return out + String.fromCharCode(rest);
}

function text(value: string): string {
  return varint(value.length) + value;
}

class Reader {
  private readonly bytes: string;
  private at = 0;

  constructor(bytes: string) {
    this.bytes = bytes;
  }

  get done(): boolean {
    return this.at >= this.bytes.length;
  }

  char(): string {
    return this.bytes.charAt(this.at++);
  }

  varint(): number {
    let value = 0;
    let weight = 1;
    for (;;) {
      const byte = this.bytes.charCodeAt(this.at++);
      value += (byte % 128) * weight;
      if (byte < 128) return value;
      weight *= 128;
    }
  }

  text(): string {
    const length = this.varint();
    this.at += length;
    return this.bytes.slice(this.at - length, this.at);
  }
}
