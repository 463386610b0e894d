import { Rng } from '../../base/rng.ts';
import { StringPool } from '../../base/string-pool.ts';
import type { SystemConfig } from '../../model/config.ts';
import { encodeRawKey } from '../../model/key.ts';
import type { Region } from '../../model/region.ts';
import type { TraceRecord } from '../../model/trace.ts';
import { World } from '../../sim/world.ts';
import { ClientActor } from '../client/index.ts';
import type { BankSpec, CounterSpec, WorkloadSpec } from '../client/index.ts';
import { PdActor } from '../pd/index.ts';
import type { AdminRequest, Order, Step } from '../pd/msg.ts';
import { StoreActor } from '../tikv/index.ts';
import { PD_QUIET, STORE_QUIET } from './quiet.ts';

/** A small upstream cluster for tests: one PD, stores in one AZ each, and a client. */

/** Fast settings: ratios of the real ones, a tenth of their length. */
export const TEST_CONFIG: SystemConfig = {
  raft: {
    tickUs: 100_000,
    heartbeatTicks: 2,
    electionTicks: 10,
    leaderLeaseUs: 900_000,
    preVote: true,
    checkQuorum: true,
    maxSizePerMsgBytes: 1 << 20,
    maxInflightMsgs: 256,
    logGcThreshold: 256,
    logGcTickUs: 1_000_000,
    leaderTransferMaxLogLag: 128,
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
    applyEntryUs: 3,
    mergeCheckTickUs: 200_000,
    mergeMaxLogGap: 10,
    regionHeartbeatUs: 1_000_000,
    storeHeartbeatUs: 1_000_000,
    regionSplitBytes: 0,
    gcPollUs: 10_000_000,
    ...STORE_QUIET,
  },
  pd: {
    tsoUpdateUs: 50_000,
    leaderLeaseUs: 5_000_000,
    tsoWindowMs: 5_000,
    operatorTimeoutUs: 10_000_000,
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
    minTsIntervalUs: 200_000,
    checkLeaderTimeoutUs: 1_000_000,
    scanConcurrency: 6,
    scanBytesPerS: 128 << 20,
    endpointTaskUs: 5,
    scanQueueMax: 10_000,
    sinkMemoryQuotaBytes: 512 << 20,
    streamWindowBytes: 2 << 20,
    checkLeader: 'afterMinTs',
  },
  ticdc: {
    sessionTtlUs: 3_000_000,
    ownerTickUs: 50_000,
    processorTickUs: 50_000,
    heartbeatUs: 100_000,
    safeIntervalUs: 0,
    sorterFlushUs: 100_000,
    sinkTickUs: 100_000,
    sinkWorkers: 4,
    sinkBatchEntries: 4096,
    sinkBatchBytes: 40 << 20,
    retryUs: 100_000,
    balanceIntervalUs: 5_000_000,
    resolveLockLagUs: 2_000_000,
    resolveLockTickUs: 200_000,
    resolveLockIntervalUs: 1_000_000,
    gcTtlUs: 86_400_000_000,
    gcUpdateUs: 60_000_000,
    fence: 'token',
  },
  client: { rpcTimeoutUs: 2_000_000, backoffBaseUs: 2_000, backoffCapUs: 500_000 },
  net: {
    intraAzUs: 150,
    crossAzUs: 500,
    jitterUs: 100,
    crossClusterUs: 1_000,
    bandwidthBytesPerS: 1_250_000_000,
    keepaliveTimeoutUs: 3_000_000,
  },
  disk: { fsyncUs: 300, fsyncJitterUs: 300, bytesPerS: 500_000_000 },
};

export interface MiniOptions {
  readonly seed?: number;
  readonly stores?: number;
  /** Replicas of each Region at the start, on the first stores; default all. */
  readonly replicas?: number;
  readonly splitKeys?: readonly string[];
  readonly workloads?: readonly WorkloadSpec[];
  readonly off?: readonly string[];
  readonly config?: SystemConfig;
}

/** A counter workload as the matrix uses it, small. */
export function counter(threads: number, keys: number): CounterSpec {
  return {
    kind: 'counter',
    id: 'w1',
    threads,
    keys,
    startAtUs: 1_500_000,
    thinkUs: 0,
    pauseBetweenUs: 0,
    readBack: true,
    valueBytes: 16,
  };
}

