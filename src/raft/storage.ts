import { assert } from '../base/assert.ts';
import { RecordList } from '../base/record-list.ts';
import { entrySize } from './entry.ts';
import { broken } from './invariant.ts';
import {
  EMPTY_CONF_STATE,
  EMPTY_HARD_STATE,
  NO_ENTRIES,
  type ConfState,
  type Entry,
  type HardState,
  type Payload,
  type Snapshot,
} from './types.ts';

/** `termAt` of an index that was compacted away. */
export const COMPACTED = -1;
/** `termAt` of an index that was never written. */
export const UNAVAILABLE = -2;

const EMPTY_SNAPSHOT: Snapshot = Object.freeze({
  index: 0,
  term: 0,
  confState: EMPTY_CONF_STATE,
  data: null,
});

/**
 * A peer's durable state in memory: hard state, the log behind a compacted prefix, and the newest snapshot.
 * The owner (raftstore, script harness) writes it; the core only reads. Source: facts/raft.md §6.
 *
 *     compacted …                firstIndex … lastIndex
 *     ────────────┬────────────┬─────────────────────────
 *                 └ compactedIndex: entry gone, its term still answers
 */
export class MemoryStorage {
  hardState: HardState = EMPTY_HARD_STATE;
  private snap: Snapshot = EMPTY_SNAPSHOT;
  private members: ConfState = EMPTY_CONF_STATE;
  /** Every snapshot sent is made for the purpose, so that it is as new as can be (as a store does it). */
  snapshotsOnDemand = false;
  private snapFresh = false;
  private snapWanted = false;
  private compactedIndex = 0;
  private compactedTerm = 0;
  /** The first one has index `compactedIndex + 1`. */
  private entries = new RecordList<Entry>();
  /** Entries below this index take an asynchronous fetch (raft-rs async log fetch); 0 means none. */
  private coldBelow = 0;

  /** First index that is not compacted away. */
  firstIndex(): number {
    return this.compactedIndex + 1;
  }

  /** Last index; the compacted one where nothing follows it. */
  lastIndex(): number {
    return this.compactedIndex + this.entries.length;
  }

  /** Membership to start from: as of the index the state machine has applied. */
  confState(): ConfState {
    return this.members;
  }

  /** To be called when an applied entry has changed the membership, together with making that durable. */
  setConfState(confState: ConfState): void {
    this.members = confState;
  }

  /**
   * The snapshot to send to a peer that lags too far (or asked for one at or above `atLeast`), or null where there is
   * none right now. With {@link snapshotsOnDemand} a null makes {@link takeSnapshotWanted} answer true.
   */
  snapshot(atLeast: number): Snapshot | null {
    if (!this.snapshotsOnDemand) return this.snap;
    if (this.snapFresh && this.snap.index >= atLeast) {
      this.snapFresh = false;
      return this.snap;
    }
    this.snapWanted = true;
    return null;
  }

  /** Whether the owner is to call {@link createSnapshot} as soon as it can; asks once. */
  takeSnapshotWanted(): boolean {
    const wanted = this.snapWanted;
    this.snapWanted = false;
    return wanted;
  }

  /** The newest snapshot held, whatever it is good for. */
  newestSnapshot(): Snapshot {
    return this.snap;
  }

  /** Makes term, vote and commit durable. */
  setHardState(hardState: HardState): void {
    this.hardState = hardState;
  }

  /** Term of the entry at `index`, or {@link COMPACTED} or {@link UNAVAILABLE}. */
  termAt(index: number): number {
    const offset = index - this.compactedIndex;
    if (offset <= 0) return offset === 0 ? this.compactedTerm : COMPACTED;
    const entry = this.entries.at(offset - 1);
    return entry === undefined ? UNAVAILABLE : entry.term;
  }

  /** The entry at `index`, or null where compacted or never written. */
  entryAt(index: number): Entry | null {
    return index <= this.compactedIndex ? null : (this.entries.at(index - this.compactedIndex - 1) ?? null);
  }

  /**
   * Entries `[low, high)`, cut to `maxSize` encoded bytes but never to none. The range must be inside the log.
   */
  slice(low: number, high: number, maxSize: number): Entry[] {
    if (low <= this.compactedIndex) broken(`entries from ${low} are compacted`);
    if (high > this.lastIndex() + 1) broken(`entries up to ${high} are beyond ${this.lastIndex()}`);
    const from = low - this.compactedIndex - 1;
    const to = from + high - low;
    return this.entries.slice(
      from,
      maxSize === Infinity ? to : sizeLimitedEnd(this.entries, from, to, maxSize),
    );
  }

