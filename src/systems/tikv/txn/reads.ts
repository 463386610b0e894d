import { ruleOn } from '../../../model/config.ts';
import type { ProcessId } from '../../../model/ids.ts';
import { encodeRawKey } from '../../../model/key.ts';
import { isRecordKey } from '../../../model/record-key.ts';
import { rangeContains } from '../../../model/region.ts';
import type { KeyRange } from '../../../model/region.ts';
import { TS_ZERO } from '../../../model/ts.ts';
import type { Ts } from '../../../model/ts.ts';
import type { Context } from '../../../sim/actor.ts';
import { epochNotMatch } from '../errors.ts';
import type { RegionError } from '../msg.ts';
import { lockOf, readAt } from '../mvcc.ts';
import type { Peer } from '../raftstore/peer.ts';
import { leaseHolds, readIndex, traceLeaseRead } from '../raftstore/reads.ts';
import type { Store } from '../raftstore/state.ts';
import { decodeLock } from '../txn-records.ts';
import type { Lock } from '../txn-records.ts';
import { keyIsLocked, lockInfo } from './actions.ts';
import { checkRequest, traceRefused } from './check.ts';
import type { KeyError, KvGet, KvScanLock, LockInfo, TxnReadMessage, TxnReadResponse } from './msg.ts';

/** What a read found, or why nothing. */
interface Found {
  readonly bytes: number;
  readonly error?: RegionError | null;
  readonly keyError?: KeyError | null;
  readonly value?: string | null;
  readonly commitTs?: Ts;
  readonly locks?: readonly LockInfo[];
}

/** Bytes of an answer without what was found, and of a lock in it. */
const ANSWER_BYTES = 48;
const REFUSAL_BYTES = 64;
const LOCK_BYTES = 48;

/**
 * Reads of transactions (TiKV, Storage::get and Storage::scan_lock): by a leader whose lease holds, or after a read
 * index.
 *
 *     request ─▶ checked ─▶ lease ─────────────────▶ max ts raised ─▶ locks in the way? ─▶ answer
 *                             └─▶ read index ─▶ checked again ─┘
 */
export class TxnReads {
  private readonly s: Store;
  private readonly mindLocks: boolean;

  constructor(store: Store) {
    this.s = store;
    this.mindLocks = ruleOn(store.options.rules, 'R-TXN-READ-LOCKS');
  }

  on(from: ProcessId, message: TxnReadMessage, ctx: Context): void {
    const keys = keysOf(message);
    const strange = keys.find((key) => !isRecordKey(key));
    if (strange !== undefined) {
      this.refuse(from, message, null, { type: 'InvalidKeyMode', key: strange }, ctx);
      return;
    }
    const checked = checkRequest(this.s, message, keys);
    if ('type' in checked) this.refuse(from, message, checked, null, ctx);
    else if (leaseHolds(checked, ctx)) {
      traceLeaseRead(this.s, checked, ctx);
      this.read(from, message, ctx);
    } else readIndex(this.s, checked, { type: 'txn-read', from, message }, ctx);
  }

  onReady(peer: Peer, from: ProcessId, message: TxnReadMessage, ctx: Context): void {
    // The Region may have shrunk while the read waited for its index (R-READ-EPOCH-RECHECK, facts B-36).
    if (peer.region.epoch.version === message.epoch.version) this.read(from, message, ctx);
    else this.refuse(from, message, epochNotMatch(peer), null, ctx);
  }

  onFailed(from: ProcessId, message: TxnReadMessage, error: RegionError, ctx: Context): void {
    this.refuse(from, message, error, null, ctx);
  }

  private read(from: ProcessId, message: TxnReadMessage, ctx: Context): void {
    const { s } = this;
    // First the promise that nothing will commit at or below this ts unseen, then the look.
    s.locks.updateMaxTs(message.ts);
    const peer = s.peers.get(message.region);
    if (peer !== undefined) peer.readsServed++;
    if (message.kind === 'kv.get') this.get(from, message, ctx);
    else if (peer !== undefined) this.scanLock(from, message, peer.region, ctx);
  }

  private get(from: ProcessId, message: KvGet, ctx: Context): void {
    const { s } = this;
    const { ts, bypass } = message;
    const key = encodeRawKey(message.key);
    const minded = (lock: Lock | null): lock is Lock =>
      this.mindLocks && lock !== null && conflicts(lock, ts) && !bypass.includes(lock.startTs);
    const lock = [s.locks.txnLock(key), lockOf(s.engine, key)].find(minded);
    if (lock !== undefined) {
      this.refuse(from, message, null, keyIsLocked(key, lock), ctx);
      return;
    }
    const found = readAt(s.engine, key, ts);
    const value = found?.value ?? null;
    const bytes = ANSWER_BYTES + (value?.length ?? 0);
    answer(from, message, { bytes, value, commitTs: found?.commitTs ?? TS_ZERO }, ctx);
  }

  /** Locks of transactions that began at or before `ts`. One on its way into the log is not for others to end yet. */
  private scanLock(from: ProcessId, message: KvScanLock, region: KeyRange, ctx: Context): void {
    const { s } = this;
    const { ts, limit } = message;
    const startKey = message.startKey === '' ? region.startKey : encodeRawKey(message.startKey);
    const range = { startKey, endKey: region.endKey };
    for (const [key, lock] of s.locks.txnLocks()) {
      if (!rangeContains(range, key) || !conflicts(lock, ts)) continue;
      this.refuse(from, message, null, keyIsLocked(key, lock), ctx);
      return;
    }
    const locks: LockInfo[] = [];
    s.engine.scanCf('lock', range, (key, bytes) => {
      const lock = decodeLock(bytes);
      if (lock.startTs <= ts) locks.push(lockInfo(key, lock));
      return locks.length < limit;
    });
    answer(from, message, { bytes: ANSWER_BYTES + locks.length * LOCK_BYTES, locks }, ctx);
  }

  private refuse(
    from: ProcessId,
    message: TxnReadMessage,
    error: RegionError | null,
    keyError: KeyError | null,
    ctx: Context,
  ): void {
    traceRefused(this.s, message, error?.type ?? keyError?.type ?? '', ctx);
    answer(from, message, { bytes: REFUSAL_BYTES, error, keyError }, ctx);
  }
}

/** Whether its transaction may commit at or below the ts of the read (TiKV, Lock::check_ts_conflict). */
function conflicts(lock: Lock, ts: Ts): boolean {
  return lock.type !== 'lock' && lock.startTs <= ts && lock.minCommitTs <= ts;
}

function keysOf(message: TxnReadMessage): readonly string[] {
  if (message.kind === 'kv.get') return [message.key];
  return message.startKey === '' ? [] : [message.startKey];
}

function answer(from: ProcessId, message: TxnReadMessage, found: Found, ctx: Context): void {
  const { bytes, error = null, keyError = null, value = null, commitTs = TS_ZERO, locks = [] } = found;
  const { request, call } = message;
  const head = { bytes, request, call, error, keyError };
  const response: TxnReadResponse =
    message.kind === 'kv.get'
      ? { kind: 'kv.get-response', ...head, value, commitTs }
      : { kind: 'kv.scan-lock-response', ...head, locks };
  ctx.send(from, response);
}
