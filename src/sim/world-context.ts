import { must } from '../base/assert.ts';
import type { Rng } from '../base/rng.ts';
import type { ProcessId } from '../model/ids.ts';
import type { TraceEvent } from '../model/trace.ts';
import type { Context, Message, Timer, Work } from './actor.ts';
import type { Process } from './process.ts';
import type { World } from './world.ts';

/** The actor's door to the world; one object, pointed at the process whose turn it is. */
export class WorldContext implements Context {
  private readonly world: World;
  private process: Process | null = null;

  constructor(world: World) {
    this.world = world;
  }

  as(process: Process): this {
    this.process = process;
    return this;
  }

  private get mine(): Process {
    return must(this.process, 'current process');
  }

  get self(): ProcessId {
    return this.mine.id;
  }

  monotonicUs(): number {
    return this.world.now;
  }

  wallMs(): number {
    return Math.max(0, Math.floor((this.world.now + this.world.wallOffsetUs(this.mine)) / 1000));
  }

  rng(stream: string): Rng {
    return this.world.stream(this.mine, stream);
  }

  send(to: ProcessId, message: Message): void {
    this.world.send(this.mine, to, message);
  }

  setTimer(delayUs: number, timer: Timer): void {
    this.world.setTimer(this.mine, delayUs, timer);
  }

  write(work: Work, bytes: number): void {
    this.world.write(this.mine, work, bytes);
  }

  enqueue(lane: string, work: Work, costUs: number, tag = ''): void {
    this.world.enqueue(this.mine, lane, work, costUs, tag);
  }

  trace(event: TraceEvent): void {
    this.world.trace(this.mine.id, event);
  }
}
