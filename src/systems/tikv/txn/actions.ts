import { unreachable } from '../../../base/assert.ts';
import { encodeRawKey, decodeRawKey } from '../../../model/key.ts';
import { isExpired, maxTs, TS_MAX, TS_ZERO } from '../../../model/ts.ts';
import type { Ts } from '../../../model/ts.ts';
import type { KvEngine } from '../engine.ts';
import type { Modify, TxnChange } from '../txn-changes.ts';
import type {
  KeyError,
  KvCheckSecondaryLocks,
  KvCheckTxnStatus,
  KvCommit,
  KvPrewrite,
  KvResolveLock,
  KvRollback,
  KvTxnHeartBeat,
  LockInfo,
  Mutation,
  TxnCommandMessage,
  TxnResponse,
} from './msg.ts';
import { lockOf, outcomeOf, readAt, seekWrite, valueOf } from '../mvcc.ts';
import type { Commit } from '../mvcc.ts';
import { encodeLock, encodeWrite, SHORT_VALUE_MAX_BYTES, versionKey } from '../txn-records.ts';
import type { Lock } from '../txn-records.ts';

/** The rules of Percolator that a scenario may switch off. */
export interface TxnRules {
  /** R-TXN-CONFLICT-CHECK */
  readonly conflictCheck: boolean;
  /** R-TXN-ROLLBACK-RECORD */
  readonly rollbackRecord: boolean;
  /** R-TXN-MAX-TS */
  readonly maxTsPush: boolean;
}

type Body<R extends TxnResponse> = Omit<R, 'request' | 'call' | 'error' | 'bytes'>;
export type ResponseBody = {
  [K in TxnResponse['kind']]: Body<Extract<TxnResponse, { kind: K }>>;
}[TxnResponse['kind']];

/** What a command came to: what to write, what that means, and the answer once it is applied. */
export interface Result {
  readonly modifies: readonly Modify[];
  readonly changes: readonly TxnChange[];
  readonly body: ResponseBody;
  /** Locks of an asynchronous commit that readers must see before they are applied. */
  readonly memoryLocks: readonly { readonly key: string; readonly lock: Lock }[];
}

/**
 * Percolator's commands (TiKV, storage/txn/actions): pure functions of what is applied; the scheduler's latches see to
 * it that nobody else changes the keys meanwhile.
 *
 *                     prewrite                    commit
 *     (nothing) ────────────────▶ locked ──────────────────────▶ committed at commit ts
 *         │                         │
 *         │ rollback: a record      │ rollback, TTL over, resolved as rolled back
 *         │ that keeps late         ▼
 *         └──prewrites out────▶ rolled back
 */
export class Actions {
  private readonly engine: KvEngine;
  private readonly rules: TxnRules;
  private modifies: Modify[] = [];
  private changes: TxnChange[] = [];
  private memoryLocks: { key: string; lock: Lock }[] = [];

  /** For one command. `maxReadTs` is the largest ts that readers or resolved ts were promised. */
  constructor(engine: KvEngine, rules: TxnRules) {
    this.engine = engine;
    this.rules = rules;
  }

  run(message: TxnCommandMessage, maxReadTs: Ts): Result {
    const body = this.dispatch(message, maxReadTs);
    // A command that fails for one key changes none.
    if (body.keyError !== null) return { modifies: [], changes: [], body, memoryLocks: [] };
    return { modifies: this.modifies, changes: this.changes, body, memoryLocks: this.memoryLocks };
  }

  private dispatch(message: TxnCommandMessage, maxReadTs: Ts): ResponseBody {
    switch (message.kind) {
      case 'kv.prewrite':
        return this.prewrite(message, maxReadTs);
      case 'kv.commit':
        return { kind: 'kv.commit-response', keyError: this.commit(message) };
      case 'kv.rollback':
        return { kind: 'kv.rollback-response', keyError: this.rollback(message) };
      case 'kv.check-txn-status':
        return this.checkTxnStatus(message);
      case 'kv.check-secondary-locks':
        return this.checkSecondaryLocks(message);
      case 'kv.resolve-lock':
        return { kind: 'kv.resolve-lock-response', keyError: this.resolveLock(message) };
      case 'kv.txn-heart-beat':
        return this.heartBeat(message);
      default:
        return unreachable(message);
    }
  }