  /** Appends, overwriting whatever was at the same or higher indexes. Entries at or below the compacted index are skipped. */
  append(entries: readonly Entry[]): void {
    const first = entries[0];
    if (first === undefined) return;
    if (first.index > this.lastIndex() + 1) {
      broken(`append at ${first.index} leaves a gap after ${this.lastIndex()}`);
    }
    let skip = 0;
    if (first.index <= this.compactedIndex) {
      skip = this.compactedIndex + 1 - first.index;
      if (skip >= entries.length) return;
    }
    this.entries.cut(first.index + skip - this.compactedIndex - 1);
    for (let i = skip; i < entries.length; i++) this.entries.push(entries[i] as Entry);
  }

  /** Forgets entries up to and including `index`; its term still answers. No effect when already compacted. */
  compact(index: number): void {
    if (index <= this.compactedIndex) return;
    assert(index <= this.lastIndex(), `compact ${index} is beyond ${this.lastIndex()}`);
    const term = this.termAt(index);
    this.entries.drop(index - this.compactedIndex);
    this.compactedTerm = term;
    this.compactedIndex = index;
  }

  /** Replaces everything by a snapshot received from the leader. False when it is older than the one held. */
  applySnapshot(snapshot: Snapshot): boolean {
    if (this.snap.index >= snapshot.index) return false;
    this.snap = snapshot;
    this.members = snapshot.confState;
    this.compactedIndex = snapshot.index;
    this.compactedTerm = snapshot.term;
    this.entries.clear();
    return true;
  }

  /** Records a snapshot of the state machine as of `index`, to be sent to peers that lag too far. */
  createSnapshot(index: number, confState: ConfState, data: Payload | null): Snapshot {
    assert(index >= this.snap.index, `snapshot ${index} is older than ${this.snap.index}`);
    const term = this.termAt(index);
    assert(term >= 0, `snapshot ${index} is outside of the log`);
    this.snap = Object.freeze({ index, term, confState, data });
    this.snapFresh = true;
    return this.snap;
  }

  /** Lets go of what the newest snapshot carries, where nobody needs it any more. */
  releaseSnapshot(): void {
    this.snapFresh = false;
    if (this.snap.data !== null) this.snap = Object.freeze({ ...this.snap, data: null });
  }

  /** Marks entries below `index` as cold: reading them for a follower takes an asynchronous fetch. */
  setColdBelow(index: number): void {
    this.coldBelow = index;
  }

  /** Whether entries from `index` would have to be fetched first. */
  isCold(index: number): boolean {
    return index < this.coldBelow;
  }

  /** A copy that shares entries. */
  clone(): MemoryStorage {
    const copy = new MemoryStorage();
    copy.hardState = this.hardState;
    copy.snap = this.snap;
    copy.members = this.members;
    copy.snapshotsOnDemand = this.snapshotsOnDemand;
    copy.snapFresh = this.snapFresh;
    copy.snapWanted = this.snapWanted;
    copy.compactedIndex = this.compactedIndex;
    copy.compactedTerm = this.compactedTerm;
    copy.entries = this.entries.clone();
    copy.coldBelow = this.coldBelow;
    return copy;
  }
}

/** The end of the longest prefix of `entries[from..to)` within `maxSize` encoded bytes; at least one entry. */
function sizeLimitedEnd(
  entries: { at(place: number): Entry | undefined },
  from: number,
  to: number,
  maxSize: number,
): number {
  let size = 0;
  for (let i = from; i < to; i++) {
    size += entrySize(entries.at(i) as Entry);
    if (size > maxSize && i > from) return i;
  }
  return to;
}

/** {@link sizeLimitedEnd} as a list; the list itself where everything fits. */
export function limitSize(entries: readonly Entry[], maxSize: number): readonly Entry[] {
  if (maxSize === Infinity || entries.length <= 1) return entries.length === 0 ? NO_ENTRIES : entries;
  const end = sizeLimitedEnd(entries, 0, entries.length, maxSize);
  return end === entries.length ? entries : entries.slice(0, end);
}
