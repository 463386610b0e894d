import { must } from '../../base/assert.ts';
import type { RuleSet, SystemConfig } from '../../model/config.ts';
import type { ProcessId } from '../../model/ids.ts';
import { encodeRawKey } from '../../model/key.ts';
import type { Region } from '../../model/region.ts';
import type { EventOf, TraceEvent, TraceKind } from '../../model/trace.ts';
import { composeTs, type Ts } from '../../model/ts.ts';
import type { Actor, Context, Message, Timer, Work } from '../../sim/actor.ts';
import { EtcdActor } from '../etcd/actor.ts';
import { FakeContext } from '../testing/fake-context.ts';
import type { PdMessage } from '../pd/msg.ts';
import type { CdcRegister, CdcRow, RawPair, RawWriteResponse, TikvMessage } from '../tikv/msg.ts';
import { CaptureActor, type ConfiguredChangefeed } from './capture.ts';

/** For tests of this folder: a small world with real etcd and captures, and scripted PD and stores. */

export const CONFIG: SystemConfig = {
  raft: {
    tickUs: 1_000_000, heartbeatTicks: 2, electionTicks: 10, leaderLeaseUs: 9_000_000, preVote: true, checkQuorum: true,
    maxSizePerMsgBytes: 1_048_576, maxInflightMsgs: 256, logGcThreshold: 50, logGcTickUs: 3_000_000,
    leaderTransferMaxLogLag: 10,
  },
  store: {
    pollUs: 50, applyBatchUs: 20, applyEntryUs: 5, mergeCheckTickUs: 2_000_000, mergeMaxLogGap: 10,
    regionHeartbeatUs: 60_000_000, storeHeartbeatUs: 10_000_000, regionSplitBytes: 0,
  },
  pd: { tsoUpdateUs: 50_000, tsoWindowMs: 5_000, operatorTimeoutUs: 600_000_000 },
  causalTs: { renewUs: 100_000, allocAheadUs: 3_000_000, batchMin: 100, batchMax: 8_192 },
  cdc: {
    minTsIntervalUs: 1_000_000, checkLeaderTimeoutUs: 5_000_000, scanConcurrency: 6, scanBytesPerS: 128_000_000,
    endpointTaskUs: 5, sinkQuotaBytes: 512_000_000,
  },
  ticdc: {
    sessionTtlUs: 10_000_000, ownerTickUs: 200_000, processorTickUs: 100_000, heartbeatUs: 100_000,
    safeIntervalUs: 3_000_000, sorterFlushUs: 200_000, sinkTickUs: 500_000, sinkWorkers: 4, sinkBatchEntries: 4_096,
    sinkBatchBytes: 40_000_000, retryUs: 500_000, balanceIntervalUs: 5_000_000,
  },
  client: { rpcTimeoutUs: 10_000_000, backoffBaseUs: 2_000, backoffCapUs: 500_000 },
  net: {
    intraAzUs: 250, crossAzUs: 500, jitterUs: 0, crossClusterUs: 15_000, bandwidthBytesPerS: 1_000_000_000,
    keepaliveTimeoutUs: 3_000_000,
  },
  disk: { fsyncUs: 500, fsyncJitterUs: 0, bytesPerS: 200_000_000 },
};

export const NO_RULES_OFF: RuleSet = { off: [] };

const LATENCY_US = 500;

type Item =
  | { readonly type: 'message'; readonly from: ProcessId; readonly to: ProcessId; readonly message: Message; readonly link: number }
  | { readonly type: 'timer'; readonly of: ProcessId; readonly life: number; readonly timer: Timer }
  | { readonly type: 'written'; readonly of: ProcessId; readonly life: number; readonly work: Work }
  | { readonly type: 'broken'; readonly at: ProcessId; readonly peer: ProcessId };

/** Answers questions about Regions and time; one Region per pair of neighbouring boundaries. */
export class ScriptedPd implements Actor {
  routes: { region: Region; leaderStore: number }[] = [];
  safePoints: Ts[] = [];
  constructor(private readonly stores: readonly { store: number; process: ProcessId }[]) {}

