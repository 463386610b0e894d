import { Inflights } from './inflights.ts';
import { EMPTY_CONFIG, isJoint, sortedIds, votersOf, type MemberConfig } from './membership-config.ts';
import { Progress } from './progress.ts';
import {
  groupJointCommitted,
  jointCommitted,
  jointVote,
  majorityCommitted,
  type VoteResult,
} from './quorum.ts';
import type { PeerId } from './types.ts';
import type { ChangedConfig } from './confchange.ts';

/** How many votes each way, and what they amount to. */
export interface Tally {
  readonly granted: number;
  readonly rejected: number;
  readonly result: VoteResult;
}

/**
 * A group as one peer sees it: the configuration in force, what is known of every member, and the votes of the
 * running election.
 */
export class Tracker {
  private readonly maxInflightMsgs: number;
  private readonly maxInflightBytes: number;
  config: MemberConfig = EMPTY_CONFIG;
  readonly progress = new Map<PeerId, Progress>();
  /** Members ascending: the order of every broadcast. */
  ids: readonly PeerId[] = EMPTY_CONFIG.incoming;
  readonly votes = new Map<PeerId, boolean>();

  constructor(maxInflightMsgs: number, maxInflightBytes: number) {
    this.maxInflightMsgs = maxInflightMsgs;
    this.maxInflightBytes = maxInflightBytes;
  }

  /** An empty window of the configured size. */
  newInflights(): Inflights {
    return new Inflights(this.maxInflightMsgs, this.maxInflightBytes);
  }

  /**
   * Puts a configuration in force. Members that stay keep their progress; new ones start at `lastIndex`, optimistic
   * that they will soon be caught up, and count as active so that a quorum check right after does not fail.
   */
  install(changed: ChangedConfig, lastIndex: number): void {
    const { config, fresh } = changed;
    this.config = config;
    this.ids = sortedIds([...config.incoming, ...config.outgoing, ...config.learners]);
    for (const id of this.progress.keys()) if (!this.ids.includes(id)) this.progress.delete(id);
    for (const id of this.ids) {
      let pr = this.progress.get(id);
      if (pr === undefined || fresh.has(id)) {
        pr = new Progress(Math.max(lastIndex, 1), this.newInflights());
        pr.recentActive = true;
        this.progress.set(id, pr);
      }
      pr.isLearner = config.learners.includes(id);
    }
  }

  /** Whether one voter decides alone. (It need not be this peer: a leader removed from a group of two still leads.) */
  hasOneVoter(): boolean {
    return this.config.incoming.length === 1 && !isJoint(this.config);
  }

  /** The index that the configuration agrees on. `bothHalves` false is the broken variant of a joint commit. */
  committed(bothHalves: boolean, groupCommit: boolean): number {
    const { incoming, outgoing } = this.config;
    if (groupCommit) return groupJointCommitted(incoming, outgoing, this.progress);
    if (!bothHalves) return majorityCommitted(incoming, this.progress);
    return jointCommitted(incoming, outgoing, this.progress);
  }

  /** Whether the voters heard from since the last check could form a quorum. */
  quorumActive(): boolean {
    const active = new Map<PeerId, boolean>();
    for (const id of this.ids) {
      const pr = this.progress.get(id) as Progress;
      if (!pr.isLearner) active.set(id, pr.recentActive);
    }
    return jointVote(this.config.incoming, this.config.outgoing, active) === 'won';
  }

  /** The first vote of a peer counts. */
  recordVote(id: PeerId, granted: boolean): void {
    if (!this.votes.has(id)) this.votes.set(id, granted);
  }

  /** Counts the votes of members and says what they amount to. */
  tally(): Tally {
    let granted = 0;
    let rejected = 0;
    for (const id of votersOf(this.config)) {
      const vote = this.votes.get(id);
      if (vote === true) granted++;
      else if (vote === false) rejected++;
    }
    return { granted, rejected, result: jointVote(this.config.incoming, this.config.outgoing, this.votes) };
  }

  /** A copy that goes its own way. */
  clone(): Tracker {
    const copy = new Tracker(this.maxInflightMsgs, this.maxInflightBytes);
    copy.config = this.config;
    copy.ids = this.ids;
    for (const [id, pr] of this.progress) copy.progress.set(id, pr.clone());
    for (const [id, vote] of this.votes) copy.votes.set(id, vote);
    return copy;
  }
}
