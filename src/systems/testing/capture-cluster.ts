import { AssertionError } from '../../base/assert.ts';
import type { RuleSet, SystemConfig } from '../../model/config.ts';
import type { ProcessKind } from '../../model/frame.ts';
import type { ProcessId } from '../../model/ids.ts';
import { encodeRawKey } from '../../model/key.ts';
import type { Region } from '../../model/region.ts';
import type { EventOf, TraceEvent, TraceKind } from '../../model/trace.ts';
import { composeTs, TS_ZERO, type Ts } from '../../model/ts.ts';
import type { Actor, Context, Message, Timer } from '../../sim/actor.ts';
import { World } from '../../sim/world.ts';
import { EtcdActor } from '../etcd/actor.ts';
import type { PdMessage } from '../pd/msg.ts';
import type { CdcRegister, CdcRow, RawPair, RawWriteResponse, TikvMessage } from '../tikv/msg.ts';
import { CaptureActor } from '../ticdc/index.ts';
import type { ConfiguredChangefeed } from '../ticdc/index.ts';
import { PD_QUIET, STORE_QUIET } from './quiet.ts';

/** A small world for tests of the capture cluster: real kernel, etcd and captures; scripted PD and stores. Tests only. */

export const CONFIG: SystemConfig = {
  raft: {
    tickUs: 1_000_000,
    heartbeatTicks: 2,
    electionTicks: 10,
    leaderLeaseUs: 9_000_000,
    preVote: true,
    checkQuorum: true,
    maxSizePerMsgBytes: 1_048_576,
    maxInflightMsgs: 256,
    logGcThreshold: 50,
    logGcTickUs: 3_000_000,
    leaderTransferMaxLogLag: 10,
    rejectTransferUs: 0,
    hibernate: false,
  },
  store: {
    pollUs: 50,
    storageUs: 10,
    scheduleUs: 50,
    stampUs: 1,
    guardUs: 3,
    applyBatchUs: 20,
    observeEntryUs: 2,
    applyEntryUs: 5,
    mergeCheckTickUs: 2_000_000,
    mergeMaxLogGap: 10,
    regionHeartbeatUs: 60_000_000,
    storeHeartbeatUs: 10_000_000,
    regionSplitBytes: 0,
    gcPollUs: 10_000_000,
    ...STORE_QUIET,
  },
  pd: {
    tsoUpdateUs: 50_000,
    leaderLeaseUs: 5_000_000,
    tsoWindowMs: 5_000,
    operatorTimeoutUs: 600_000_000,
    ...PD_QUIET,
  },
  causalTs: {
    generation: 'batch-tso',
    hlcRefreshUs: 500_000,
    flushOn: 'leader-gated',
    renewUs: 100_000,
    allocAheadUs: 3_000_000,
    batchMin: 100,
    batchMax: 8_192,
  },
  cdc: {
    minTsIntervalUs: 1_000_000,
    checkLeaderTimeoutUs: 5_000_000,
    scanConcurrency: 6,
    scanBytesPerS: 128_000_000,
    endpointTaskUs: 5,
    scanQueueMax: 10_000,
    sinkMemoryQuotaBytes: 512 << 20,
    streamWindowBytes: 2 << 20,
    checkLeader: 'afterMinTs',
  },
  ticdc: {
    sessionTtlUs: 10_000_000,
    ownerTickUs: 200_000,
    processorTickUs: 100_000,
    heartbeatUs: 100_000,
    safeIntervalUs: 3_000_000,
    sorterFlushUs: 200_000,
    sinkTickUs: 500_000,
    sinkWorkers: 4,
    sinkBatchEntries: 4_096,
    sinkBatchBytes: 40_000_000,
    retryUs: 500_000,
    balanceIntervalUs: 5_000_000,
    resolveLockLagUs: 20_000_000,
    resolveLockTickUs: 2_000_000,
    resolveLockIntervalUs: 10_000_000,
    gcTtlUs: 86_400_000_000,
    gcUpdateUs: 60_000_000,
    fence: 'token',
  },
  client: { rpcTimeoutUs: 10_000_000, backoffBaseUs: 2_000, backoffCapUs: 500_000 },
  net: {
    intraAzUs: 250,
    crossAzUs: 500,
    jitterUs: 0,
    crossClusterUs: 15_000,
    bandwidthBytesPerS: 1_000_000_000,
    keepaliveTimeoutUs: 3_000_000,
  },
  disk: { fsyncUs: 500, fsyncJitterUs: 0, bytesPerS: 200_000_000 },
};

export const ALL_RULES_ON: RuleSet = { off: [] };

