import { ruleOn } from '../../../model/config.ts';
import type { ProcessId, RegionId } from '../../../model/ids.ts';
import { encodeRawKey } from '../../../model/key.ts';
import { isRecordKey } from '../../../model/record-key.ts';
import { TS_ZERO } from '../../../model/ts.ts';
import type { Ts } from '../../../model/ts.ts';
import type { Context } from '../../../sim/actor.ts';
import type { RegionError } from '../msg.ts';
import type { PendingWrite, StorageWork } from '../raftstore/command.ts';
import { txnCommand } from '../raftstore/command.ts';
import type { Peer } from '../raftstore/peer.ts';
import { leaseHolds, readIndex } from '../raftstore/reads.ts';
import type { Store } from '../raftstore/state.ts';
import type { TxnServer } from '../raftstore/taps.ts';
import { STORAGE_LANE } from '../rawkv/service.ts';
import { regionTag } from '../../../model/effect.ts';
import { Actions } from './actions.ts';
import type { Result, ResponseBody, TxnRules } from './actions.ts';
import { checkRequest, traceRefused } from './check.ts';
import { Latches } from './latches.ts';
import type { KeyError, TxnCommandMessage } from './msg.ts';
import { TxnReads } from './reads.ts';

/** A command on its way through the scheduler. Frozen. */
interface Task {
  readonly from: ProcessId;
  readonly message: TxnCommandMessage;
  /** Encoded, ascending, each once. */
  readonly keys: readonly string[];
  readonly receivedUs: number;
  /** What to answer once it is applied. */
  readonly body: ResponseBody | null;
  /** Keys with a memory lock. */
  readonly memory: readonly string[];
}

/**
 * The storage layer of transactions: the scheduler (TiKV, storage/txn/scheduler).
 *
 *     request ─▶ latches ─▶ leadership (lease or read index) ─▶ Actions ─▶ storage lane ─▶ propose … apply ─▶ observe
 *                   ▲                                             │ nothing to write                        │
 *                   └── release, next in the queue ◀── answer ◀───┴──────────────────────────────────────────┘
 */
export class TxnService implements TxnServer {
  private readonly s: Store;
  private readonly rules: TxnRules;
  readonly reads: TxnReads;
  private readonly memoryLocks: boolean;
  private latches = new Latches();
  private readonly tasks = new Map<number, Task>();
  private nextTask = 1;

  constructor(store: Store) {
    this.s = store;
    this.reads = new TxnReads(store);
    const on = (id: string): boolean => ruleOn(store.options.rules, id);
    this.rules = {
      conflictCheck: on('R-TXN-CONFLICT-CHECK'),
      rollbackRecord: on('R-TXN-ROLLBACK-RECORD'),
      maxTsPush: on('R-TXN-MAX-TS'),
    };
    this.memoryLocks = on('R-TXN-MEMORY-LOCK');
  }

  clone(store: Store): TxnService {
    const copy = new TxnService(store);
    copy.latches = this.latches.clone();
    for (const [id, task] of this.tasks) copy.tasks.set(id, task);
    copy.nextTask = this.nextTask;
    return copy;
  }

  onCommand(from: ProcessId, message: TxnCommandMessage, ctx: Context): void {
    const userKeys = keysOf(message);
    const strange = userKeys.find((key) => !isRecordKey(key));
    if (strange !== undefined) {
      const keyError: KeyError = { type: 'InvalidKeyMode', key: strange };
      this.refuse(from, message, null, keyError, ctx);
      return;
    }
    const checked = checkRequest(this.s, message, userKeys);
    if ('type' in checked) {
      this.refuse(from, message, checked, null, ctx);
      return;
    }
    const keys = [...new Set(userKeys.map(encodeRawKey))].sort((a, b) => (a < b ? -1 : 1));
    const id = this.nextTask++;
    const receivedUs = ctx.monotonicUs();
    this.tasks.set(id, { from, message, keys, receivedUs, body: null, memory: [] });
    if (this.latches.acquire(id, keys)) this.begin(id, ctx);
  }

  /** The task owns its keys. */
  private begin(id: number, ctx: Context): void {
    const task = this.tasks.get(id);
    if (task === undefined) return;
    const { message } = task;
    const checked = checkRequest(this.s, message, keysOf(message));
    if ('type' in checked) this.finish(id, checked, ctx);
    else if (leaseHolds(checked, ctx)) this.process(id, checked, ctx);
    else readIndex(this.s, checked, { type: 'txn', task: id }, ctx);
  }

  onReadReady(peer: Peer, id: number, ctx: Context): void {
    const task = this.tasks.get(id);
    if (task === undefined) return;
    // The Region may have changed while the command waited for its index.
    const checked = checkRequest(this.s, task.message, keysOf(task.message));
    if ('type' in checked) this.finish(id, checked, ctx);
    else this.process(id, peer, ctx);
  }

