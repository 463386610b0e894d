import type { Raft } from './core.ts';
import type { MemberConfig } from './membership-config.ts';
import type { ProgressState } from './progress.ts';
import type { PeerId, Role } from './types.ts';

/** What a leader knows of one member, as plain data. */
export interface ProgressStatus {
  /** The member. */
  readonly id: PeerId;
  /** Highest index known to be durable there. */
  readonly match: number;
  /** Index of the next entry to send. */
  readonly next: number;
  /** How it is treated, see {@link ProgressState}. */
  readonly state: ProgressState;
  /** Appends on their way. */
  readonly inflight: number;
  /** Payload bytes on their way. */
  readonly inflightBytes: number;
  /** Nothing is sent until something is heard. */
  readonly paused: boolean;
  /** Heard from since the last quorum check. */
  readonly recentActive: boolean;
  /** Does not vote. */
  readonly isLearner: boolean;
  /** Index of the snapshot on its way, 0 for none. */
  readonly pendingSnapshot: number;
  /** Commit group (zone), 0 for none. */
  readonly groupId: number;
  /** Highest commit index it told of; 0 unless `responsesCarryCommit`. */
  readonly committed: number;
}

/** One peer's answer to an election. */
export interface VoteStatus {
  /** Who voted. */
  readonly id: PeerId;
  /** For or against. */
  readonly granted: boolean;
}

/** Everything worth showing of one peer, as plain data (allocates: not for hot paths). */
export interface Status {
  /** This peer. */
  readonly id: PeerId;
  /** What it is in its term. */
  readonly role: Role;
  /** Its term. */
  readonly term: number;
  /** Whom it voted for in this term, 0 for nobody. */
  readonly vote: PeerId;
  /** Whom it follows, 0 for nobody. */
  readonly lead: PeerId;
  /** Highest index known to be committed. */
  readonly commit: number;
  /** Highest index applied. */
  readonly applied: number;
  /** Highest index handed out to be applied. */
  readonly applying: number;
  /** First index of the log that is not compacted away. */
  readonly firstIndex: number;
  /** Last index of the log, durable or not. */
  readonly lastIndex: number;
  /** To whom it is handing leadership over, 0 for nobody. */
  readonly leadTransferee: PeerId;
  /** The newest membership change is at or below this index. */
  readonly pendingConfIndex: number;
  /** Payload bytes proposed in this term and not applied. */
  readonly uncommittedSize: number;
  /** Reads that are not answered yet. */
  readonly pendingReads: number;
  /** Only on a leader, ascending by id; else empty. */
  readonly progress: readonly ProgressStatus[];
  /** Votes of the running election, in order of arrival. */
  readonly votes: readonly VoteStatus[];
  /** The membership in force. */
  readonly config: MemberConfig;
  /** Ticks since the leader was heard (leader: since the last quorum check). */
  readonly electionElapsed: number;
  /** Ticks since the last heartbeat. */
  readonly heartbeatElapsed: number;
  /** Ticks without a leader after which it campaigns. */
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
    pendingReads: r.pendingReads.length + (r.readOnly?.waiting ?? 0),
    progress,
    votes,
    config: r.trk.config,
    electionElapsed: r.electionElapsed,
    heartbeatElapsed: r.heartbeatElapsed,
    randomizedElectionTimeout: r.randomizedElectionTimeout,
  };
}
