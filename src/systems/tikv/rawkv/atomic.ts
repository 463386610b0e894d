import { must } from '../../../base/assert.ts';
import type { ProcessId } from '../../../model/ids.ts';
import { encodeRawKey } from '../../../model/key.ts';
import type { Ts } from '../../../model/ts.ts';
import { TS_ZERO } from '../../../model/ts.ts';
import type { Context } from '../../../sim/actor.ts';
import { exponential } from '../../../sim/draw.ts';
import type { RawCas, RawCasResponse, RegionError } from '../msg.ts';
import type { Peer } from '../raftstore/peer.ts';
import { leaseHolds, readIndex } from '../raftstore/reads.ts';
import type { Store } from '../raftstore/state.ts';
import { Latches } from '../txn/latches.ts';
import { answerNever } from '../errors.ts';
import { neverTaken } from './limits.ts';
import type { RawService, Stamp } from './service.ts';

/** An atomic command on its way. Replaced as it goes on. */
interface Task {
  readonly from: ProcessId;
  readonly message: RawCas;
  readonly receivedUs: number;
  /** Taken before the latch, without R-TS-IN-LATCH; else null. */
  readonly early: Stamp | null;
  readonly previous: string | null;
  readonly dataTs: Ts;
}

/** A thread of the scheduler pool takes an atomic command. */
export interface ScheduledTimer {
  readonly kind: 'raw.scheduled';
  readonly task: number;
}

/** What atomic commands of a store hold: gone after a crash. */
export class AtomicState {
  latches = new Latches();
  tasks = new Map<number, Task>();
  nextTask = 1;

  clone(): AtomicState {
    const copy = new AtomicState();
    copy.latches = this.latches.clone();
    copy.tasks = new Map(this.tasks);
    copy.nextTask = this.nextTask;
    return copy;
  }
}

/**
 * Compare-and-swap (facts 1.7.3, 2.11). It goes through the transaction scheduler, whose threads take commands
 * independently of each other; the latch of the key orders them, and the timestamp is taken inside (R-TS-IN-LATCH):
 *
 *     arrives ─▶ a thread takes it ─▶ latch ─▶ S1 lease or read index ─▶ reads, compares ─┬─ differs ─▶ answer
 *                                       ▲                                                 └─ equal ─▶ S2 … S5 … applied ─▶ answer
 *                                       └────────────── the next one, when the latch is let go ◀───────────────────────┘
 */
export class AtomicCommands {
  private readonly s: Store;
  private readonly raw: RawService;
  readonly state: AtomicState;

  constructor(store: Store, raw: RawService, state: AtomicState | null) {
    this.s = store;
    this.raw = raw;
    this.state = state ?? new AtomicState();
  }

  onCas(from: ProcessId, message: RawCas, ctx: Context): void {
    const never = neverTaken('raw_compare_and_swap', message.key, message.value);
    if (never !== '') {
      answerNever('raw.cas-response', { from, ...message }, never, ctx);
      return;
    }
    const peer = this.raw.check(message, [message.key]);
    if ('type' in peer) {
      this.refuse(from, message, peer, ctx);
      return;
    }
    let early: Stamp | null = null;
    if (!this.s.rules.tsInLatch) {
      early = this.raw.takeStamp(peer, message.request, message.key, ctx);
      if (early === null) {
        this.refuse(from, message, { type: 'ServerIsBusy', reason: 'TsoBatchUsedUp' }, ctx);
        return;
      }
    }
    const task = this.state.nextTask++;
    const receivedUs = ctx.monotonicUs();
    this.state.tasks.set(task, { from, message, receivedUs, early, previous: null, dataTs: TS_ZERO });
    const timer: ScheduledTimer = { kind: 'raw.scheduled', task };
    ctx.setTimer(exponential(ctx.rng('storage'), this.s.options.config.store.scheduleUs), timer);
  }

  onScheduled({ task }: ScheduledTimer, ctx: Context): void {
    if (this.state.latches.acquire(task, this.keysOf(task))) this.run(task, ctx);
  }

