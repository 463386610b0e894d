import type { AnyConfChange, Entry, EntryType, Payload } from './types.ts';

/** Bytes an entry takes besides its payload: type, term, index and lengths, encoded compactly. */
export const ENTRY_OVERHEAD_BYTES = 12;
/** Bytes one change of a membership entry takes. */
const CHANGE_BYTES = 6;

/** A log entry; all entries have this one shape. */
export function makeEntry(
  term: number,
  index: number,
  type: EntryType,
  data: Payload | null,
  conf: AnyConfChange | null,
): Entry {
  return { term, index, type, data, conf };
}

/** Payload bytes, without overhead: what quotas and inflight limits count. */
export function payloadSize(entry: Entry): number {
  if (entry.data !== null) return entry.data.bytes;
  const conf = entry.conf;
  if (conf === null) return 0;
  if (conf.v === 1) return CHANGE_BYTES + (conf.context?.bytes ?? 0);
  // An empty V2 is an empty payload, so leaving a joint configuration is never refused by a quota.
  return (
    CHANGE_BYTES * conf.changes.length + (conf.transition === 'auto' ? 0 : 2) + (conf.context?.bytes ?? 0)
  );
}

/** Payload bytes of a list. */
export function payloadsSize(entries: readonly Entry[]): number {
  let size = 0;
  for (let i = 0; i < entries.length; i++) size += payloadSize(entries[i] as Entry);
  return size;
}

/** Encoded bytes: what message and apply limits count. */
export function entrySize(entry: Entry): number {
  return ENTRY_OVERHEAD_BYTES + payloadSize(entry);
}

/** Encoded bytes of a list. */
export function entriesSize(entries: readonly Entry[]): number {
  let size = 0;
  for (let i = 0; i < entries.length; i++) size += entrySize(entries[i] as Entry);
  return size;
}
