import type { RegionId } from '../../../model/ids.ts';
import type { RegionEpoch } from '../../../model/region.ts';
import type { Ts } from '../../../model/ts.ts';
import type { Message } from '../../../sim/actor.ts';
import type { RegionError } from '../msg.ts';

/** Transactional requests and answers (kvproto, kvrpcpb). Keys are the user's: `t1_r42` for a record. */

interface KvRequest extends Message {
  readonly request: number;
  /** Which call of the request, and which attempt of it; the answer repeats it. */
  readonly call: number;
  readonly region: RegionId;
  readonly epoch: RegionEpoch;
}

interface KvResponse extends Message {
  readonly request: number;
  readonly call: number;
  readonly error: RegionError | null;
  readonly keyError: KeyError | null;
}

/** A request without what its way to a Region adds to it. */
export type Unrouted<M extends KvRequest> = M extends KvRequest
  ? Omit<M, Exclude<keyof KvRequest, 'kind'>>
  : never;

/** A lock that somebody ran into. */
export interface LockInfo {
  readonly key: string;
  readonly primary: string;
  readonly startTs: Ts;
  readonly ttlMs: number;
  readonly minCommitTs: Ts;
  readonly asyncCommit: boolean;
  /** Of the primary of an asynchronous commit. */
  readonly secondaries: readonly string[];
}

/** Errors about keys, with the real names (kvrpcpb.KeyError; TiKV, storage::mvcc). */
export type KeyError =
  | { readonly type: 'KeyIsLocked'; readonly lock: LockInfo }
  | {
      readonly type: 'WriteConflict';
      readonly key: string;
      readonly startTs: Ts;
      readonly conflictStartTs: Ts;
      readonly conflictCommitTs: Ts;
      readonly reason: 'Optimistic' | 'SelfRolledBack';
    }
  | { readonly type: 'AlreadyExist'; readonly key: string }
  | { readonly type: 'TxnLockNotFound'; readonly key: string; readonly startTs: Ts }
  | { readonly type: 'TxnNotFound'; readonly primary: string; readonly startTs: Ts }
  | { readonly type: 'Committed'; readonly key: string; readonly startTs: Ts; readonly commitTs: Ts }
  | {
      readonly type: 'CommitTsExpired';
      readonly key: string;
      readonly startTs: Ts;
      readonly attemptedCommitTs: Ts;
      readonly minCommitTs: Ts;
    }
  | { readonly type: 'InvalidKeyMode'; readonly key: string };

/** Reads the newest version at or below `ts`. */
export interface KvGet extends KvRequest {
  readonly kind: 'kv.get';
  readonly key: string;
  readonly ts: Ts;
  /** Start ts of transactions whose locks need not be minded: they will commit later, or not at all. */
  readonly bypass: readonly Ts[];
}

export interface KvGetResponse extends KvResponse {
  readonly kind: 'kv.get-response';
  readonly value: string | null;
  /** Of the version read, TS_ZERO when there is none. */
  readonly commitTs: Ts;
}

/** Lists the Region's locks of transactions that began at or before `ts`, in key order. */
export interface KvScanLock extends KvRequest {
  readonly kind: 'kv.scan-lock';
  /** Where to begin; '' for the Region's start. */
  readonly startKey: string;
  readonly ts: Ts;
  readonly limit: number;
}

/** `keyError`: KeyIsLocked by a lock that is on its way into the log. */
export interface KvScanLockResponse extends KvResponse {
  readonly kind: 'kv.scan-lock-response';
  readonly locks: readonly LockInfo[];
}

export interface Mutation {
  /** `insert` demands that the key does not exist. */
  readonly op: 'put' | 'delete' | 'insert' | 'lock';
  readonly key: string;
  readonly value: string | null;
}

export interface KvPrewrite extends KvRequest {
  readonly kind: 'kv.prewrite';
  readonly startTs: Ts;
  readonly primary: string;
  readonly mutations: readonly Mutation[];
  readonly ttlMs: number;
  /** At least `startTs + 1`. */
  readonly minCommitTs: Ts;
  readonly asyncCommit: boolean;
  /** All keys but the primary, when the primary is among `mutations` of an asynchronous commit. */
  readonly secondaries: readonly string[];
}

