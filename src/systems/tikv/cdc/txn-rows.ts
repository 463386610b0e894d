import { decodeRawKey } from '../../../model/key.ts';
import { TS_ZERO } from '../../../model/ts.ts';
import type { Ts } from '../../../model/ts.ts';
import type { KvEngine } from '../engine.ts';
import type { CdcTxnRow } from '../msg.ts';
import type { Modify } from '../txn-changes.ts';
import { readAt, valueOf } from '../mvcc.ts';
import { decodeLock, decodeWrite, splitVersion, versionKey } from '../txn-records.ts';
import type { Lock } from '../txn-records.ts';
import type { LockTracker } from './lock-tracker.ts';

/**
 * Turns what a transaction's command wrote into rows of the event feed, and tells the tracker (TiKV, Delegate::sink_put):
 *
 *     lock   put ─▶ PREWRITE, with value and old value     lock delete ─▶ (untracked)
 *     write  put ─▶ COMMIT, or ROLLBACK
 */
export function rowsOfModifies(
  engine: KvEngine,
  modifies: readonly Modify[],
  tracker: LockTracker,
  nowUs: number,
): CdcTxnRow[] {
  const rows: CdcTxnRow[] = [];
  for (const { cf, key, value } of modifies) {
    if (cf === 'lock') {
      if (value === null) {
        tracker.untrack(key);
        continue;
      }
      const lock = decodeLock(value);
      // Guards a read, writes nothing: no commit ts will come of it that anybody could miss.
      if (lock.type === 'lock') continue;
      tracker.track(key, lock.startTs, nowUs);
      rows.push(
        prewriteRow(key, lock, longValue(modifies, engine, key, lock), oldValue(engine, key, lock.startTs)),
      );
    } else if (cf === 'write' && value !== null) {
      const row = commitRow(key, value);
      if (row !== null) rows.push(row);
    }
  }
  return rows;
}

/** A value that is not inlined was written by the same command, or by an earlier one of the same transaction. */
function longValue(modifies: readonly Modify[], engine: KvEngine, key: string, lock: Lock): string | null {
  if (lock.type !== 'put' || lock.shortValue !== null) return lock.shortValue;
  const at = versionKey(key, lock.startTs);
  return modifies.find((m) => m.cf === 'default' && m.key === at)?.value ?? engine.getCf('default', at);
}

/** What the key was before: nobody can commit at or below the lock's start ts any more, so this stays true. */
function oldValue(engine: KvEngine, key: string, startTs: Ts): string | null {
  return readAt(engine, key, startTs)?.value ?? null;
}

export function prewriteRow(key: string, lock: Lock, value: string | null, old: string | null): CdcTxnRow {
  return {
    phase: 'prewrite',
    key: decodeRawKey(key),
    op: lock.type === 'delete' ? 'delete' : 'put',
    value,
    oldValue: old,
    startTs: lock.startTs,
    commitTs: TS_ZERO,
  };
}

function commitRow(storageKey: string, bytes: string): CdcTxnRow | null {
  const { encodedKey, ts } = splitVersion(storageKey);
  const write = decodeWrite(bytes);
  // The record was told when it was written; what is new about it is only the mark.
  if (write.type === 'lock' || write.overlappedRollback) return null;
  const common = { key: decodeRawKey(encodedKey), value: null, oldValue: null, startTs: write.startTs };
  if (write.type === 'rollback') return { ...common, phase: 'rollback', op: 'put', commitTs: TS_ZERO };
  return { ...common, phase: 'commit', op: write.type, commitTs: ts };
}

/** A version that an incremental scan found: complete in itself. Null for what changes nothing. */
export function committedRow(engine: EngineView, storageKey: string, bytes: string): CdcTxnRow | null {
  const { encodedKey, ts } = splitVersion(storageKey);
  const write = decodeWrite(bytes);
  if (write.type === 'lock' || write.type === 'rollback') return null;
  const value = write.type === 'put' ? valueOf(engine, encodedKey, write) : null;
  return {
    phase: 'committed',
    key: decodeRawKey(encodedKey),
    op: write.type,
    value,
    oldValue: null,
    startTs: write.startTs,
    commitTs: ts,
  };
}

type EngineView = Pick<KvEngine, 'getCf'>;
