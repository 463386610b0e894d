import type { CaptureId, ChangefeedId, PeerId, ProcessId, RegionId, StoreId } from '../../model/ids.ts';
import type { Region, RegionEpoch } from '../../model/region.ts';
import type { Ts } from '../../model/ts.ts';
import type { Message as RaftMessage } from '../../raft/index.ts';
import type { Message } from '../../sim/actor.ts';
import type { TxnMessage } from './txn/msg.ts';

/** Messages a TiKV store takes and gives. */

/* ---- between stores ---------------------------------------------------------------------------------- */

/** Raft messages of many Regions on one connection, flushed together (facts 7.1 raft-msg-flush-interval). */
export interface RaftBatch extends Message {
  readonly kind: 'raft.batch';
  readonly items: readonly RegionRaftMessage[];
}

export interface RegionRaftMessage {
  readonly region: RegionId;
  readonly fromPeer: PeerId;
  readonly fromStore: StoreId;
  readonly toPeer: PeerId;
  /** Sender's epoch: a receiver with a newer one drops, an unknown peer is created lazily from it. */
  readonly epoch: RegionEpoch;
  readonly startKey: string;
  readonly endKey: string;
  readonly message: RaftMessage;
}

export interface LeaderInfo {
  readonly region: RegionId;
  readonly peer: PeerId;
  readonly term: number;
  readonly epoch: RegionEpoch;
}

/** facts 3.6.6 */
export interface CheckLeader extends Message {
  readonly kind: 'cdc.check-leader';
  readonly id: number;
  readonly infos: readonly LeaderInfo[];
}

export interface CheckLeaderResponse extends Message {
  readonly kind: 'cdc.check-leader-response';
  readonly id: number;
  readonly store: StoreId;
  /** Regions for which leader, term and epoch agree. */
  readonly regions: readonly RegionId[];
}

/** A source peer saw its merge's target move on: it wants the merge undone (R-ROLLBACK-MAJORITY, facts 3.7.6). */
export interface WantRollback extends Message {
  readonly kind: 'raft.want-rollback';
  readonly region: RegionId;
  readonly store: StoreId;
  readonly commit: number;
  /** The target has no peer on this store any more: if the merge is over, the source's peer is a left-over. */
  readonly targetGone?: boolean;
}

/** Whoever knows that a peer is no longer a member tells it so: it may have missed its own removal. */
export interface GcPeer extends Message {
  readonly kind: 'raft.gc-peer';
  readonly region: RegionId;
  /** Peers up to this id are gone; ids are never used twice. */
  readonly peer: PeerId;
  readonly store: StoreId;
}

/** The store has no such peer any more. */
export interface GcPeerResponse extends Message {
  readonly kind: 'raft.gc-peer-response';
  readonly region: RegionId;
  readonly peer: PeerId;
}

/** RFC 0037: before it hands over, a leader asks whether the target would be ready at once. */
export interface PreTransfer extends Message {
  readonly kind: 'raft.pre-transfer';
  readonly region: RegionId;
  readonly store: StoreId;
  readonly peer: PeerId;
  readonly term: number;
  /** Last index of the leader's log. */
  readonly index: number;
}

/** The target has applied up to `applied`, close enough to what was asked. */
export interface PreTransferResponse extends Message {
  readonly kind: 'raft.pre-transfer-response';
  readonly region: RegionId;
  readonly peer: PeerId;
  readonly term: number;
  readonly applied: number;
}

/** The leader has nothing to do and asks its followers to stop their clocks with it (hibernate Regions). */
export interface HibernateAsk extends Message {
  readonly kind: 'raft.hibernate-ask';
  readonly region: RegionId;
  readonly store: StoreId;
  readonly peer: PeerId;
  readonly term: number;
  readonly commit: number;
}

/** The follower has stopped. */
export interface HibernateAnswer extends Message {
  readonly kind: 'raft.hibernate-answer';
  readonly region: RegionId;
  readonly peer: PeerId;
  readonly term: number;
}

/* ---- Region errors, with the real names (facts 3.8) ---------------------------------------------------- */

export type RegionError =
  | { readonly type: 'NotLeader'; readonly region: RegionId; readonly leaderStore: StoreId }
  | { readonly type: 'EpochNotMatch'; readonly regions: readonly Region[] }
  | { readonly type: 'RegionNotFound'; readonly region: RegionId }
  | { readonly type: 'KeyNotInRegion'; readonly region: RegionId }
  | { readonly type: 'StaleCommand' }
  | { readonly type: 'ServerIsBusy'; readonly reason: string }
  | { readonly type: 'MaxTimestampNotSynced' }
  | { readonly type: 'ProposalInMergingMode'; readonly region: RegionId }
  | { readonly type: 'ReadIndexNotReady' }
  /** A later writer has taken over (R-FENCE). Real stores know no such error. */
  | { readonly type: 'Fenced'; readonly scope: string };

