import { describe, expect, it } from 'vitest';
import { Rng } from '../../base/rng.ts';
import { encodeRawKey, describeBoundary } from '../../model/key.ts';
import type { Peer, Region } from '../../model/region.ts';
import { rangeContains } from '../../model/region.ts';
import type { EventOf, TraceRecord } from '../../model/trace.ts';
import type { Ts } from '../../model/ts.ts';
import type { Actor, Context, Message } from '../../sim/actor.ts';
import { World } from '../../sim/world.ts';
import { PdActor } from '../pd/index.ts';
import type { RawGet, RawWrite, RegionError } from '../tikv/msg.ts';
import { ClientActor } from '../client/actor.ts';
import { keyOf, valueOf } from '../client/keys.ts';
import type { WorkloadSpec } from '../client/workloads/index.ts';
import { PD_QUIET } from './quiet.ts';

const NET = {
  intraAzUs: 200,
  crossAzUs: 600,
  jitterUs: 50,
  crossClusterUs: 5_000,
  bandwidthBytesPerS: 1_000_000_000,
  keepaliveTimeoutUs: 13_000_000,
};
const DISK = { fsyncUs: 500, fsyncJitterUs: 200, bytesPerS: 200_000_000 };
const CONFIG = {
  client: { rpcTimeoutUs: 2_000_000, backoffBaseUs: 2_000, backoffCapUs: 500_000 },
  pd: {
    leaderLeaseUs: 5_000_000,
    tsoUpdateUs: 50_000,
    tsoWindowMs: 5_000,
    operatorTimeoutUs: 60_000_000,
    ...PD_QUIET,
  },
};
const PEERS: Peer[] = [1, 2].map((store) => ({ id: store, storeId: store, role: 'voter' }));
const REGIONS: Region[] = ['', 'f', 'm', 't'].map((start, i, all) => ({
  id: i + 1,
  startKey: start === '' ? '' : encodeRawKey(start),
  endKey: i === 3 ? '' : encodeRawKey(all[i + 1] ?? ''),
  epoch: { confVer: 1, version: 1 },
  peers: PEERS,
}));

/** A store that keeps its data and knows who leads; it refuses some requests on the way, by chance. */
class PlainStore implements Actor {
  data = new Map<string, string | null>();
  rng = Rng.fromSeed(5);
  lastTs = 0;
  private readonly store: number;

  constructor(store: number) {
    this.store = store;
  }

  start(ctx: Context): void {
    ctx.send('pd-1', {
      kind: 'pd.register-store',
      bytes: 64,
      ...{ store: this.store, process: ctx.self, az: 'az-1' },
    });
  }

  receive(from: string, message: Message, ctx: Context): void {
    const request = message as RawWrite | RawGet;
    const error = this.errorFor(request);
    const bytes = 64;
    if (request.kind === 'raw.get') {
      const value = this.data.get(request.key) ?? null;
      ctx.send(from, {
        kind: 'raw.get-response',
        bytes,
        ...{ request: request.request, call: request.call, ts: this.lastTs as Ts, value, error },
      });
      return;
    }
    if (error === null) for (const { key, value } of request.pairs) this.data.set(key, value);
    this.lastTs++;
    ctx.send(from, {
      kind: 'raw.write-response',
      bytes,
      ...{ request: request.request, call: request.call, ts: this.lastTs as Ts, error },
    });
  }

  timer(): void {}
  written(): void {}
  worked(): void {}
  disconnected(): void {}

  clone(): PlainStore {
    const copy = new PlainStore(this.store);
    copy.data = new Map(this.data);
    copy.rng = this.rng.clone();
    copy.lastTs = this.lastTs;
    return copy;
  }

  afterCrash(): PlainStore {
    return this.clone();
  }

  private errorFor(request: RawWrite | RawGet): RegionError | null {
    const region = REGIONS[request.region - 1];
    const key = request.kind === 'raw.get' ? request.key : (request.pairs[0]?.key ?? '');
    if (region === undefined || !rangeContains(region, encodeRawKey(key))) {
      throw new Error(`${key} was sent to ${describeBoundary(region?.startKey ?? '', 'start')}`);
    }
    const leader = region.id <= 2 ? 1 : 2;
    if (leader !== this.store) return { type: 'NotLeader', region: region.id, leaderStore: leader };
    switch (this.rng.below(60)) {
      case 0:
        return { type: 'MaxTimestampNotSynced' };
      case 1:
        return { type: 'RegionNotFound', region: region.id };
      case 2:
        return { type: 'EpochNotMatch', regions: [region] };
      default:
        return null;
    }
  }
}