  /** It owns its key. */
  private run(id: number, ctx: Context): void {
    const { message } = this.task(id);
    const peer = this.raw.check(message, [message.key]);
    if ('type' in peer) this.fail(id, peer, ctx);
    else if (leaseHolds(peer, ctx)) this.onReadReady(peer, id, ctx);
    else readIndex(this.s, peer, { type: 'atomic', task: id }, ctx);
  }

  onReadReady(peer: Peer, id: number, ctx: Context): void {
    const task = this.task(id);
    const { message, from, early } = task;
    const refused = this.raw.check(message, [message.key]);
    if ('type' in refused) {
      this.fail(id, refused, ctx);
      return;
    }
    if (this.s.rules.syncGate && !peer.sync.synced) {
      this.fail(id, { type: 'MaxTimestampNotSynced' }, ctx);
      return;
    }
    peer.readsServed++;
    const previous = this.raw.liveValue(message.key, ctx);
    if (previous !== message.expected) {
      this.state.tasks.set(id, { ...task, previous });
      this.dropEarly(task);
      this.finish(id, false, ctx);
      return;
    }
    const stamp = early ?? this.raw.takeStamp(peer, message.request, message.key, ctx);
    if (stamp === null) {
      this.fail(id, { type: 'ServerIsBusy', reason: 'TsoBatchUsedUp' }, ctx);
      return;
    }
    this.state.tasks.set(id, { ...task, previous, dataTs: stamp.dataTs });
    const pairs = [{ key: message.key, value: message.value, sourceTs: TS_ZERO }];
    this.raw.queue(peer, { from, receivedUs: task.receivedUs, ...message, pairs }, stamp, id, ctx);
  }

  onReadFailed(id: number, error: RegionError, ctx: Context): void {
    this.fail(id, error, ctx);
  }

  /** Its write was applied here at `ts`, or refused. */
  onWriteDone(id: number, ts: Ts, error: RegionError | null, ctx: Context): void {
    const task = this.state.tasks.get(id);
    if (task === undefined) return;
    this.state.tasks.set(id, { ...task, early: null, dataTs: ts });
    if (error === null) {
      this.finish(id, true, ctx);
      return;
    }
    // The raftstore has told the trace.
    answer(task.from, task.message, { succeeded: false, previous: null, ts: TS_ZERO, error }, ctx);
    this.release(id, ctx);
  }

  private finish(id: number, succeeded: boolean, ctx: Context): void {
    const { from, message, previous, dataTs } = this.task(id);
    answer(from, message, { succeeded, previous, ts: succeeded ? dataTs : TS_ZERO, error: null }, ctx);
    this.release(id, ctx);
  }

  private fail(id: number, error: RegionError, ctx: Context): void {
    const task = this.task(id);
    this.dropEarly(task);
    this.refuse(task.from, task.message, error, ctx);
    this.release(id, ctx);
  }

  private release(id: number, ctx: Context): void {
    const keys = this.keysOf(id);
    this.state.tasks.delete(id);
    for (const next of this.state.latches.release(id, keys)) this.run(next, ctx);
  }

  private refuse(from: ProcessId, message: RawCas, error: RegionError, ctx: Context): void {
    this.raw.traceRefused(message.region, message.request, error, ctx);
    answer(from, message, { succeeded: false, previous: null, ts: TS_ZERO, error }, ctx);
  }

  private dropEarly({ early }: Task): void {
    if (early !== null) this.s.locks.unlock(early.dataTs);
  }

  private keysOf(id: number): string[] {
    return [encodeRawKey(this.task(id).message.key)];
  }

  private task(id: number): Task {
    return must(this.state.tasks.get(id), `atomic command ${id}`);
  }
}

function answer(
  to: ProcessId,
  { request, call }: RawCas,
  outcome: Pick<RawCasResponse, 'succeeded' | 'previous' | 'ts' | 'error'>,
  ctx: Context,
): void {
  const response: RawCasResponse = {
    kind: 'raw.cas-response',
    bytes: 40 + (outcome.previous?.length ?? 0),
    request,
    call,
    ...outcome,
  };
  ctx.send(to, response);
}