/* ---- RawKV -------------------------------------------------------------------------------------------- */

/**
 * `request` names the operation in the trace; `call` is the caller's number for this attempt and comes back with
 * the answer.
 */

/** Puts and deletes of one request share one timestamp (facts 1.6.4). One pair is a plain put. */
export interface RawWrite extends Message {
  readonly kind: 'raw.write';
  readonly request: number;
  readonly call: number;
  readonly region: RegionId;
  readonly epoch: RegionEpoch;
  /** User keys; `value` null deletes. `sourceTs` is 0 except on the recovery cluster (hidden ground truth). */
  readonly pairs: readonly RawPair[];
  /** Only the newest token of a scope may write (R-FENCE); absent for ordinary clients. */
  readonly fence?: Fence;
}

/** `scope`: what is written by one writer at a time. A later writer has a larger token. */
export interface Fence {
  readonly scope: string;
  readonly token: number;
}

/** As the storage layer keeps it from its arrival on (monotonic µs): the cost before the propose is measured from there. */
export interface ReceivedWrite extends RawWrite {
  readonly receivedUs: number;
}

/** Who is to be answered. */
export interface Caller {
  readonly from: ProcessId;
  readonly request: number;
  readonly call: number;
}

export interface RawPair {
  readonly key: string;
  readonly value: string | null;
  readonly sourceTs: Ts;
  /** Seconds it shall live, by the clock of the store that stamps it (facts 2.8); absent: for ever. */
  readonly ttlS?: number;
}

export interface RawWriteResponse extends Message {
  readonly kind: 'raw.write-response';
  readonly request: number;
  readonly call: number;
  readonly ts: Ts;
  readonly error: RegionError | null;
  /** It will never be carried out, wherever it is sent: the real error's name, and why; absent: it may be. */
  readonly never?: string;
}

export interface RawGet extends Message {
  readonly kind: 'raw.get';
  readonly request: number;
  readonly call: number;
  readonly region: RegionId;
  readonly epoch: RegionEpoch;
  readonly key: string;
}

export interface RawGetResponse extends Message {
  readonly kind: 'raw.get-response';
  readonly request: number;
  readonly call: number;
  readonly value: string | null;
  readonly ts: Ts;
  readonly error: RegionError | null;
  /** It will never be carried out, wherever it is sent: the real error's name, and why; absent: it may be. */
  readonly never?: string;
}

/** Several keys of one Region, read at one moment. */
export interface RawBatchGet extends Message {
  readonly kind: 'raw.batch-get';
  readonly request: number;
  readonly call: number;
  readonly region: RegionId;
  readonly epoch: RegionEpoch;
  readonly keys: readonly string[];
}

export interface RawBatchGetResponse extends Message {
  readonly kind: 'raw.batch-get-response';
  readonly request: number;
  readonly call: number;
  /** One for each key asked for, in that order. */
  readonly found: readonly RawFound[];
  readonly error: RegionError | null;
  readonly never?: string;
}

/** `value` null: absent; `ts` then is that of the tombstone or of the version that expired, or TS_ZERO. */
export interface RawFound {
  readonly value: string | null;
  readonly ts: Ts;
}

/** Live keys of one Region in order, each with its newest version (facts 2.9). */
export interface RawScan extends Message {
  readonly kind: 'raw.scan';
  readonly request: number;
  readonly call: number;
  readonly region: RegionId;
  readonly epoch: RegionEpoch;
  /** Encoded, half-open; what lies outside of the Region is the client's to ask others for. */
  readonly startKey: string;
  readonly endKey: string;
  readonly limit: number;
  /** From the end backwards. */
  readonly reverse: boolean;
  readonly keyOnly: boolean;
}

export interface RawScanResponse extends Message {
  readonly kind: 'raw.scan-response';
  readonly request: number;
  readonly call: number;
  /** In the order of the scan; `value` '' when only keys were asked for. */
  readonly rows: readonly ScannedRow[];
  readonly error: RegionError | null;
  readonly never?: string;
}

export interface ScannedRow {
  readonly key: string;
  readonly value: string;
}

/** Writes `value` (null: a tombstone) if the key holds `expected` (null: nothing), facts 2.11. */
export interface RawCas extends Message {
  readonly kind: 'raw.cas';
  readonly request: number;
  readonly call: number;
  readonly region: RegionId;
  readonly epoch: RegionEpoch;
  readonly key: string;
  readonly expected: string | null;
  readonly value: string | null;
}