  start(): void {}
  receive(from: ProcessId, message: Message, ctx: Context): void {
    const ask = message as PdMessage;
    if (ask.kind === 'pd.tso-request') {
      const last = composeTs(1 + Math.floor(ctx.monotonicUs() / 1_000), 0);
      const answer: PdMessage = { kind: 'pd.tso-response', bytes: 1, id: ask.id, last, count: 1, error: '' };
      ctx.send(from, answer);
    } else if (ask.kind === 'pd.scan-regions') {
      const routes = this.routes
        .filter(({ region }) => region.endKey === '' || region.endKey > ask.startKey)
        .filter(({ region }) => ask.endKey === '' || region.startKey < ask.endKey)
        .slice(0, ask.limit);
      const answer: PdMessage = { kind: 'pd.scan-regions-response', bytes: 1, id: ask.id, routes, stores: this.stores };
      ctx.send(from, answer);
    } else if (ask.kind === 'pd.update-safe-point') {
      this.safePoints.push(ask.ts);
    }
  }
  timer(): void {}
  written(): void {}
  worked(): void {}
  disconnected(): void {}
  clone(): Actor {
    return this;
  }
  afterCrash(): Actor {
    return this;
  }
}

/** Keeps a history of rows; feeds subscribers with a scan, then with what `commit` adds, and with time. */
export class ScriptedStore implements Actor {
  rows: CdcRow[] = [];
  subscribers: { process: ProcessId; register: CdcRegister }[] = [];
  written: () => void = () => {};
  /** Downstream role: every pair written, in order, with its source ts. */
  pairs: RawPair[] = [];
  /** Next answers to writes; null accepts. */
  errors: RawWriteResponse['error'][] = [];
  private now = (): Ts => 0 as Ts;

  start(ctx: Context): void {
    ctx.setTimer(100_000, { kind: 'store.resolve' });
  }
  receive(from: ProcessId, message: Message, ctx: Context): void {
    const ask = message as TikvMessage;
    if (ask.kind === 'cdc.register') {
      this.subscribers.push({ process: from, register: ask });
      const newest = new Map<string, CdcRow>();
      for (const row of this.rows) newest.set(row.key, row);
      const rows = [...newest.values()].filter((row) => row.ts > ask.checkpointTs && inRange(row.key, ask));
      this.feed(from, ask, rows, true, ctx);
    } else if (ask.kind === 'cdc.deregister') {
      this.subscribers = this.subscribers.filter((each) => each.register.requestId !== ask.requestId);
    } else if (ask.kind === 'raw.write') {
      const error = this.errors.shift() ?? null;
      if (error === null) this.pairs.push(...ask.pairs);
      const answer: TikvMessage = {
        kind: 'raw.write-response', bytes: 1, request: ask.request, ts: 0 as Ts, error,
      };
      ctx.send(from, answer);
    }
  }
  timer(_timer: Timer, ctx: Context): void {
    ctx.setTimer(100_000, { kind: 'store.resolve' });
    const ts = composeTs(1 + Math.floor(ctx.monotonicUs() / 1_000), 0);
    for (const { process, register } of this.subscribers) {
      const resolved: TikvMessage = {
        kind: 'cdc.resolved', bytes: 1, ts, regions: [register.region], requestIds: [register.requestId],
      };
      ctx.send(process, resolved);
    }
  }
  worked(): void {}
  disconnected(peer: ProcessId): void {
    this.subscribers = this.subscribers.filter(({ process }) => process !== peer);
  }
  clone(): Actor {
    return this;
  }
  afterCrash(): Actor {
    this.subscribers = [];
    return this;
  }

  commit(row: CdcRow, ctx: Context): void {
    this.rows.push(row);
    for (const { process, register } of this.subscribers) {
      if (inRange(row.key, register)) this.feed(process, register, [row], false, ctx);
    }
  }

