import type { Raft } from './core.ts';
import type { MemberConfig } from './membership-config.ts';
import type { ProgressState } from './progress.ts';
import type { PeerId, Role } from './types.ts';

/** What a leader knows of one member, as plain data. */
export interface ProgressStatus {
  readonly id: PeerId;
  readonly match: number;
  readonly next: number;
  readonly state: ProgressState;
  readonly inflight: number;
  readonly inflightBytes: number;
  readonly paused: boolean;
  readonly recentActive: boolean;
  readonly isLearner: boolean;
  readonly pendingSnapshot: number;
  readonly groupId: number;
  /** Highest commit index it told of; 0 unless `responsesCarryCommit`. */
  readonly committed: number;
}

/** One peer's answer to an election. */
export interface VoteStatus {
  readonly id: PeerId;
  readonly granted: boolean;
}

/** Everything worth showing of one peer, as plain data (allocates: not for hot paths). */
export interface Status {
  readonly id: PeerId;
  readonly role: Role;
  readonly term: number;
  readonly vote: PeerId;
  readonly lead: PeerId;
  readonly commit: number;
  readonly applied: number;
  readonly applying: number;
  readonly firstIndex: number;
  readonly lastIndex: number;
  readonly leadTransferee: PeerId;
  readonly pendingConfIndex: number;
  readonly uncommittedSize: number;
  readonly pendingReads: number;
  /** Only on a leader, ascending by id; else empty. */
  readonly progress: readonly ProgressStatus[];
  /** Votes of the running election, in order of arrival. */
  readonly votes: readonly VoteStatus[];
  readonly config: MemberConfig;
  readonly electionElapsed: number;
  readonly heartbeatElapsed: number;
  readonly randomizedElectionTimeout: number;
}

/** Takes a picture of `r`. */
export function statusOf(r: Raft): Status {
  const progress: ProgressStatus[] = [];
  if (r.role === 'leader') {
    for (const id of r.trk.ids) {
      const pr = r.progressOf(id);
      if (pr === undefined) continue;
      progress.push({
        id,
        match: pr.match,
        next: pr.next,
        state: pr.state,
        inflight: pr.inflights.count,
        inflightBytes: pr.inflights.bytes,
        paused: pr.isPaused(),
        recentActive: pr.recentActive,
        isLearner: pr.isLearner,
        pendingSnapshot: pr.pendingSnapshot,
        groupId: pr.groupId,
        committed: pr.committed,
      });
    }
  }
  const votes: VoteStatus[] = [];
  for (const [id, granted] of r.trk.votes) votes.push({ id, granted });
  return {
    id: r.id,
    role: r.role,
    term: r.term,
    vote: r.vote,
    lead: r.lead,
    commit: r.log.committed,
    applied: r.log.applied,
    applying: r.log.applying,
    firstIndex: r.log.firstIndex(),
    lastIndex: r.log.lastIndex(),
    leadTransferee: r.leadTransferee,
    pendingConfIndex: r.pendingConfIndex,
    uncommittedSize: r.uncommittedSize,
    pendingReads: r.pendingReads.length + r.readOnly.waiting,
    progress,
    votes,
    config: r.trk.config,
    electionElapsed: r.electionElapsed,
    heartbeatElapsed: r.heartbeatElapsed,
    randomizedElectionTimeout: r.randomizedElectionTimeout,
  };
}
