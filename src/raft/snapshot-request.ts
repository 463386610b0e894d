import type { Raft } from './core.ts';
import { NONE, type SnapshotRequestResult } from './types.ts';

/**
 * A follower that cannot trust its state machine asks for a snapshot although it holds the log (raft-rs
 * `request_snapshot`, facts raft §10). The request travels as a refused append and is repeated as the answer to every
 * append and heartbeat until a snapshot has come.
 */
export function requestSnapshot(r: Raft): SnapshotRequestResult {
  if (r.role === 'leader') return 'dropped-leader';
  if (r.lead === NONE) return 'dropped-no-leader';
  if (r.requestedSnapshot !== 0 || r.log.hasPendingSnapshot()) return 'dropped-pending';
  // With a last entry of an old term the leader may not hold the log up to there: a snapshot could lack some of it.
  if (r.log.lastTerm() !== r.term) return 'dropped-old-term';
  r.requestedSnapshot = r.log.lastIndex();
  sendSnapshotRequest(r);
  return 'ok';
}

/** Tells the leader (again) which snapshot is wanted. */
export function sendSnapshotRequest(r: Raft): void {
  const m = r.draft('MsgAppResp', r.lead);
  m.term = r.term;
  m.index = r.log.committed;
  m.reject = true;
  m.rejectHint = r.log.lastIndex();
  m.logTerm = r.log.lastTerm();
  m.requestSnapshot = r.requestedSnapshot;
  if (r.settings.responsesCarryCommit) m.commit = r.log.committed;
  r.post(m);
}
