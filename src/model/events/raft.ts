import type { PeerId, RegionId, StoreId } from '../ids.ts';

export type RaftRole = 'follower' | 'pre-candidate' | 'candidate' | 'leader';

/** Raft on one store: roles, the log, snapshots, reads under a lease. */
export type RaftEvent =
  | {
      kind: 'raft.role-changed';
      region: RegionId;
      store: StoreId;
      peer: PeerId;
      term: number;
      role: RaftRole;
      lead: PeerId;
    }
  | { kind: 'raft.voted'; region: RegionId; store: StoreId; term: number; candidate: PeerId }
  /**
   * Entries entered this peer's log (in memory) at `from`, replacing whatever was there from that index on.
   * `terms[i]` and `digests[i]` belong to index `from + i`. Emitted before any effect of the entries.
   */
  | {
      kind: 'raft.appended';
      region: RegionId;
      store: StoreId;
      from: number;
      terms: readonly number[];
      digests: readonly number[];
    }
  /** The log up to `index` (whose term is `term`) is durable on this peer. */
  | { kind: 'raft.persisted'; region: RegionId; store: StoreId; index: number; term: number }
  | { kind: 'raft.committed'; region: RegionId; store: StoreId; index: number; term: number }
  /** Entries `from … from + digests.length − 1` were applied to this peer's state machine. */
  | {
      kind: 'raft.applied';
      region: RegionId;
      store: StoreId;
      from: number;
      terms: readonly number[];
      digests: readonly number[];
    }
  | {
      kind: 'raft.snapshot-sent';
      region: RegionId;
      store: StoreId;
      to: StoreId;
      index: number;
      term: number;
      bytes: number;
    }
  /** The peer's log and state machine now start after `index`. */
  | { kind: 'raft.snapshot-applied'; region: RegionId; store: StoreId; index: number; term: number }
  | { kind: 'raft.log-compacted'; region: RegionId; store: StoreId; index: number }
  /** After a crash the peer restarted from its disk: its log is what was durable, up to `last`. */
  | {
      kind: 'raft.recovered';
      region: RegionId;
      store: StoreId;
      term: number;
      commit: number;
      applied: number;
      last: number;
    }
  | { kind: 'raft.transfer-started'; region: RegionId; store: StoreId; to: StoreId }
  /** A leader of `term` answers a read alone, trusting its lease. */
  | { kind: 'raft.lease-read'; region: RegionId; store: StoreId; term: number };
