import { must } from '../../base/assert.ts';
import type { ClientConfig, RuleSet } from '../../model/config.ts';
import type { WorkloadRow } from '../../model/frame.ts';
import type { ProcessId } from '../../model/ids.ts';
import type { KeyRange } from '../../model/region.ts';
import { US_PER_S } from '../../model/time.ts';
import type { Ts } from '../../model/ts.ts';
import type { Actor, Context, Message, Timer } from '../../sim/actor.ts';
import { PdMembers } from '../pd/msg.ts';
import type { PdNotLeader, ScanRegionsResponse, TsoResponse } from '../pd/msg.ts';
import type { RegionError } from '../tikv/msg.ts';
import { Calls } from './calls.ts';
import type { CallOwner, WakeTimer } from './calls.ts';
import type { Answer, Call, CallSpec } from './call.ts';
import type { ClientMessage } from './msg.ts';
import type { Ending, OperationHost } from './operation.ts';
import { operationOf } from './operations/index.ts';
import { PdLink } from './pd-link.ts';
import type { PdRetryTimer } from './pd-link.ts';
import type { ClientOptions, ClientTotals } from './options.ts';
import { ONE_OFF } from './slot.ts';
import type { OpSpec, Slot } from './slot.ts';
import { Slots } from './slots.ts';
import { rest, step } from './threads.ts';
import type { ThreadHost, ThreadTimer } from './threads.ts';
import { TsQueue } from './ts-queue.ts';
import type { Workload } from './workload.ts';
import { makeWorkload } from './workloads/index.ts';

/** An operation is given up after this (facts 7.7: 10 – 20 s), unless its workload is patient. */
export const OP_TIMEOUT_US = 20 * US_PER_S;

type ClientTimer =
  | { readonly kind: 'client.begin'; readonly workload: number }
  /** An operation has slept enough. */
  | { readonly kind: 'client.slept'; readonly slot: number; readonly request: number }
  | { readonly kind: 'client.sweep' }
  | ThreadTimer
  | WakeTimer
  | PdRetryTimer;

/** What a store answers to a call: each kind of request has its own answer, all with a place for a Region error. */
interface StoreAnswer extends Answer {
  readonly error: RegionError | null;
}

type Incoming = ClientMessage | PdNotLeader | ScanRegionsResponse | TsoResponse;

const SWEEP: ClientTimer = { kind: 'client.sweep' };
/** Time-outs are noticed this late at most, as a share of the time-out. One sweep replaces a timer per request. */
const SWEEPS_PER_TIMEOUT = 8;

/**
 * One process with many logical threads, each with one operation outstanding. It is the core: threads, workloads and
 * the line to PD. What an operation does is in `operations/`, what a workload does in `workloads/`, and how a call
 * finds its Region in `calls.ts`.
 */
export class ClientActor implements Actor, OperationHost, CallOwner, ThreadHost {
  private readonly options: ClientOptions;
  /** Restarts so far. Nothing else survives one: workloads begin anew, with new values. */
  private readonly run: number;
  private slots = new Slots();
  private workloads: Workload[] = [];
  private calls = new Calls();
  private nextRequest: number;
  private pdLink: PdLink;
  private tsQueue = new TsQueue();
  /** Workloads that the timestamp under way will close; one that ends meanwhile needs a later timestamp. */
  private closingNow: number[] = [];
  private busy = 0;
  private sweeping = false;
  private oneOff = { issued: 0, acked: 0, failed: 0, unknown: 0 };

  constructor(options: ClientOptions, run = 0, nextRequest = 1) {
    this.options = options;
    this.run = run;
    this.nextRequest = nextRequest;
    this.pdLink = new PdLink(new PdMembers(options.pdMembers ?? [options.pd]), options.config.client);
    let firstThread = 0;
    for (const spec of options.workloads) {
      const owner = this.workloads.length;
      this.workloads.push(makeWorkload(spec, { firstThread, run }));
      this.slots.addThreads(owner, spec.threads);
      firstThread += spec.threads;
    }
  }

  get process(): ProcessId {
    return this.options.process;
  }

  get client(): ClientConfig {
    return this.options.config.client;
  }

  get rules(): RuleSet {
    return this.options.rules;
  }

  /* ---- looking ------------------------------------------------------------------------------------ */

  view(): WorkloadRow[] {
    return this.workloads.map((workload) => workload.row(this.process));
  }

  totals(): ClientTotals {
    let { issued, acked, failed, unknown } = this.oneOff;
    for (const workload of this.workloads) {
      issued += workload.issued;
      acked += workload.acked;
      failed += workload.failed;
      unknown += workload.unknown;
    }
    return { issued, acked, failed, unknown, inFlight: this.busy };
  }

  /* ---- Actor -------------------------------------------------------------------------------------- */

  start(ctx: Context): void {
    const now = ctx.monotonicUs();
    this.workloads.forEach((workload, index) => {
      const timer: ClientTimer = { kind: 'client.begin', workload: index };
      ctx.setTimer(Math.max(0, workload.startAtUs - now), timer);
    });
  }

