import { assert } from '../base/assert.ts';
import { hex, type Raft } from './core.ts';
import { makeEntry } from './entry.ts';
import { describeConfig, isJoint } from './membership-config.ts';
import { changesOf } from './confchange.ts';
import { appendProposals, broadcastAppend } from './replication.ts';
import { NONE, type AnyConfChange, type Entry, type Message, type ProposeResult } from './types.ts';

/** The leader takes in a proposal, or drops it for one of the reasons of {@link ProposeResult} (facts §4, §8). */
export function leaderPropose(r: Raft, m: Message): ProposeResult {
  assert(m.entries.length > 0, 'empty proposal');
  if (r.progressOf(r.id) === undefined) return 'dropped-not-member';
  if (r.leadTransferee !== NONE) {
    r.sink?.(
      'debug',
      `${hex(r.id)} [term ${r.term}] transfer leadership to ${hex(r.leadTransferee)} is in progress; dropping proposal`,
    );
    return 'dropped-transferring';
  }
  const entries = checkConfChanges(r, m.entries);
  if (!appendProposals(r, entries)) return 'dropped-quota';
  broadcastAppend(r);
  return 'ok';
}

/**
 * Only one membership change may be in the log and not applied. A change that comes too early or at the wrong moment
 * of a joint configuration is replaced by an empty entry, so that the proposer still sees its proposal pass.
 */
function checkConfChanges(r: Raft, entries: readonly Entry[]): readonly Entry[] {
  let checked: Entry[] | null = null;
  for (let i = 0; i < entries.length; i++) {
    const conf = (entries[i] as Entry).conf;
    if (conf === null) continue;
    const problem = confChangeProblem(r, conf);
    if (problem !== null && !r.settings.disableConfChangeValidation) {
      r.sink?.(
        'info',
        `${hex(r.id)} ignoring conf change ${describeConfChange(conf)} at config ${describeConfig(r.trk.config)}: ${problem}`,
      );
      checked ??= entries.slice();
      checked[i] = makeEntry(0, 0, 'normal', null, null);
    } else {
      r.pendingConfIndex = r.log.lastIndex() + i + 1;
    }
  }
  return checked ?? entries;
}

function confChangeProblem(r: Raft, change: AnyConfChange): string | null {
  if (r.pendingConfIndex > r.log.applied) {
    return `possible unapplied conf change at index ${r.pendingConfIndex} (applied to ${r.log.applied})`;
  }
  const wantsLeave = changesOf(change).length === 0;
  if (isJoint(r.trk.config)) return wantsLeave ? null : 'must transition out of joint config first';
  return wantsLeave ? 'not in joint state; refusing empty conf change' : null;
}

const TRANSITION_NAMES = {
  auto: 'ConfChangeTransitionAuto',
  'joint-implicit': 'ConfChangeTransitionJointImplicit',
  'joint-explicit': 'ConfChangeTransitionJointExplicit',
} as const;

const CHANGE_NAMES = {
  'add-node': 'ConfChangeAddNode',
  'remove-node': 'ConfChangeRemoveNode',
  'update-node': 'ConfChangeUpdateNode',
  'add-learner-node': 'ConfChangeAddLearnerNode',
} as const;

/** A change as the reference's log lines show it (facts §13). */
function describeConfChange(change: AnyConfChange): string {
  const transition = TRANSITION_NAMES[change.v === 1 ? 'auto' : change.transition];
  const parts = changesOf(change).map((c) => ` changes:{type:${CHANGE_NAMES[c.type]} node_id:${c.nodeId}}`);
  return `transition:${transition}${parts.join('')}`;
}

/** The proposal entry of a membership change. */
export function confChangeEntry(change: AnyConfChange): Entry {
  return makeEntry(0, 0, change.v === 1 ? 'conf-change' : 'conf-change-v2', null, change);
}
