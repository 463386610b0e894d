import { must } from '../../base/assert.ts';
import type { SystemConfig } from '../../model/config.ts';
import type { WorkloadRow } from '../../model/frame.ts';
import type { ProcessId } from '../../model/ids.ts';
import { encodeRawKey } from '../../model/key.ts';
import { US_PER_S } from '../../model/time.ts';
import type { Ts } from '../../model/ts.ts';
import { TS_ZERO } from '../../model/ts.ts';
import type { Actor, Context, Message, Timer } from '../../sim/actor.ts';
import type { ScanRegionsResponse, TsoResponse } from '../pd/msg.ts';
import type { RawGet, RawGetResponse, RawWrite, RawWriteResponse } from '../tikv/msg.ts';
import { backoffUs } from './backoff.ts';
import type { Backoff } from './backoff.ts';
import type { ClientMessage } from './msg.ts';
import { ONE_OFF, Slot } from './op.ts';
import type { OpKind } from './op.ts';
import { PdLink, SCAN_LIMIT } from './pd-link.ts';
import type { PdRetryTimer } from './pd-link.ts';
import { onRegionError, onRpcFailed } from './retry.ts';
import { Routes } from './routes.ts';
import { Workload } from './workload.ts';
import type { WorkloadSpec } from './workload.ts';

export interface ClientOptions {
  readonly process: ProcessId;
  /** The PD of the cluster it writes to. */
  readonly pd: ProcessId;
  readonly config: Pick<SystemConfig, 'client'>;
  readonly workloads: readonly WorkloadSpec[];
}

/**
 * A one-off operation and one of a `mixed` workload are given up after this (facts 7.7: 10 – 20 s). Operations of
 * a `counter` workload never are: its promise is that every key ends at v+1.
 */
export const OP_TIMEOUT_US = 20 * US_PER_S;

/** What operations came to, one-off ones included, since the client started. */
export interface ClientTotals {
  readonly issued: number;
  readonly acked: number;
  readonly failed: number;
  readonly unknown: number;
  readonly inFlight: number;
}

type ClientTimer =
  | { readonly kind: 'client.begin'; readonly workload: number }
  /** The pause between the phases of a counter workload is over. */
  | { readonly kind: 'client.phase'; readonly workload: number }
  /** A thread's next operation is due. */
  | { readonly kind: 'client.next'; readonly slot: number }
  /** A backoff is over. */
  | { readonly kind: 'client.wake'; readonly slot: number; readonly wake: number }
  | { readonly kind: 'client.sweep' }
  | PdRetryTimer;

type Incoming = ClientMessage | RawWriteResponse | RawGetResponse | ScanRegionsResponse | TsoResponse;

const REQUEST_BYTES = 64;
const SWEEP: ClientTimer = { kind: 'client.sweep' };
/** Time-outs are noticed this late at most, as a share of the time-out. One sweep replaces a timer per request. */
const SWEEPS_PER_TIMEOUT = 8;

/**
 * One process with many logical threads, each with one operation outstanding. It finds Regions through a cache
 * of routes, retries as the real client does (facts 3.8), and says how each operation ended.
 */
export class ClientActor implements Actor {
  private readonly options: ClientOptions;
  /** Restarts so far. Nothing else survives one: workloads begin anew, with new values. */
  private readonly run: number;
  private slots: Slot[] = [];
  private workloads: Workload[] = [];
  /** One-off slots without an operation. */
  private free: number[] = [];
  private slotOfRequest = new Map<number, number>();
  private nextRequest: number;
  private routes = new Routes();
  private pdLink: PdLink;
  /** Slots in state `routing`, waiting for PD's answer. */
  private routing: number[] = [];
  /** Workloads that the timestamp under way will close; one that ends meanwhile needs a later timestamp. */
  private closingNow: number[] = [];
  private sweeping = false;
  private oneOff = { issued: 0, acked: 0, failed: 0, unknown: 0 };

  constructor(options: ClientOptions, run = 0, nextRequest = 1) {
    this.options = options;
    this.run = run;
    this.nextRequest = nextRequest;
    this.pdLink = new PdLink(options.pd, options.config.client);
    let firstThread = 0;
    for (const spec of options.workloads) {
      const owner = this.workloads.length;
      this.workloads.push(new Workload(spec, firstThread, run));
      for (let thread = 0; thread < spec.threads; thread++) {
        this.slots.push(new Slot(this.slots.length, owner, thread));
      }
      firstThread += spec.threads;
    }
  }

  /* ---- looking ------------------------------------------------------------------------------------ */

  view(): WorkloadRow[] {
    return this.workloads.map((workload) => workload.row(this.options.process));
  }

