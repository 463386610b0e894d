/**
 * Raft as a pure state machine: `new RawNode(config)`, then `tick` / `step` / `ready` / `advance`. Imports nothing but
 * `base/`; the folder can be lifted out as it is.
 */
export type { Config, ReadOnlyOption, RuleId, SettledConfig, Settings } from './config.ts';
export { resolveConfig, RULE_IDS } from './config.ts';
export type { LogFetch } from './core.ts';
export { changesOf, confChangeV2, isLeaveJoint, transitionOf } from './confchange.ts';
export { entriesSize, entrySize, makeEntry, payloadSize } from './entry.ts';
export type { MemberConfig } from './membership-config.ts';
export { describeConfig, isJoint, isVoter, toConfState, votersOf } from './membership-config.ts';
export { isLocalThread, isLocalType, isResponseType, makeMessage, snapshotMessage } from './message.ts';
export type { ProgressState } from './progress.ts';
export type { CloneParts } from './raw-node.ts';
export { RawNode } from './raw-node.ts';
export type { Ready } from './ready.ts';
export type { ProgressStatus, Status, VoteStatus } from './status.ts';
export { COMPACTED, MemoryStorage, UNAVAILABLE } from './storage.ts';
export type {
  AnyConfChange,
  ConfChange,
  ConfChangeSingle,
  ConfChangeTransition,
  ConfChangeType,
  ConfChangeV2,
  ConfState,
  Entry,
  EntryType,
  HardState,
  LogLevel,
  LogSink,
  Message,
  MessageType,
  Payload,
  PeerId,
  ProposeResult,
  ReadState,
  Role,
  Snapshot,
  SnapshotRequestResult,
  SoftState,
  StepResult,
} from './types.ts';
export {
  APPEND_THREAD,
  APPLY_THREAD,
  EMPTY_CONF_STATE,
  EMPTY_HARD_STATE,
  NO_ENTRIES,
  NO_MESSAGES,
  NONE,
} from './types.ts';
