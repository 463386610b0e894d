import { must } from '../../../base/assert.ts';
import { ruleOn } from '../../../model/config.ts';
import { readableValue } from '../../../model/table-row.ts';
import { maxTs } from '../../../model/ts.ts';
import type { Ts } from '../../../model/ts.ts';
import type { Context } from '../../../sim/actor.ts';
import type { KeyError, Mutation, TxnResponse } from '../../tikv/msg.ts';
import type { Answer, Call } from '../call.ts';
import type { OperationHost, OperationKind } from '../operation.ts';
import type { Slot } from '../slot.ts';
import { onObstacle, onSecondary, onStatus, onTold } from './obstacles.ts';
import type { Next } from './obstacles.ts';
import { mutationsOf } from './program.ts';
import { send, specOf, workOf } from './send.ts';
import type { KvBody } from './send.ts';
import { allDone, FRESH, openItems, withItem } from './work.ts';
import type { TxnWork } from './work.ts';

/** A store's answer, without the parts that the core has dealt with. */
type KvAnswer = Answer & TxnResponse;

/**
 * A transaction of Percolator with optimistic locks, as client-go commits it: reads at its start ts, locks of all
 * keys (prewrite), a commit ts, the primary, and then the others, which nobody waits for in the sense that the
 * transaction is committed by then. One call per key, so that a call always belongs to one Region.
 */
export const transaction: OperationKind = {
  begin(slot: Slot, host: OperationHost, ctx: Context): void {
    slot.work = FRESH;
    host.askTs(slot, ctx);
  },

  onTs(slot: Slot, ts: Ts, host: OperationHost, ctx: Context): void {
    const work = workOf(slot);
    if (work.phase === 'start-ts') start(slot, ts, host, ctx);
    else if (work.phase === 'commit-ts') commit(slot, maxTs(ts, work.minCommitTs), host, ctx);
  },

  onAnswer(slot: Slot, call: Call, answer: Answer, host: OperationHost, ctx: Context): void {
    const response = answer as KvAnswer;
    const index = call.spec.tag;
    switch (response.kind) {
      case 'kv.get-response':
        if (response.keyError !== null) onKeyError(slot, index, response.keyError, host, ctx);
        else onRead(slot, index, response.value, host, ctx);
        return;
      case 'kv.prewrite-response':
        if (response.keyError !== null) onKeyError(slot, index, response.keyError, host, ctx);
        else onPrewritten(slot, index, response.minCommitTs, host, ctx);
        return;
      case 'kv.commit-response':
        if (response.keyError !== null) onCommitError(slot, index, response.keyError, host, ctx);
        else onCommitted(slot, index, host, ctx);
        return;
      case 'kv.rollback-response':
        onRolledBack(slot, index, host, ctx);
        return;
      case 'kv.check-txn-status-response':
        follow(slot, index, onStatus(slot, index, response, host, ctx), host, ctx);
        return;
      case 'kv.check-secondary-locks-response':
        onSecondary(slot, index, response, host, ctx);
        return;
      case 'kv.resolve-lock-response':
        follow(slot, index, onTold(slot, index), host, ctx);
        return;
      case 'kv.txn-heart-beat-response':
        return;
    }
  },

  onGaveUp(slot: Slot, call: Call, error: string, host: OperationHost, ctx: Context): void {
    if (call.spec.body.kind === 'kv.txn-heart-beat') return;
    giveUp(slot, error, host, ctx);
  },

  onNoTs(slot: Slot, error: string, host: OperationHost, ctx: Context): void {
    giveUp(slot, error, host, ctx);
  },

  onWake(slot: Slot, host: OperationHost, ctx: Context): void {
    const work = workOf(slot);
    heartBeat(slot, host, ctx);
    work.items.forEach((item, index) => {
      if (item.state === 'asleep') retryItem(slot, index, host, ctx);
    });
  },
};

/* ---- reading ------------------------------------------------------------------------------------------------ */

