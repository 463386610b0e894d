import type { Raft } from './core.ts';
import { campaignKind, hup } from './election.ts';
import { checkQuorum } from './leader.ts';
import { broadcastHeartbeat } from './replication.ts';
import { NONE } from './types.ts';

/** One tick of the abstract clock (facts §3). */
export function tick(r: Raft): void {
  if (r.role === 'leader') tickLeader(r);
  else tickFollower(r);
}

/** Followers and candidates: after the randomized timeout without a leader, campaign. */
function tickFollower(r: Raft): void {
  r.electionElapsed++;
  if (r.electionElapsed < r.randomizedElectionTimeout || !r.promotable()) return;
  r.electionElapsed = 0;
  hup(r, campaignKind(r));
}

/** Leaders: heartbeats, and once per election timeout a look at whether a quorum still answers. */
function tickLeader(r: Raft): void {
  r.heartbeatElapsed++;
  r.electionElapsed++;
  if (r.electionElapsed >= r.settings.electionTick) {
    r.electionElapsed = 0;
    if (r.settings.checkQuorum) checkQuorum(r);
    // The target did not take over in time: accept proposals again.
    if (r.role === 'leader') r.leadTransferee = NONE;
  }
  if (r.role !== 'leader' || r.heartbeatElapsed < r.settings.heartbeatTick) return;
  r.heartbeatElapsed = 0;
  broadcastHeartbeat(r);
}
