import { assert } from '../base/assert.ts';
import type { Rng } from '../base/rng.ts';
import type { MemoryStorage } from './storage.ts';
import type { LogSink, PeerId } from './types.ts';

/**
 * Rules of the protocol that can be switched off to see what they are for (DESIGN §1.7, facts/raft.md §18).
 * All are on unless listed in `Config.rules.off`.
 */
export type RuleId =
  /** A leader counts replicas only for entries of its own term (paper §5.4.2, figure 8). */
  | 'commit-own-term'
  /** A vote leaves only after term and vote are durable (paper figure 2, persistent state). */
  | 'vote-after-persist'
  /** An append is acknowledged only after it is durable. */
  | 'ack-after-persist'
  /** In a joint configuration both halves must agree to a commit (paper §6). */
  | 'joint-commit-both-halves'
  /** A voter refuses a candidate whose log is behind its own (paper §5.4.1). */
  | 'vote-log-check'
  /** A leader skips its whole run of too-new terms after a refusal (facts §4.4). */
  | 'leader-backtracking'
  /** A follower skips its whole run of too-new terms in its hint (facts §4.4). */
  | 'follower-backtracking'
  /** A safe read waits until a quorum confirmed the leader (facts §9). */
  | 'read-quorum'
  /** A leader answers no read before it has committed an entry of its own term (facts §9; etcd#7331). */
  | 'read-own-term'
  /** Each round of read heartbeats has a context of its own: a late answer confirms no later read (reference PR #397). */
  | 'read-context-unique'
  /** No snapshot to a peer that has not been heard from lately (facts §4.2). */
  | 'snapshot-if-active';

/** Every rule, in the order of {@link RuleId}. */
export const RULE_IDS: readonly RuleId[] = [
  'commit-own-term',
  'vote-after-persist',
  'ack-after-persist',
  'joint-commit-both-halves',
  'vote-log-check',
  'leader-backtracking',
  'follower-backtracking',
  'read-quorum',
  'read-own-term',
  'read-context-unique',
  'snapshot-if-active',
];

/** The rules as booleans: what the hot path reads. */
export interface Rules {
  readonly commitOwnTerm: boolean;
  readonly voteAfterPersist: boolean;
  readonly ackAfterPersist: boolean;
  readonly jointCommitBothHalves: boolean;
  readonly voteLogCheck: boolean;
  readonly leaderBacktracking: boolean;
  readonly followerBacktracking: boolean;
  readonly readQuorum: boolean;
  readonly readOwnTerm: boolean;
  readonly readContextUnique: boolean;
  readonly snapshotIfActive: boolean;
}

/** How linearizable reads are confirmed: by a quorum of heartbeats, or by trusting the leader lease (facts §9). */
export type ReadOnlyOption = 'safe' | 'lease-based';

/** What belongs to one peer alone. */
export interface PeerConfig {
  /** This peer; positive. */
  readonly id: PeerId;
  /** Draws the election timeouts; belongs to this peer and is cloned with it. */
  readonly rng: Rng;
  /** The peer's durable state: read here, written by the owner. */
  readonly storage: MemoryStorage;
  /** Index the caller's state machine has applied when restarting. Default 0. */
  readonly applied?: number;
  /** Where log lines go. Default nowhere, and then none is formatted. */
  readonly logger?: LogSink;
}

/** A peer whose settings are resolved: many peers may share them. */
export interface SettledConfig extends PeerConfig {
  /** As {@link resolveConfig} makes them. */
  readonly settings: Settings;
}

/** How a raft peer is set up. */
export interface Config extends PeerConfig, Tunables {}

/** What may be the same for many peers. Times are ticks, sizes are bytes, `Infinity` means "no limit". */
export interface Tunables {
  /** Followers campaign after this many silent ticks, plus chance. */
  readonly electionTick: number;
  /** A leader sends heartbeats this often. Less than `electionTick`. */
  readonly heartbeatTick: number;
  /** Randomized timeout is drawn from `[min, max)`; default `[electionTick, 2 × electionTick)` (raft-rs option). */
  readonly minElectionTick?: number;
  /** Exclusive end of that range. */
  readonly maxElectionTick?: number;
  /** Encoded bytes of entries per MsgApp; at least one entry always fits. Default no limit. */
  readonly maxSizePerMsg?: number;
  /** Encoded bytes of committed entries being applied at once. Default `maxSizePerMsg`. */
  readonly maxCommittedSizePerReady?: number;
  /** Appends in flight per follower. Default 256. */
  readonly maxInflightMsgs?: number;
  /** Payload bytes in flight per follower (soft). Default no limit. */
  readonly maxInflightBytes?: number;
  /** Payload bytes of proposals not yet applied on the leader. Default no limit. */
  readonly maxUncommittedSize?: number;
  /** Ask before campaigning whether an election could be won (thesis §9.6). Default false. */
  readonly preVote?: boolean;
  /** A leader without an active quorum steps down, and who hears a leader refuses votes (thesis §6.2). Default false. */
  readonly checkQuorum?: boolean;
  /** Default `safe`; `lease-based` needs `checkQuorum`. */
  readonly readOnly?: ReadOnlyOption;
  /** Storage work leaves as messages to the append and apply threads (facts §7). */
  readonly asyncStorageWrites?: boolean;
  /** A follower refuses proposals instead of passing them to its leader. Default false. */
  readonly disableProposalForwarding?: boolean;
  /** Propose membership changes unchecked; the owner vouches for them (facts §8). Default false. */
  readonly disableConfChangeValidation?: boolean;
  /** A leader that applied its own removal or demotion steps down at once. Default false. */
  readonly stepDownOnRemoval?: boolean;
  /** No empty appends only to spread the commit index (raft-rs; TiKV turns it on). */
  readonly skipBcastCommit?: boolean;
  /** A commit must reach two commit groups as well as a quorum (raft-rs). Set groups with `assignCommitGroups`. */
  readonly groupCommit?: boolean;
  /** A voter refuses candidates of lower priority than its own unless their log is longer (raft-rs). Default 0. */
  readonly priority?: number;
  /** Votes carry the sender's commit index, and receivers fast-forward to it (raft-rs). */
  readonly voteCarriesCommit?: boolean;
  /** Reads before the first commit of a term are dropped, not postponed (raft-rs). */
  readonly dropEarlyReads?: boolean;
  /**
   * A leader in a group of one voter answers reads at once: before the first commit of its term, and even where that
   * voter is another peer (the reference's rule, facts §9). Default false, which is raft-rs's order: the own term first.
   */
  readonly singletonReadsAtOnce?: boolean;
  /** An append joins the one to the same peer that has not left yet, if it continues it (raft-rs). */
  readonly batchAppend?: boolean;
  /** Answers to appends and heartbeats carry the follower's commit index, shown as `committed` of its progress (raft-rs). */
  readonly responsesCarryCommit?: boolean;
  /**
   * With asynchronous storage writes: how many committed entries beyond the last durable one may be applied (raft-rs
   * `max_apply_unpersisted_log_limit`). Default 0. They may be gone from the log after a crash, so with a limit above 0
   * the owner must bring the log up to what its state machine has applied before it restarts the peer.
   */
  readonly maxApplyUnpersisted?: number;
  /** Entries that storage holds cold are fetched asynchronously (raft-rs `on_entries_fetched`). */
  readonly asyncLogFetch?: boolean;
  /** Rules of the protocol to switch off. Default none. */
  readonly rules?: { readonly off?: readonly RuleId[] };
}