function start(slot: Slot, startTs: Ts, host: OperationHost, ctx: Context): void {
  const { reads, words } = specOf(slot);
  const startedUs = ctx.monotonicUs();
  const values = reads.map(() => null);
  slot.work = {
    ...FRESH,
    phase: 'read',
    startTs,
    startedUs,
    items: openItems(reads),
    values,
  } satisfies TxnWork;
  ctx.trace({ kind: 'txn.begun', client: host.process, request: slot.request, startTs, words });
  reads.forEach((_key, index) => sendItem(slot, index, host, ctx));
}

function onRead(slot: Slot, index: number, value: string | null, host: OperationHost, ctx: Context): void {
  const before = workOf(slot);
  const values = before.values.map((known, i) => (i === index ? value : known));
  const work = withItem({ ...before, values }, index, { state: 'done', obstacle: null });
  slot.work = work;
  if (!allDone(work)) return;
  const spec = specOf(slot);
  const { startTs } = work;
  ctx.trace({
    kind: 'txn.read',
    client: host.process,
    request: slot.request,
    startTs,
    keys: spec.reads,
    values: spec.reads.map((key, i) => readableValue(key, values[i] ?? null)),
  });
  const mutations = mutationsOf(spec, values);
  if (mutations.length === 0) host.end(slot, 'acked', ctx);
  else prewrite(slot, mutations, host, ctx);
}

/* ---- locking ------------------------------------------------------------------------------------------------ */

function prewrite(slot: Slot, mutations: readonly Mutation[], host: OperationHost, ctx: Context): void {
  const work = workOf(slot);
  const beatUs = ctx.monotonicUs() + beatEveryUs(slot);
  const items = openItems(mutations.map((mutation) => mutation.key));
  const minCommitTs = (work.startTs + 1) as Ts;
  slot.work = { ...work, phase: 'prewrite', mutations, items, minCommitTs, beatUs } satisfies TxnWork;
  mutations.forEach((_mutation, index) => sendItem(slot, index, host, ctx));
  if (specOf(slot).keepAlive) host.sleep(slot, beatEveryUs(slot), ctx);
}

function onPrewritten(slot: Slot, index: number, minCommitTs: Ts, host: OperationHost, ctx: Context): void {
  const before = workOf(slot);
  if (before.phase !== 'prewrite') return;
  const known = { ...before, minCommitTs: maxTs(before.minCommitTs, minCommitTs) };
  const work = withItem(known, index, { state: 'done', obstacle: null });
  slot.work = work;
  if (!allDone(work)) return;
  // All locks of an asynchronous commit stand: it is committed, whoever says so first.
  if (specOf(slot).asyncCommit) {
    slot.work = { ...work, commitTs: work.minCommitTs } satisfies TxnWork;
    traceCommitted(slot, host, ctx);
    commitAll(slot, 'secondaries', host, ctx);
    return;
  }
  slot.work = { ...work, phase: 'commit-ts' } satisfies TxnWork;
  host.askTs(slot, ctx);
}

/** A transaction that takes long keeps others from taking it for dead. */
function heartBeat(slot: Slot, host: OperationHost, ctx: Context): void {
  const work = workOf(slot);
  const now = ctx.monotonicUs();
  const locking = work.phase === 'prewrite' || work.phase === 'commit-ts' || work.phase === 'commit';
  if (!locking || now < work.beatUs || !specOf(slot).keepAlive) return;
  slot.work = { ...work, beatUs: now + beatEveryUs(slot) } satisfies TxnWork;
  host.sleep(slot, beatEveryUs(slot), ctx);
  const primary = work.mutations[0]?.key ?? '';
  if (work.phase === 'prewrite' && work.items[0]?.state !== 'done') return;
  const adviseTtlMs = specOf(slot).lockTtlMs + Math.floor((now - work.startedUs) / 1_000);
  send(
    slot,
    0,
    primary,
    { kind: 'kv.txn-heart-beat', primary, startTs: work.startTs, adviseTtlMs },
    host,
    ctx,
  );
}

