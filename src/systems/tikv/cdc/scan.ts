import { decodeRawKey, decodeRawValue, decodeTsSuffix, stripTs } from '../../../model/key.ts';
import type { KeyRange } from '../../../model/region.ts';
import type { Ts } from '../../../model/ts.ts';
import type { CdcRow } from '../msg.ts';
import type { KvSnapshot } from '../raftstore/taps.ts';

/** Rows and bytes looked at in one go: a scan gives way to others between chunks. */
const CHUNK_ENTRIES = 1024;
const CHUNK_BYTES = 256 * 1024;

export interface ScanChunk {
  readonly rows: readonly CdcRow[];
  readonly bytes: number;
  /** Storage key to go on from, null at the end. */
  readonly next: string | null;
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
    if (ts > checkpointTs) rows.push({ key: decodeRawKey(key), value: decodeRawValue(storageValue), ts });
    return true;
  });
  return { rows, bytes, next };
}