  /* ---- prewrite ------------------------------------------------------------------------------------------- */

  private prewrite(message: KvPrewrite, maxReadTs: Ts): ResponseBody {
    let minCommitTs: Ts = TS_ZERO;
    const answer = (keyError: KeyError | null): ResponseBody => ({
      kind: 'kv.prewrite-response',
      keyError,
      minCommitTs,
    });
    for (const mutation of message.mutations) {
      const lock = this.prewriteKey(message, mutation, maxReadTs);
      if ('error' in lock) return answer(lock.error);
      if (message.asyncCommit) minCommitTs = maxTs(minCommitTs, lock.minCommitTs);
    }
    return answer(null);
  }

  private prewriteKey(
    message: KvPrewrite,
    mutation: Mutation,
    maxReadTs: Ts,
  ): { readonly minCommitTs: Ts } | { readonly error: KeyError } {
    const { startTs } = message;
    const key = encodeRawKey(mutation.key);
    const held = lockOf(this.engine, key);
    // A second attempt of the same prewrite finds its own lock and changes nothing.
    if (held !== null) return held.startTs === startTs ? held : { error: keyIsLocked(key, held) };
    const newest = seekWrite(this.engine, key, TS_MAX);
    const outcome = outcomeOf(this.engine, key, startTs);
    // Somebody found all of an asynchronous commit's locks and finished it.
    if (outcome.type === 'committed') return { minCommitTs: outcome.commitTs };
    const error = this.conflict(mutation, startTs, newest, outcome.type === 'rolled-back');
    if (error !== null) return { error };
    if (mutation.op === 'insert' && exists(this.engine, key)) {
      return { error: { type: 'AlreadyExist', key: mutation.key } };
    }
    const short = mutation.value !== null && mutation.value.length <= SHORT_VALUE_MAX_BYTES;
    // Nobody may have been told “nothing at or below this ts will follow” (facts 3.6.13).
    const pushed = message.asyncCommit && this.rules.maxTsPush ? ((maxReadTs + 1) as Ts) : TS_ZERO;
    const type = mutation.op === 'insert' ? 'put' : mutation.op;
    const lock: Lock = {
      type,
      primary: encodeRawKey(message.primary),
      startTs,
      ttlMs: message.ttlMs,
      minCommitTs: maxTs(message.minCommitTs, pushed),
      shortValue: short ? mutation.value : null,
      secondaries: message.asyncCommit
        ? mutation.key === message.primary
          ? message.secondaries.map(encodeRawKey)
          : []
        : null,
      asyncCommit: message.asyncCommit,
    };
    if (mutation.value !== null && !short) this.put('default', versionKey(key, startTs), mutation.value);
    this.put('lock', key, encodeLock(lock));
    if (message.asyncCommit) this.memoryLocks.push({ key, lock });
    this.changes.push({ type: 'prewrite', key, lock, value: mutation.value });
    return lock;
  }

  private conflict(
    mutation: Mutation,
    startTs: Ts,
    newest: Commit | null,
    selfRolledBack: boolean,
  ): KeyError | null {
    if (newest === null) return null;
    if (!selfRolledBack && (newest.commitTs <= startTs || !this.rules.conflictCheck)) return null;
    return {
      type: 'WriteConflict',
      key: mutation.key,
      startTs,
      conflictStartTs: newest.write.startTs,
      conflictCommitTs: newest.commitTs,
      reason: selfRolledBack ? 'SelfRolledBack' : 'Optimistic',
    };
  }

  /* ---- commit --------------------------------------------------------------------------------------------- */

