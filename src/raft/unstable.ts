import { assert } from '../base/assert.ts';
import { NO_ENTRIES, type Entry, type LogSink, type Snapshot } from './types.ts';

/**
 * The end of the log that storage has not confirmed yet: perhaps a snapshot, then entries from `offset` on. Part of
 * it may be on its way to storage ("in progress"). Source: facts/raft.md §6.
 *
 *     storage …        offset          offsetInProgress       offset + entries.length
 *     ─────────────────┼── being written ──┼── not handed out yet ──┤
 *
 * Everything before `offset` is confirmed, so the log ends at `offset - 1` where there are no entries.
 */
export class Unstable {
  snapshot: Snapshot | null = null;
  entries: readonly Entry[] = NO_ENTRIES;
  offset: number;
  snapshotInProgress = false;
  offsetInProgress: number;
  private readonly sink: LogSink | null;

  constructor(offset: number, sink: LogSink | null) {
    this.offset = offset;
    this.offsetInProgress = offset;
    this.sink = sink;
  }

  /** First index of the log where only this part knows it (a snapshot), else 0. */
  firstIndex(): number {
    return this.snapshot === null ? 0 : this.snapshot.index + 1;
  }

  /** Last index of the whole log. */
  lastIndex(): number {
    return this.offset + this.entries.length - 1;
  }

  /** Term at `index`, or -1 where this part does not know it. */
  termAt(index: number): number {
    if (index < this.offset) {
      return this.snapshot !== null && this.snapshot.index === index ? this.snapshot.term : -1;
    }
    const entry = this.entries[index - this.offset];
    return entry === undefined ? -1 : entry.term;
  }

  /** Whether entries wait to be handed to storage. */
  hasNext(): boolean {
    return this.offset + this.entries.length > this.offsetInProgress;
  }

  /** Entries to hand to storage next. */
  nextEntries(): readonly Entry[] {
    if (!this.hasNext()) return NO_ENTRIES;
    return this.entries.slice(this.offsetInProgress - this.offset);
  }

  /** The snapshot to hand to storage next, if any. */
  nextSnapshot(): Snapshot | null {
    return this.snapshotInProgress ? null : this.snapshot;
  }

  /** Everything handed out counts as being written from now on. */
  acceptInProgress(): void {
    if (this.entries.length > 0) this.offsetInProgress = this.offset + this.entries.length;
    if (this.snapshot !== null) this.snapshotInProgress = true;
  }

  /** Storage confirmed everything up to (`index`, `term`). An old confirmation of overwritten entries is ignored. */
  stableTo(index: number, term: number): void {
    const ours = this.termAt(index);
    if (ours < 0) {
      this.sink?.('info', `entry at index ${index} missing from unstable log; ignoring`);
      return;
    }
    if (index < this.offset) {
      this.sink?.('info', `entry at index ${index} matched unstable snapshot; ignoring`);
      return;
    }
    if (ours !== term) {
      this.sink?.(
        'info',
        `entry at (index,term)=(${index},${term}) mismatched with entry at (${index},${ours}) in unstable log; ignoring`,
      );
      return;
    }
    const done = index + 1 - this.offset;
    if (done === this.entries.length) this.entries = NO_ENTRIES;
    else this.entries = this.entries.slice(done);
    this.offset = index + 1;
    if (this.offsetInProgress < this.offset) this.offsetInProgress = this.offset;
  }

  /** Storage confirmed the snapshot at `index`. */
  stableSnapTo(index: number): void {
    if (this.snapshot === null || this.snapshot.index !== index) return;
    this.snapshot = null;
    this.snapshotInProgress = false;
  }

  /** A snapshot from the leader replaces everything. */
  restore(snapshot: Snapshot): void {
    this.offset = snapshot.index + 1;
    this.offsetInProgress = this.offset;
    this.entries = NO_ENTRIES;
    this.snapshot = snapshot;
    this.snapshotInProgress = false;
  }

  /** Appends one entry at the end: the leader's own path. */
  push(entry: Entry): void {
    if (this.entries.length === 0) this.entries = [entry];
    else (this.entries as Entry[]).push(entry);
  }

  /** Appends `entries`, dropping whatever was at or after the index of the first. */
  truncateAndAppend(entries: readonly Entry[]): void {
    const from = (entries[0] as Entry).index;
    if (from === this.offset && this.entries.length === 0) {
      this.entries = entries.slice();
    } else if (from === this.offset + this.entries.length) {
      for (let i = 0; i < entries.length; i++) this.push(entries[i] as Entry);
    } else if (from <= this.offset) {
      this.sink?.('info', `replace the unstable entries from index ${from}`);
      this.entries = entries.slice();
      this.offset = from;
      this.offsetInProgress = from;
    } else {
      this.sink?.('info', `truncate the unstable entries before index ${from}`);
      assert(from < this.offset + this.entries.length, `append at ${from} leaves a gap`);
      this.entries = this.entries.slice(0, from - this.offset).concat(entries);
      if (this.offsetInProgress > from) this.offsetInProgress = from;
    }
  }

  /** A copy that shares entries. */
  clone(sink: LogSink | null): Unstable {
    const copy = new Unstable(this.offset, sink);
    copy.snapshot = this.snapshot;
    if (this.entries.length > 0) copy.entries = this.entries.slice();
    copy.snapshotInProgress = this.snapshotInProgress;
    copy.offsetInProgress = this.offsetInProgress;
    return copy;
  }
}
