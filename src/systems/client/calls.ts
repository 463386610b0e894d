import { must } from '../../base/assert.ts';
import type { ClientConfig } from '../../model/config.ts';
import type { ProcessId } from '../../model/ids.ts';
import { rangeContains } from '../../model/region.ts';
import type { KeyRange } from '../../model/region.ts';
import type { Context } from '../../sim/actor.ts';
import type { ScanRegionsResponse } from '../pd/msg.ts';
import type { RegionError } from '../tikv/msg.ts';
import { backoffUs } from './backoff.ts';
import type { Backoff } from './backoff.ts';
import { Call, callOfNumber } from './call.ts';
import type { Answer, CallSpec } from './call.ts';
import { SCAN_LIMIT } from './pd-link.ts';
import { onRegionError, onRpcFailed, wordsOfRegionError } from './retry.ts';
import { Routes } from './routes.ts';
import type { Slot } from './slot.ts';

/** A backoff is over. */
export interface WakeTimer {
  readonly kind: 'client.wake';
  readonly call: number;
  readonly wake: number;
}

/** Who made the calls, and hears how they ended. */
export interface CallOwner {
  readonly process: ProcessId;
  readonly client: ClientConfig;
  slotOf(call: Call): Slot;
  /** True when a second attempt would be another operation. */
  onceOnly(slot: Slot): boolean;
  onAnswered(call: Call, answer: Answer, ctx: Context): void;
  onGaveUp(call: Call, error: string, ctx: Context): void;
  /** Its keys are not in one Region: it is over, unsent. `range` is that of its first key. */
  onScattered(call: Call, range: KeyRange, ctx: Context): void;
  /** A call waits for a route. */
  askPd(ctx: Context): void;
}

/**
 * The calls of one client that are under way: finds Regions through a cache of routes, retries as the real client
 * does (facts 3.8), and says how each call ended.
 */
export class Calls {
  private routes = new Routes();
  private open = new Map<number, Call>();
  /** Calls in state `routing`, waiting for PD's answer. */
  private routing: number[] = [];
  private nextId: number;

  constructor(nextId = 1) {
    this.nextId = nextId;
  }

  get size(): number {
    return this.open.size;
  }

  begin(slot: Slot, spec: CallSpec, owner: CallOwner, ctx: Context): void {
    const call = new Call(this.nextId++, slot.index, spec);
    this.open.set(call.id, call);
    slot.calls.push(call.id);
    this.attempt(call, owner, ctx);
  }

  /** The operation of these calls is over: answers to them are ignored from now on. */
  forget(slot: Slot): void {
    for (const id of slot.calls) this.open.delete(id);
    slot.calls = [];
  }

  onResponse(
    from: ProcessId,
    response: Answer,
    error: RegionError | null,
    owner: CallOwner,
    ctx: Context,
  ): void {
    const call = this.open.get(callOfNumber(response.call));
    // The answer to an attempt that was given up: its call was cancelled.
    if (call === undefined || call.state !== 'sent' || call.number !== response.call) return;
    if (call.process !== from) return;
    if (response.never !== undefined) {
      this.giveUp(call, response.never, owner, ctx);
    } else if (error === null) {
      this.close(call, owner);
      owner.onAnswered(call, response, ctx);
    } else if (call.spec.pinned !== 0) {
      this.giveUp(call, wordsOfRegionError(error), owner, ctx);
    } else {
      this.retry(call, error.type, onRegionError(call, error, this.routes), owner, ctx);
    }
  }

  onWake({ call: id, wake }: WakeTimer, owner: CallOwner, ctx: Context): void {
    const call = this.open.get(id);
    if (call?.state === 'backoff' && call.wake === wake) this.attempt(call, owner, ctx);
  }

  onDisconnected(peer: ProcessId, owner: CallOwner, ctx: Context): void {
    this.each((call) => {
      if (call.state === 'sent' && call.process === peer)
        this.onFailedRpc(call, 'connection lost', owner, ctx);
    });
  }

  /** Finds what has waited too long. */
  onSweep(owner: CallOwner, ctx: Context): void {
    const now = ctx.monotonicUs();
    this.each((call) => {
      if (call.state === 'sent' && now - call.sentAtUs >= owner.client.rpcTimeoutUs)
        this.onFailedRpc(call, 'timed out', owner, ctx);
      else if (call.state === 'routing' && now >= owner.slotOf(call).deadlineUs)
        this.giveUp(call, 'no route', owner, ctx);
    });
  }

  /** Where a scan for routes has to begin; null when no call waits for one. */
  firstUnrouted(): string | null {
    let first: string | null = null;
    for (const id of this.routing) {
      const encodedKey = this.open.get(id)?.encodedKey;
      if (encodedKey !== undefined && (first === null || encodedKey < first)) first = encodedKey;
    }
    return first;
  }

