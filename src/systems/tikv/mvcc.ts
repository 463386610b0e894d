import type { Ts } from '../../model/ts.ts';
import { TS_MAX } from '../../model/ts.ts';
import type { KvEngine } from './engine.ts';
import { decodeLock, decodeWrite, splitVersion, versionKey } from './txn-records.ts';
import type { Lock, WriteRecord } from './txn-records.ts';

/** A record of the `write` family with its place. */
export interface Commit {
  readonly commitTs: Ts;
  readonly write: WriteRecord;
}

/** What a key's history says of one transaction. */
export type Outcome =
  | { readonly type: 'committed'; readonly commitTs: Ts }
  | { readonly type: 'rolled-back' }
  | { readonly type: 'none' };

/** Reads Percolator's records of encoded keys (TiKV, MvccReader). */

export function lockOf(engine: KvEngine, key: string): Lock | null {
  const bytes = engine.getCf('lock', key);
  return bytes === null ? null : decodeLock(bytes);
}

/** The newest record with commit ts ≤ `ts`, or null. */
export function seekWrite(engine: KvEngine, key: string, ts: Ts): Commit | null {
  const pair = engine.seekCf('write', versionKey(key, ts));
  if (pair === null || !pair[0].startsWith(key)) return null;
  const { encodedKey, ts: commitTs } = splitVersion(pair[0]);
  return encodedKey === key ? { commitTs, write: decodeWrite(pair[1]) } : null;
}

export interface Found {
  readonly value: string | null;
  readonly commitTs: Ts;
}

/** The newest version at or below `ts`; null when the key was never written by then. */
export function readAt(engine: KvEngine, key: string, ts: Ts): Found | null {
  let at: Commit | null = seekWrite(engine, key, ts);
  while (at !== null) {
    const { write, commitTs } = at;
    if (write.type === 'delete') return { value: null, commitTs };
    if (write.type === 'put') return { value: valueOf(engine, key, write), commitTs };
    at = commitTs > 1 ? seekWrite(engine, key, (commitTs - 1) as Ts) : null;
  }
  return null;
}

/** The value that a record of type `put` stands for. */
export function valueOf(
  engine: Pick<KvEngine, 'getCf'>,
  key: string,
  record: { readonly startTs: Ts; readonly shortValue: string | null },
): string | null {
  return record.shortValue ?? engine.getCf('default', versionKey(key, record.startTs));
}

/** What became of the transaction that began at `startTs`, as far as this key knows. */
export function outcomeOf(engine: KvEngine, key: string, startTs: Ts): Outcome {
  let at = seekWrite(engine, key, TS_MAX);
  while (at !== null && at.commitTs >= startTs) {
    const { commitTs, write } = at;
    if (write.startTs === startTs) {
      return write.type === 'rollback' ? { type: 'rolled-back' } : { type: 'committed', commitTs };
    }
    if (commitTs === startTs) {
      return write.overlappedRollback ? { type: 'rolled-back' } : { type: 'none' };
    }
    at = seekWrite(engine, key, (commitTs - 1) as Ts);
  }
  return { type: 'none' };
}