  feed(to: ProcessId, register: CdcRegister, rows: CdcRow[], initialized: boolean, ctx: Context): void {
    const { region, requestId } = register;
    const events: TikvMessage = { kind: 'cdc.events', bytes: 1, region, requestId, rows, initialized, error: null };
    ctx.send(to, events);
  }
}

function inRange(key: string, range: { readonly startKey: string; readonly endKey: string }): boolean {
  const encoded = encodeRawKey(key);
  return encoded >= range.startKey && (range.endKey === '' || encoded < range.endKey);
}

/** Events in order of (time, sequence); every link ordered, broken by the death of either end. */
export class World {
  nowUs = 0;
  traced: TraceEvent[] = [];
  private queue: { atUs: number; seq: number; item: Item }[] = [];
  private seq = 0;
  private actors = new Map<ProcessId, Actor>();
  private contexts = new Map<ProcessId, FakeContext>();
  private lives = new Map<ProcessId, number>();
  private paused = new Set<ProcessId>();
  private links = new Map<string, number>();

  add(process: ProcessId, actor: Actor): void {
    this.actors.set(process, actor);
    this.contexts.set(process, new FakeContext(process));
    this.lives.set(process, 1);
    this.call(process, (ctx) => actor.start(ctx));
  }

  actor(process: ProcessId): Actor {
    return must(this.actors.get(process), process);
  }

  replace(process: ProcessId, actor: Actor): void {
    this.actors.set(process, actor);
  }

  send(to: ProcessId, message: Message): void {
    this.call(to, (ctx) => this.actor(to).receive('console', message, ctx));
  }

  call(process: ProcessId, act: (ctx: FakeContext) => void): void {
    const ctx = must(this.contexts.get(process), process);
    ctx.nowUs = this.nowUs;
    act(ctx);
    this.traced.push(...ctx.traced.splice(0));
    const life = must(this.lives.get(process), process);
    for (const { to, message } of ctx.sent.splice(0)) {
      if (!this.alive(to)) {
        this.push(LATENCY_US, { type: 'broken', at: process, peer: to });
        continue;
      }
      this.push(LATENCY_US, { type: 'message', from: process, to, message, link: this.link(process, to) });
    }
    for (const { atUs, timer } of ctx.timers.splice(0)) {
      this.push(atUs - this.nowUs, { type: 'timer', of: process, life, timer });
    }
    for (const { work } of ctx.writes.splice(0)) this.push(1_000, { type: 'written', of: process, life, work });
  }

  kill(process: ProcessId): void {
    const life = must(this.lives.get(process), process);
    this.lives.set(process, -life);
    for (const other of this.actors.keys()) {
      if (other === process || !this.alive(other)) continue;
      this.cut(process, other);
      this.push(LATENCY_US, { type: 'broken', at: other, peer: process });
    }
  }

  restart(process: ProcessId): void {
    const life = -must(this.lives.get(process), process) + 1;
    this.lives.set(process, life);
    const actor = this.actor(process).afterCrash();
    this.actors.set(process, actor);
    this.call(process, (ctx) => actor.start(ctx));
  }

  /** Breaks the connection once; both ends notice. */
  breakLink(a: ProcessId, b: ProcessId): void {
    this.cut(a, b);
    this.push(LATENCY_US, { type: 'broken', at: a, peer: b });
    this.push(LATENCY_US, { type: 'broken', at: b, peer: a });
  }

  pause(process: ProcessId): void {
    this.paused.add(process);
  }

  /** What arrived during the pause is handled first, in order (facts 10.9). */
  resume(process: ProcessId): void {
    this.paused.delete(process);
  }

  runUntil(untilUs: number): void {
    for (;;) {
      let first = -1;
      for (let i = 0; i < this.queue.length; i++) {
        const entry = must(this.queue[i], 'entry');
        if (entry.atUs > untilUs || this.blocked(entry.item)) continue;
        const best = this.queue[first];
        if (best === undefined || entry.atUs < best.atUs || (entry.atUs === best.atUs && entry.seq < best.seq)) first = i;
      }
      const entry = this.queue[first];
      if (entry === undefined) break;
      this.queue.splice(first, 1);
      this.nowUs = Math.max(this.nowUs, entry.atUs);
      this.handle(entry.item);
    }
    this.nowUs = untilUs;
  }