  onRoutes(response: ScanRegionsResponse, startKey: string, owner: CallOwner, ctx: Context): void {
    this.routes.learn(response);
    const last = response.routes[response.routes.length - 1];
    const complete = response.routes.length < SCAN_LIMIT || last === undefined || last.region.endKey === '';
    const waiting = this.routing;
    this.routing = [];
    for (const id of waiting) {
      const call = this.open.get(id);
      if (call?.state !== 'routing') continue;
      if (this.routes.locate(call.encodedKey) !== null) {
        this.attempt(call, owner, ctx);
      } else if (call.encodedKey >= startKey && (complete || call.encodedKey < last.region.endKey)) {
        this.retry(call, 'no route', 'regionMiss', owner, ctx);
      } else {
        this.routing.push(id);
      }
    }
  }

  /** The Region that the routes name for a key; null when they name none. For operations that span Regions. */
  regionEnd(encodedKey: string): string | null {
    return this.routes.locate(encodedKey)?.region.endKey ?? null;
  }

  /** For a restarted client: numbers go on, so that late answers are strangers to it. */
  afterCrash(): Calls {
    return new Calls(this.nextId);
  }

  clone(): Calls {
    const copy = new Calls(this.nextId);
    copy.routes = this.routes.clone();
    for (const [id, call] of this.open) copy.open.set(id, call.clone());
    copy.routing = this.routing.slice();
    return copy;
  }

  /** The open calls; a call that closes as another is looked at (one operation, several calls) is passed over. */
  private each(look: (call: Call) => void): void {
    for (const call of [...this.open.values()]) if (this.open.has(call.id)) look(call);
  }

  private attempt(call: Call, owner: CallOwner, ctx: Context): void {
    const target = this.routes.locate(call.encodedKey);
    if (target === null) {
      call.state = 'routing';
      this.routing.push(call.id);
      owner.askPd(ctx);
      return;
    }
    const { pinned, body } = call.spec;
    const process = pinned === 0 ? target.process : this.routes.processOf(pinned);
    if (process === null) {
      this.giveUp(call, `StoreNotMatch: there is no store ${pinned}`, owner, ctx);
      return;
    }
    const { region } = target;
    if (call.spec.keys?.every((key) => rangeContains(region, key)) === false) {
      this.close(call, owner);
      owner.onScattered(call, region, ctx);
      return;
    }
    call.state = 'sent';
    call.store = pinned === 0 ? target.store : pinned;
    call.process = process;
    call.region = region.id;
    call.epoch = region.epoch;
    call.bounds = region;
    call.sentAtUs = ctx.monotonicUs();
    const { request } = owner.slotOf(call);
    const message = { ...body, request, call: call.number, region: region.id, epoch: region.epoch };
    ctx.send(process, message);
  }

  private onFailedRpc(call: Call, error: string, owner: CallOwner, ctx: Context): void {
    const slot = owner.slotOf(call);
    const backoff = onRpcFailed(call, this.routes);
    if (!call.spec.readOnly) {
      call.undetermined = true;
      slot.undetermined = true;
    }
    const last = call.spec.pinned !== 0 || (owner.onceOnly(slot) && !call.spec.readOnly);
    if (last) this.giveUp(call, error, owner, ctx);
    else this.retry(call, error, backoff, owner, ctx);
  }

  private retry(call: Call, error: string, backoff: Backoff | null, owner: CallOwner, ctx: Context): void {
    call.attempts++;
    const slot = owner.slotOf(call);
    const { attempts } = call;
    ctx.trace({
      kind: 'client.retried',
      client: owner.process,
      request: slot.request,
      error,
      attempt: attempts,
    });
    if (backoff === null) {
      this.attempt(call, owner, ctx);
      return;
    }
    const waitUs = backoffUs(backoff, call.waitsOf(backoff), owner.client, ctx.rng('client/backoff'));
    call.countWait(backoff);
    if (ctx.monotonicUs() + waitUs >= slot.deadlineUs) {
      this.giveUp(call, error, owner, ctx);
      return;
    }
    call.state = 'backoff';
    call.wake++;
    const timer: WakeTimer = { kind: 'client.wake', call: call.id, wake: call.wake };
    ctx.setTimer(waitUs, timer);
  }

  private giveUp(call: Call, error: string, owner: CallOwner, ctx: Context): void {
    this.close(call, owner);
    owner.onGaveUp(call, error, ctx);
  }

  private close(call: Call, owner: CallOwner): void {
    must(this.open.get(call.id), 'open call');
    this.open.delete(call.id);
    const slot = owner.slotOf(call);
    slot.calls = slot.calls.length === 1 ? [] : slot.calls.filter((id) => id !== call.id);
  }
}
