import { entriesSize } from './entry.ts';
import { broken } from './invariant.ts';
import { COMPACTED, limitSize, UNAVAILABLE, type MemoryStorage } from './storage.ts';
import { NO_ENTRIES, type Entry, type LogSink, type Snapshot } from './types.ts';
import { Unstable } from './unstable.ts';

/**
 * One peer's log: what storage has confirmed plus the unstable end, and the three cursors of applying.
 * Invariant: `applied <= applying <= committed`. Source: facts/raft.md §6, paper §5.3.
 */
export class RaftLog {
  readonly storage: MemoryStorage;
  readonly unstable: Unstable;
  /** Highest index known to be on a quorum. */
  committed: number;
  /** Highest index handed out to be applied. */
  applying: number;
  /** Highest index confirmed as applied. */
  applied: number;
  private readonly sink: LogSink | null;
  /** Encoded bytes that may be applied at once, and how many are. */
  private readonly maxApplyingSize: number;
  /** Committed entries that may be handed out although storage has not confirmed them (raft-rs). */
  private readonly maxUnpersisted: number;
  private applyingSize = 0;
  /** The budget is used up, or was, when the last slice was cut: wait for an acknowledgement. */
  private applyingPaused = false;

  constructor(
    storage: MemoryStorage,
    maxApplyingSize: number,
    maxUnpersisted: number,
    sink: LogSink | null,
    unstable?: Unstable,
  ) {
    this.storage = storage;
    this.maxUnpersisted = maxUnpersisted;
    this.sink = sink;
    this.maxApplyingSize = maxApplyingSize;
    this.unstable = unstable ?? new Unstable(storage.lastIndex() + 1, sink);
    const compacted = storage.firstIndex() - 1;
    this.committed = compacted;
    this.applying = compacted;
    this.applied = compacted;
  }

  /** First index that is not compacted away. */
  firstIndex(): number {
    const first = this.unstable.firstIndex();
    return first > 0 ? first : this.storage.firstIndex();
  }

  /** Last index, durable or not; the compacted one where nothing follows it. */
  lastIndex(): number {
    return this.unstable.lastIndex();
  }

  /** Term of the last entry. */
  lastTerm(): number {
    return this.termAt(this.lastIndex());
  }

  /** Term at `index`; {@link COMPACTED} or {@link UNAVAILABLE} (both negative) outside of what the log can answer. */
  termAt(index: number): number {
    const term = this.unstable.termAt(index);
    if (term >= 0) return term;
    if (index + 1 < this.firstIndex()) return COMPACTED;
    if (index > this.lastIndex()) return UNAVAILABLE;
    return this.storage.termAt(index);
  }

  /** The entry at `index`, or null where compacted or never written. */
  entryAt(index: number): Entry | null {
    const { offset, entries } = this.unstable;
    if (index >= offset) return entries[index - offset] ?? null;
    return this.unstable.snapshot === null ? this.storage.entryAt(index) : null;
  }

  /** {@link termAt}, with 0 where the log cannot answer. */
  termOrZero(index: number): number {
    const term = this.termAt(index);
    return term < 0 ? 0 : term;
  }

  /** Whether the entry at `index` is known and has `term`. */
  matchTerm(index: number, term: number): boolean {
    return this.termAt(index) === term;
  }

  /** Whether a log that ends with (`index`, `term`) has everything this one could have committed (paper §5.4.1). */
  isUpToDate(index: number, term: number): boolean {
    const last = this.lastTerm();
    return term > last || (term === last && index >= this.lastIndex());
  }

  /** Index of the first of `entries` that this log does not have with that term, or 0 if it has them all. */
  findConflict(entries: readonly Entry[]): number {
    for (let i = 0; i < entries.length; i++) {
      const { index, term } = entries[i] as Entry;
      const ours = this.termAt(index);
      if (ours === term) continue;
      if (ours >= 0) {
        this.sink?.(
          'info',
          `found conflict at index ${index} [existing term: ${ours}, conflicting term: ${term}]`,
        );
      }
      return index;
    }
    return 0;
  }

  /**
   * Walks down from `index` to the first entry whose term is not above `term`: no entry in between can match a log
   * that has `term` at `index`. Term 0 in the answer means the walk left the log (facts §4.4).
   */
  findConflictByTerm(index: number, term: number): { readonly index: number; readonly term: number } {
    for (let at = index; at > 0; at--) {
      const ours = this.termAt(at);
      if (ours < 0) return { index: at, term: 0 };
      if (ours <= term) return { index: at, term: ours };
    }
    return { index: 0, term: 0 };
  }

  /** The leader appends one entry. */
  push(entry: Entry): void {
    this.unstable.push(entry);
  }

  /** Appends after checking that nothing committed is overwritten. */
  append(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    const after = (entries[0] as Entry).index - 1;
    if (after < this.committed)
      broken(`append after ${after} would overwrite committed entries up to ${this.committed}`);
    this.unstable.truncateAndAppend(entries);
  }