/** {@link Tunables} with every default filled in; shared by clones. */
export type Settings = Required<Omit<Tunables, 'rules'>> & {
  /** Which rules hold. */
  readonly rules: Rules;
};

function resolveRules(off: readonly RuleId[]): Rules {
  return {
    commitOwnTerm: !off.includes('commit-own-term'),
    voteAfterPersist: !off.includes('vote-after-persist'),
    ackAfterPersist: !off.includes('ack-after-persist'),
    jointCommitBothHalves: !off.includes('joint-commit-both-halves'),
    voteLogCheck: !off.includes('vote-log-check'),
    leaderBacktracking: !off.includes('leader-backtracking'),
    followerBacktracking: !off.includes('follower-backtracking'),
    readQuorum: !off.includes('read-quorum'),
    readOwnTerm: !off.includes('read-own-term'),
    readContextUnique: !off.includes('read-context-unique'),
    snapshotIfActive: !off.includes('snapshot-if-active'),
  };
}

/** Fills in the defaults and asserts that the settings make sense together (a wrong config is a caller's bug). */
export function resolveConfig(config: Tunables): Settings {
  const maxSizePerMsg = config.maxSizePerMsg ?? Infinity;
  const settings: Settings = {
    electionTick: config.electionTick,
    heartbeatTick: config.heartbeatTick,
    minElectionTick: config.minElectionTick ?? config.electionTick,
    maxElectionTick: config.maxElectionTick ?? 2 * config.electionTick,
    maxSizePerMsg,
    maxCommittedSizePerReady: config.maxCommittedSizePerReady ?? maxSizePerMsg,
    maxInflightMsgs: config.maxInflightMsgs ?? 256,
    maxInflightBytes: config.maxInflightBytes ?? Infinity,
    maxUncommittedSize: config.maxUncommittedSize ?? Infinity,
    preVote: config.preVote ?? false,
    checkQuorum: config.checkQuorum ?? false,
    readOnly: config.readOnly ?? 'safe',
    asyncStorageWrites: config.asyncStorageWrites ?? false,
    disableProposalForwarding: config.disableProposalForwarding ?? false,
    disableConfChangeValidation: config.disableConfChangeValidation ?? false,
    stepDownOnRemoval: config.stepDownOnRemoval ?? false,
    skipBcastCommit: config.skipBcastCommit ?? false,
    groupCommit: config.groupCommit ?? false,
    priority: config.priority ?? 0,
    voteCarriesCommit: config.voteCarriesCommit ?? false,
    dropEarlyReads: config.dropEarlyReads ?? false,
    singletonReadsAtOnce: config.singletonReadsAtOnce ?? false,
    batchAppend: config.batchAppend ?? false,
    responsesCarryCommit: config.responsesCarryCommit ?? false,
    maxApplyUnpersisted: config.maxApplyUnpersisted ?? 0,
    asyncLogFetch: config.asyncLogFetch ?? false,
    rules: resolveRules(config.rules?.off ?? []),
  };
  assert(settings.heartbeatTick > 0, 'heartbeatTick is positive');
  assert(settings.electionTick > settings.heartbeatTick, 'electionTick exceeds heartbeatTick');
  assert(settings.minElectionTick >= settings.electionTick, 'minElectionTick is at least electionTick');
  assert(settings.maxElectionTick > settings.minElectionTick, 'maxElectionTick exceeds minElectionTick');
  assert(settings.maxInflightMsgs > 0, 'maxInflightMsgs is positive');
  assert(settings.maxCommittedSizePerReady > 0, 'maxCommittedSizePerReady is positive');
  assert(settings.maxUncommittedSize > 0, 'maxUncommittedSize is positive');
  assert(settings.maxApplyUnpersisted >= 0, 'maxApplyUnpersisted is not negative');
  assert(
    settings.readOnly === 'safe' || settings.checkQuorum,
    'lease-based reads need checkQuorum: without it a cut-off leader never steps down',
  );
  return settings;
}
