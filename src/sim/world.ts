import { assert, must } from '../base/assert.ts';
import { Fingerprint } from '../base/hash.ts';
import { TimedHeap } from '../base/heap.ts';
import { Rng } from '../base/rng.ts';
import { SETTLE } from '../base/settle.ts';
import type { DiskConfig, NetConfig } from '../model/config.ts';
import type { Effect } from '../model/effect.ts';
import type { ProcessId } from '../model/ids.ts';
import type { SimTime } from '../model/time.ts';
import type { TraceEvent, TraceRecord } from '../model/trace.ts';
import type { Message, Timer, Work } from './actor.ts';
import { Conditions } from './condition.ts';
import { breakConnection, lossReason, resetConnections } from './connections.ts';
import type { Delivery, Item, LocalItem } from './item.ts';
import { onDiskDone, onLaneDone, recallAside, serve } from './mailboxes.ts';
import { mixEvent } from './mix-event.ts';
import { arrivalAt, baseLatencyUs, Direction } from './network.ts';
import { Process } from './process.ts';
import type { ProcessSpec } from './process.ts';
import { Traffic } from './traffic.ts';
import { WorldContext } from './world-context.ts';

export interface WorldConfig {
  readonly seed: number;
  readonly net: NetConfig;
  readonly disk: DiskConfig;
}

/**
 * The kernel: a clock, one queue ordered by (at, seq), processes, and what connects them. It knows no
 * database. Whatever happens is one item taken from the queue; an actor's effects become new items. A clone
 * runs on exactly as the original would.
 */
export class World {
  readonly config: WorldConfig;
  now: SimTime = 0;
  /** Items handled so far. */
  handled = 0;
  /** Set by a listener to stop after the current item. */
  stopRequested = false;
  /** Where trace records go. Not part of the state. */
  onRecord: ((record: TraceRecord) => void) | null = null;
  conditions = new Conditions();
  traffic = new Traffic();
  fingerprint = new Fingerprint();
  traceLength = 0;
  private readonly root: Rng;
  private readonly queue: TimedHeap<Item>;
  private readonly processes = new Map<ProcessId, Process>();
  private nextSeq = 1;
  private currentSeq = 0;
  private currentCause = 0;
  private readonly context: WorldContext;

  constructor(config: WorldConfig, queue: TimedHeap<Item> = new TimedHeap<Item>()) {
    this.config = config;
    this.root = Rng.fromSeed(config.seed);
    this.queue = queue;
    this.context = new WorldContext(this);
  }

  /* ---- building and looking ----------------------------------------------------------------------- */

  addProcess(spec: ProcessSpec): void {
    assert(!this.processes.has(spec.id), `process ${spec.id} exists already`);
    const process = new Process(spec);
    this.processes.set(spec.id, process);
    this.pushLocal('start', process, this.now, '', null);
  }

  process(id: ProcessId): Process {
    return must(this.processes.get(id), `process ${id}`);
  }

  hasProcess(id: ProcessId): boolean {
    return this.processes.has(id);
  }

  [SETTLE](): void {
    for (const process of this.processes.values())
      for (const direction of process.out.values()) direction.settle(this.now);
  }

  /** In the order they were added. */
  allProcesses(): IterableIterator<Process> {
    return this.processes.values();
  }

  /** Time of the next item, +Infinity when there is none. */
  get nextAt(): SimTime {
    return this.queue.firstKey;
  }

  /** What the next step will handle, null when the queue is empty. */
  nextItem(): Item | null {
    return this.queue.peek();
  }

  /** Messages in flight, in sending order. */
  flights(): Delivery[] {
    const found: Delivery[] = [];
    this.queue.forEach((item) => {
      if (item.type === 'deliver') found.push(item);
    });
    return found.sort((a, b) => a.seq - b.seq);
  }

  /** The message on its way under this number, null when there is none (any more). */
  flight(seq: number): Delivery | null {
    let found: Delivery | null = null;
    this.queue.forEach((item) => {
      if (item.type === 'deliver' && item.seq === seq) found = item;
    });
    return found;
  }

  /** Puts what `change` gives in the place of each message in flight: what is done to one by hand. */
  changeFlights(change: (flight: Delivery) => Delivery): void {
    this.queue.replace((item, key) => {
      const next = item.type === 'deliver' ? change(item) : item;
      return next === item || next.type !== 'deliver' ? [item, key] : [next, next.dueAt];
    });
  }

  /** A message that was never sent twice comes once more, at `dueAt`. */
  sendCopy(flight: Delivery, dueAt: SimTime): void {
    const from = this.process(flight.from);
    const to = this.process(flight.to);
    this.traffic.count(from.az, to.az, flight.message.kind, flight.message.bytes);
    const seq = this.nextSeq++;
    this.queue.push(dueAt, seq, { ...flight, seq, sentAt: this.now, dueAt, fate: 'arrives' });
  }