  receive(from: ProcessId, message: Message, ctx: Context): void {
    const incoming = message as Incoming;
    switch (incoming.kind) {
      case 'pd.scan-regions-response':
        this.onRoutes(incoming, ctx);
        return;
      case 'pd.tso-response':
        this.onTso(incoming, ctx);
        return;
      case 'pd.not-leader':
        if (from === this.pdLink.member) this.onPdFailed(incoming.leader, ctx);
        return;
      case 'client.do':
        this.begin(this.slots.takeOneOff(), incoming.spec, incoming.typed, ctx);
        return;
      default: {
        const answer = message as StoreAnswer;
        this.calls.onResponse(from, answer, answer.error, this, ctx);
      }
    }
  }

  timer(timer: Timer, ctx: Context): void {
    const due = timer as ClientTimer;
    switch (due.kind) {
      case 'client.begin':
        this.onBegin(due.workload, ctx);
        return;
      case 'client.phase':
        this.onPhase(due.workload, ctx);
        return;
      case 'client.next':
        this.onNext(this.slots.get(due.slot), ctx);
        return;
      case 'client.slept': {
        const slot = this.slots.get(due.slot);
        if (slot.busy && slot.request === due.request) operationOf(slot.spec).onWake?.(slot, this, ctx);
        return;
      }
      case 'client.wake':
        this.calls.onWake(due, this, ctx);
        return;
      case 'client.sweep':
        this.onSweep(ctx);
        return;
      case 'client.pd-retry':
        this.pdLink.onRetry();
        this.askPd(ctx);
        return;
    }
  }

  written(): void {
    // The client has no disk.
  }

  worked(): void {
    // The client has no lanes.
  }

  disconnected(peer: ProcessId, ctx: Context): void {
    if (peer === this.pdLink.member) this.onPdFailed('', ctx);
    else this.calls.onDisconnected(peer, this, ctx);
  }

  clone(): ClientActor {
    const copy = new ClientActor({ ...this.options, workloads: [] }, this.run, this.nextRequest);
    copy.slots = this.slots.clone();
    copy.workloads = this.workloads.map((workload) => workload.clone());
    copy.calls = this.calls.clone();
    copy.pdLink = this.pdLink.clone();
    copy.tsQueue = this.tsQueue.clone();
    copy.closingNow = this.closingNow.slice();
    copy.busy = this.busy;
    copy.sweeping = this.sweeping;
    copy.oneOff = { ...this.oneOff };
    return copy;
  }

  /** Outstanding operations stay without an end: nobody knows. Request numbers go on, as unique ids would. */
  afterCrash(): ClientActor {
    const next = new ClientActor({ ...this.options, workloads: [] }, this.run + 1, this.nextRequest);
    next.calls = this.calls.afterCrash();
    next.workloads = this.workloads.map((workload) => workload.anew(this.run + 1));
    next.slots = this.slots.afterCrash();
    return next;
  }

  /* ---- workloads ----------------------------------------------------------------------------------- */

  private onBegin(index: number, ctx: Context): void {
    const now = ctx.monotonicUs();
    for (const slot of this.slots.ofWorkload(index)) {
      const workload = this.workload(slot);
      slot.dueUs = now;
      if (workload.spread) rest(slot, workload, this, ctx);
      else step(slot, workload, this, ctx);
    }
  }

  private onNext(slot: Slot, ctx: Context): void {
    step(slot, this.workload(slot), this, ctx);
  }

  private onPhase(index: number, ctx: Context): void {
    const workload = must(this.workloads[index], 'workload');
    workload.released = true;
    workload.meeting = 0;
    for (const slot of this.slots.ofWorkload(index)) {
      slot.dueUs = ctx.monotonicUs();
      step(slot, workload, this, ctx);
    }
  }

  /* ---- operations ---------------------------------------------------------------------------------- */

  begin(slot: Slot, spec: OpSpec, typed: string, ctx: Context): void {
    slot.busy = true;
    slot.spec = spec;
    slot.work = null;
    slot.typed = typed;
    slot.undetermined = false;
    slot.request = this.nextRequest++;
    slot.invokedAtUs = ctx.monotonicUs();
    const workload = slot.owner === ONE_OFF ? null : this.workload(slot);
    slot.deadlineUs = workload?.patient === true ? Infinity : slot.invokedAtUs + OP_TIMEOUT_US;
    this.busy++;
    if (workload === null) this.oneOff.issued++;
    else {
      workload.issued++;
      workload.inFlight++;
    }
    this.keepSweeping(ctx);
    operationOf(spec).begin(slot, this, ctx);
  }

  call(slot: Slot, spec: CallSpec, ctx: Context): void {
    this.calls.begin(slot, spec, this, ctx);
  }

  askTs(slot: Slot, ctx: Context): void {
    this.tsQueue.push(slot.index);
    this.askPd(ctx);
  }