export interface RawCasResponse extends Message {
  readonly kind: 'raw.cas-response';
  readonly request: number;
  readonly call: number;
  readonly succeeded: boolean;
  /** What the key held. */
  readonly previous: string | null;
  /** Of the new version, TS_ZERO when nothing was written. */
  readonly ts: Ts;
  readonly error: RegionError | null;
  /** It will never be carried out, wherever it is sent: the real error's name, and why; absent: it may be. */
  readonly never?: string;
}

/* ---- change data: the event feed ------------------------------------------------------------------------ */

/** Subscribe one Region (facts 3.2, 4.9.1). Keys encoded. */
export interface CdcRegister extends Message {
  readonly kind: 'cdc.register';
  readonly requestId: number;
  readonly region: RegionId;
  readonly epoch: RegionEpoch;
  readonly checkpointTs: Ts;
  readonly startKey: string;
  readonly endKey: string;
  readonly capture: CaptureId;
  readonly changefeed: ChangefeedId;
}

export interface CdcDeregister extends Message {
  readonly kind: 'cdc.deregister';
  readonly requestId: number;
  readonly region: RegionId;
}

export interface CdcRow {
  /** User key; value null is a delete. */
  readonly key: string;
  readonly value: string | null;
  readonly ts: Ts;
  /** UNIX second from which the value counts as absent; absent: never. */
  readonly expireS?: number;
  /** Of a transaction's row: its start ts, and what was there before. */
  readonly startTs?: Ts;
  readonly oldValue?: string | null;
}

/**
 * A row of a transaction (cdcpb.Event.LogType). PREWRITE has the value, COMMIT and ROLLBACK end it: who receives them
 * matches them. COMMITTED is complete: from the incremental scan.
 */
export interface CdcTxnRow {
  readonly phase: 'prewrite' | 'commit' | 'rollback' | 'committed';
  readonly key: string;
  readonly op: 'put' | 'delete';
  readonly value: string | null;
  /** What the key was before (facts 3.4.7), null when it was not there. */
  readonly oldValue: string | null;
  readonly startTs: Ts;
  /** TS_ZERO for PREWRITE and ROLLBACK. */
  readonly commitTs: Ts;
}

export type CdcError =
  | { readonly type: 'NotLeader'; readonly leaderStore: StoreId }
  | { readonly type: 'EpochNotMatch'; readonly regions: readonly Region[] }
  | { readonly type: 'RegionNotFound' }
  | { readonly type: 'DuplicateRequest' }
  | { readonly type: 'ServerIsBusy' }
  | { readonly type: 'Congested' };

/** Rows and state changes of one subscription, in order. */
export interface CdcEventBatch extends Message {
  readonly kind: 'cdc.events';
  readonly region: RegionId;
  readonly requestId: number;
  readonly rows: readonly CdcRow[];
  /** Rows of transactions, in order; absent: none. */
  readonly txns?: readonly CdcTxnRow[];
  /** The incremental scan ended before this point of the stream. */
  readonly initialized: boolean;
  readonly error: CdcError | null;
}

/** Store-level: one ts for many subscriptions (facts 3.4.6). */
export interface CdcResolved extends Message {
  readonly kind: 'cdc.resolved';
  readonly ts: Ts;
  readonly regions: readonly RegionId[];
  readonly requestIds: readonly number[];
}

/** A capture took in this much of its event feed: as much may follow (what HTTP/2 does with a window of the stream). */
export interface CdcWindowUpdate extends Message {
  readonly kind: 'cdc.window-update';
  readonly consumed: number;
}
export type * from './txn/msg.ts';

/** A peer without a leader asks whether it still belongs. */
export interface CheckStalePeer extends Message {
  readonly kind: 'raft.check-stale-peer';
  readonly region: RegionId;
  readonly peer: PeerId;
  readonly store: StoreId;
  /** It is the source of a merge whose target is not on its store any more. */
  readonly mergedElsewhere: boolean;
}

export type TikvMessage =
  | TxnMessage
  | RaftBatch
  | WantRollback
  | GcPeer
  | GcPeerResponse
  | CheckStalePeer
  | PreTransfer
  | PreTransferResponse
  | HibernateAsk
  | HibernateAnswer
  | CheckLeader
  | CheckLeaderResponse
  | RawWrite
  | RawWriteResponse
  | RawGet
  | RawBatchGet
  | RawBatchGetResponse
  | RawScan
  | RawScanResponse
  | RawGetResponse
  | RawCas
  | RawCasResponse
  | CdcRegister
  | CdcDeregister
  | CdcWindowUpdate
  | CdcEventBatch
  | CdcResolved;
