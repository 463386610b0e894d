import { assert } from '../base/assert.ts';
import { hex, type Raft } from './core.ts';
import { campaignKind, hup, onVoteRequest, onVoteResponse } from './election.ts';
import { onAppend, onHeartbeat, onSnapshot, stepFollower } from './follower.ts';
import { stepLeader } from './leader.ts';
import { appliedSnapshot, appliedTo } from './membership.ts';
import { CAMPAIGN_TRANSFER } from './message.ts';
import { appliedSize, releaseUncommitted } from './replication.ts';
import { roleName } from './role.ts';
import { NONE, type Entry, type Message, type Snapshot, type StepResult } from './types.ts';

/** Takes one message: first what its term means, then what its type means for our role (facts §2). */
export function step(r: Raft, m: Message): StepResult {
  if (m.term > r.term) {
    if (!onHigherTerm(r, m)) return 'ok';
  } else if (m.term < r.term && m.term !== 0) {
    onLowerTerm(r, m);
    return 'ok';
  }
  switch (m.type) {
    case 'MsgHup':
      hup(r, campaignKind(r));
      return 'ok';
    case 'MsgStorageAppendResp':
      confirmAppend(r, m.term, m.index, m.logTerm, m.snapshot);
      return 'ok';
    case 'MsgStorageApplyResp':
      confirmApplied(r, m.entries);
      return 'ok';
    case 'MsgVote':
    case 'MsgPreVote':
      onVoteRequest(r, m);
      return 'ok';
    default:
  }
  switch (r.role) {
    case 'leader':
      return stepLeader(r, m);
    case 'follower':
      return stepFollower(r, m);
    default:
      return stepCandidate(r, m);
  }
}

/** True if the message is still to be handled. */
function onHigherTerm(r: Raft, m: Message): boolean {
  const { type } = m;
  if (type === 'MsgVote' || type === 'MsgPreVote') {
    const leased = r.settings.checkQuorum && r.lead !== NONE && r.electionElapsed < r.settings.electionTick;
    if (leased && m.context !== CAMPAIGN_TRANSFER) {
      // Our leader is alive as far as we know: do not help to disturb it (thesis §6, facts §2).
      r.sink?.(
        'info',
        `${hex(r.id)} [logterm: ${r.log.lastTerm()}, index: ${r.log.lastIndex()}, vote: ${hex(r.vote)}] ignored ${type} from ` +
          `${hex(m.from)} [logterm: ${m.logTerm}, index: ${m.index}] at term ${r.term}: lease is not expired ` +
          `(remaining ticks: ${r.settings.electionTick - r.electionElapsed})`,
      );
      return false;
    }
    if (type === 'MsgPreVote') return true;
  } else if (type === 'MsgPreVoteResp' && !m.reject) {
    // The term of a pre-vote is only what would come; we enter it when we have won.
    return true;
  }
  r.sink?.(
    'info',
    `${hex(r.id)} [term: ${r.term}] received a ${type} message with higher term from ${hex(m.from)} [term: ${m.term}]`,
  );
  const fromLeader = type === 'MsgApp' || type === 'MsgHeartbeat' || type === 'MsgSnap';
  r.becomeFollower(m.term, fromLeader ? m.from : NONE);
  return true;
}

function onLowerTerm(r: Raft, m: Message): void {
  switch (m.type) {
    case 'MsgHeartbeat':
    case 'MsgApp':
      if (r.settings.checkQuorum || r.settings.preVote) {
        // A leader of an old term ignores our votes and we ignore its appends: tell it the term, or we are stuck.
        r.send(r.draft('MsgAppResp', m.from));
        return;
      }
      break;
    case 'MsgPreVote': {
      // Refuse with our term, so that a pre-candidate that fell behind catches up.
      const log = r.log;
      r.sink?.(
        'info',
        `${hex(r.id)} [logterm: ${log.lastTerm()}, index: ${log.lastIndex()}, vote: ${hex(r.vote)}] rejected ${m.type} from ` +
          `${hex(m.from)} [logterm: ${m.logTerm}, index: ${m.index}] at term ${r.term}`,
      );
      const response = r.draft('MsgPreVoteResp', m.from);
      response.reject = true;
      r.send(response);
      return;
    }
    case 'MsgStorageAppendResp':
      confirmAppend(r, m.term, m.index, m.logTerm, m.snapshot);
      return;
    default:
  }
  r.sink?.(
    'info',
    `${hex(r.id)} [term: ${r.term}] ignored a ${m.type} message with lower term from ${hex(m.from)} [term: ${m.term}]`,
  );
}

/**
 * Storage has written everything up to (`index`, `logTerm`), index 0 for no entries, and perhaps a snapshot; it was told
 * to in `term`. After a change of term the entries may have been overwritten by another leader; a snapshot stays true
 * (facts §7).
 */
export function confirmAppend(
  r: Raft,
  term: number,
  index: number,
  logTerm: number,
  snapshot: Snapshot | null,
): void {
  if (index !== 0) {
    if (term === r.term) {
      r.log.unstable.stableTo(index, logTerm);
    } else {
      r.sink?.(
        'info',
        `${hex(r.id)} [term: ${r.term}] ignored entry appends from a MsgStorageAppendResp message with lower term [term: ${term}]`,
      );
    }
  }
  if (snapshot !== null) appliedSnapshot(r, snapshot);
}

/** The state machine has applied these committed entries. */
export function confirmApplied(r: Raft, entries: readonly Entry[]): void {
  const last = entries[entries.length - 1];
  if (last === undefined) return;
  appliedTo(r, last.index, appliedSize(r, entries));
  releaseUncommitted(r, entries);
}

/** A candidate or pre-candidate counts votes, unless someone else has already won this term (paper §5.2). */
function stepCandidate(r: Raft, m: Message): StepResult {
  switch (m.type) {
    case 'MsgProp':
      r.sink?.('info', `${hex(r.id)} no leader at term ${r.term}; dropping proposal`);
      return 'dropped-no-leader';
    case 'MsgApp':
      r.becomeFollower(m.term, m.from);
      onAppend(r, m);
      return 'ok';
    case 'MsgHeartbeat':
      r.becomeFollower(m.term, m.from);
      onHeartbeat(r, m);
      return 'ok';
    case 'MsgSnap':
      r.becomeFollower(m.term, m.from);
      onSnapshot(r, m);
      return 'ok';
    case 'MsgVoteResp':
      if (r.role === 'candidate') onVoteResponse(r, m);
      return 'ok';
    case 'MsgPreVoteResp':
      if (r.role === 'pre-candidate') onVoteResponse(r, m);
      return 'ok';
    case 'MsgTimeoutNow':
      r.sink?.(
        'debug',
        `${hex(r.id)} [term ${r.term} state ${roleName(r.role)}] ignored MsgTimeoutNow from ${hex(m.from)}`,
      );
      return 'ok';
    default:
      assert(
        m.type !== 'MsgStorageAppend' && m.type !== 'MsgStorageApply',
        `${m.type} is for a storage thread`,
      );
      return 'ok';
  }
}
