import { hex, type Raft } from './core.ts';
import { hup } from './election.ts';
import { restoreSnapshot } from './membership.ts';
import { makeMessage, type Draft } from './message.ts';
import { followerReadIndex } from './reads.ts';
import { sendSnapshotRequest } from './snapshot-request.ts';
import { NONE, type Message, type ProposeResult, type Snapshot, type StepResult } from './types.ts';

/** What a follower does with a message of its own term (facts §5). */
export function stepFollower(r: Raft, m: Message): StepResult {
  switch (m.type) {
    case 'MsgApp':
      heardFromLeader(r, m);
      onAppend(r, m);
      return 'ok';
    case 'MsgHeartbeat':
      heardFromLeader(r, m);
      onHeartbeat(r, m);
      return 'ok';
    case 'MsgSnap':
      heardFromLeader(r, m);
      onSnapshot(r, m);
      return 'ok';
    case 'MsgProp':
      return forwardProposal(r, m);
    case 'MsgReadIndex':
      return followerReadIndex(r, m);
    case 'MsgReadIndexResp':
      r.confirmRead(m.index, m.context);
      return 'ok';
    case 'MsgTransferLeader':
      if (r.lead === NONE) {
        r.sink?.('info', `${hex(r.id)} no leader at term ${r.term}; dropping leader transfer msg`);
        return 'ok';
      }
      r.send(makeMessage('MsgTransferLeader', m.from, r.lead));
      return 'ok';
    case 'MsgForgetLeader':
      forgetLeader(r);
      return 'ok';
    case 'MsgTimeoutNow':
      r.sink?.(
        'info',
        `${hex(r.id)} [term ${r.term}] received MsgTimeoutNow from ${hex(m.from)} and starts an election to get leadership.`,
      );
      hup(r, 'transfer');
      return 'ok';
    default:
      return 'ok';
  }
}

function heardFromLeader(r: Raft, m: Message): void {
  r.electionElapsed = 0;
  r.lead = m.from;
}

function forwardProposal(r: Raft, m: Message): ProposeResult {
  if (r.lead === NONE) {
    r.sink?.('info', `${hex(r.id)} no leader at term ${r.term}; dropping proposal`);
    return 'dropped-no-leader';
  }
  if (r.settings.disableProposalForwarding) {
    r.sink?.(
      'info',
      `${hex(r.id)} not forwarding to leader ${hex(r.lead)} at term ${r.term}; dropping proposal`,
    );
    return 'dropped-not-forwarded';
  }
  r.post(makeMessage('MsgProp', m.from === NONE ? r.id : m.from, r.lead, { entries: m.entries }));
  return 'ok';
}

/** The follower no longer trusts its leader: it may vote for another in the same term (facts §3). */
function forgetLeader(r: Raft): void {
  if (r.settings.readOnly === 'lease-based') {
    r.sink?.('error', 'ignoring MsgForgetLeader due to ReadOnlyLeaseBased');
    return;
  }
  if (r.lead === NONE) return;
  r.sink?.('info', `${hex(r.id)} forgetting leader ${hex(r.lead)} at term ${r.term}`);
  r.lead = NONE;
}

/** Takes the leader's entries, or says where the logs might agree (paper §5.3). */
export function onAppend(r: Raft, m: Message): void {
  if (r.requestedSnapshot !== 0) {
    sendSnapshotRequest(r);
    return;
  }
  const log = r.log;
  const response = r.draft('MsgAppResp', m.from);
  response.term = r.term;
  if (m.index < log.committed) {
    // Old news: what is committed matches the leader's log by definition.
    response.index = log.committed;
    answerAppend(r, response);
    return;
  }
  if (log.maybeAppend(m.index, m.logTerm, m.entries, m.commit)) {
    response.index = m.index + m.entries.length;
    answerAppend(r, response);
    return;
  }
  r.sink?.(
    'debug',
    `${hex(r.id)} [logterm: ${log.termOrZero(m.index)}, index: ${m.index}] rejected MsgApp ` +
      `[logterm: ${m.logTerm}, index: ${m.index}] from ${hex(m.from)}`,
  );
  // Entries above the leader's term at this point cannot agree with its log: hint below all of them.
  let hint = Math.min(m.index, log.lastIndex());
  let hintTerm: number;
  if (r.settings.rules.followerBacktracking) {
    const found = log.findConflictByTerm(hint, m.logTerm);
    hint = found.index;
    hintTerm = found.term;
  } else {
    hintTerm = log.termOrZero(hint);
  }
  response.index = m.index;
  response.reject = true;
  response.rejectHint = hint;
  response.logTerm = hintTerm;
  answerAppend(r, response);
}

function answerAppend(r: Raft, response: Draft): void {
  if (r.settings.responsesCarryCommit) response.commit = r.log.committed;
  r.post(response);
}

/** The leader is there, and this much of what we hold is committed. */
export function onHeartbeat(r: Raft, m: Message): void {
  r.log.commitTo(m.commit);
  if (r.requestedSnapshot !== 0) {
    sendSnapshotRequest(r);
    return;
  }
  const response = r.draft('MsgHeartbeatResp', m.from);
  response.term = r.term;
  response.context = m.context;
  if (r.settings.responsesCarryCommit) response.commit = r.log.committed;
  r.leave(response);
}

/** The leader's log no longer reaches back to where ours ends (paper §7). */
export function onSnapshot(r: Raft, m: Message): void {
  const snapshot = m.snapshot as Snapshot;
  const restored = restoreSnapshot(r, snapshot);
  r.sink?.(
    'info',
    `${hex(r.id)} [commit: ${r.log.committed}] ${restored ? 'restored' : 'ignored'} snapshot ` +
      `[index: ${snapshot.index}, term: ${snapshot.term}]`,
  );
  const response = r.draft('MsgAppResp', m.from);
  response.index = restored ? r.log.lastIndex() : r.log.committed;
  r.send(response);
}
