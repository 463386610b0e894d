import type { Rng } from '../../base/rng.ts';
import type { ProcessId } from '../../model/ids.ts';
import type { TraceEvent } from '../../model/trace.ts';
import type { Context, Message, Timer, Work } from '../../sim/actor.ts';
import type { PdWork } from './disk.ts';
import type { Election } from './election.ts';

/** The context of a member among several: what would be written to its disk is saved in etcd. */
export class SavingContext implements Context {
  private readonly ctx: Context;
  private readonly election: Election;

  constructor(ctx: Context, election: Election) {
    this.ctx = ctx;
    this.election = election;
  }

  get self(): ProcessId {
    return this.ctx.self;
  }

  monotonicUs(): number {
    return this.ctx.monotonicUs();
  }

  wallMs(): number {
    return this.ctx.wallMs();
  }

  rng(stream: string): Rng {
    return this.ctx.rng(stream);
  }

  send(to: ProcessId, message: Message): void {
    this.ctx.send(to, message);
  }

  setTimer(delayUs: number, timer: Timer): void {
    this.ctx.setTimer(delayUs, timer);
  }

  write(work: Work, bytes: number): void {
    this.election.save(work as PdWork, bytes, this.ctx);
  }

  enqueue(lane: string, work: Work, costUs: number, tag = ''): void {
    this.ctx.enqueue(lane, work, costUs, tag);
  }

  trace(event: TraceEvent): void {
    this.ctx.trace(event);
  }
}