  private commit(message: KvCommit): KeyError | null {
    const { startTs, commitTs } = message;
    for (let i = 0; i < message.keys.length; i++) {
      const userKey = message.keys[i] as string;
      const key = encodeRawKey(userKey);
      const lock = lockOf(this.engine, key);
      if (lock === null || lock.startTs !== startTs) {
        if (outcomeOf(this.engine, key, startTs).type === 'committed') continue;
        return { type: 'TxnLockNotFound', key: userKey, startTs };
      }
      if (commitTs < lock.minCommitTs) {
        const { minCommitTs } = lock;
        return { type: 'CommitTsExpired', key: userKey, startTs, attemptedCommitTs: commitTs, minCommitTs };
      }
      this.commitKey(key, lock, commitTs, message.sourceTs[i] ?? TS_ZERO);
    }
    return null;
  }

  private commitKey(key: string, lock: Lock, commitTs: Ts, sourceTs: Ts): void {
    const { type, startTs, shortValue } = lock;
    const record = { type, startTs, shortValue, overlappedRollback: false };
    this.put('write', versionKey(key, commitTs), encodeWrite(record));
    this.delete('lock', key);
    const value = type === 'put' ? valueOf(this.engine, key, lock) : null;
    this.changes.push({ type: 'commit', key, lock, value, commitTs, sourceTs });
  }

  /* ---- rollback ------------------------------------------------------------------------------------------- */

  private rollback(message: KvRollback): KeyError | null {
    for (const userKey of message.keys) {
      const error = this.rollbackKey(encodeRawKey(userKey), message.startTs);
      if (error !== null) return error;
    }
    return null;
  }

  private rollbackKey(key: string, startTs: Ts): KeyError | null {
    const lock = lockOf(this.engine, key);
    if (lock !== null && lock.startTs === startTs) {
      this.dropLock(key, lock);
      this.noteRollback(key, startTs);
      return null;
    }
    const outcome = outcomeOf(this.engine, key, startTs);
    if (outcome.type === 'committed') {
      return { type: 'Committed', key: decodeRawKey(key), startTs, commitTs: outcome.commitTs };
    }
    if (outcome.type === 'none') this.noteRollback(key, startTs);
    return null;
  }

  private dropLock(key: string, lock: Lock): void {
    this.delete('lock', key);
    if (lock.type === 'put' && lock.shortValue === null)
      this.delete('default', versionKey(key, lock.startTs));
    this.changes.push({ type: 'rollback', key, startTs: lock.startTs });
  }

  /** A prewrite that is still on its way must find that its transaction is over. */
  private noteRollback(key: string, startTs: Ts): void {
    if (!this.rules.rollbackRecord) return;
    const at = seekWrite(this.engine, key, startTs);
    // An asynchronous commit may have got this very ts as its commit ts: its record must not be lost.
    if (at !== null && at.commitTs === startTs && at.write.startTs !== startTs) {
      this.put('write', versionKey(key, startTs), encodeWrite({ ...at.write, overlappedRollback: true }));
      return;
    }
    const record = { type: 'rollback', startTs, shortValue: null, overlappedRollback: false } as const;
    this.put('write', versionKey(key, startTs), encodeWrite(record));
  }

  /* ---- what became of it ------------------------------------------------------------------------------------ */

  private checkTxnStatus(message: KvCheckTxnStatus): ResponseBody {
    const { startTs, primary } = message;
    const key = encodeRawKey(primary);
    const lock = lockOf(this.engine, key);
    if (lock !== null && lock.startTs === startTs) return this.checkLock(message, key, lock);
    const outcome = outcomeOf(this.engine, key, startTs);
    if (outcome.type === 'committed') return status({ commitTs: outcome.commitTs });
    if (outcome.type === 'rolled-back') return status({ rolledBack: true });
    if (!message.rollbackIfNotExist) return status({ keyError: { type: 'TxnNotFound', primary, startTs } });
    this.noteRollback(key, startTs);
    return status({ rolledBack: true, action: 'LockNotExistRollback' });
  }