function beatEveryUs(slot: Slot): number {
  return Math.floor((specOf(slot).lockTtlMs * 1_000) / 2);
}

/* ---- committing ---------------------------------------------------------------------------------------------- */

function commit(slot: Slot, commitTs: Ts, host: OperationHost, ctx: Context): void {
  const work = workOf(slot);
  slot.work = { ...work, commitTs } satisfies TxnWork;
  if (!ruleOn(host.rules, 'R-TXN-PRIMARY-FIRST')) {
    commitAll(slot, 'commit', host, ctx);
    return;
  }
  const primary = work.mutations[0]?.key ?? '';
  slot.work = { ...work, commitTs, phase: 'commit', items: openItems([primary]) } satisfies TxnWork;
  sendItem(slot, 0, host, ctx);
}

/** In order of the keys; without R-TXN-PRIMARY-FIRST the others are not made to wait for the primary. */
function commitAll(slot: Slot, phase: 'commit' | 'secondaries', host: OperationHost, ctx: Context): void {
  const work = workOf(slot);
  const keys = work.mutations.map((mutation) => mutation.key);
  slot.work = { ...work, phase, items: openItems(keys) } satisfies TxnWork;
  for (let index = keys.length - 1; index >= 0; index--) sendItem(slot, index, host, ctx);
}

function onCommitted(slot: Slot, index: number, host: OperationHost, ctx: Context): void {
  const work = withItem(workOf(slot), index, { state: 'done' });
  slot.work = work;
  if (!allDone(work)) return;
  if (work.phase === 'commit') traceCommitted(slot, host, ctx);
  const secondaries = work.mutations.slice(1).map((mutation) => mutation.key);
  if (work.phase === 'secondaries' || secondaries.length < work.items.length || secondaries.length === 0) {
    host.end(slot, 'acked', ctx);
    return;
  }
  slot.work = { ...work, phase: 'secondaries', items: openItems(secondaries) } satisfies TxnWork;
  secondaries.forEach((_key, i) => sendItem(slot, i, host, ctx));
}

function onCommitError(slot: Slot, index: number, error: KeyError, host: OperationHost, ctx: Context): void {
  const work = workOf(slot);
  if (work.phase === 'secondaries') {
    // It is committed: what is wrong with this key now is not this transaction's business any more.
    onCommitted(slot, index, host, ctx);
    return;
  }
  if (error.type === 'CommitTsExpired') {
    slot.work = { ...work, phase: 'commit-ts' } satisfies TxnWork;
    host.askTs(slot, ctx);
    return;
  }
  // TxnLockNotFound: somebody took it for dead and rolled its primary back.
  rollback(slot, error.type, true, host, ctx);
}

function traceCommitted(slot: Slot, host: OperationHost, ctx: Context): void {
  const { startTs, commitTs, mutations } = workOf(slot);
  const { request } = slot;
  const keys = mutations.map((mutation) => mutation.key);
  const latencyUs = ctx.monotonicUs() - slot.invokedAtUs;
  ctx.trace({ kind: 'txn.committed', client: host.process, request, startTs, commitTs, keys, latencyUs });
}

/* ---- giving up ------------------------------------------------------------------------------------------------ */

function onKeyError(slot: Slot, index: number, error: KeyError, host: OperationHost, ctx: Context): void {
  const { phase } = workOf(slot);
  if (phase !== 'read' && phase !== 'prewrite') return;
  if (error.type === 'KeyIsLocked') {
    onObstacle(slot, index, error.lock, host, ctx);
    return;
  }
  // The next attempt reads what the other one wrote; a key that exists already will exist then too.
  const again = error.type === 'WriteConflict' || error.type === 'AlreadyExist';
  rollback(slot, error.type, again, host, ctx);
}

