import {
  APPEND_THREAD,
  APPLY_THREAD,
  NO_ENTRIES,
  NO_MESSAGES,
  NONE,
  type Entry,
  type Message,
  type MessageType,
  type PeerId,
  type Snapshot,
} from './types.ts';

/** A message still being filled in by the core. */
export type Draft = { -readonly [K in keyof Message]: Message[K] };

/** Context of a vote request that a leadership transfer started: it may break a leader's lease (facts §2). */
export const CAMPAIGN_TRANSFER = 'CampaignTransfer';

/** A message with nothing in it yet. Every message is born here, so all share one hidden class. */
export function draft(type: MessageType, from: PeerId, to: PeerId): Draft {
  return {
    type,
    from,
    to,
    term: 0,
    logTerm: 0,
    index: 0,
    entries: NO_ENTRIES,
    commit: 0,
    vote: NONE,
    snapshot: null,
    reject: false,
    rejectHint: 0,
    context: '',
    responses: NO_MESSAGES,
    commitTerm: 0,
    priority: 0,
    requestSnapshot: 0,
  };
}

/** A message as a caller (harness, test, raftstore) writes it: only what differs from empty. */
export function makeMessage(type: MessageType, from: PeerId, to: PeerId, fields?: Partial<Message>): Message {
  return fields === undefined
    ? draft(type, from, to)
    : Object.assign(draft(type, from, to), fields, { type, from, to });
}

/** A proposal of `entries` (their term and index are set by the leader). */
export function proposal(from: PeerId, entries: readonly Entry[]): Message {
  const m = draft('MsgProp', from, NONE);
  m.entries = entries;
  return m;
}

/** A snapshot on its way to `to`. */
export function snapshotMessage(from: PeerId, to: PeerId, term: number, snapshot: Snapshot): Message {
  const m = draft('MsgSnap', from, to);
  m.term = term;
  m.snapshot = snapshot;
  return m;
}

/** Whether `id` is one of the node's own storage threads. */
export function isLocalThread(id: PeerId): boolean {
  return id === APPEND_THREAD || id === APPLY_THREAD;
}

/** Types that only the node itself (or its storage threads) may step (facts §1). */
export function isLocalType(type: MessageType): boolean {
  switch (type) {
    case 'MsgHup':
    case 'MsgBeat':
    case 'MsgUnreachable':
    case 'MsgSnapStatus':
    case 'MsgCheckQuorum':
    case 'MsgStorageAppend':
    case 'MsgStorageAppendResp':
    case 'MsgStorageApply':
    case 'MsgStorageApplyResp':
      return true;
    default:
      return false;
  }
}

/** Types that answer something: taken only from members (facts §1). */
export function isResponseType(type: MessageType): boolean {
  switch (type) {
    case 'MsgAppResp':
    case 'MsgVoteResp':
    case 'MsgHeartbeatResp':
    case 'MsgUnreachable':
    case 'MsgReadIndexResp':
    case 'MsgPreVoteResp':
    case 'MsgStorageAppendResp':
    case 'MsgStorageApplyResp':
      return true;
    default:
      return false;
  }
}
