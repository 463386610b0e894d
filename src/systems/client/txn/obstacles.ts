import { isExpired, maxTs, TS_ZERO } from '../../../model/ts.ts';
import type { Ts } from '../../../model/ts.ts';
import type { Context } from '../../../sim/actor.ts';
import type { KvCheckSecondaryLocksResponse, KvCheckTxnStatusResponse, LockInfo } from '../../tikv/msg.ts';
import { backoffUs } from '../backoff.ts';
import type { OperationHost } from '../operation.ts';
import type { Slot } from '../slot.ts';
import { nowTs, send, workOf } from './send.ts';
import type { KvBody } from './send.ts';
import { withItem } from './work.ts';
import type { Obstacle, TxnWork } from './work.ts';

/**
 * What a client does about a lock in its way (client-go, LockResolver):
 *
 *     KeyIsLocked ─▶ ask the primary ─┬─ committed, rolled back (its time was over) ─▶ tell the key ─▶ try again
 *                                     ├─ alive, pushed above this reader's ts ─▶ pass by
 *                                     ├─ alive ─▶ sleep ─▶ try again
 *                                     └─ asynchronous commit whose time is over ─▶ ask all secondaries ─▶ tell the keys
 */

/** What follows: wait for an answer, try the key again, or there is no time left. */
export type Next = 'wait' | 'retry' | 'late';

export function onObstacle(
  slot: Slot,
  index: number,
  lock: LockInfo,
  host: OperationHost,
  ctx: Context,
): void {
  const work = workOf(slot);
  const key = work.items[index]?.key ?? '';
  const { request } = slot;
  const client = host.process;
  ctx.trace({ kind: 'txn.blocked', client, request, key, lockTs: lock.startTs, error: 'KeyIsLocked' });
  const obstacle: Obstacle = { lock, left: 0, locked: 0, commitTs: TS_ZERO };
  slot.work = withItem(work, index, { state: 'blocked', obstacle });
  const body: KvBody = {
    kind: 'kv.check-txn-status',
    primary: lock.primary,
    startTs: lock.startTs,
    callerStartTs: work.phase === 'read' ? work.startTs : TS_ZERO,
    currentTs: nowTs(work, ctx),
    // A primary may be on its way still: only a lock whose time is over is given up for lack of one.
    rollbackIfNotExist: isOver(lock, work, ctx),
  };
  send(slot, index, lock.primary, body, host, ctx);
}

export function onStatus(
  slot: Slot,
  index: number,
  status: KvCheckTxnStatusResponse,
  host: OperationHost,
  ctx: Context,
): Next {
  const work = workOf(slot);
  const obstacle = work.items[index]?.obstacle ?? null;
  if (obstacle === null) return 'wait';
  if (status.commitTs > TS_ZERO || status.rolledBack) {
    tell(slot, index, obstacle, status.commitTs, [obstacle.lock.key], host, ctx);
    return 'wait';
  }
  const { lock } = status;
  // TxnNotFound: the primary is not there yet.
  if (lock === null) return sleepOnLock(slot, index, host, ctx);
  if (lock.asyncCommit && isOver(lock, work, ctx)) {
    askSecondaries(slot, index, { ...obstacle, lock: { ...lock, key: obstacle.lock.key } }, host, ctx);
    return 'wait';
  }
  if (work.phase === 'read' && status.action === 'MinCommitTsPushed') {
    slot.work = { ...work, bypass: [...work.bypass, lock.startTs] } satisfies TxnWork;
    return 'retry';
  }
  return sleepOnLock(slot, index, host, ctx);
}

function askSecondaries(
  slot: Slot,
  index: number,
  obstacle: Obstacle,
  host: OperationHost,
  ctx: Context,
): void {
  const { lock } = obstacle;
  const { secondaries, startTs, minCommitTs } = lock;
  if (secondaries.length === 0) {
    tell(slot, index, obstacle, minCommitTs, [lock.primary], host, ctx);
    return;
  }
  const asked = { ...obstacle, left: secondaries.length, locked: 0, commitTs: minCommitTs };
  slot.work = withItem(workOf(slot), index, { obstacle: asked });
  for (const key of secondaries) {
    send(slot, index, key, { kind: 'kv.check-secondary-locks', keys: [key], startTs }, host, ctx);
  }
}

export function onSecondary(
  slot: Slot,
  index: number,
  answer: KvCheckSecondaryLocksResponse,
  host: OperationHost,
  ctx: Context,
): void {
  const work = workOf(slot);
  const before = work.items[index]?.obstacle ?? null;
  if (before === null) return;
  const committed = answer.commitTs > TS_ZERO;
  const obstacle: Obstacle = {
    ...before,
    left: before.left - 1,
    // A committed one says that all of them were locked.
    locked: before.locked + (committed ? before.lock.secondaries.length : answer.locked),
    commitTs: committed ? answer.commitTs : maxTs(before.commitTs, answer.minCommitTs),
  };
  slot.work = withItem(work, index, { obstacle });
  if (obstacle.left > 0) return;
  const { lock } = obstacle;
  const all = obstacle.locked >= lock.secondaries.length;
  tell(
    slot,
    index,
    obstacle,
    all ? obstacle.commitTs : TS_ZERO,
    [lock.primary, ...lock.secondaries],
    host,
    ctx,
  );
}

/** Carries the decision over to the keys. */
function tell(
  slot: Slot,
  index: number,
  obstacle: Obstacle,
  commitTs: Ts,
  keys: readonly string[],
  host: OperationHost,
  ctx: Context,
): void {
  const { startTs, key } = obstacle.lock;
  const { request } = slot;
  ctx.trace({ kind: 'txn.resolved', client: host.process, request, key, lockTs: startTs, commitTs });
  slot.work = withItem(workOf(slot), index, { obstacle: { ...obstacle, left: keys.length } });
  for (const each of keys) {
    send(slot, index, each, { kind: 'kv.resolve-lock', startTs, commitTs, keys: [each] }, host, ctx);
  }
}

export function onTold(slot: Slot, index: number): Next {
  const work = workOf(slot);
  const obstacle = work.items[index]?.obstacle ?? null;
  if (obstacle === null) return 'wait';
  const left = obstacle.left - 1;
  slot.work = withItem(work, index, { obstacle: { ...obstacle, left } });
  return left === 0 ? 'retry' : 'wait';
}

/** Waits before looking at a locked key again. */
function sleepOnLock(slot: Slot, index: number, host: OperationHost, ctx: Context): Next {
  const work = workOf(slot);
  const kind = work.phase === 'read' ? 'txnLockFast' : 'txnLock';
  const waitUs = backoffUs(kind, work.waits, host.client, ctx.rng('client/backoff'));
  if (ctx.monotonicUs() + waitUs >= slot.deadlineUs) return 'late';
  slot.work = withItem({ ...work, waits: work.waits + 1 }, index, { state: 'asleep' });
  host.sleep(slot, waitUs, ctx);
  return 'wait';
}

function isOver(lock: LockInfo, work: TxnWork, ctx: Context): boolean {
  return isExpired(lock.startTs, lock.ttlMs, nowTs(work, ctx));
}