function rollback(slot: Slot, error: string, again: boolean, host: OperationHost, ctx: Context): void {
  const work = workOf(slot);
  const keys = work.mutations.map((mutation) => mutation.key);
  slot.work = { ...work, phase: 'rollback', items: openItems(keys), error, again } satisfies TxnWork;
  if (keys.length === 0) abort(slot, host, ctx);
  else keys.forEach((_key, index) => sendItem(slot, index, host, ctx));
}

function onRolledBack(slot: Slot, index: number, host: OperationHost, ctx: Context): void {
  const work = withItem(workOf(slot), index, { state: 'done' });
  slot.work = work;
  if (allDone(work)) abort(slot, host, ctx);
}

function abort(slot: Slot, host: OperationHost, ctx: Context): void {
  const { startTs, error, again } = workOf(slot);
  ctx.trace({ kind: 'txn.aborted', client: host.process, request: slot.request, startTs, error });
  if (!again || ctx.monotonicUs() >= slot.deadlineUs) {
    host.end(slot, 'failed', ctx);
    return;
  }
  slot.work = FRESH;
  host.askTs(slot, ctx);
}

/** Its time is over. Whether it is committed is in doubt once the commit of its primary was sent. */
function giveUp(slot: Slot, error: string, host: OperationHost, ctx: Context): void {
  const { phase, startTs } = workOf(slot);
  const { request } = slot;
  const client = host.process;
  if (phase === 'secondaries') {
    host.end(slot, 'acked', ctx);
    return;
  }
  const doubtful = phase === 'commit' || (phase === 'prewrite' && specOf(slot).asyncCommit);
  const how = doubtful && slot.undetermined ? 'unknown' : 'failed';
  ctx.trace({ kind: how === 'unknown' ? 'txn.unknown' : 'txn.aborted', client, request, startTs, error });
  host.end(slot, how, ctx);
}

/** What an obstacle's end, or the lack of one, means for the key. */
function follow(slot: Slot, index: number, next: Next, host: OperationHost, ctx: Context): void {
  if (next === 'retry') retryItem(slot, index, host, ctx);
  else if (next === 'late') giveUp(slot, 'KeyIsLocked', host, ctx);
}

/* ---- calls ----------------------------------------------------------------------------------------------------- */

/** Whatever stood in its way is gone, or time has passed: the key's call again. */
function retryItem(slot: Slot, index: number, host: OperationHost, ctx: Context): void {
  slot.work = withItem(workOf(slot), index, { state: 'open', obstacle: null });
  sendItem(slot, index, host, ctx);
}

function sendItem(slot: Slot, index: number, host: OperationHost, ctx: Context): void {
  const work = workOf(slot);
  const { key } = must(work.items[index], 'item');
  const { startTs, commitTs, bypass, phase } = work;
  switch (phase) {
    case 'read':
      send(slot, index, key, { kind: 'kv.get', key, ts: startTs, bypass }, host, ctx);
      return;
    case 'prewrite':
      send(slot, index, key, prewriteBody(slot, index), host, ctx);
      return;
    case 'commit':
    case 'secondaries':
      send(slot, index, key, { kind: 'kv.commit', keys: [key], startTs, commitTs, sourceTs: [] }, host, ctx);
      return;
    case 'rollback':
      send(slot, index, key, { kind: 'kv.rollback', keys: [key], startTs }, host, ctx);
      return;
    case 'start-ts':
    case 'commit-ts':
      return;
  }
}

function prewriteBody(slot: Slot, index: number): KvBody {
  const { startTs, mutations, minCommitTs } = workOf(slot);
  const { lockTtlMs, asyncCommit } = specOf(slot);
  const keys = mutations.map((mutation) => mutation.key);
  return {
    kind: 'kv.prewrite',
    startTs,
    primary: keys[0] ?? '',
    mutations: [must(mutations[index], 'mutation')],
    ttlMs: lockTtlMs,
    minCommitTs: asyncCommit ? minCommitTs : ((startTs + 1) as Ts),
    asyncCommit,
    secondaries: asyncCommit && index === 0 ? keys.slice(1) : [],
  };
}
