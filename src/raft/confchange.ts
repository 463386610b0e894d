import { assert } from '../base/assert.ts';
import { fail, ok, type Result } from '../base/result.ts';
import {
  EMPTY_CONFIG,
  isJoint,
  sortedIds,
  withId,
  withoutId,
  type MemberConfig,
} from './membership-config.ts';
import {
  NONE,
  type AnyConfChange,
  type ConfChangeSingle,
  type ConfChangeTransition,
  type ConfState,
  type PeerId,
} from './types.ts';

/** The outcome of a membership change, before anything is put in force. */
export interface ChangedConfig {
  /** What is to be put in force. */
  readonly config: MemberConfig;
  /** Members whose replication starts from nothing: new ones, and ones removed and added again. */
  readonly fresh: ReadonlySet<PeerId>;
}

/** The changes of either generation. */
export function changesOf(change: AnyConfChange): readonly ConfChangeSingle[] {
  return change.v === 1 ? [change] : change.changes;
}

/** How a change is carried out: through a joint configuration (and left by itself?), or as one simple step (facts §8). */
export function transitionOf(change: AnyConfChange): 'simple' | 'joint-auto-leave' | 'joint' {
  if (change.v === 1) return 'simple';
  switch (change.transition) {
    case 'auto':
      return change.changes.length > 1 ? 'joint-auto-leave' : 'simple';
    case 'joint-implicit':
      return 'joint-auto-leave';
    case 'joint-explicit':
      return 'joint';
  }
}

/** Whether a change asks for nothing but to leave the joint configuration. */
export function isLeaveJoint(change: AnyConfChange): boolean {
  return change.v === 2 && change.changes.length === 0 && change.transition === 'auto';
}

/** A V2 change from its parts; the shape proposals and tests use. */
export function confChangeV2(
  changes: readonly ConfChangeSingle[],
  transition: ConfChangeTransition = 'auto',
): AnyConfChange {
  return { v: 2, transition, changes, context: null };
}

/** One step that changes at most one voter. */
export function simpleChange(
  config: MemberConfig,
  changes: readonly ConfChangeSingle[],
): Result<ChangedConfig> {
  if (isJoint(config)) return fail("can't apply simple config change in joint config");
  const edit = new Edit(config);
  const problem = edit.apply(changes);
  if (problem !== null) return fail(problem);
  if (votersChanged(config.incoming, edit.incoming) > 1) {
    return fail('more than one voter changed without entering joint config');
  }
  return ok(edit.result());
}

/** Puts a second configuration in force beside the present one (paper §6). */
export function enterJoint(
  config: MemberConfig,
  autoLeave: boolean,
  changes: readonly ConfChangeSingle[],
): Result<ChangedConfig> {
  if (isJoint(config)) return fail('config is already joint');
  if (config.incoming.length === 0) return fail("can't make a zero-voter config joint");
  const edit = new Edit(config);
  edit.outgoing = config.incoming;
  const problem = edit.apply(changes);
  if (problem !== null) return fail(problem);
  edit.autoLeave = autoLeave;
  return ok(edit.result());
}

/** Drops the outgoing half; demoted voters become learners now. */
export function leaveJoint(config: MemberConfig): Result<ChangedConfig> {
  if (!isJoint(config)) return fail("can't leave a non-joint config");
  const edit = new Edit(config);
  edit.learners = sortedIds([...config.learners, ...config.learnersNext]);
  edit.learnersNext = EMPTY_CONFIG.learnersNext;
  edit.outgoing = EMPTY_CONFIG.outgoing;
  edit.autoLeave = false;
  return ok(edit.result());
}

/** Carries out `change` the way it asks for. */
export function changeConfig(config: MemberConfig, change: AnyConfChange): Result<ChangedConfig> {
  if (isLeaveJoint(change)) return leaveJoint(config);
  const transition = transitionOf(change);
  if (transition === 'simple') return simpleChange(config, changesOf(change));
  return enterJoint(config, transition === 'joint-auto-leave', changesOf(change));
}