  private process(id: number, peer: Peer, ctx: Context): void {
    const { s } = this;
    const task = this.tasks.get(id);
    if (task === undefined) return;
    const { message } = task;
    // What an asynchronous commit must be above is known only once this leader's max ts is (facts 1.6.1).
    if (message.kind === 'kv.prewrite' && message.asyncCommit && s.rules.syncGate && !peer.sync.synced) {
      this.finish(id, { type: 'MaxTimestampNotSynced' }, ctx);
      return;
    }
    const result = new Actions(s.engine, this.rules).run(message, s.locks.maxTs);
    const body = result.body;
    const memory = this.lockInMemory(peer.region.id, result, ctx);
    this.tasks.set(id, { ...task, body, memory });
    if (result.modifies.length === 0) {
      this.finish(id, null, ctx);
      return;
    }
    const { request } = message;
    const { version } = peer.region.epoch;
    const write: PendingWrite = {
      from: task.from,
      request,
      call: message.call,
      term: peer.raft.term,
      version,
      command: txnCommand(version, request, result.modifies, result.changes),
      task: id,
      atomic: 0,
      sourceTs: [],
      receivedUs: task.receivedUs,
    };
    const work: StorageWork = {
      kind: 'storage',
      region: peer.region.id,
      peer: peer.id,
      write,
      lateGuardTs: TS_ZERO,
    };
    ctx.enqueue(STORAGE_LANE, work, s.options.config.store.storageUs, regionTag(peer.region.id));
  }

  private lockInMemory(region: RegionId, result: Result, ctx: Context): string[] {
    if (!this.memoryLocks) return [];
    const sinceUs = ctx.monotonicUs();
    return result.memoryLocks.map(({ key, lock }) => {
      this.s.locks.lockTxn(key, { region, key, ts: lock.startTs, sinceUs }, lock);
      return key;
    });
  }

  /** Applied here, or refused on the way. */
  onTaskDone(id: number, error: RegionError | null, ctx: Context): void {
    this.finish(id, error, ctx);
  }

  private finish(id: number, error: RegionError | null, ctx: Context): void {
    const task = this.tasks.get(id);
    if (task === undefined) return;
    this.tasks.delete(id);
    for (const key of task.memory) this.s.locks.unlockTxn(key);
    const { from, message, body } = task;
    if (error !== null || body === null) this.refuse(from, message, error, null, ctx);
    else {
      if (body.keyError !== null) traceRefused(this.s, message, body.keyError.type, ctx);
      const { request, call } = message;
      const response = { bytes: 48, request, call, error: null, ...body };
      ctx.send(from, response);
    }
    for (const next of this.latches.release(id, task.keys)) {
      const waiting = this.tasks.get(next);
      if (waiting !== undefined && this.latches.owns(next, waiting.keys)) this.begin(next, ctx);
    }
  }

  private refuse(
    from: ProcessId,
    message: TxnCommandMessage,
    error: RegionError | null,
    keyError: KeyError | null,
    ctx: Context,
  ): void {
    traceRefused(this.s, message, error?.type ?? keyError?.type ?? '', ctx);
    const { request, call } = message;
    const response = { ...EMPTY[message.kind], bytes: 48, request, call, error, keyError };
    ctx.send(from, response);
  }
}

const NO_TS: Ts = TS_ZERO;

/** The fields of an answer that says only why not. */
const EMPTY: Readonly<Record<TxnCommandMessage['kind'], ResponseBody>> = {
  'kv.prewrite': { kind: 'kv.prewrite-response', keyError: null, minCommitTs: NO_TS },
  'kv.commit': { kind: 'kv.commit-response', keyError: null },
  'kv.rollback': { kind: 'kv.rollback-response', keyError: null },
  'kv.check-txn-status': {
    kind: 'kv.check-txn-status-response',
    keyError: null,
    action: 'NoAction',
    commitTs: NO_TS,
    rolledBack: false,
    lock: null,
  },
  'kv.check-secondary-locks': {
    kind: 'kv.check-secondary-locks-response',
    keyError: null,
    locked: 0,
    minCommitTs: NO_TS,
    commitTs: NO_TS,
  },
  'kv.resolve-lock': { kind: 'kv.resolve-lock-response', keyError: null },
  'kv.txn-heart-beat': { kind: 'kv.txn-heart-beat-response', keyError: null, ttlMs: 0 },
};

function keysOf(message: TxnCommandMessage): readonly string[] {
  switch (message.kind) {
    case 'kv.prewrite':
      return message.mutations.map((mutation) => mutation.key);
    case 'kv.check-txn-status':
    case 'kv.txn-heart-beat':
      return [message.primary];
    default:
      return message.keys;
  }
}
