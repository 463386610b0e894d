import type { PeerId } from './types.ts';

/** Where an election stands. */
export type VoteResult = 'pending' | 'lost' | 'won';

/** What is asked of a peer by quorum arithmetic: how far it acknowledged, and its commit group. */
export interface Acked {
  /** Highest index it acknowledged. */
  readonly match: number;
  /** Commit group (zone), 0 for none. */
  readonly groupId: number;
}

/** Scratch for sorting acknowledged indexes; holds no state between calls. */
const scratch: number[] = [];

/** Voters in a majority of `n`. */
export function majoritySize(n: number): number {
  return (n >>> 1) + 1;
}

/**
 * The highest index that a majority of `voters` acknowledged. Unknown peers count as 0; no voters at all means
 * `Infinity`, so that an empty half never holds back the other. Source: facts/raft.md §8, paper §5.3.
 */
export function majorityCommitted(voters: readonly PeerId[], acks: ReadonlyMap<PeerId, Acked>): number {
  const n = voters.length;
  if (n === 0) return Infinity;
  // Insertion sort, ascending: groups are small and nearly sorted.
  for (let i = 0; i < n; i++) {
    const ack = acks.get(voters[i] as PeerId);
    const match = ack === undefined ? 0 : ack.match;
    let at = i;
    while (at > 0 && (scratch[at - 1] as number) > match) {
      scratch[at] = scratch[at - 1] as number;
      at--;
    }
    scratch[at] = match;
  }
  return scratch[n - majoritySize(n)] as number;
}

/** Both halves of a joint configuration must agree (paper §6); an empty `outgoing` is no constraint. */
export function jointCommitted(
  incoming: readonly PeerId[],
  outgoing: readonly PeerId[],
  acks: ReadonlyMap<PeerId, Acked>,
): number {
  const index = majorityCommitted(incoming, acks);
  return outgoing.length === 0 ? index : Math.min(index, majorityCommitted(outgoing, acks));
}

/**
 * Group commit (raft-rs, facts §10): an index counts only when it is in a majority *and* in at least two commit
 * groups. Peers without a group take part in the majority only. With fewer than two groups there is nothing to
 * spread over: if every voter is in the one group the majority decides, else (someone has no group yet) the
 * slowest voter does.
 */
export function groupMajorityCommitted(voters: readonly PeerId[], acks: ReadonlyMap<PeerId, Acked>): number {
  const majority = majorityCommitted(voters, acks);
  if (voters.length === 0) return majority;
  // Best acknowledged index per group; the second best group's is the highest index present in two groups.
  const best = new Map<number, number>();
  let slowest = Infinity;
  let ungrouped = false;
  for (const id of voters) {
    const ack = acks.get(id);
    const match = ack === undefined ? 0 : ack.match;
    const group = ack === undefined ? 0 : ack.groupId;
    slowest = Math.min(slowest, match);
    if (group === 0) ungrouped = true;
    else best.set(group, Math.max(best.get(group) ?? 0, match));
  }
  if (best.size < 2) return ungrouped ? slowest : majority;
  let first = 0;
  let second = 0;
  for (const match of best.values()) {
    if (match > first) {
      second = first;
      first = match;
    } else if (match > second) {
      second = match;
    }
  }
  return Math.min(majority, second);
}

/** {@link groupMajorityCommitted} of both halves. */
export function groupJointCommitted(
  incoming: readonly PeerId[],
  outgoing: readonly PeerId[],
  acks: ReadonlyMap<PeerId, Acked>,
): number {
  return Math.min(groupMajorityCommitted(incoming, acks), groupMajorityCommitted(outgoing, acks));
}

/** The election so far among `voters`; who is missing from `votes` has not voted yet. No voters: won. */
export function majorityVote(voters: readonly PeerId[], votes: ReadonlyMap<PeerId, boolean>): VoteResult {
  if (voters.length === 0) return 'won';
  let yes = 0;
  let missing = 0;
  for (const id of voters) {
    const vote = votes.get(id);
    if (vote === undefined) missing++;
    else if (vote) yes++;
  }
  const needed = majoritySize(voters.length);
  if (yes >= needed) return 'won';
  return yes + missing >= needed ? 'pending' : 'lost';
}

/** An election is won in both halves or not at all, and lost as soon as one half is lost. */
export function jointVote(
  incoming: readonly PeerId[],
  outgoing: readonly PeerId[],
  votes: ReadonlyMap<PeerId, boolean>,
): VoteResult {
  const one = majorityVote(incoming, votes);
  const other = majorityVote(outgoing, votes);
  if (one === other) return one;
  return one === 'lost' || other === 'lost' ? 'lost' : 'pending';
}
