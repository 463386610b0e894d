import type { ConfState, PeerId } from './types.ts';

/**
 * Who votes and who learns. Lists are ascending and never mutated. `outgoing` is empty unless the group is in a
 * joint configuration. Invariants (checked in confchange.ts): a learner is in neither half; a `learnersNext` peer
 * is still a voter of the outgoing half. Source: facts/raft.md §8.
 */
export interface MemberConfig {
  /** Voters; in a joint configuration the new half. */
  readonly incoming: readonly PeerId[];
  /** The old half of a joint configuration. */
  readonly outgoing: readonly PeerId[];
  /** Members that do not vote. */
  readonly learners: readonly PeerId[];
  /** Voters of the old half that become learners when it is left. */
  readonly learnersNext: readonly PeerId[];
  /** The leader leaves the joint configuration by itself. */
  readonly autoLeave: boolean;
}

const NOBODY: readonly PeerId[] = Object.freeze([]);

/** A group without members. */
export const EMPTY_CONFIG: MemberConfig = Object.freeze({
  incoming: NOBODY,
  outgoing: NOBODY,
  learners: NOBODY,
  learnersNext: NOBODY,
  autoLeave: false,
});

/** Whether two configurations are in force at once. */
export function isJoint(config: MemberConfig): boolean {
  return config.outgoing.length > 0;
}

/** Whether `id` votes in either half. */
export function isVoter(config: MemberConfig, id: PeerId): boolean {
  return config.incoming.includes(id) || config.outgoing.includes(id);
}

/** Voters of both halves, ascending. */
export function votersOf(config: MemberConfig): readonly PeerId[] {
  if (config.outgoing.length === 0) return config.incoming;
  return sortedIds(new Set([...config.incoming, ...config.outgoing]));
}

/** `ids` ascending and without duplicates, as a list that must not be changed. */
export function sortedIds(ids: Iterable<PeerId>): readonly PeerId[] {
  const list = [...new Set(ids)].sort((a, b) => a - b);
  return list.length === 0 ? NOBODY : list;
}

/** The list with `id` added. */
export function withId(ids: readonly PeerId[], id: PeerId): readonly PeerId[] {
  return ids.includes(id) ? ids : sortedIds([...ids, id]);
}

/** The list with `id` removed. */
export function withoutId(ids: readonly PeerId[], id: PeerId): readonly PeerId[] {
  return ids.includes(id) ? sortedIds(ids.filter((other) => other !== id)) : ids;
}

/** Membership as a snapshot records it. */
export function toConfState(config: MemberConfig): ConfState {
  return {
    voters: config.incoming,
    learners: config.learners,
    votersOutgoing: config.outgoing,
    learnersNext: config.learnersNext,
    autoLeave: config.autoLeave,
  };
}

function describeIds(ids: readonly PeerId[]): string {
  return `(${ids.map((id) => id.toString(16)).join(' ')})`;
}

/** One line of text: `voters=(1 2)&&(1) learners=(3)` (facts §13). */
export function describeConfig(config: MemberConfig): string {
  let text = `voters=${describeIds(config.incoming)}`;
  if (config.outgoing.length > 0) text += `&&${describeIds(config.outgoing)}`;
  if (config.learners.length > 0) text += ` learners=${describeIds(config.learners)}`;
  if (config.learnersNext.length > 0) text += ` learners_next=${describeIds(config.learnersNext)}`;
  if (config.autoLeave) text += ' autoleave';
  return text;
}
