import { Rng } from '../../base/rng.ts';
import type { ProcessId } from '../../model/ids.ts';
import type { EventOf, TraceEvent, TraceKind } from '../../model/trace.ts';
import type { Context, Message, Timer, Work } from '../../sim/actor.ts';

/**
 * A {@link Context} for tests of one actor without a world: it records every effect, and time stands still
 * until the test moves it. Tests only.
 */
export class FakeContext implements Context {
  readonly self: ProcessId;
  nowUs = 0;
  /** Wall clock minus monotonic time, ms. */
  wallOffsetMs = 0;
  readonly sent: { readonly to: ProcessId; readonly message: Message }[] = [];
  readonly timers: { readonly atUs: number; readonly timer: Timer }[] = [];
  readonly writes: { readonly work: Work; readonly bytes: number }[] = [];
  readonly queued: {
    readonly lane: string;
    readonly work: Work;
    readonly costUs: number;
    readonly tag: string;
  }[] = [];
  readonly traced: TraceEvent[] = [];
  private readonly root: Rng;
  private readonly streams = new Map<string, Rng>();

  constructor(self: ProcessId, seed = 1) {
    this.self = self;
    this.root = Rng.fromSeed(seed);
  }

  monotonicUs(): number {
    return this.nowUs;
  }

  wallMs(): number {
    return Math.floor(this.nowUs / 1000) + this.wallOffsetMs;
  }

  rng(stream: string): Rng {
    let found = this.streams.get(stream);
    if (found === undefined) {
      found = this.root.fork(stream);
      this.streams.set(stream, found);
    }
    return found;
  }

  send(to: ProcessId, message: Message): void {
    this.sent.push({ to, message });
  }

  setTimer(delayUs: number, timer: Timer): void {
    this.timers.push({ atUs: this.nowUs + delayUs, timer });
  }

  write(work: Work, bytes: number): void {
    this.writes.push({ work, bytes });
  }

  enqueue(lane: string, work: Work, costUs: number, tag = ''): void {
    this.queued.push({ lane, work, costUs, tag });
  }

  trace(event: TraceEvent): void {
    this.traced.push(event);
  }

  /** Takes the messages recorded so far, optionally only those to `to`. */
  takeSent(to?: ProcessId): Message[] {
    const taken = this.sent.filter((entry) => to === undefined || entry.to === to);
    for (const entry of taken) this.sent.splice(this.sent.indexOf(entry), 1);
    return taken.map((entry) => entry.message);
  }

  takeWrites(): Work[] {
    return this.writes.splice(0).map((entry) => entry.work);
  }

  /** Moves time to the next timer at or before `untilUs` and takes it; null when there is none, and time is `untilUs`. */
  nextTimer(untilUs: number): Timer | null {
    let first: { readonly atUs: number; readonly timer: Timer } | null = null;
    for (const entry of this.timers) {
      if (entry.atUs <= untilUs && (first === null || entry.atUs < first.atUs)) first = entry;
    }
    if (first === null) {
      this.nowUs = Math.max(this.nowUs, untilUs);
      return null;
    }
    this.timers.splice(this.timers.indexOf(first), 1);
    this.nowUs = Math.max(this.nowUs, first.atUs);
    return first.timer;
  }

  tracedOf<K extends TraceKind>(kind: K): EventOf<K>[] {
    return this.traced.filter((event): event is EventOf<K> => event.kind === kind);
  }
}