  /** True when a message in flight will not arrive as things stand. */
  doomed(flight: Delivery): boolean {
    const to = this.process(flight.to);
    const from = this.process(flight.from);
    const direction = from.out.get(flight.to);
    return (
      flight.fate !== 'arrives' ||
      to.health === 'down' ||
      (direction !== undefined && (direction.dead || direction.epoch !== flight.epoch)) ||
      this.conditions.link(from.id, from.az, to.id, to.az).cut
    );
  }

  wallOffsetUs(process: Process): number {
    return process.clockOffsetUs + this.conditions.clockOffsetUs(process.id, this.now);
  }

  clone(): World {
    const copy = new World(this.config, this.queue.clone());
    copy.now = this.now;
    copy.handled = this.handled;
    copy.conditions = this.conditions.clone();
    copy.traffic = this.traffic.clone();
    copy.fingerprint = this.fingerprint.clone();
    copy.traceLength = this.traceLength;
    copy.nextSeq = this.nextSeq;
    copy.currentSeq = this.currentSeq;
    copy.currentCause = this.currentCause;
    for (const [id, process] of this.processes) copy.processes.set(id, process.clone());
    return copy;
  }

  /* ---- running --------------------------------------------------------------------------------------- */

  /**
   * Handles items up to and including time `until`, at most `itemsMax` of them, and returns how many. When it
   * got there, `now` is `until`.
   */
  runUntil(until: SimTime, itemsMax: number): number {
    let count = 0;
    this.stopRequested = false;
    while (count < itemsMax && this.queue.firstKey <= until) {
      this.step();
      count++;
      if (this.stopRequested) return count;
    }
    if (this.queue.firstKey > until && until > this.now) this.now = until;
    return count;
  }

  /** Handles exactly one item. */
  step(): void {
    this.now = this.queue.firstKey;
    const item = this.queue.pop();
    this.handled++;
    this.currentSeq = item.seq;
    this.currentCause = item.cause;
    if (item.type === 'deliver') this.onDeliver(item);
    else this.onLocal(item);
  }

  /** Something that comes from outside the world (a command): its effects have no cause but the person. */
  external<T>(run: () => T): T {
    this.currentSeq = this.nextSeq++;
    this.currentCause = 0;
    return run();
  }

  private onDeliver(item: Delivery): void {
    const to = this.process(item.to);
    const from = this.process(item.from);
    const direction = must(from.out.get(item.to), 'connection of a message in flight');
    const reason = lossReason(this, item, from, to, direction);
    if (reason !== null) {
      this.trace('', {
        kind: 'net.dropped',
        from: item.from,
        to: item.to,
        message: item.message.kind,
        reason,
      });
      return;
    }
    if (to.health === 'paused') {
      to.held.push(item);
      return;
    }
    to.actor.receive(item.from, item.message, this.context.as(to));
  }

  private onLocal(item: LocalItem): void {
    const process = this.process(item.to);
    if (item.incarnation !== process.incarnation || process.health === 'down') return;
    if (process.health === 'paused') {
      process.held.push(item);
      return;
    }
    const ctx = this.context.as(process);
    switch (item.type) {
      case 'start':
        this.trace(process.id, {
          kind: 'process.started',
          process: process.id,
          incarnation: process.incarnation,
        });
        process.actor.start(ctx);
        return;
      case 'timer':
        process.actor.timer(must(item.timer, 'timer payload'), ctx);
        return;
      case 'disk':
        onDiskDone(this, process, item, ctx);
        return;
      case 'lane':
        onLaneDone(this, process, item, ctx);
        return;
      case 'break':
        breakConnection(this, process, this.process(item.name), item.epoch);
        return;
      case 'disconnected': {
        const direction = process.out.get(item.name);
        if (direction !== undefined) direction.breaking = false;
        this.trace(process.id, { kind: 'net.connection-lost', from: process.id, to: item.name });
        process.actor.disconnected(item.name, ctx);
        return;
      }
    }
  }

  /** The way from one process to another, opened when it is first used. For `connections.ts` only. */
  direction(from: Process, to: Process): Direction {
    let direction = from.out.get(to.id);
    if (direction === undefined) {
      direction = new Direction(this.root.fork(`net/${from.id}>${to.id}`));
      from.out.set(to.id, direction);
    }
    return direction;
  }

  /* ---- signals and faults ------------------------------------------------------------------------------ */