  tracedOf<K extends TraceKind>(kind: K): EventOf<K>[] {
    return this.traced.filter((event): event is EventOf<K> => event.kind === kind);
  }

  private handle(item: Item): void {
    if (item.type === 'message') {
      if (!this.alive(item.to) || this.link(item.from, item.to) !== item.link) return;
      this.call(item.to, (ctx) => this.actor(item.to).receive(item.from, item.message, ctx));
    } else if (item.type === 'broken') {
      if (this.alive(item.at)) this.call(item.at, (ctx) => this.actor(item.at).disconnected(item.peer, ctx));
    } else if (this.lives.get(item.of) === item.life) {
      if (item.type === 'timer') this.call(item.of, (ctx) => this.actor(item.of).timer(item.timer, ctx));
      else this.call(item.of, (ctx) => this.actor(item.of).written(item.work, ctx));
    }
  }

  private blocked(item: Item): boolean {
    const at = item.type === 'message' ? item.to : item.type === 'broken' ? item.at : item.of;
    return this.paused.has(at);
  }

  private alive(process: ProcessId): boolean {
    return (this.lives.get(process) ?? 0) > 0;
  }

  private link(a: ProcessId, b: ProcessId): number {
    return this.links.get(a < b ? `${a}|${b}` : `${b}|${a}`) ?? 0;
  }

  private cut(a: ProcessId, b: ProcessId): void {
    this.links.set(a < b ? `${a}|${b}` : `${b}|${a}`, this.link(a, b) + 1);
  }

  private push(delayUs: number, item: Item): void {
    this.queue.push({ atUs: this.nowUs + delayUs, seq: ++this.seq, item });
  }
}

export interface Cluster {
  readonly world: World;
  readonly pd: ScriptedPd;
  readonly store: ScriptedStore;
  readonly recovery: ScriptedStore;
}

/** etcd, two captures, one upstream and one recovery store. `boundaries`: user keys between the Regions. */
export function makeCluster(
  changefeeds: readonly ConfiguredChangefeed[],
  options: { captures?: number; rules?: RuleSet; boundaries?: string[]; config?: SystemConfig } = {},
): Cluster {
  const world = new World();
  const pd = new ScriptedPd([{ store: 1, process: 'store-1' }]);
  pd.routes = regionsBetween(options.boundaries ?? [], 1, 1);
  const recoveryPd = new ScriptedPd([{ store: 101, process: 'r-store-101' }]);
  recoveryPd.routes = regionsBetween([], 1_001, 101);
  const store = new ScriptedStore();
  const recovery = new ScriptedStore();
  world.add('etcd-1', new EtcdActor('etcd-1'));
  world.add('pd-1', pd);
  world.add('r-pd-1', recoveryPd);
  world.add('store-1', store);
  world.add('r-store-101', recovery);
  for (const letter of ['a', 'b', 'c'].slice(0, options.captures ?? 2)) {
    const process = `capture-${letter}`;
    world.add(
      process,
      new CaptureActor({
        process, az: 'az-1', config: options.config ?? CONFIG, rules: options.rules ?? NO_RULES_OFF,
        etcd: 'etcd-1', upstreamPd: 'pd-1', recoveryPd: 'r-pd-1', changefeeds,
      }),
    );
  }
  return { world, pd, store, recovery };
}

export function regionsBetween(
  boundaries: readonly string[],
  firstId: number,
  leaderStore: number,
): { region: Region; leaderStore: number }[] {
  const keys = ['', ...boundaries.map(encodeRawKey), ''];
  return keys.slice(1).map((endKey, i) => ({
    leaderStore,
    region: {
      id: firstId + i, startKey: keys[i] ?? '', endKey, epoch: { confVer: 1, version: 1 },
      peers: [{ id: firstId + i, storeId: leaderStore, role: 'voter' }],
    },
  }));
}
