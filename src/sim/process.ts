import type { Rng } from '../base/rng.ts';
import type { AzId, ClusterName, ProcessId } from '../model/ids.ts';
import type { ProcessHealth, ProcessKind } from '../model/frame.ts';
import type { Actor, Work } from './actor.ts';
import type { Direction } from './network.ts';
import type { Item } from './item.ts';

/** One piece of work in a mailbox; `tag` is '' for work of nobody in particular. */
export interface MailboxEntry {
  readonly work: Work;
  readonly cost: number;
  readonly tag: string;
}

/**
 * A serial queue with one thing in service: a disk or a lane. Work whose tag stands still is set aside when its turn
 * comes, so that others pass; it comes back, before all that waits, when its tag goes on.
 *
 *     push ──▶ waiting ──turn──▶ in service ──done──▶ handled
 *                 ▲   │ tag stands still │
 *                 │   └──────▶ aside ◀───┘
 *                 └─ tag goes on ┘
 */
export class Mailbox {
  private queue: MailboxEntry[] = [];
  private head = 0;
  private aside: MailboxEntry[] = [];
  /** True while a queue item of the world stands for the work at the head. */
  busy = false;

  /** All that is not handled, set aside or not. */
  get depth(): number {
    return this.queue.length - this.head + this.aside.length;
  }

  /** Set aside: its tag stands still. */
  get asideDepth(): number {
    return this.aside.length;
  }

  push(work: Work, cost: number, tag = ''): void {
    this.queue.push({ work, cost, tag });
  }

  first(): MailboxEntry | null {
    return this.queue[this.head] ?? null;
  }

  /** The head has to wait for its tag. */
  setFirstAside(): void {
    this.aside = [...this.aside, this.take()];
  }

  /** What is aside and may go on now stands first again, behind what is in service. */
  recall(stalled: (tag: string) => boolean): void {
    if (this.aside.length === 0) return;
    const back = this.aside.filter((entry) => !stalled(entry.tag));
    if (back.length === 0) return;
    this.aside = this.aside.filter((entry) => stalled(entry.tag));
    const served = this.busy ? 1 : 0;
    const rest = this.queue.slice(this.head);
    this.queue = [...rest.slice(0, served), ...back, ...rest.slice(served)];
    this.head = 0;
  }

  shift(): Work {
    return this.take().work;
  }

  private take(): MailboxEntry {
    const entry = this.queue[this.head++] as MailboxEntry;
    if (this.head === this.queue.length) {
      this.queue = [];
      this.head = 0;
    } else if (this.head > 64) {
      this.queue = this.queue.slice(this.head);
      this.head = 0;
    }
    return entry;
  }

  clear(): void {
    this.queue = [];
    this.head = 0;
    this.aside = [];
    this.busy = false;
  }

  clone(): Mailbox {
    const copy = new Mailbox();
    copy.queue = this.queue.slice(this.head);
    copy.aside = this.aside;
    copy.busy = this.busy;
    return copy;
  }
}

export interface ProcessSpec {
  readonly id: ProcessId;
  readonly kind: ProcessKind;
  readonly cluster: ClusterName;
  readonly az: AzId;
  readonly actor: Actor;
  /** Wall clock minus true time at the start, µs. */
  readonly clockOffsetUs: number;
}

/** One thing that can crash: an actor, its disk, its lanes and its connections. */
export class Process {
  readonly id: ProcessId;
  readonly kind: ProcessKind;
  readonly cluster: ClusterName;
  readonly az: AzId;
  readonly clockOffsetUs: number;
  actor: Actor;
  health: ProcessHealth = 'up';
  /** Raised at every restart: what was meant for the former process is ignored. */
  incarnation = 1;
  disk = new Mailbox();
  lanes = new Map<string, Mailbox>();
  streams = new Map<string, Rng>();
  out = new Map<ProcessId, Direction>();
  /** Arrived while paused, or finished while the disk or lane was stalled; handled on release, in order. */
  held: Item[] = [];
  /** Duration of the newest fsync, µs; null before the first. */
  fsyncUs: number | null = null;

  constructor(spec: ProcessSpec) {
    this.id = spec.id;
    this.kind = spec.kind;
    this.cluster = spec.cluster;
    this.az = spec.az;
    this.actor = spec.actor;
    this.clockOffsetUs = spec.clockOffsetUs;
  }

  lane(name: string): Mailbox {
    let lane = this.lanes.get(name);
    if (lane === undefined) {
      lane = new Mailbox();
      this.lanes.set(name, lane);
    }
    return lane;
  }

  clone(): Process {
    const copy = new Process({ ...this.spec(), actor: this.actor.clone() });
    copy.health = this.health;
    copy.incarnation = this.incarnation;
    copy.disk = this.disk.clone();
    for (const [name, lane] of this.lanes) copy.lanes.set(name, lane.clone());
    for (const [name, stream] of this.streams) copy.streams.set(name, stream.clone());
    for (const [peer, direction] of this.out) copy.out.set(peer, direction.clone());
    copy.held = this.held.slice();
    copy.fsyncUs = this.fsyncUs;
    return copy;
  }

  private spec(): ProcessSpec {
    return {
      id: this.id,
      kind: this.kind,
      cluster: this.cluster,
      az: this.az,
      actor: this.actor,
      clockOffsetUs: this.clockOffsetUs,
    };
  }
}