  private checkLock(message: KvCheckTxnStatus, key: string, lock: Lock): ResponseBody {
    const { callerStartTs, currentTs } = message;
    // Its secondaries may all be locked, and then it is committed: only they can tell.
    if (lock.asyncCommit) return status({ lock: lockInfo(key, lock) });
    if (isExpired(lock.startTs, lock.ttlMs, currentTs)) {
      this.dropLock(key, lock);
      this.noteRollback(key, lock.startTs);
      return status({ rolledBack: true, action: 'TTLExpireRollback' });
    }
    if (callerStartTs === TS_ZERO || lock.minCommitTs > callerStartTs) {
      const pushed = callerStartTs !== TS_ZERO;
      return status({ lock: lockInfo(key, lock), action: pushed ? 'MinCommitTsPushed' : 'NoAction' });
    }
    const later: Lock = { ...lock, minCommitTs: (callerStartTs + 1) as Ts };
    this.put('lock', key, encodeLock(later));
    return status({ lock: lockInfo(key, later), action: 'MinCommitTsPushed' });
  }

  private checkSecondaryLocks(message: KvCheckSecondaryLocks): ResponseBody {
    const { startTs } = message;
    let locked = 0;
    let minCommitTs: Ts = TS_ZERO;
    let commitTs: Ts = TS_ZERO;
    for (const userKey of message.keys) {
      const key = encodeRawKey(userKey);
      const lock = lockOf(this.engine, key);
      if (lock !== null && lock.startTs === startTs) {
        locked++;
        minCommitTs = maxTs(minCommitTs, lock.minCommitTs);
        continue;
      }
      const outcome = outcomeOf(this.engine, key, startTs);
      if (outcome.type === 'committed') commitTs = maxTs(commitTs, outcome.commitTs);
      else if (outcome.type === 'none') this.noteRollback(key, startTs);
    }
    return { kind: 'kv.check-secondary-locks-response', keyError: null, locked, minCommitTs, commitTs };
  }

  private resolveLock({ keys, startTs, commitTs }: KvResolveLock): KeyError | null {
    for (const userKey of keys) {
      const key = encodeRawKey(userKey);
      const lock = lockOf(this.engine, key);
      if (lock === null || lock.startTs !== startTs) continue;
      if (commitTs === TS_ZERO) this.rollbackKey(key, startTs);
      else this.commitKey(key, lock, commitTs, TS_ZERO);
    }
    return null;
  }

  private heartBeat({ primary, startTs, adviseTtlMs }: KvTxnHeartBeat): ResponseBody {
    const key = encodeRawKey(primary);
    const lock = lockOf(this.engine, key);
    if (lock === null || lock.startTs !== startTs) {
      const keyError: KeyError = { type: 'TxnNotFound', primary, startTs };
      return { kind: 'kv.txn-heart-beat-response', keyError, ttlMs: 0 };
    }
    const ttlMs = Math.max(lock.ttlMs, adviseTtlMs);
    if (ttlMs > lock.ttlMs) {
      const longer = { ...lock, ttlMs };
      this.put('lock', key, encodeLock(longer));
      this.changes.push({ type: 'heart-beat', key, lock: longer });
    }
    return { kind: 'kv.txn-heart-beat-response', keyError: null, ttlMs };
  }

  private put(cf: Modify['cf'], key: string, value: string): void {
    this.modifies.push({ cf, key, value });
  }

  private delete(cf: Modify['cf'], key: string): void {
    this.modifies.push({ cf, key, value: null });
  }
}

function exists(engine: KvEngine, key: string): boolean {
  const found = readAt(engine, key, TS_MAX);
  return found !== null && found.value !== null;
}

type Status = Extract<ResponseBody, { kind: 'kv.check-txn-status-response' }>;

function status(part: Partial<Status>): Status {
  return {
    kind: 'kv.check-txn-status-response',
    keyError: null,
    action: 'NoAction',
    commitTs: TS_ZERO,
    rolledBack: false,
    lock: null,
    ...part,
  };
}

export function lockInfo(key: string, lock: Lock): LockInfo {
  const { startTs, ttlMs, minCommitTs, asyncCommit } = lock;
  return {
    key: decodeRawKey(key),
    primary: decodeRawKey(lock.primary),
    startTs,
    ttlMs,
    minCommitTs,
    asyncCommit,
    secondaries: (lock.secondaries ?? []).map(decodeRawKey),
  };
}

export function keyIsLocked(key: string, lock: Lock): KeyError {
  return { type: 'KeyIsLocked', lock: lockInfo(key, lock) };
}