  /**
   * A follower takes a leader's append: false when the entry before it is not here. Otherwise everything that is
   * new replaces what conflicts, and the commit index follows the leader's.
   */
  maybeAppend(prevIndex: number, prevTerm: number, entries: readonly Entry[], leaderCommit: number): boolean {
    if (!this.matchTerm(prevIndex, prevTerm)) return false;
    const lastNew = prevIndex + entries.length;
    if (entries.length > 0) {
      const conflict = this.findConflict(entries);
      if (conflict > 0) {
        if (conflict <= this.committed)
          broken(`entry ${conflict} conflicts with committed ${this.committed}`);
        const skip = conflict - prevIndex - 1;
        this.append(skip === 0 ? entries : entries.slice(skip));
      }
    }
    this.commitTo(Math.min(leaderCommit, lastNew));
    return true;
  }

  /** The commit index never goes back. */
  commitTo(index: number): void {
    if (index <= this.committed) return;
    if (index > this.lastIndex()) {
      broken(`commit ${index} is beyond the last index ${this.lastIndex()}: log corrupt or lost?`);
    }
    this.committed = index;
  }

  /** Entries from `low` on, at most `maxSize` encoded bytes (at least one); null where `low` is compacted. */
  entriesFrom(low: number, maxSize: number): readonly Entry[] | null {
    const last = this.lastIndex();
    if (low > last) return NO_ENTRIES;
    if (low < this.firstIndex()) return null;
    return this.slice(low, last + 1, maxSize);
  }

  /** Entries `[low, high)`, which must be inside the log, at most `maxSize` encoded bytes (at least one). */
  slice(low: number, high: number, maxSize: number): readonly Entry[] {
    if (low >= high) return NO_ENTRIES;
    if (low < this.firstIndex()) broken(`entries from ${low} are compacted`);
    if (high > this.lastIndex() + 1) broken(`entries before ${high} do not exist`);
    const { offset, entries } = this.unstable;
    if (low >= offset) return limitSize(entries.slice(low - offset, high - offset), maxSize);
    const cut = Math.min(high, offset);
    const stable = this.storage.slice(low, cut, maxSize);
    if (high <= offset || stable.length < cut - low) return stable;
    const rest = maxSize === Infinity ? Infinity : maxSize - entriesSize(stable);
    if (rest <= 0) return stable;
    return limitSize(stable.concat(entries.slice(0, high - offset)), maxSize);
  }

  /** Whether a snapshot waits to be written or is being written. */
  hasPendingSnapshot(): boolean {
    return this.unstable.snapshot !== null;
  }

  private maxAppliable(allowUnstable: boolean): number {
    if (allowUnstable) return this.committed;
    return Math.min(this.committed, this.unstable.offset - 1 + this.maxUnpersisted);
  }

  /** Whether committed entries could be handed out now. */
  hasNextCommitted(allowUnstable: boolean): boolean {
    if (this.applyingPaused || this.unstable.snapshot !== null) return false;
    return this.applying < this.maxAppliable(allowUnstable);
  }

  /**
   * Committed entries to apply next, within the budget. Without `allowUnstable`, only ones storage has confirmed, and as
   * many more as `maxApplyUnpersisted` allows.
   */
  nextCommitted(allowUnstable: boolean): readonly Entry[] {
    if (!this.hasNextCommitted(allowUnstable)) return NO_ENTRIES;
    const budget = this.maxApplyingSize - this.applyingSize;
    if (budget <= 0) broken('applying is not paused although the budget is used up');
    return this.slice(this.applying + 1, this.maxAppliable(allowUnstable) + 1, budget);
  }

  /** Entries up to `index`, `size` encoded bytes, were handed out to be applied. */
  acceptApplying(index: number, size: number, allowUnstable: boolean): void {
    if (index > this.committed) broken(`applying ${index} beyond committed ${this.committed}`);
    this.applying = index;
    this.applyingSize += size;
    this.applyingPaused =
      this.applyingSize >= this.maxApplyingSize || index < this.maxAppliable(allowUnstable);
  }

  /** Entries up to `index`, `size` encoded bytes, are applied. */
  appliedTo(index: number, size: number): void {
    if (index > this.committed || index < this.applied) {
      broken(`applied ${index} outside of [${this.applied}, ${this.committed}]`);
    }
    this.applied = index;
    if (this.applying < index) this.applying = index;
    this.applyingSize = this.applyingSize > size ? this.applyingSize - size : 0;
    this.applyingPaused = this.applyingSize >= this.maxApplyingSize;
  }

  /** A leader's snapshot becomes the log's new beginning. */
  restore(snapshot: Snapshot): void {
    this.sink?.(
      'info',
      `log [${this.describe()}] starts to restore snapshot [index: ${snapshot.index}, term: ${snapshot.term}]`,
    );
    this.committed = snapshot.index;
    this.unstable.restore(snapshot);
  }

  /** A copy over `storage` that shares entries. */
  clone(storage: MemoryStorage, sink: LogSink | null): RaftLog {
    const copy = new RaftLog(
      storage,
      this.maxApplyingSize,
      this.maxUnpersisted,
      sink,
      this.unstable.clone(sink),
    );
    copy.committed = this.committed;
    copy.applying = this.applying;
    copy.applied = this.applied;
    copy.applyingSize = this.applyingSize;
    copy.applyingPaused = this.applyingPaused;
    return copy;
  }

  private describe(): string {
    const { offset, offsetInProgress, entries } = this.unstable;
    return (
      `committed=${this.committed}, applied=${this.applied}, applying=${this.applying}, ` +
      `unstable.offset=${offset}, unstable.offsetInProgress=${offsetInProgress}, len(unstable.Entries)=${entries.length}`
    );
  }
}