export function bank(threads: number, accounts: number, endAtUs: number): BankSpec {
  return {
    kind: 'bank',
    id: 'bank',
    threads,
    accounts,
    balance: 100,
    startAtUs: 0,
    endAtUs,
    thinkUs: 5_000,
    sumPercent: 20,
    lockTtlMs: 3_000,
    asyncCommit: false,
    keepAlive: false,
    noteBytes: 0,
  };
}

export class MiniCluster {
  readonly world: World;
  readonly trace: TraceRecord[] = [];

  constructor(options: MiniOptions = {}) {
    const seed = options.seed ?? 1;
    const config = options.config ?? TEST_CONFIG;
    const count = options.stores ?? 3;
    const rules = { off: options.off ?? [] };
    const regions = bootstrapRegions(options.replicas ?? count, options.splitKeys ?? []);
    this.world = new World({ seed, net: config.net, disk: config.disk });
    this.world.onRecord = (record) => this.trace.push(record);
    const pd = new PdActor({
      process: 'pd-1',
      cluster: 'upstream',
      config,
      rules,
      firstRegionId: 100,
      firstPeerId: 1000,
    });
    const leader = (region: Region): number => ((region.id - 1) % (options.replicas ?? count)) + 1;
    pd.bootstrap(regions, regions.map(leader));
    this.world.addProcess({
      id: 'pd-1',
      kind: 'pd',
      cluster: 'upstream',
      az: 'az-1',
      actor: pd,
      clockOffsetUs: 0,
    });
    const storeProcesses = new Map<number, string>();
    const strings = new StringPool();
    for (let id = 1; id <= count; id++) storeProcesses.set(id, `store-${id}`);
    for (let id = 1; id <= count; id++) {
      const actor = new StoreActor({
        process: `store-${id}`,
        storeId: id,
        cluster: 'upstream',
        az: `az-${id}`,
        config,
        rules,
        pd: 'pd-1',
        bootstrap: regions,
        campaign: regions.filter((r) => leader(r) === id).map((r) => r.id),
        storeProcesses,
        strings,
        rng: Rng.fromSeed(seed).fork(`store-${id}`),
      });
      this.world.addProcess({
        id: `store-${id}`,
        kind: 'store',
        cluster: 'upstream',
        az: `az-${id}`,
        actor,
        clockOffsetUs: 0,
      });
    }
    const client = new ClientActor({
      process: 'client-1',
      pd: 'pd-1',
      config,
      rules,
      workloads: options.workloads ?? [],
    });
    this.world.addProcess({
      id: 'client-1',
      kind: 'client',
      cluster: 'upstream',
      az: 'az-1',
      actor: client,
      clockOffsetUs: 0,
    });
  }

  /** Runs for this many simulated seconds. */
  run(seconds: number): void {
    this.world.runUntil(this.world.now + Math.round(seconds * 1_000_000), Infinity);
  }

  admin(region: number, step: Step | Order): void {
    this.world.external(() => this.adminNow(region, step));
  }

  /** As `admin`, from within `world.external`. */
  adminNow(region: number, step: Step | Order): void {
    const request: AdminRequest = { kind: 'pd.admin', bytes: 64, region, step, words: step.type };
    this.world.inject('pd-1', request);
  }

  store(id: number): StoreActor {
    return this.world.process(`store-${id}`).actor as StoreActor;
  }

  /** Store that leads a Region, 0 when none does. */
  leaderOf(region: number): number {
    let found = 0;
    let term = 0;
    for (const process of this.world.allProcesses()) {
      if (process.kind !== 'store' || process.health !== 'up') continue;
      for (const led of (process.actor as StoreActor).view(this.world.now).regions) {
        if (led.region.id === region && led.leader && led.term > term) {
          found = Number(process.id.slice('store-'.length));
          term = led.term;
        }
      }
    }
    return found;
  }

  regionOn(store: number, region: number): Region | null {
    return (
      this.store(store)
        .view(this.world.now)
        .regions.find((r) => r.region.id === region)?.region ?? null
    );
  }

  count(kind: string): number {
    return this.trace.filter((record) => record.event.kind === kind).length;
  }
}

function bootstrapRegions(stores: number, splitKeys: readonly string[]): Region[] {
  const bounds = ['', ...splitKeys.map(encodeRawKey), ''];
  return bounds.slice(0, -1).map((startKey, i) => ({
    id: i + 1,
    startKey,
    endKey: bounds[i + 1] ?? '',
    epoch: { confVer: 1, version: 1 },
    peers: Array.from({ length: stores }, (_, j) => ({
      id: i * stores + j + 1,
      storeId: j + 1,
      role: 'voter' as const,
    })),
  }));
}
