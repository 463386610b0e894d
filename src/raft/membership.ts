import { assert } from '../base/assert.ts';
import { changeConfig, confChangeV2, restoreConfig, type ChangedConfig } from './confchange.ts';
import { hex, type Raft } from './core.ts';
import { describeConfig, isVoter, toConfState } from './membership-config.ts';
import { proposal } from './message.ts';
import { confChangeEntry, leaderPropose } from './propose.ts';
import { broadcastAppend, maybeCommit, maybeSendAppend } from './replication.ts';
import { NONE, type AnyConfChange, type ConfState, type PeerId, type Snapshot } from './types.ts';

/**
 * A committed membership change takes effect: when applied, not when appended (facts §8). A change that is not
 * possible here was let through at proposal time by mistake, which is a bug.
 */
export function applyConfChange(r: Raft, change: AnyConfChange): ConfState {
  const changed = changeConfig(r.trk.config, change);
  if (!changed.ok) assert(false, changed.error);
  return switchTo(r, changed.value);
}

/** Membership from a snapshot or at start: nothing is known of anybody. */
export function installConfState(r: Raft, state: ConfState): ConfState {
  const config = restoreConfig(state);
  r.trk.progress.clear();
  return switchTo(r, { config, fresh: new Set() });
}

function switchTo(r: Raft, changed: ChangedConfig): ConfState {
  r.trk.install(changed, r.log.lastIndex());
  const { config } = changed;
  r.sink?.('info', `${hex(r.id)} switched to configuration ${describeConfig(config)}`);
  const state = toConfState(config);
  if (r.role !== 'leader') return state;
  const own = r.progressOf(r.id);
  if (own === undefined || own.isLearner) {
    // A removed leader keeps leading (without counting itself) until something ends it, or steps down at once.
    if (r.settings.stepDownOnRemoval) r.becomeFollower(r.term, NONE);
    return state;
  }
  if (config.incoming.length === 0) return state;
  if (maybeCommit(r)) {
    // The quorum may have become smaller.
    broadcastAppend(r);
  } else {
    for (const id of r.trk.ids) if (id !== r.id) maybeSendAppend(r, id, false);
  }
  if (r.leadTransferee !== NONE && !isVoter(config, r.leadTransferee)) r.leadTransferee = NONE;
  return state;
}

/**
 * The state machine has applied up to `index`. A leader in a joint configuration that leaves by itself proposes to
 * leave as soon as the change that entered it is applied.
 */
export function appliedTo(r: Raft, index: number, size: number): void {
  const applied = Math.max(index, r.log.applied);
  r.log.appliedTo(applied, size);
  if (!r.trk.config.autoLeave || r.role !== 'leader' || applied < r.pendingConfIndex) return;
  const result = leaderPropose(r, proposal(r.id, [confChangeEntry(confChangeV2([]))]));
  const joint = r.sink === null ? '' : describeConfig(r.trk.config);
  if (result === 'ok') {
    r.sink?.('info', `initiating automatic transition out of joint configuration ${joint}`);
  } else {
    r.sink?.(
      'debug',
      `not initiating automatic transition out of joint configuration ${joint}: raft proposal dropped`,
    );
  }
}

/** Storage has written the snapshot. */
export function appliedSnapshot(r: Raft, snapshot: Snapshot): void {
  r.log.unstable.stableSnapTo(snapshot.index);
  appliedTo(r, snapshot.index, 0);
}

/**
 * Replaces the log and the membership by a leader's snapshot. False if it brings nothing new, or is not for us:
 * then at most the commit index moves (facts §5).
 */
export function restoreSnapshot(r: Raft, snapshot: Snapshot): boolean {
  const { log } = r;
  const requested = r.requestedSnapshot !== 0;
  if (snapshot.index < log.committed || (snapshot.index === log.committed && !requested)) return false;
  if (r.role !== 'follower') {
    r.sink?.('warn', `${hex(r.id)} attempted to restore snapshot as leader; should never happen`);
    r.becomeFollower(r.term + 1, NONE);
    return false;
  }
  if (!isNamed(r.id, snapshot.confState)) {
    r.sink?.(
      'warn',
      `${hex(r.id)} attempted to restore snapshot but it is not in the ConfState ${describeConfState(snapshot.confState)}; should never happen`,
    );
    return false;
  }
  if (!requested && log.matchTerm(snapshot.index, snapshot.term)) {
    r.sink?.('info', `${position(r)} fast-forwarded commit to snapshot ${name(snapshot)}`);
    log.commitTo(snapshot.index);
    return false;
  }
  r.requestedSnapshot = 0;
  log.restore(snapshot);
  installConfState(r, snapshot.confState);
  r.sink?.('info', `${position(r)} restored snapshot ${name(snapshot)}`);
  return true;
}

function isNamed(id: PeerId, state: ConfState): boolean {
  return state.voters.includes(id) || state.learners.includes(id) || state.votersOutgoing.includes(id);
}

function position(r: Raft): string {
  const { log } = r;
  return `${hex(r.id)} [commit: ${log.committed}, lastindex: ${log.lastIndex()}, lastterm: ${log.lastTerm()}]`;
}

function name(snapshot: Snapshot): string {
  return `[index: ${snapshot.index}, term: ${snapshot.term}]`;
}

/** Membership in the reference's snapshot notation (facts §13). */
export function describeConfState(state: ConfState): string {
  const list = (ids: readonly PeerId[]): string => `[${ids.join(' ')}]`;
  return (
    `Voters:${list(state.voters)} VotersOutgoing:${list(state.votersOutgoing)} Learners:${list(state.learners)} ` +
    `LearnersNext:${list(state.learnersNext)} AutoLeave:${state.autoLeave}`
  );
}