export interface KvPrewriteResponse extends KvResponse {
  readonly kind: 'kv.prewrite-response';
  /** Of an asynchronous commit: the commit ts is at least this. TS_ZERO otherwise. */
  readonly minCommitTs: Ts;
}

export interface KvCommit extends KvRequest {
  readonly kind: 'kv.commit';
  readonly keys: readonly string[];
  readonly startTs: Ts;
  readonly commitTs: Ts;
  /** On the recovery cluster: upstream commit ts of the change that each key carries; [] upstream (hidden ground truth). */
  readonly sourceTs: readonly Ts[];
}

export interface KvCommitResponse extends KvResponse {
  readonly kind: 'kv.commit-response';
}

/** The transaction gives up: its locks go, and nobody may lock these keys for it again. */
export interface KvRollback extends KvRequest {
  readonly kind: 'kv.rollback';
  readonly keys: readonly string[];
  readonly startTs: Ts;
}

export interface KvRollbackResponse extends KvResponse {
  readonly kind: 'kv.rollback-response';
}

/** Asks a primary what became of its transaction, and ends it when its time is over. */
export interface KvCheckTxnStatus extends KvRequest {
  readonly kind: 'kv.check-txn-status';
  readonly primary: string;
  readonly startTs: Ts;
  /** Whoever asks reads at this ts; TS_ZERO: a writer. */
  readonly callerStartTs: Ts;
  readonly currentTs: Ts;
  /** A transaction of which there is no trace is rolled back. */
  readonly rollbackIfNotExist: boolean;
}

export interface KvCheckTxnStatusResponse extends KvResponse {
  readonly kind: 'kv.check-txn-status-response';
  readonly action: 'NoAction' | 'TTLExpireRollback' | 'LockNotExistRollback' | 'MinCommitTsPushed';
  /** It committed at this ts; TS_ZERO otherwise. */
  readonly commitTs: Ts;
  /** It is rolled back. */
  readonly rolledBack: boolean;
  /** The primary's lock while the transaction is alive (or is an expired asynchronous commit). */
  readonly lock: LockInfo | null;
}

/** Asks secondaries of an asynchronous commit; one that is not locked will not be any more. */
export interface KvCheckSecondaryLocks extends KvRequest {
  readonly kind: 'kv.check-secondary-locks';
  readonly keys: readonly string[];
  readonly startTs: Ts;
}

export interface KvCheckSecondaryLocksResponse extends KvResponse {
  readonly kind: 'kv.check-secondary-locks-response';
  /** How many of the keys are locked; with all of them the transaction is committed. */
  readonly locked: number;
  readonly minCommitTs: Ts;
  /** Found committed; TS_ZERO otherwise. */
  readonly commitTs: Ts;
}

/** Carries a decision over to keys: commit at `commitTs`, or TS_ZERO for rollback. Keys without the lock stay as they are. */
export interface KvResolveLock extends KvRequest {
  readonly kind: 'kv.resolve-lock';
  readonly startTs: Ts;
  readonly commitTs: Ts;
  readonly keys: readonly string[];
}

export interface KvResolveLockResponse extends KvResponse {
  readonly kind: 'kv.resolve-lock-response';
}

/** A transaction that takes long says that it is still alive. */
export interface KvTxnHeartBeat extends KvRequest {
  readonly kind: 'kv.txn-heart-beat';
  readonly primary: string;
  readonly startTs: Ts;
  readonly adviseTtlMs: number;
}

export interface KvTxnHeartBeatResponse extends KvResponse {
  readonly kind: 'kv.txn-heart-beat-response';
  readonly ttlMs: number;
}

/** What does not go through the scheduler. */
export type TxnReadMessage = KvGet | KvScanLock;
export type TxnReadResponse = KvGetResponse | KvScanLockResponse;

/** What does: everything but reads. */
export type TxnCommandMessage =
  | KvPrewrite
  | KvCommit
  | KvRollback
  | KvCheckTxnStatus
  | KvCheckSecondaryLocks
  | KvResolveLock
  | KvTxnHeartBeat;

export type TxnResponse =
  | TxnReadResponse
  | KvPrewriteResponse
  | KvCommitResponse
  | KvRollbackResponse
  | KvCheckTxnStatusResponse
  | KvCheckSecondaryLocksResponse
  | KvResolveLockResponse
  | KvTxnHeartBeatResponse;

export type TxnMessage = TxnReadMessage | TxnCommandMessage | TxnResponse;