  totals(): ClientTotals {
    let { issued, acked, failed, unknown } = this.oneOff;
    for (const workload of this.workloads) {
      issued += workload.issued;
      acked += workload.acked;
      failed += workload.failed;
      unknown += workload.unknown;
    }
    return { issued, acked, failed, unknown, inFlight: this.slotOfRequest.size };
  }

  /* ---- Actor -------------------------------------------------------------------------------------- */

  start(ctx: Context): void {
    const now = ctx.monotonicUs();
    this.workloads.forEach((workload, index) => {
      const timer: ClientTimer = { kind: 'client.begin', workload: index };
      ctx.setTimer(Math.max(0, workload.spec.startAtUs - now), timer);
    });
  }

  receive(from: ProcessId, message: Message, ctx: Context): void {
    const incoming = message as Incoming;
    switch (incoming.kind) {
      case 'raw.write-response':
      case 'raw.get-response':
        this.onResponse(from, incoming, ctx);
        return;
      case 'pd.scan-regions-response':
        this.onRoutes(incoming, ctx);
        return;
      case 'pd.tso-response':
        this.onTso(incoming, ctx);
        return;
      case 'client.do-put':
        this.begin(this.oneOffSlot(), 'put', incoming.key, incoming.value, ctx);
        return;
      case 'client.do-delete':
        this.begin(this.oneOffSlot(), 'delete', incoming.key, null, ctx);
        return;
      case 'client.do-get':
        this.begin(this.oneOffSlot(), 'get', incoming.key, null, ctx);
        return;
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
        this.step(this.slot(due.slot), ctx);
        return;
      case 'client.wake': {
        const slot = this.slot(due.slot);
        if (slot.state === 'backoff' && slot.wake === due.wake) this.attempt(slot, ctx);
        return;
      }
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
    if (peer === this.options.pd) {
      this.pdLink.onFailed(ctx);
      return;
    }
    for (const slot of this.slots) {
      if (slot.state === 'sent' && slot.process === peer) this.onFailedRpc(slot, 'connection lost', ctx);
    }
  }

  clone(): ClientActor {
    const copy = new ClientActor({ ...this.options, workloads: [] }, this.run, this.nextRequest);
    copy.slots = this.slots.map((slot) => slot.clone());
    copy.workloads = this.workloads.map((workload) => workload.clone());
    copy.free = this.free.slice();
    copy.slotOfRequest = new Map(this.slotOfRequest);
    copy.routes = this.routes.clone();
    copy.pdLink = this.pdLink.clone();
    copy.routing = this.routing.slice();
    copy.closingNow = this.closingNow.slice();
    copy.sweeping = this.sweeping;
    copy.oneOff = { ...this.oneOff };
    return copy;
  }

  /** Outstanding operations stay without an end: nobody knows. Request numbers go on, as unique ids would. */
  afterCrash(): ClientActor {
    const workloads = this.workloads.map((workload) => workload.spec);
    return new ClientActor({ ...this.options, workloads }, this.run + 1, this.nextRequest);
  }

  /* ---- workloads ----------------------------------------------------------------------------------- */

  private onBegin(index: number, ctx: Context): void {
    const now = ctx.monotonicUs();
    for (const slot of this.slots) {
      if (slot.owner !== index) continue;
      const workload = this.workload(slot);
      slot.dueUs = now;
      // Arrivals of a mixed workload are spread from the start; a counter begins with all threads at once.
      if (workload.spec.kind === 'mixed') this.rest(slot, workload, ctx);
      else this.step(slot, ctx);
    }
  }

  private onPhase(index: number, ctx: Context): void {
    const workload = must(this.workloads[index], 'workload');
    workload.released = true;
    workload.meeting = 0;
    for (const slot of this.slots) if (slot.owner === index) this.step(slot, ctx);
  }

  /** The thread's next move. */
  private step(slot: Slot, ctx: Context): void {
    const workload = this.workload(slot);
    const move = workload.next(slot.thread, slot.made, ctx.monotonicUs(), () =>
      threadRng(slot, workload, ctx),
    );
    switch (move.type) {
      case 'op':
        slot.made++;
        this.begin(slot, move.op, move.key, move.value, ctx);
        return;
      case 'meet':
        workload.meeting++;
        if (workload.meeting === workload.spec.threads && workload.spec.kind === 'counter') {
          const timer: ClientTimer = { kind: 'client.phase', workload: slot.owner };
          ctx.setTimer(workload.spec.pauseBetweenUs, timer);
        }
        return;
      case 'done':
        workload.active--;
        if (workload.active > 0) return;
        workload.closing = true;
        this.askPd(ctx);
        return;
    }
  }

  /** After an operation (or at the start): acts at once, or when it is due. */
  private rest(slot: Slot, workload: Workload, ctx: Context): void {
    const now = ctx.monotonicUs();
    slot.dueUs = workload.nextDueUs(slot.dueUs, now, () => threadRng(slot, workload, ctx));
    if (slot.dueUs <= now) {
      this.step(slot, ctx);
      return;
    }
    const timer: ClientTimer = { kind: 'client.next', slot: slot.index };
    ctx.setTimer(slot.dueUs - now, timer);
  }

  private onTso(response: TsoResponse, ctx: Context): void {
    if (!this.pdLink.endTso(response.id)) return;
    if (response.error !== '') {
      this.pdLink.onRefused(ctx);
      return;
    }
    for (const index of this.closingNow) {
      const workload = must(this.workloads[index], 'workload');
      workload.closing = false;
      const { id } = workload.spec;
      ctx.trace({ kind: 'workload.finished', client: this.options.process, workload: id, ts: response.last });
    }
    this.askPd(ctx);
  }

  /* ---- one operation -------------------------------------------------------------------------------- */

  private begin(slot: Slot, op: OpKind, key: string, value: string | null, ctx: Context): void {
    slot.resetAttempts();
    slot.op = op;
    slot.value = value;
    if (slot.key !== key) {
      slot.key = key;
      slot.encodedKey = encodeRawKey(key);
    }
    slot.request = this.nextRequest++;
    slot.invokedAtUs = ctx.monotonicUs();
    const workload = slot.owner === ONE_OFF ? null : this.workload(slot);
    slot.deadlineUs = workload?.spec.kind === 'counter' ? Infinity : slot.invokedAtUs + OP_TIMEOUT_US;
    this.slotOfRequest.set(slot.request, slot.index);
    if (workload === null) this.oneOff.issued++;
    else {
      workload.issued++;
      workload.inFlight++;
    }
    const client = this.options.process;
    ctx.trace({ kind: 'client.invoked', client, request: slot.request, op, key, value });
    this.keepSweeping(ctx);
    this.attempt(slot, ctx);
  }

  private attempt(slot: Slot, ctx: Context): void {
    const target = this.routes.locate(slot.encodedKey);
    if (target === null) {
      slot.state = 'routing';
      this.routing.push(slot.index);
      this.askPd(ctx);
      return;
    }
    slot.state = 'sent';
    slot.store = target.store;
    slot.process = target.process;
    slot.region = target.region.id;
    slot.epoch = target.region.epoch;
    slot.sentAtUs = ctx.monotonicUs();
    ctx.send(target.process, requestOf(slot));
  }

  private onResponse(from: ProcessId, response: RawWriteResponse | RawGetResponse, ctx: Context): void {
    const index = this.slotOfRequest.get(response.request);
    if (index === undefined) return;
    const slot = this.slot(index);
    // The answer to an attempt that was given up: its call was cancelled.
    if (slot.state !== 'sent' || slot.process !== from) return;
    if (response.error !== null) {
      this.retry(slot, response.error.type, onRegionError(slot, response.error, this.routes), ctx);
      return;
    }
    this.end(
      slot,
      'acked',
      '',
      response.kind === 'raw.get-response' ? response.value : slot.value,
      response.ts,
      ctx,
    );
  }

  private onFailedRpc(slot: Slot, error: string, ctx: Context): void {
    this.retry(slot, error, onRpcFailed(slot, this.routes), ctx);
  }

  private retry(slot: Slot, error: string, backoff: Backoff | null, ctx: Context): void {
    slot.attempts++;
    const { request, attempts } = slot;
    ctx.trace({ kind: 'client.retried', client: this.options.process, request, error, attempt: attempts });
    if (backoff === null) {
      this.attempt(slot, ctx);
      return;
    }
    const waitUs = backoffUs(
      backoff,
      slot.waitsOf(backoff),
      this.options.config.client,
      ctx.rng('client/backoff'),
    );
    slot.countWait(backoff);
    if (ctx.monotonicUs() + waitUs >= slot.deadlineUs) {
      this.giveUp(slot, error, ctx);
      return;
    }
    slot.state = 'backoff';
    slot.wake++;
    const timer: ClientTimer = { kind: 'client.wake', slot: slot.index, wake: slot.wake };
    ctx.setTimer(waitUs, timer);
  }

  private giveUp(slot: Slot, error: string, ctx: Context): void {
    this.end(slot, slot.undetermined ? 'unknown' : 'failed', error, null, TS_ZERO, ctx);
  }

  private end(
    slot: Slot,
    how: 'acked' | 'failed' | 'unknown',
    error: string,
    value: string | null,
    ts: Ts,
    ctx: Context,
  ): void {
    const client = this.options.process;
    const { request, op, key } = slot;
    this.slotOfRequest.delete(request);
    slot.state = 'idle';
    if (how === 'acked') {
      const latencyUs = ctx.monotonicUs() - slot.invokedAtUs;
      ctx.trace({ kind: 'client.acked', client, request, op, key, value, ts, latencyUs });
    } else if (how === 'failed') ctx.trace({ kind: 'client.failed', client, request, op, key, error });
    else ctx.trace({ kind: 'client.unknown', client, request, op, key, error });
    if (slot.owner === ONE_OFF) {
      this.oneOff[how]++;
      this.free.push(slot.index);
      return;
    }
    const workload = this.workload(slot);
    workload[how]++;
    workload.inFlight--;
    this.rest(slot, workload, ctx);
  }

  /* ---- PD ------------------------------------------------------------------------------------------- */

  /** Sends whatever is wanted from PD and not under way. */
  private askPd(ctx: Context): void {
    if (this.pdLink.canAskTs && this.workloads.some((workload) => workload.closing)) {
      this.closingNow = [...this.workloads.keys()].filter((index) => this.workloads[index]?.closing === true);
      this.pdLink.sendTso(ctx);
      this.keepSweeping(ctx);
    }
    if (!this.pdLink.canScan || this.routing.length === 0) return;
    let first: string | null = null;
    for (const index of this.routing) {
      const { encodedKey } = this.slot(index);
      if (first === null || encodedKey < first) first = encodedKey;
    }
    this.pdLink.sendScan(first ?? '', ctx);
  }

  private onRoutes(response: ScanRegionsResponse, ctx: Context): void {
    const startKey = this.pdLink.endScan(response.id);
    if (startKey === null) return;
    this.routes.learn(response);
    const last = response.routes[response.routes.length - 1];
    const complete = response.routes.length < SCAN_LIMIT || last === undefined || last.region.endKey === '';
    const waiting = this.routing;
    this.routing = [];
    for (const index of waiting) {
      const slot = this.slot(index);
      if (slot.state !== 'routing') continue;
      if (this.routes.locate(slot.encodedKey) !== null) {
        this.attempt(slot, ctx);
      } else if (slot.encodedKey >= startKey && (complete || slot.encodedKey < last.region.endKey)) {
        this.retry(slot, 'no route', 'regionMiss', ctx);
      } else {
        this.routing.push(index);
      }
    }
    this.askPd(ctx);
  }

  /* ---- time-outs ------------------------------------------------------------------------------------- */

  private keepSweeping(ctx: Context): void {
    if (this.sweeping) return;
    this.sweeping = true;
    ctx.setTimer(this.sweepUs, SWEEP);
  }

  private get sweepUs(): number {
    return Math.ceil(this.options.config.client.rpcTimeoutUs / SWEEPS_PER_TIMEOUT);
  }

  private onSweep(ctx: Context): void {
    const now = ctx.monotonicUs();
    const { rpcTimeoutUs } = this.options.config.client;
    if (this.pdLink.overdue(now, rpcTimeoutUs)) this.pdLink.onFailed(ctx);
    for (const slot of this.slots) {
      if (slot.state === 'idle') continue;
      if (slot.state === 'sent' && now - slot.sentAtUs >= rpcTimeoutUs)
        this.onFailedRpc(slot, 'timed out', ctx);
      else if (slot.state === 'routing' && now >= slot.deadlineUs) this.giveUp(slot, 'no route', ctx);
    }
    this.sweeping = false;
    if (this.slotOfRequest.size > 0 || !this.pdLink.idle) this.keepSweeping(ctx);
  }

  /* ---- parts ----------------------------------------------------------------------------------------- */

  private slot(index: number): Slot {
    return must(this.slots[index], 'slot');
  }

  private workload(slot: Slot): Workload {
    return must(this.workloads[slot.owner], 'workload');
  }

  private oneOffSlot(): Slot {
    const index = this.free.pop();
    if (index !== undefined) return this.slot(index);
    const slot = new Slot(this.slots.length, ONE_OFF, 0);
    this.slots.push(slot);
    return slot;
  }
}

function requestOf(slot: Slot): RawWrite | RawGet {
  const { request, region, epoch, key, value, op } = slot;
  const bytes = REQUEST_BYTES + key.length + (value === null ? 0 : value.length);
  if (op === 'get') return { kind: 'raw.get', bytes, request, region, epoch, key };
  return { kind: 'raw.write', bytes, request, region, epoch, pairs: [{ key, value, sourceTs: TS_ZERO }] };
}

function threadRng(slot: Slot, workload: Workload, ctx: Context): ReturnType<Context['rng']> {
  return ctx.rng(`workload/${workload.spec.id}/${slot.thread}`);
}
