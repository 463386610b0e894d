import { hex, type Raft } from './core.ts';
import { describeProgress, type Progress } from './progress.ts';
import { leaderPropose } from './propose.ts';
import { leaderReadIndex, onReadAck, releasePendingReads } from './reads.ts';
import {
  broadcastCommit,
  broadcastHeartbeat,
  maybeCommit,
  maybeSendAppend,
  sendAppend,
} from './replication.ts';
import { leaderTransfer, maybeFinishTransfer } from './transfer.ts';
import { NONE, type Message, type StepResult } from './types.ts';

/** What a leader does with a message of its own term (facts §4). */
export function stepLeader(r: Raft, m: Message): StepResult {
  switch (m.type) {
    case 'MsgBeat':
      broadcastHeartbeat(r);
      return 'ok';
    case 'MsgCheckQuorum':
      checkQuorum(r);
      return 'ok';
    case 'MsgProp':
      return leaderPropose(r, m);
    case 'MsgReadIndex':
      leaderReadIndex(r, m);
      return 'ok';
    case 'MsgForgetLeader':
      return 'ok';
    default:
  }
  const pr = r.trk.progress.get(m.from);
  if (pr === undefined) {
    r.sink?.('debug', `${hex(r.id)} no progress available for ${hex(m.from)}`);
    return 'ok';
  }
  switch (m.type) {
    case 'MsgAppResp':
      onAppendResponse(r, m, pr);
      return 'ok';
    case 'MsgHeartbeatResp':
      onHeartbeatResponse(r, m, pr);
      return 'ok';
    case 'MsgSnapStatus':
      onSnapshotStatus(r, m, pr);
      return 'ok';
    case 'MsgUnreachable':
      onUnreachable(r, m, pr);
      return 'ok';
    case 'MsgTransferLeader':
      leaderTransfer(r, m, pr);
      return 'ok';
    default:
      return 'ok';
  }
}

/** Steps down when no quorum was heard from since the last check: elsewhere a new leader may be at work. */
export function checkQuorum(r: Raft): void {
  if (!r.trk.quorumActive()) {
    r.sink?.('warn', `${hex(r.id)} stepped down to follower since quorum is not active`);
    r.becomeFollower(r.term, NONE);
  }
  for (const [id, pr] of r.trk.progress) if (id !== r.id) pr.recentActive = false;
}

function onAppendResponse(r: Raft, m: Message, pr: Progress): void {
  pr.recentActive = true;
  if (m.commit > pr.committed) pr.committed = m.commit;
  if (m.reject) onRejectedAppend(r, m, pr);
  else onAcceptedAppend(r, m, pr);
}

/** The follower lacks the entry before the append: look for the place where the logs agree (facts §4.3, §4.4). */
function onRejectedAppend(r: Raft, m: Message, pr: Progress): void {
  r.sink?.(
    'debug',
    `${hex(r.id)} received MsgAppResp(rejected, hint: (index ${m.rejectHint}, term ${m.logTerm})) from ` +
      `${hex(m.from)} for index ${m.index}`,
  );
  if (m.requestSnapshot !== 0) {
    if (!pr.requestSnapshot(m.index, m.requestSnapshot)) return;
    if (pr.state === 'replicate') pr.becomeProbe();
    sendAppend(r, m.from);
    return;
  }
  let hint = m.rejectHint;
  if (m.logTerm > 0 && r.settings.rules.leaderBacktracking) {
    // Where our terms are above the hinted one, the logs cannot agree: skip them all at once.
    hint = r.log.findConflictByTerm(m.rejectHint, m.logTerm).index;
  }
  if (!pr.maybeDecrease(m.index, hint)) return;
  r.sink?.('debug', `${hex(r.id)} decreased progress of ${hex(m.from)} to [${describeProgress(pr)}]`);
  if (pr.state === 'replicate') pr.becomeProbe();
  sendAppend(r, m.from);
}

function onAcceptedAppend(r: Raft, m: Message, pr: Progress): void {
  // A probe that finds what is already known still proves that the follower is there.
  // So does one that confirms a snapshot which it had asked for without lacking anything.
  const confirms = pr.state === 'snapshot' && m.index >= pr.pendingSnapshot;
  if (!pr.maybeUpdate(m.index) && !(pr.match === m.index && (pr.state === 'probe' || confirms))) return;
  if (pr.state === 'replicate') {
    pr.inflights.freeLE(m.index);
  } else if (pr.state === 'probe') {
    pr.becomeReplicate();
  } else if (pr.match + 1 >= r.log.firstIndex()) {
    // Whether or not the snapshot itself arrived: appends can take over from here.
    r.sink?.(
      'debug',
      `${hex(r.id)} recovered from needing snapshot, resumed sending replication messages to ` +
        `${hex(m.from)} [${describeProgress(pr)}]`,
    );
    pr.becomeProbe();
    pr.becomeReplicate();
  }
  const other = m.from !== r.id;
  if (maybeCommit(r)) {
    releasePendingReads(r);
    broadcastCommit(r);
  } else if (other && !r.settings.skipBcastCommit && pr.canBumpCommit(r.log.committed)) {
    // This follower may have been paused when the commit index moved.
    sendAppend(r, m.from);
  }
  if (!other) return;
  while (maybeSendAppend(r, m.from, false)) {
    // The window opened: send as much as it takes.
  }
  maybeFinishTransfer(r, m.from, pr);
}

function onHeartbeatResponse(r: Raft, m: Message, pr: Progress): void {
  pr.recentActive = true;
  pr.paused = false;
  if (m.commit > pr.committed) pr.committed = m.commit;
  // Also when the window is full: the empty append that results finds out whether something was lost.
  if (pr.match < r.log.lastIndex() || pr.state === 'probe') sendAppend(r, m.from);
  onReadAck(r, m);
}

function onSnapshotStatus(r: Raft, m: Message, pr: Progress): void {
  if (pr.state !== 'snapshot') return;
  if (m.reject) pr.pendingSnapshot = 0;
  pr.becomeProbe();
  r.sink?.(
    'debug',
    `${hex(r.id)} snapshot ${m.reject ? 'failed' : 'succeeded'}, resumed sending replication messages to ` +
      `${hex(m.from)} [${describeProgress(pr)}]`,
  );
  // Done: the answer to the snapshot itself is about to arrive. Failed: not at once again, the next heartbeat will do.
  pr.paused = true;
}

function onUnreachable(r: Raft, m: Message, pr: Progress): void {
  // In flight appends are probably lost.
  if (pr.state === 'replicate') pr.becomeProbe();
  r.sink?.(
    'debug',
    `${hex(r.id)} failed to send message to ${hex(m.from)} because it is unreachable [${describeProgress(pr)}]`,
  );
}
