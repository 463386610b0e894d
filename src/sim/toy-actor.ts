import type { NetConfig } from '../model/config.ts';
import type { ProcessId } from '../model/ids.ts';
import type { SimTime } from '../model/time.ts';
import type { Actor, Context, Message, Timer, Work } from './actor.ts';
import type { ProcessSpec } from './process.ts';
import { World } from './world.ts';
import type { WorldConfig } from './world.ts';

/** A numbered message, timer or piece of work for tests of the kernel. Tests only. */
export interface Numbered {
  readonly kind: 'toy';
  readonly n: number;
  readonly bytes: number;
}

export function numbered(n: number, bytes = 100): Numbered {
  return { kind: 'toy', n, bytes };
}

/**
 * An actor that writes down what happens to it, with the moment, and answers a message `n` below `echoBelow`
 * with `n + 1000`. `chatter` makes it send to everybody on a random rhythm. Tests only.
 */
export class ToyActor implements Actor {
  log: string[] = [];
  /** What is on its disk: survives a crash. */
  durable: number[] = [];
  echoBelow = 0;
  /** Peers it talks to by itself; empty: none. */
  chatter: readonly ProcessId[] = [];
  sent = 0;

  start(ctx: Context): void {
    this.note(ctx, `start with ${this.durable.join(' ') || 'nothing'}`);
    if (this.chatter.length > 0) ctx.setTimer(1, numbered(-1));
  }

  receive(from: ProcessId, message: Message, ctx: Context): void {
    const { n } = message as Numbered;
    this.note(ctx, `${n} from ${from}`);
    if (n < this.echoBelow) ctx.send(from, numbered(n + 1000));
  }

  timer(timer: Timer, ctx: Context): void {
    const { n } = timer as Numbered;
    if (n !== -1) {
      this.note(ctx, `timer ${n}`);
      return;
    }
    const rng = ctx.rng('chatter');
    for (const peer of this.chatter) {
      const next = numbered(this.sent++, rng.between(10, 5_000));
      ctx.send(peer, next);
      if (rng.chance(1, 3)) ctx.write(next, next.bytes);
      if (rng.chance(1, 3)) ctx.enqueue('work', next, rng.below(500));
    }
    ctx.setTimer(rng.between(50, 2_000), numbered(-1));
  }

  written(work: Work, ctx: Context): void {
    const { n } = work as Numbered;
    this.durable = [...this.durable, n];
    this.note(ctx, `written ${n}`);
  }

  worked(lane: string, work: Work, ctx: Context): void {
    this.note(ctx, `${lane} ${(work as Numbered).n}`);
  }

  disconnected(peer: ProcessId, ctx: Context): void {
    this.note(ctx, `lost ${peer}`);
  }

  clone(): ToyActor {
    const copy = this.afterCrash();
    copy.log = this.log.slice();
    copy.sent = this.sent;
    return copy;
  }

  afterCrash(): ToyActor {
    const copy = new ToyActor();
    copy.durable = this.durable;
    copy.echoBelow = this.echoBelow;
    copy.chatter = this.chatter;
    return copy;
  }

  /** The log without moments. */
  get happened(): string[] {
    return this.log.map((line) => line.slice(line.indexOf(' ') + 1));
  }

  private note(ctx: Context, what: string): void {
    this.log = [...this.log, `${ctx.monotonicUs()} ${what}`];
    ctx.trace({ kind: 'net.dropped', from: ctx.self, to: '', message: what, reason: 'toy' });
  }
}

const NET: NetConfig = {
  intraAzUs: 100,
  crossAzUs: 1_000,
  jitterUs: 200,
  crossClusterUs: 10_000,
  bandwidthBytesPerS: 1_000_000_000,
  keepaliveTimeoutUs: 50_000,
};

/** A world of toy actors `a`, `b`, `c` … in zones z1, z2, z3, round and round. Tests only. */
export function toyWorld(count: number, seed = 1, net: Partial<NetConfig> = {}): World {
  const config: WorldConfig = {
    seed,
    net: { ...NET, ...net },
    disk: { fsyncUs: 300, fsyncJitterUs: 100, bytesPerS: 100_000_000 },
  };
  const world = new World(config);
  for (let i = 0; i < count; i++) {
    const spec: ProcessSpec = {
      id: String.fromCharCode(97 + i),
      kind: 'store',
      cluster: 'upstream',
      az: `z${(i % 3) + 1}`,
      actor: new ToyActor(),
      clockOffsetUs: 0,
    };
    world.addProcess(spec);
  }
  return world;
}

export function toy(world: World, id: ProcessId): ToyActor {
  const { actor } = world.process(id);
  if (!(actor instanceof ToyActor)) throw new TypeError(`${id} is not a toy`);
  return actor;
}

/** From outside the world: one process sends another these numbers. Tests only. */
export function sendNumbers(
  world: World,
  from: ProcessId,
  to: ProcessId,
  ...numbers: readonly number[]
): void {
  world.external(() => {
    for (const n of numbers) world.send(world.process(from), to, numbered(n));
  });
}

/** Tests only. */
export function runTo(world: World, until: SimTime): void {
  world.runUntil(until, Infinity);
}
