/**
 * The nouns of the consensus core, as frozen plain data. Indexes and terms are whole numbers (a safe integer
 * outlives any run); `Infinity` means "no limit". Source: facts/raft.md §1, §7, §8.
 */

/** A peer of one raft group: 1, 2, 3 … Pseudo ids are negative. */
export type PeerId = number;

/** Nobody: no leader, no vote. */
export const NONE: PeerId = 0;
/** The local mailbox that makes writes durable (asynchronous storage writes, facts §1). */
export const APPEND_THREAD: PeerId = -1;
/** The local mailbox that applies committed entries (asynchronous storage writes, facts §1). */
export const APPLY_THREAD: PeerId = -2;

/** What a peer is at this moment in its term. */
export type Role = 'follower' | 'pre-candidate' | 'candidate' | 'leader';

/** What an entry carries. The core reads nothing but its size. */
export interface Payload {
  /** Size in bytes, for quotas and limits. */
  readonly bytes: number;
  /** Only the script runner and tests give a text. */
  readonly text?: string;
}

/** One change of one peer. `update-node` changes no membership. */
export type ConfChangeType = 'add-node' | 'remove-node' | 'update-node' | 'add-learner-node';

/** One peer added, removed or demoted. */
export interface ConfChangeSingle {
  /** What happens to the peer. */
  readonly type: ConfChangeType;
  /** The peer; 0 makes the change do nothing. */
  readonly nodeId: PeerId;
}

/** The first-generation membership change: exactly one peer (facts §8 "V1"). */
export interface ConfChange extends ConfChangeSingle {
  /** Generation. */
  readonly v: 1;
  /** The owner's data, applied together with the change. */
  readonly context: Payload | null;
}

/** How a V2 change passes through the joint configuration (facts §8). */
export type ConfChangeTransition = 'auto' | 'joint-implicit' | 'joint-explicit';

/** The second-generation membership change: any number of peers; none and `auto` means "leave joint". */
export interface ConfChangeV2 {
  /** Generation. */
  readonly v: 2;
  /** How it passes through the joint configuration. */
  readonly transition: ConfChangeTransition;
  /** Carried out in order. */
  readonly changes: readonly ConfChangeSingle[];
  /** The owner's data, applied together with the change. */
  readonly context: Payload | null;
}

/** Either generation of membership change. */
export type AnyConfChange = ConfChange | ConfChangeV2;

/** What an entry means to the one who applies it. */
export type EntryType = 'normal' | 'conf-change' | 'conf-change-v2';

/** A log entry. Never mutated, so logs, messages and clones share it. */
export interface Entry {
  /** Term of the leader that appended it. */
  readonly term: number;
  /** Place in the log, from 1. */
  readonly index: number;
  /** What it means to the one who applies it. */
  readonly type: EntryType;
  /** The proposal; null for the empty entry of a new leader and for membership changes. */
  readonly data: Payload | null;
  /** The membership change of a `conf-change` or `conf-change-v2` entry, else null. */
  readonly conf: AnyConfChange | null;
}

/** Membership as snapshots record it. */
export interface ConfState {
  /** Who votes (in a joint configuration: the incoming half). */
  readonly voters: readonly PeerId[];
  /** Who only receives. */
  readonly learners: readonly PeerId[];
  /** The outgoing half; empty unless joint. */
  readonly votersOutgoing: readonly PeerId[];
  /** Outgoing voters that become learners when the joint configuration is left. */
  readonly learnersNext: readonly PeerId[];
  /** The leader leaves the joint configuration by itself. */
  readonly autoLeave: boolean;
}

/** The state machine as of `index`, with the membership of that moment. */
export interface Snapshot {
  /** Last entry that it covers. */
  readonly index: number;
  /** Term of that entry. */
  readonly term: number;
  /** Membership as of then. */
  readonly confState: ConfState;
  /** The state machine's contents; null where there are none. */
  readonly data: Payload | null;
}

/** What must be durable besides the log (paper figure 2; commit only saves work after a restart). */
export interface HardState {
  /** Latest term this peer has seen. */
  readonly term: number;
  /** Whom it voted for in that term, 0 for nobody. */
  readonly vote: PeerId;
  /** Highest index it knows to be committed. */
  readonly commit: number;
}

/** What is worth telling an observer but never durable. */
export interface SoftState {
  /** Whom it follows, 0 for nobody. */
  readonly lead: PeerId;
  /** What it is in its term. */
  readonly role: Role;
}

