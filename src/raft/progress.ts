import type { Inflights } from './inflights.ts';

/** How a leader treats a follower; see {@link Progress}. */
export type ProgressState = 'probe' | 'replicate' | 'snapshot';

/**
 * What a leader knows of one follower. Source: facts/raft.md §4.1, paper figure 2 (`nextIndex`, `matchIndex`).
 *
 *                refused append, unreachable
 *              ┌───────────────────────────────┐
 *              ▼        accepted append        │
 *          ┌───────┐ ───────────────────► ┌───────────┐
 *     ───► │ probe │                      │ replicate │   invariant: match < next
 *          └───────┘                      └───────────┘
 *            ▲   │ log compacted                │ log compacted
 *   finished │   ▼                              │
 *   or failed┌──────────┐ ◄─────────────────────┘
 *            │ snapshot │
 *            └──────────┘
 *
 * probe: one append at a time, to find where the logs agree. replicate: optimistic, a window of appends in
 * flight. snapshot: nothing is sent until the snapshot is known to have arrived.
 */
export class Progress {
  /** Highest index known to be durable on the follower. */
  match = 0;
  /** Index of the next entry to send. */
  next: number;
  state: ProgressState = 'probe';
  /** Heard from since the last quorum check. */
  recentActive = false;
  /** No append until something is heard (probe: one is out; replicate: the window is full). */
  paused = false;
  /** Index of the snapshot being sent, 0 for none. */
  pendingSnapshot = 0;
  isLearner = false;
  /** Highest commit index sent to the follower. */
  sentCommit = 0;
  /** Commit group (zone); 0 for none (raft-rs group commit). */
  groupId = 0;
  /** The follower asked for a snapshot at or above this index, 0 if it did not (raft-rs). */
  requestedSnapshot = 0;
  /** Highest commit index the follower told of; 0 unless `responsesCarryCommit` (raft-rs `committed_index`). */
  committed = 0;
  /** An asynchronous fetch of cold entries is under way. */
  fetching = false;
  inflights: Inflights;

  constructor(next: number, inflights: Inflights) {
    this.next = next;
    this.inflights = inflights;
  }

  /** A copy that goes its own way. */
  clone(): Progress {
    const copy = new Progress(this.next, this.inflights.clone());
    copy.match = this.match;
    copy.state = this.state;
    copy.recentActive = this.recentActive;
    copy.paused = this.paused;
    copy.pendingSnapshot = this.pendingSnapshot;
    copy.isLearner = this.isLearner;
    copy.sentCommit = this.sentCommit;
    copy.groupId = this.groupId;
    copy.requestedSnapshot = this.requestedSnapshot;
    copy.committed = this.committed;
    copy.fetching = this.fetching;
    return copy;
  }

  private resetState(state: ProgressState): void {
    this.paused = false;
    this.pendingSnapshot = 0;
    this.state = state;
    this.fetching = false;
    this.inflights.reset();
  }

  /** Looks for where the logs agree: one append at a time, from `match + 1`, or from after the snapshot that was sent. */
  becomeProbe(): void {
    if (this.state === 'snapshot') {
      const pending = this.pendingSnapshot;
      this.resetState('probe');
      this.next = Math.max(this.match + 1, pending + 1);
    } else {
      this.resetState('probe');
      this.next = this.match + 1;
    }
    this.sentCommit = Math.min(this.sentCommit, this.next - 1);
  }

  /** The logs agree up to `match`: a window of appends from there. */
  becomeReplicate(): void {
    this.resetState('replicate');
    this.next = this.match + 1;
  }

  /** A snapshot as of `index` is on its way: nothing else is sent meanwhile. */
  becomeSnapshot(index: number): void {
    this.resetState('snapshot');
    this.pendingSnapshot = index;
    this.requestedSnapshot = 0;
    this.next = index + 1;
    this.sentCommit = index;
  }

  /**
   * The follower refused the append after `rejected` because it wants a snapshot at or above `index`. False where the
   * request is stale, or a snapshot is already on its way.
   */
  requestSnapshot(rejected: number, index: number): boolean {
    if (this.state === 'snapshot' || (this.state === 'replicate' && rejected < this.match)) return false;
    this.requestedSnapshot = index;
    this.paused = false;
    return true;
  }

  /** Accounts for an append of `count` entries with `bytes` payload bytes that was just sent. */
  sentEntries(count: number, bytes: number): void {
    if (this.state === 'replicate') {
      if (count > 0) {
        this.next += count;
        this.inflights.add(this.next - 1, bytes);
      }
      this.paused = this.inflights.full();
    } else if (count > 0) {
      this.paused = true;
    }
  }

  /** Whether sending `commit` now could move the follower's commit index. */
  canBumpCommit(commit: number): boolean {
    return commit > this.sentCommit && this.sentCommit < this.next - 1;
  }

  /** The follower acknowledged `index`. False where that is old news. */
  maybeUpdate(index: number): boolean {
    if (index <= this.match) return false;
    this.match = index;
    if (this.next <= index) this.next = index + 1;
    this.paused = false;
    return true;
  }

  /**
   * The follower refused the append after `rejected` and suggests `hint`. False where the refusal is stale: it
   * answers something sent before what is known now.
   */
  maybeDecrease(rejected: number, hint: number): boolean {
    if (this.state === 'replicate') {
      if (rejected <= this.match) return false;
      this.next = this.match + 1;
    } else {
      if (this.next - 1 !== rejected) return false;
      this.next = Math.max(Math.min(rejected, hint + 1), this.match + 1);
      this.paused = false;
    }
    this.sentCommit = Math.min(this.sentCommit, this.next - 1);
    return true;
  }

  /** Whether nothing may be sent now. */
  isPaused(): boolean {
    return this.state === 'snapshot' || this.paused || this.fetching;
  }
}

const STATE_NAMES: Readonly<Record<ProgressState, string>> = {
  probe: 'StateProbe',
  replicate: 'StateReplicate',
  snapshot: 'StateSnapshot',
};

/** One line of text; what is not unusual is left out (facts §13). */
export function describeProgress(pr: Progress): string {
  let text = `${STATE_NAMES[pr.state]} match=${pr.match} next=${pr.next}`;
  if (pr.isLearner) text += ' learner';
  if (pr.isPaused()) text += ' paused';
  if (pr.pendingSnapshot > 0) text += ` pendingSnap=${pr.pendingSnapshot}`;
  if (!pr.recentActive) text += ' inactive';
  if (pr.inflights.count > 0) {
    text += ` inflight=${pr.inflights.count}`;
    if (pr.inflights.full()) text += '[full]';
  }
  return text;
}