/** Answers questions about Regions and time; one Region per pair of neighbouring boundaries. */
export class ScriptedPd implements Actor {
  routes: { region: Region; leaderStore: number }[] = [];
  safePoints: Ts[] = [];
  /** Versions up to here may be gone. */
  collected = TS_ZERO;
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
      const answer: PdMessage = {
        kind: 'pd.scan-regions-response',
        bytes: 1,
        id: ask.id,
        routes,
        stores: this.stores,
      };
      ctx.send(from, answer);
    } else if (ask.kind === 'pd.update-safe-point') {
      if (ask.ttlUs > 0) this.safePoints.push(ask.ts);
      const { id = 0, service } = ask;
      const error = ask.ts < this.collected ? 'below the smallest live safe point' : '';
      const min = this.collected;
      const answer: PdMessage = { kind: 'pd.update-safe-point-response', bytes: 1, id, service, min, error };
      ctx.send(from, answer);
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

/** Tells a scripted store that a row was committed upstream. */
export interface CommitRow extends Message {
  readonly kind: 'test.commit';
  readonly row: CdcRow;
}

/** Keeps a history of rows; feeds subscribers with a scan, then with what `commit` adds, and with time. */
export class ScriptedStore implements Actor {
  rows: CdcRow[] = [];
  subscribers: { process: ProcessId; register: CdcRegister }[] = [];
  /** Downstream role: every pair written, in order, with its source ts. */
  pairs: RawPair[] = [];
  /** Next answers to writes; null accepts. */
  errors: RawWriteResponse['error'][] = [];

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
    } else if (message.kind === 'test.commit') {
      this.commit((message as CommitRow).row, ctx);
    } else if (ask.kind === 'raw.write') {
      const error = this.errors.shift() ?? null;
      if (error === null) this.pairs.push(...ask.pairs);
      const answer: TikvMessage = {
        kind: 'raw.write-response',
        bytes: 1,
        request: ask.request,
        call: ask.call,
        ts: 0 as Ts,
        error,
      };
      ctx.send(from, answer);
    }
  }
  timer(_timer: Timer, ctx: Context): void {
    ctx.setTimer(100_000, { kind: 'store.resolve' });
    const ts = composeTs(1 + Math.floor(ctx.monotonicUs() / 1_000), 0);
    for (const { process, register } of this.subscribers) {
      const resolved: TikvMessage = {
        kind: 'cdc.resolved',
        bytes: 1,
        ts,
        regions: [register.region],
        requestIds: [register.requestId],
      };
      ctx.send(process, resolved);
    }
  }
  written(): void {}
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

  private commit(row: CdcRow, ctx: Context): void {
    this.rows.push(row);
    for (const { process, register } of this.subscribers) {
      if (inRange(row.key, register)) this.feed(process, register, [row], false, ctx);
    }
  }

  private feed(
    to: ProcessId,
    register: CdcRegister,
    rows: CdcRow[],
    initialized: boolean,
    ctx: Context,
  ): void {
    const { region, requestId } = register;
    const events: TikvMessage = {
      kind: 'cdc.events',
      bytes: 1,
      region,
      requestId,
      rows,
      initialized,
      error: null,
    };
    ctx.send(to, events);
  }
}

function inRange(key: string, range: { readonly startKey: string; readonly endKey: string }): boolean {
  const encoded = encodeRawKey(key);
  return encoded >= range.startKey && (range.endKey === '' || encoded < range.endKey);
}

/** The kernel with everything that tests ask of it in one place. */
export class Bench {
  readonly traced: TraceEvent[] = [];

  constructor(readonly world: World) {
    world.onRecord = (record) => this.traced.push(record.event);
  }

  /** Runs until simulated time `untilUs`. */
  run(untilUs: number): void {
    this.world.runUntil(untilUs, Number.MAX_SAFE_INTEGER);
  }

  tracedOf<K extends TraceKind>(kind: K): EventOf<K>[] {
    return this.traced.filter((event): event is EventOf<K> => event.kind === kind);
  }
}

export interface CaptureCluster {
  readonly bench: Bench;
  readonly world: World;
  readonly pd: ScriptedPd;
  readonly store: ScriptedStore;
  readonly recovery: ScriptedStore;
}

export interface ClusterOptions {
  readonly captures?: number;
  readonly rules?: RuleSet;
  /** User keys between the Regions. */
  readonly boundaries?: readonly string[];
  readonly config?: SystemConfig;
}

/** etcd, captures, one upstream and one recovery store. */
export function captureCluster(
  changefeeds: readonly ConfiguredChangefeed[],
  options: ClusterOptions = {},
): CaptureCluster {
  const config = options.config ?? CONFIG;
  const world = new World({ seed: 1, net: config.net, disk: config.disk });
  const pd = new ScriptedPd([{ store: 1, process: 'store-1' }]);
  pd.routes = regionsBetween(options.boundaries ?? [], 1, 1);
  const recoveryPd = new ScriptedPd([{ store: 101, process: 'r-store-101' }]);
  recoveryPd.routes = regionsBetween([], 1_001, 101);
  const store = new ScriptedStore();
  const recovery = new ScriptedStore();
  const add = (id: ProcessId, kind: ProcessKind, actor: Actor): void => {
    world.addProcess({ id, kind, cluster: 'upstream', az: 'az-1', actor, clockOffsetUs: 0 });
  };
  add('etcd-1', 'etcd', new EtcdActor('etcd-1'));
  add('pd-1', 'pd', pd);
  add('r-pd-1', 'pd', recoveryPd);
  add('store-1', 'store', store);
  add('r-store-101', 'store', recovery);
  for (const letter of ['a', 'b', 'c'].slice(0, options.captures ?? 2)) {
    const id = `capture-${letter}`;
    const rules = options.rules ?? ALL_RULES_ON;
    const known = { etcd: 'etcd-1', upstreamPd: 'pd-1', recoveryPd: 'r-pd-1', changefeeds };
    add(id, 'capture', new CaptureActor({ process: id, az: 'az-1', config, rules, ...known }));
  }
  return { bench: new Bench(world), world, pd, store, recovery };
}

/** The capture actor now running as `process`. */
export function captureOf(world: World, process: ProcessId): CaptureActor {
  const { actor } = world.process(process);
  if (actor instanceof CaptureActor) return actor;
  throw new AssertionError(`${process} is no capture`);
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
      id: firstId + i,
      startKey: keys[i] ?? '',
      endKey,
      epoch: { confVer: 1, version: 1 },
      peers: [{ id: firstId + i, storeId: leaderStore, role: 'voter' }],
    },
  }));
}