/** A linearizable read may be served once the state machine has applied `index` (facts §9). */
export interface ReadState {
  /** What must be applied before the read is served. */
  readonly index: number;
  /** The `ctx` given to `readIndex`. */
  readonly context: string;
}

/** All 24 message types, in the reference's number order (facts §1). */
export type MessageType =
  | 'MsgHup'
  | 'MsgBeat'
  | 'MsgProp'
  | 'MsgApp'
  | 'MsgAppResp'
  | 'MsgVote'
  | 'MsgVoteResp'
  | 'MsgSnap'
  | 'MsgHeartbeat'
  | 'MsgHeartbeatResp'
  | 'MsgUnreachable'
  | 'MsgSnapStatus'
  | 'MsgCheckQuorum'
  | 'MsgTransferLeader'
  | 'MsgTimeoutNow'
  | 'MsgReadIndex'
  | 'MsgReadIndexResp'
  | 'MsgPreVote'
  | 'MsgPreVoteResp'
  | 'MsgStorageAppend'
  | 'MsgStorageAppendResp'
  | 'MsgStorageApply'
  | 'MsgStorageApplyResp'
  | 'MsgForgetLeader';

/**
 * What peers (and the local storage threads) tell each other. One shape for all types: a field that a type
 * does not use is 0, empty, false or null. Never mutated once it has left the core.
 */
export interface Message {
  /** Which message it is; decides what the other fields mean. */
  readonly type: MessageType;
  /** The sender; the target on MsgTransferLeader. */
  readonly from: PeerId;
  /** The receiver. */
  readonly to: PeerId;
  /** 0 for local messages. */
  readonly term: number;
  /** Term of the entry at `index`, where a type names an entry. */
  readonly logTerm: number;
  /** The entry it is about: the one before `entries`, the last acknowledged, the last of a candidate … */
  readonly index: number;
  /** What is proposed, replicated or applied. */
  readonly entries: readonly Entry[];
  /** The sender's commit index; a heartbeat's is capped at what the receiver is known to hold. */
  readonly commit: number;
  /** Only on MsgStorageAppend: the vote to make durable. */
  readonly vote: PeerId;
  /** On MsgSnap and where one is to be written; else null. */
  readonly snapshot: Snapshot | null;
  /** The answer is no. */
  readonly reject: boolean;
  /** Where a refusing follower suggests to try next. */
  readonly rejectHint: number;
  /** Transfer mark of a vote, position of a read confirmation, or the caller's read context. */
  readonly context: string;
  /** Only on MsgStorageAppend and MsgStorageApply: to be sent when the work is done. */
  readonly responses: readonly Message[];
  /** Term of the entry at `commit` on votes, where votes carry the commit (raft-rs, facts §10). */
  readonly commitTerm: number;
  /** The candidate's election priority on votes (raft-rs, facts §10). */
  readonly priority: number;
  /** On a refused append: the follower wants a snapshot at or above this index; 0 for none (raft-rs, facts §10). */
  readonly requestSnapshot: number;
}

/**
 * What came of a step. `dropped-*` are refused proposals: operating errors the caller tells its client about.
 * `peer-not-found` and `local-message` are messages the core will not take from the network (facts §1).
 */
export type StepResult = ProposeResult | 'peer-not-found' | 'local-message';

/** Whether a proposal was taken in (not: committed), or why it was dropped. */
export type ProposeResult =
  | 'ok'
  | 'dropped-no-leader'
  | 'dropped-not-forwarded'
  | 'dropped-not-member'
  | 'dropped-transferring'
  | 'dropped-quota';

/** Whether a snapshot was asked for, or why not: raft-rs drops such requests in these cases. */
export type SnapshotRequestResult =
  'ok' | 'dropped-leader' | 'dropped-no-leader' | 'dropped-pending' | 'dropped-old-term';

/** Severity of a log line. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** Receives log lines. Where absent, no line is even formatted. */
export type LogSink = (level: LogLevel, text: string) => void;

/** The shared empty list: allocating one per message would be most of the garbage. */
export const NO_ENTRIES: readonly Entry[] = Object.freeze([]);
/** The shared empty list of messages. */
export const NO_MESSAGES: readonly Message[] = Object.freeze([]);
/** The hard state of a peer that has never heard anything. */
export const EMPTY_HARD_STATE: HardState = Object.freeze({ term: 0, vote: NONE, commit: 0 });
/** The membership of a peer that knows nobody. */
export const EMPTY_CONF_STATE: ConfState = Object.freeze({
  voters: Object.freeze([]),
  learners: Object.freeze([]),
  votersOutgoing: Object.freeze([]),
  learnersNext: Object.freeze([]),
  autoLeave: false,
});