const COUNTER: WorkloadSpec = {
  kind: 'counter',
  id: 'w',
  threads: 12,
  keys: 30,
  startAtUs: 10_000,
  thinkUs: 1_000,
  pauseBetweenUs: 50_000,
  readBack: true,
  valueBytes: 24,
};

function build(): { world: World; finished: EventOf<'workload.finished'>[] } {
  const world = new World({ seed: 11, net: NET, disk: DISK });
  const pd = new PdActor({
    process: 'pd-1',
    cluster: 'upstream',
    config: CONFIG,
    rules: { off: [] },
    firstRegionId: 10,
    firstPeerId: 10,
  });
  // Half of the leaders PD believes in are wrong.
  pd.bootstrap(REGIONS, [1, 2, 2, 1]);
  const client = new ClientActor({
    process: 'client-1',
    pd: 'pd-1',
    config: CONFIG,
    rules: { off: [] },
    workloads: [COUNTER],
  });
  const base = { cluster: 'upstream' as const, clockOffsetUs: 0 };
  world.addProcess({ ...base, id: 'pd-1', kind: 'pd', az: 'az-1', actor: pd });
  for (const store of [1, 2]) {
    world.addProcess({
      ...base,
      id: `store-${store}`,
      kind: 'store',
      az: `az-${store}`,
      actor: new PlainStore(store),
    });
  }
  world.addProcess({ ...base, id: 'client-1', kind: 'client', az: 'az-1', actor: client });
  const finished: EventOf<'workload.finished'>[] = [];
  world.onRecord = (record: TraceRecord): void => {
    if (record.event.kind === 'workload.finished') finished.push(record.event);
  };
  return { world, finished };
}

function client(world: World): ClientActor {
  const { actor } = world.process('client-1');
  if (!(actor instanceof ClientActor)) throw new Error('not a client');
  return actor;
}

function storedValues(world: World): Map<string, string | null> {
  const all = new Map<string, string | null>();
  for (const store of [1, 2]) {
    const { actor } = world.process(`store-${store}`);
    if (actor instanceof PlainStore) for (const [key, value] of actor.data) all.set(key, value);
  }
  return all;
}

describe('the client on the kernel', () => {
  it('brings every key to v+1 though stores refuse, a store and PD die and come back', () => {
    const { world, finished } = build();
    world.runUntil(150_000, Infinity);
    world.kill('store-2');
    world.kill('pd-1');
    world.runUntil(900_000, Infinity);
    expect(client(world).totals().inFlight).toBe(12);
    world.restart('store-2');
    world.restart('pd-1');
    world.runUntil(60_000_000, Infinity);
    expect(client(world).totals()).toEqual({
      issued: 1_080,
      acked: 1_080,
      failed: 0,
      unknown: 0,
      inFlight: 0,
    });
    expect(finished).toHaveLength(1);
    const values = storedValues(world);
    expect(values.size).toBe(360);
    for (let thread = 0; thread < 12; thread++) {
      for (let i = 0; i < 30; i++)
        expect(values.get(keyOf(thread, i))).toBe(valueOf(keyOf(thread, i), 2, 24));
    }
  });

  it('does the same from a clone taken in the middle', () => {
    const { world } = build();
    world.runUntil(120_000, Infinity);
    const copy = world.clone();
    for (const each of [world, copy]) {
      each.runUntil(200_000, Infinity);
      each.kill('store-1');
      each.runUntil(260_000, Infinity);
      each.restart('store-1');
      each.runUntil(30_000_000, Infinity);
    }
    expect(copy.traceLength).toBeGreaterThan(2_000);
    expect(copy.traceLength).toBe(world.traceLength);
    expect(client(copy).view()).toEqual(client(world).view());
    expect(storedValues(copy)).toEqual(storedValues(world));
  });
});
