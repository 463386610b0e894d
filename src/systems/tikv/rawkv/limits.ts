import { encodeRawKey } from '../../../model/key.ts';

/** What RawKV takes at all. Errors have the real names, and say the limit that was broken. */

/** storage.max-key-size 8 KiB (TiKV, src/storage/config.rs). */
export const KEY_BYTES_MAX = 8 * 1_024;
/** raftstore.raft-entry-max-size 8 MiB (TiKV, raftstore/src/store/config.rs). */
export const ENTRY_BYTES_MAX = 8 * 1_024 * 1_024;

/** First byte of an encoded raw key (facts 2.1). */
const RAW_MODE = 'r';

/** Why a request for this key, and this value, will never be carried out; '' when it may be. An empty key is legal. */
export function neverTaken(command: string, key: string, value: string | null): string {
  if (key.length > KEY_BYTES_MAX) {
    return `KeyTooLarge: the key has ${key.length} bytes, the limit is ${KEY_BYTES_MAX} (storage.max-key-size)`;
  }
  if (!encodeRawKey(key).startsWith(RAW_MODE)) {
    return `InvalidKeyMode: ${command} in storage API V2 takes keys of RawKV, and ${JSON.stringify(key)} is a key of a table`;
  }
  if (value !== null && value.length > ENTRY_BYTES_MAX) {
    return `RaftEntryTooLarge: the entry has ${value.length} bytes and more, the limit is ${ENTRY_BYTES_MAX} (raftstore.raft-entry-max-size)`;
  }
  return '';
}