  sleep(slot: Slot, us: number, ctx: Context): void {
    const timer: ClientTimer = { kind: 'client.slept', slot: slot.index, request: slot.request };
    ctx.setTimer(us, timer);
  }

  tell(slot: Slot, answer: string, ctx: Context): void {
    if (slot.typed === '') return;
    const { request, typed } = slot;
    ctx.trace({ kind: 'client.answered', client: this.process, request, typed, answer });
  }

  end(slot: Slot, how: Ending, ctx: Context): void {
    this.calls.forget(slot);
    slot.busy = false;
    this.busy--;
    if (slot.owner === ONE_OFF) {
      this.oneOff[how]++;
      this.slots.giveBack(slot);
      return;
    }
    const workload = this.workload(slot);
    workload[how]++;
    workload.inFlight--;
    workload.onEnded(slot.thread, slot.spec, how, slot.work);
    rest(slot, workload, this, ctx);
  }

  slotOf(call: Call): Slot {
    return this.slots.get(call.slot);
  }

  onceOnly(slot: Slot): boolean {
    return operationOf(slot.spec).onceOnly === true;
  }

  onAnswered(call: Call, answer: Answer, ctx: Context): void {
    const slot = this.slotOf(call);
    operationOf(slot.spec).onAnswer(slot, call, answer, this, ctx);
  }

  onGaveUp(call: Call, error: string, ctx: Context): void {
    const slot = this.slotOf(call);
    operationOf(slot.spec).onGaveUp(slot, call, error, this, ctx);
  }

  onScattered(call: Call, range: KeyRange, ctx: Context): void {
    const slot = this.slotOf(call);
    operationOf(slot.spec).onScattered?.(slot, call, range, this, ctx);
  }

  anotherRequest(): number {
    return this.nextRequest++;
  }

  /* ---- PD ------------------------------------------------------------------------------------------- */

  /** Sends whatever is wanted from PD and not under way. */
  askPd(ctx: Context): void {
    const closes = this.workloads.some((workload) => workload.closing);
    if (this.pdLink.canAskTs && (closes || this.tsQueue.waits)) {
      this.closingNow = [...this.workloads.keys()].filter((index) => this.workloads[index]?.closing === true);
      this.pdLink.sendTso(this.tsQueue.send() + (closes ? 1 : 0), ctx);
      this.keepSweeping(ctx);
    }
    if (!this.pdLink.canScan) return;
    const first = this.calls.firstUnrouted();
    if (first !== null) this.pdLink.sendScan(first, ctx);
  }

  private onRoutes(response: ScanRegionsResponse, ctx: Context): void {
    const startKey = this.pdLink.endScan(response.id);
    if (startKey === null) return;
    this.calls.onRoutes(response, startKey, this, ctx);
    this.askPd(ctx);
  }

  /** Each operation gets a timestamp of its own, in the order they asked; the last one closes workloads. */
  private onTso(response: TsoResponse, ctx: Context): void {
    if (!this.pdLink.endTso(response.id)) return;
    if (response.error !== '') {
      this.tsQueue.failed();
      this.pdLink.onRefused(ctx);
      return;
    }
    const waiting = this.tsQueue.answered();
    for (const index of this.closingNow) {
      const workload = must(this.workloads[index], 'workload');
      workload.closing = false;
      const { id } = workload;
      ctx.trace({ kind: 'workload.finished', client: this.process, workload: id, ts: response.last });
    }
    let ts = response.last - response.count;
    for (const index of waiting) {
      const slot = this.slots.get(index);
      ts++;
      if (slot.busy) operationOf(slot.spec).onTs?.(slot, ts as Ts, this, ctx);
    }
    this.askPd(ctx);
  }

  /** Nothing under way will be answered; what was asked for is asked for again. */
  private onPdFailed(leader: ProcessId, ctx: Context): void {
    this.tsQueue.failed();
    this.pdLink.onFailed(leader, ctx);
  }

  /* ---- time-outs ------------------------------------------------------------------------------------- */

  private keepSweeping(ctx: Context): void {
    if (this.sweeping) return;
    this.sweeping = true;
    ctx.setTimer(Math.ceil(this.client.rpcTimeoutUs / SWEEPS_PER_TIMEOUT), SWEEP);
  }

  private onSweep(ctx: Context): void {
    const now = ctx.monotonicUs();
    if (this.pdLink.overdue(now, this.client.rpcTimeoutUs)) this.onPdFailed('', ctx);
    this.calls.onSweep(this, ctx);
    for (const index of this.tsQueue.takeOverdue((index) => now >= this.slots.get(index).deadlineUs)) {
      const slot = this.slots.get(index);
      operationOf(slot.spec).onNoTs?.(slot, 'no timestamp', this, ctx);
    }
    this.sweeping = false;
    if (this.busy > 0 || !this.pdLink.idle) this.keepSweeping(ctx);
  }

  /* ---- parts ----------------------------------------------------------------------------------------- */

  private workload(slot: Slot): Workload {
    return must(this.workloads[slot.owner], 'workload');
  }
}