  /** kill −9: volatile state and unflushed writes are gone; peers see their connections reset. */
  kill(id: ProcessId): void {
    const process = this.process(id);
    assert(process.health !== 'down', `${id} is down already`);
    process.health = 'down';
    process.disk.clear();
    for (const lane of process.lanes.values()) lane.clear();
    process.held = [];
    this.trace('', { kind: 'process.crashed', process: id });
    resetConnections(this, process);
  }

  restart(id: ProcessId): void {
    const process = this.process(id);
    assert(process.health === 'down', `${id} is not down`);
    process.health = 'up';
    process.incarnation++;
    process.actor = process.actor.afterCrash();
    for (const direction of process.out.values()) direction.end();
    this.pushLocal('start', process, this.now, '', null);
  }

  /** SIGSTOP: nothing is handled; timers of others go on. */
  pause(id: ProcessId): void {
    const process = this.process(id);
    assert(process.health === 'up', `${id} is ${process.health}`);
    process.health = 'paused';
    this.trace('', { kind: 'process.paused', process: id });
  }

  resume(id: ProcessId): void {
    const process = this.process(id);
    assert(process.health === 'paused', `${id} is ${process.health}`);
    process.health = 'up';
    this.trace('', { kind: 'process.resumed', process: id });
    this.releaseHeld(process);
  }

  beginFault(id: string, effects: readonly Effect[]): void {
    this.conditions.begin(id, effects, this.now);
    for (const process of this.processes.values()) this.releaseHeld(process);
  }

  healFault(id: string): boolean {
    const found = this.conditions.heal(id);
    for (const process of this.processes.values()) this.releaseHeld(process);
    return found;
  }

  /** Held items are due now, in the order they were held; those still blocked are held again. */
  private releaseHeld(process: Process): void {
    const held = process.held;
    process.held = [];
    for (const item of held) this.queue.push(this.now, this.nextSeq++, item);
    recallAside(this, process);
  }

  /** A message from outside the world, without latency; `from` is a name nobody answers to. */
  inject(to: ProcessId, message: Message, from: ProcessId = 'console'): void {
    const process = this.process(to);
    assert(process.health === 'up', `${to} is ${process.health}`);
    process.actor.receive(from, message, this.context.as(process));
  }

  /* ---- effects of actors -------------------------------------------------------------------------------- */

  /** For the context only. */
  send(from: Process, toId: ProcessId, message: Message): void {
    const to = this.processes.get(toId);
    // An answer to the console has nobody to read it.
    if (to === undefined) return;
    const direction = this.direction(from, to);
    const condition = this.conditions.link(from.id, from.az, to.id, to.az);
    const latency = baseLatencyUs(this.config.net, from, to);
    const dueAt = arrivalAt(this.config.net, direction, latency, condition, message.bytes, this.now);
    const lost = direction.rng.below(1_000_000) < condition.lossPpm;
    this.traffic.count(from.az, to.az, message.kind, message.bytes);
    const seq = this.nextSeq++;
    this.queue.push(dueAt, seq, {
      type: 'deliver',
      seq,
      cause: this.currentSeq,
      from: from.id,
      to: toId,
      message,
      sentAt: this.now,
      dueAt,
      epoch: direction.epoch,
      fate: lost ? 'lost' : 'arrives',
    });
  }

  setTimer(process: Process, delayUs: number, timer: Timer): void {
    assert(delayUs >= 0, `timer ${timer.kind} in the past`);
    this.pushLocal('timer', process, this.now + delayUs, '', timer);
  }

  write(process: Process, work: Work, bytes: number): void {
    process.disk.push(work, bytes);
    serve(this, process, null);
  }

  enqueue(process: Process, lane: string, work: Work, costUs: number, tag = ''): void {
    process.lane(lane).push(work, costUs, tag);
    serve(this, process, lane);
  }

  stream(process: Process, name: string): Rng {
    let stream = process.streams.get(name);
    if (stream === undefined) {
      stream = this.root.fork(`${process.id}/${name}`);
      process.streams.set(name, stream);
    }
    return stream;
  }

  trace(by: ProcessId, event: TraceEvent): void {
    const { fingerprint } = this;
    fingerprint.number(this.now);
    fingerprint.string(by);
    mixEvent(fingerprint, event);
    const n = this.traceLength++;
    if (this.onRecord !== null) {
      this.onRecord({ n, at: this.now, by, item: this.currentSeq, cause: this.currentCause, event });
    }
  }

  /** Enqueues what a process is to handle later. For the kernel's own files only. */
  pushLocal(
    type: LocalItem['type'],
    process: Process,
    at: SimTime,
    name: string,
    timer: Timer | null,
    epoch = 0,
  ): void {
    const seq = this.nextSeq++;
    this.queue.push(at, seq, {
      type,
      seq,
      cause: this.currentSeq,
      to: process.id,
      incarnation: process.incarnation,
      timer,
      name,
      epoch,
    });
  }
}
