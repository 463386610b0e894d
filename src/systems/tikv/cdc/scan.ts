import {
  decodeRawKey,
  decodeRawValue,
  decodeTsSuffix,
  encodeTsSuffix,
  expiryOfRawValue,
  isTableKey,
  stripTs,
} from '../../../model/key.ts';
import type { KeyRange } from '../../../model/region.ts';
import type { Ts } from '../../../model/ts.ts';
import type { CdcRow, CdcTxnRow } from '../msg.ts';
import type { KvSnapshot } from '../raftstore/taps.ts';
import type { Scan } from './delegate.ts';
import { decodeLock, splitVersion } from '../txn-records.ts';
import type { Lock } from '../txn-records.ts';
import { committedRow, prewriteRow } from './txn-rows.ts';

/** Rows and bytes looked at in one go: a scan gives way to others between chunks. */
const CHUNK_ENTRIES = 1024;
const CHUNK_BYTES = 256 * 1024;

export interface ScanChunk {
  /** Where it is from: raw keys, or what transactions committed. */
  readonly cf: 'default' | 'write';
  readonly rows: readonly CdcRow[];
  readonly txns: readonly CdcTxnRow[];
  readonly bytes: number;
  /** Storage key to go on from, null at the end. */
  readonly next: string | null;
}

/** The next part of a scan. */
export function readChunk({ cf, snapshot, range, position, downstream }: Scan): ScanChunk {
  const scan = cf === 'write' ? scanCommits : scanChunk;
  return scan(snapshot, range, position, downstream.checkpointTs);
}

/**
 * The raw scanner (facts 3.3.4): the whole Region, and of each key only the newest version, if it is newer than the
 * checkpoint. Versions in between are skipped: a subscriber gets the present state, not the history.
 */
export function scanChunk(
  snapshot: KvSnapshot,
  range: KeyRange,
  position: string,
  checkpointTs: Ts,
): ScanChunk {
  const rows: CdcRow[] = [];
  let bytes = 0;
  let entries = 0;
  let lastKey = '';
  let next: string | null = null;
  snapshot.scan(position, range.endKey, (storageKey, storageValue) => {
    // Long values of transactions are no raw keys.
    if (isTableKey(storageKey)) return false;
    const key = stripTs(storageKey);
    const newest = key !== lastKey;
    // Only between keys: the newest version of a key must be the first one seen.
    if (newest && (entries >= CHUNK_ENTRIES || bytes >= CHUNK_BYTES)) {
      next = storageKey;
      return false;
    }
    entries++;
    bytes += storageKey.length + storageValue.length;
    if (!newest) return true;
    lastKey = key;
    const ts = decodeTsSuffix(storageKey);
    if (ts > checkpointTs) {
      const row = { key: decodeRawKey(key), value: decodeRawValue(storageValue), ts };
      const expireS = expiryOfRawValue(storageValue);
      rows.push(expireS === 0 ? row : { ...row, expireS });
    }
    return true;
  });
  return { cf: 'default', rows, txns: [], bytes, next };
}

/** Whether transactions ever wrote to the scanned range. */
export function hasCommits({
  snapshot,
  range,
}: {
  readonly snapshot: KvSnapshot;
  readonly range: KeyRange;
}): boolean {
  let found = false;
  snapshot.scanCf('write', range.startKey, range.endKey, () => {
    found = true;
    return false;
  });
  return found;
}

/** The locks of a Region as the snapshot has them: transactions that had begun to commit before it was observed. */
export function scanLocks(
  snapshot: KvSnapshot,
  range: KeyRange,
): {
  readonly locks: readonly { readonly key: string; readonly lock: Lock }[];
  readonly rows: readonly CdcTxnRow[];
} {
  const locks: { key: string; lock: Lock }[] = [];
  const rows: CdcTxnRow[] = [];
  snapshot.scanCf('lock', range.startKey, range.endKey, (key, bytes) => {
    const lock = decodeLock(bytes);
    if (lock.type === 'lock') return true;
    locks.push({ key, lock });
    const value = lock.shortValue ?? snapshot.getCf('default', key + encodeTsSuffix(lock.startTs));
    rows.push(prewriteRow(key, lock, lock.type === 'put' ? value : null, null));
    return true;
  });
  return { locks, rows };
}

/** Every version that transactions committed after the checkpoint (TiKV, DeltaScanner). */
export function scanCommits(
  snapshot: KvSnapshot,
  range: KeyRange,
  position: string,
  checkpointTs: Ts,
): ScanChunk {
  const txns: CdcTxnRow[] = [];
  let bytes = 0;
  let entries = 0;
  let next: string | null = null;
  snapshot.scanCf('write', position, range.endKey, (storageKey, record) => {
    if (entries >= CHUNK_ENTRIES || bytes >= CHUNK_BYTES) {
      next = storageKey;
      return false;
    }
    entries++;
    bytes += storageKey.length + record.length;
    if (splitVersion(storageKey).ts <= checkpointTs) return true;
    const row = committedRow(snapshot, storageKey, record);
    if (row !== null) txns.push(row);
    return true;
  });
  return { cf: 'write', rows: [], txns, bytes, next };
}