/** The configuration a snapshot or a restart names. */
export function restoreConfig(state: ConfState): MemberConfig {
  const config: MemberConfig = {
    incoming: sortedIds(state.voters),
    outgoing: sortedIds(state.votersOutgoing),
    learners: sortedIds(state.learners),
    learnersNext: sortedIds(state.learnersNext),
    autoLeave: state.autoLeave,
  };
  checkInvariants(config);
  return config;
}

/** Voters in exactly one of the two lists. */
function votersChanged(before: readonly PeerId[], after: readonly PeerId[]): number {
  const left = before.filter((id) => !after.includes(id)).length;
  return left + after.filter((id) => !before.includes(id)).length;
}

/** A configuration being edited, change by change. Order matters: `v2 l2` and `l2 v2` end differently. */
class Edit {
  incoming: readonly PeerId[];
  outgoing: readonly PeerId[];
  learners: readonly PeerId[];
  learnersNext: readonly PeerId[];
  autoLeave: boolean;
  private readonly fresh = new Set<PeerId>();

  constructor(config: MemberConfig) {
    this.incoming = config.incoming;
    this.outgoing = config.outgoing;
    this.learners = config.learners;
    this.learnersNext = config.learnersNext;
    this.autoLeave = config.autoLeave;
  }

  /** Null, or what is wrong with the changes. */
  apply(changes: readonly ConfChangeSingle[]): string | null {
    for (const change of changes) {
      if (change.nodeId === NONE) continue;
      switch (change.type) {
        case 'add-node':
          this.makeVoter(change.nodeId);
          break;
        case 'add-learner-node':
          this.makeLearner(change.nodeId);
          break;
        case 'remove-node':
          this.remove(change.nodeId);
          break;
        case 'update-node':
          break;
      }
    }
    return this.incoming.length === 0 ? 'removed all voters' : null;
  }

  result(): ChangedConfig {
    const config: MemberConfig = {
      incoming: this.incoming,
      outgoing: this.outgoing,
      learners: this.learners,
      learnersNext: this.learnersNext,
      autoLeave: this.autoLeave,
    };
    checkInvariants(config);
    return { config, fresh: this.fresh };
  }

  private isMember(id: PeerId): boolean {
    return this.incoming.includes(id) || this.outgoing.includes(id) || this.learners.includes(id);
  }

  private makeVoter(id: PeerId): void {
    if (!this.isMember(id)) this.fresh.add(id);
    this.learners = withoutId(this.learners, id);
    this.learnersNext = withoutId(this.learnersNext, id);
    this.incoming = withId(this.incoming, id);
  }

  private makeLearner(id: PeerId): void {
    if (!this.isMember(id)) this.fresh.add(id);
    if (this.learners.includes(id)) return;
    this.incoming = withoutId(this.incoming, id);
    // A voter of the outgoing half cannot learn yet: it is demoted when the joint configuration is left.
    if (this.outgoing.includes(id)) this.learnersNext = withId(this.learnersNext, id);
    else this.learners = withId(this.learners, id);
  }

  private remove(id: PeerId): void {
    this.incoming = withoutId(this.incoming, id);
    this.learners = withoutId(this.learners, id);
    this.learnersNext = withoutId(this.learnersNext, id);
    // Should it be added again later in the same change, `isMember` is false by then and it starts from nothing.
  }
}

/** Asserts what every configuration must fulfil, whatever led to it. */
export function checkInvariants(config: MemberConfig): void {
  for (const id of config.learnersNext) {
    assert(config.outgoing.includes(id), `${id} is in learnersNext but not in the outgoing half`);
    assert(!config.learners.includes(id), `${id} is in learnersNext and in learners`);
  }
  for (const id of config.learners) {
    assert(!config.incoming.includes(id), `${id} is a learner and a voter`);
    assert(!config.outgoing.includes(id), `${id} is a learner and an outgoing voter`);
  }
  if (config.outgoing.length === 0) {
    assert(config.learnersNext.length === 0, 'learnersNext without a joint configuration');
    assert(!config.autoLeave, 'autoLeave without a joint configuration');
  }
}
