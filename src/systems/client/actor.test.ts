import { describe, expect, it } from 'vitest';
import { encodeRawKey } from '../../model/key.ts';
import type { Peer, Region } from '../../model/region.ts';
import type { Ts } from '../../model/ts.ts';
import type { Message } from '../../sim/actor.ts';
import type { ScanRegions, TsoRequest } from '../pd/msg.ts';
import { FakeContext } from '../testing/fake-context.ts';
import type { RawGet, RawWrite, RegionError } from '../tikv/msg.ts';
import { ClientActor } from './actor.ts';
import type { ClientDo } from './msg.ts';
import type { SingleSpec } from './operations/single.ts';
import { keyOf, valueOf } from './keys.ts';
import type { WorkloadSpec } from './workloads/index.ts';

const CONFIG = { client: { rpcTimeoutUs: 4_000_000, backoffBaseUs: 2_000, backoffCapUs: 500_000 } };
const PEERS: Peer[] = [1, 2, 3].map((store) => ({ id: store, storeId: store, role: 'voter' }));
const MS = 1_000;

function region(id: number, startKey = '', endKey = '', version = 1): Region {
  return { id, startKey, endKey, epoch: { confVer: 1, version }, peers: PEERS };
}

/** A client with the test as its cluster. */
class Bench {
  ctx = new FakeContext('client-1');
  client: ClientActor;
  private readonly newest = new Map<number, number>();
  routes: { region: Region; leaderStore: number }[] = [{ region: region(1), leaderStore: 1 }];

  constructor(workloads: readonly WorkloadSpec[] = []) {
    this.client = new ClientActor({
      process: 'client-1',
      pd: 'pd-1',
      config: CONFIG,
      rules: { off: [] },
      workloads,
    });
    this.client.start(this.ctx);
  }

  put(key = 'k', value = 'v'): void {
    this.type({ op: 'put', key, value });
  }

  /** As a person at the console would. */
  type(spec: SingleSpec): void {
    const message: ClientDo = { kind: 'client.do', bytes: 1, spec, typed: `${spec.op} ${spec.key}` };
    this.client.receive('console', message, this.ctx);
  }

  /** Answers every scan with the routes of the bench. Returns how many there were. */
  pd(): number {
    const scans = this.ctx.takeSent('pd-1').filter((m): m is ScanRegions => m.kind === 'pd.scan-regions');
    for (const { id } of scans) {
      const stores = [1, 2, 3].map((store) => ({ store, process: `store-${store}` }));
      this.client.receive(
        'pd-1',
        this.message({ kind: 'pd.scan-regions-response', id, routes: this.routes, stores }),
        this.ctx,
      );
    }
    return scans.length;
  }

  /** What a store was sent since last asked. */
  at(store: number): (RawWrite | RawGet)[] {
    this.note();
    return this.ctx.takeSent(`store-${store}`) as (RawWrite | RawGet)[];
  }

  /** The oldest request to any store that was not looked at, with the store. */
  sent(): { store: number; request: RawWrite | RawGet } | null {
    this.note();
    const at = this.ctx.sent.findIndex((entry) => entry.to !== 'pd-1');
    const [entry] = at < 0 ? [] : this.ctx.sent.splice(at, 1);
    if (entry === undefined) return null;
    return { store: Number(entry.to.slice('store-'.length)), request: entry.message as RawWrite | RawGet };
  }

  /** The newest attempt of an operation. */
  private callOf(request: number): number {
    this.note();
    return this.newest.get(request) ?? -1;
  }

  /** Attempts have rising numbers. */
  private note(): void {
    for (const { message } of this.ctx.sent) {
      const { request, call } = message as Partial<RawWrite>;
      if (request !== undefined && call !== undefined) this.newest.set(request, call);
    }
  }

  refuse(store: number, request: number, error: RegionError): void {
    this.client.receive(
      `store-${store}`,
      this.message({ kind: 'raw.write-response', request, call: this.callOf(request), ts: 0 as Ts, error }),
      this.ctx,
    );
  }

  ack(store: number, request: RawWrite | RawGet, ts: number, value: string | null = null): void {
    const kind = request.kind === 'raw.get' ? 'raw.get-response' : 'raw.write-response';
    this.client.receive(
      `store-${store}`,
      this.message({ kind, request: request.request, call: request.call, ts, value, error: null }),
      this.ctx,
    );
  }

  /** Runs timers for `us`. */
  run(us: number): void {
    const until = this.ctx.nowUs + us;
    for (let timer = this.ctx.nextTimer(until); timer !== null; timer = this.ctx.nextTimer(until)) {
      this.client.timer(timer, this.ctx);
    }
  }

  /** Time from now until the next request leaves; at most a minute. */
  waitMs(): number {
    const start = this.ctx.nowUs;
    for (
      let timer = this.ctx.nextTimer(start + 60_000 * MS);
      timer !== null;
      timer = this.ctx.nextTimer(start + 60_000 * MS)
    ) {
      this.client.timer(timer, this.ctx);
      this.pd();
      if (this.ctx.sent.some((entry) => entry.to !== 'pd-1')) return (this.ctx.nowUs - start) / MS;
    }
    return Infinity;
  }

  private message(fields: { kind: string } & Record<string, unknown>): Message {
    return { bytes: 1, ...fields };
  }
}

/** A one-off put that has been sent to store 1. */
function putSent(): Bench {
  const b = new Bench();
  b.put();
  b.pd();
  expect(b.sent()).toMatchObject({ store: 1, request: { request: 1 } });
  return b;
}

describe('a one-off operation', () => {
  it('finds its Region through PD once, is sent to the leader, and is acknowledged with version and latency', () => {
    const b = new Bench();
    b.put('k', 'v');
    expect(b.pd()).toBe(1);
    const request = b.at(1)[0] as RawWrite;
    expect(request).toMatchObject({ kind: 'raw.write', region: 1, epoch: { confVer: 1, version: 1 } });
    expect(request.pairs).toEqual([{ key: 'k', value: 'v', sourceTs: 0 }]);
    b.ctx.nowUs += 1_234;
    b.ack(1, request, 77);
    expect(b.ctx.tracedOf('client.invoked')).toMatchObject([{ request: 1, op: 'put', key: 'k', value: 'v' }]);
    expect(b.ctx.tracedOf('client.acked')).toMatchObject([
      { request: 1, value: 'v', ts: 77, latencyUs: 1_234 },
    ]);
    b.type({ op: 'get', key: 'k', value: null });
    expect(b.pd()).toBe(0);
    b.ack(1, b.at(1)[0] as RawGet, 77, 'other');
    expect(b.ctx.tracedOf('client.acked')[1]).toMatchObject({ op: 'get', value: 'other' });
    b.type({ op: 'delete', key: 'k', value: null });
    expect((b.at(1)[0] as RawWrite).pairs[0]?.value).toBeNull();
    expect(b.client.totals()).toEqual({ issued: 3, acked: 2, failed: 0, unknown: 0, inFlight: 1 });
  });

  it('follows a leader hint at once, the second one after a wait', () => {
    const b = putSent();
    b.refuse(1, 1, { type: 'NotLeader', region: 1, leaderStore: 2 });
    expect(b.sent()).toMatchObject({ store: 2, request: { request: 1 } });
    b.refuse(2, 1, { type: 'NotLeader', region: 1, leaderStore: 1 });
    expect(b.sent()).toBeNull();
    expect(b.waitMs()).toBe(2);
    expect(b.sent()?.store).toBe(1);
    expect(b.ctx.tracedOf('client.retried').map((e) => [e.request, e.error, e.attempt])).toEqual([
      [1, 'NotLeader', 1],
      [1, 'NotLeader', 2],
    ]);
  });

  it('goes round the peers without a hint, waiting 2, 4, 8 ms, then asks PD again', () => {
    const b = putSent();
    for (const [wait, next] of [
      [2, 2],
      [4, 3],
    ] as const) {
      b.refuse(next - 1, 1, { type: 'NotLeader', region: 1, leaderStore: 0 });
      expect(b.waitMs()).toBe(wait);
      expect(b.at(next)).toHaveLength(1);
    }
    b.routes = [{ region: region(1), leaderStore: 2 }];
    b.refuse(3, 1, { type: 'NotLeader', region: 1, leaderStore: 0 });
    expect(b.waitMs()).toBe(8);
    expect(b.sent()?.store).toBe(2);
  });

  it('takes the Regions of EpochNotMatch and tries again at once with the new epoch', () => {
    const b = putSent();
    const half = encodeRawKey('c');
    b.refuse(1, 1, { type: 'EpochNotMatch', regions: [region(5, '', half, 2), region(1, half, '', 2)] });
    expect(b.sent()).toMatchObject({ store: 1, request: { region: 1, epoch: { version: 2 } } });
    b.put('a');
    expect(b.sent()).toMatchObject({ store: 1, request: { region: 5 } });
    expect(b.ctx.takeSent('pd-1')).toEqual([]);
  });

  it('waits and asks PD when EpochNotMatch tells nothing new', () => {
    const b = putSent();
    b.refuse(1, 1, { type: 'EpochNotMatch', regions: [] });
    expect(b.sent()).toBeNull();
    b.run(2 * MS);
    expect(b.pd()).toBe(1);
    expect(b.sent()?.store).toBe(1);
  });

  it.each([
    [{ type: 'RegionNotFound', region: 1 }, true],
    [{ type: 'KeyNotInRegion', region: 1 }, true],
    [{ type: 'MaxTimestampNotSynced' }, false],
    [{ type: 'StaleCommand' }, false],
    [{ type: 'ProposalInMergingMode', region: 1 }, false],
    [{ type: 'ReadIndexNotReady' }, false],
  ] as [RegionError, boolean][])('waits 2, 4, 8 ms for %o; asks PD again: %s', (error, reloads) => {
    const b = putSent();
    for (const wait of [2, 4, 8]) {
      b.refuse(1, 1, error);
      b.run(wait * MS - 1);
      expect(b.ctx.sent).toEqual([]);
      b.run(1);
      expect(b.pd()).toBe(reloads ? 1 : 0);
      expect(b.at(1)).toHaveLength(1);
    }
  });

  it('waits seconds for a busy server', () => {
    const b = putSent();
    b.refuse(1, 1, { type: 'ServerIsBusy', reason: 'raftstore is busy' });
    const waited = b.waitMs();
    expect(waited).toBeGreaterThanOrEqual(1_000);
    expect(waited).toBeLessThanOrEqual(2_000);
  });

  it('fails all that is outstanding at a store when the connection breaks, and tries the next peer', () => {
    const b = putSent();
    b.put('l', 'w');
    b.at(1);
    b.client.disconnected('store-1', b.ctx);
    expect(b.ctx.tracedOf('client.retried').map((e) => [e.request, e.error])).toEqual([
      [1, 'connection lost'],
      [2, 'connection lost'],
    ]);
    const waited = b.waitMs();
    expect(waited).toBeGreaterThanOrEqual(50);
    expect(waited).toBeLessThanOrEqual(100);
    b.run(100 * MS);
    // Both went to store 2: the second failure did not turn the route once more.
    expect(b.at(2)).toHaveLength(2);
  });

  it('tries again after a time-out, as the same request', () => {
    const b = putSent();
    b.run(3_900 * MS);
    expect(b.sent()).toBeNull();
    b.run(800 * MS);
    expect(b.sent()).toMatchObject({ store: 2, request: { request: 1 } });
    expect(b.ctx.tracedOf('client.retried')).toMatchObject([{ error: 'timed out' }]);
  });

  it('ignores the answer to an attempt it has given up', () => {
    const b = putSent();
    b.client.disconnected('store-1', b.ctx);
    b.waitMs();
    const second = b.sent();
    expect(second?.store).toBe(2);
    b.ack(1, second?.request as RawWrite, 5);
    expect(b.ctx.tracedOf('client.acked')).toEqual([]);
    b.ack(2, second?.request as RawWrite, 9);
    expect(b.ctx.tracedOf('client.acked')).toMatchObject([{ ts: 9 }]);
  });

  it('ends unknown after 20 s when an attempt may have been carried out', () => {
    const b = putSent();
    b.client.disconnected('store-1', b.ctx);
    for (let i = 0; i < 200 && b.client.totals().inFlight > 0; i++) {
      b.waitMs();
      const attempt = b.sent();
      b.refuse(attempt?.store ?? 1, 1, { type: 'MaxTimestampNotSynced' });
    }
    expect(b.ctx.nowUs).toBeGreaterThan(19_000 * MS);
    expect(b.ctx.nowUs).toBeLessThan(20_000 * MS);
    expect(b.ctx.tracedOf('client.unknown')).toMatchObject([
      { request: 1, op: 'put', error: 'MaxTimestampNotSynced' },
    ]);
    expect(b.ctx.tracedOf('client.failed')).toEqual([]);
  });

  it('fails, never unknown, when only Region errors came back', () => {
    const b = putSent();
    b.refuse(1, 1, { type: 'StaleCommand' });
    while (b.client.totals().inFlight > 0) {
      b.waitMs();
      b.refuse(1, 1, { type: 'StaleCommand' });
      b.at(1);
    }
    expect(b.ctx.tracedOf('client.failed')).toMatchObject([{ error: 'StaleCommand' }]);
    expect(b.client.totals()).toMatchObject({ failed: 1, unknown: 0 });
  });

  it('asks PD again, after a wait, when PD cannot be reached or does not answer', () => {
    const b = new Bench();
    b.put();
    expect(b.ctx.takeSent('pd-1')).toHaveLength(1);
    b.client.disconnected('pd-1', b.ctx);
    b.run(249 * MS);
    expect(b.ctx.sent).toEqual([]);
    b.run(251 * MS);
    expect(b.ctx.takeSent('pd-1')).toHaveLength(1);
    b.run(4_500 * MS + 1_000 * MS);
    expect(b.ctx.takeSent('pd-1')).toHaveLength(1);
  });

  it('fails after 20 s when no route was ever found', () => {
    const b = new Bench();
    b.put();
    b.ctx.takeSent();
    b.run(21_000 * MS);
    expect(b.ctx.tracedOf('client.failed')).toMatchObject([{ error: 'no route' }]);
  });
});

const COUNTER: WorkloadSpec = {
  kind: 'counter',
  id: 'w',
  threads: 3,
  keys: 4,
  startAtUs: 1_000,
  thinkUs: 0,
  pauseBetweenUs: 0,
  readBack: true,
  valueBytes: 20,
};

/** Stores that answer everything at once: what was written, in order. */
function serve(b: Bench, untilUs: number): { op: string; key: string; value: string | null }[] {
  const log: { op: string; key: string; value: string | null }[] = [];
  const data = new Map<string, string | null>();
  let ts = 0;
  for (let i = 0; i < 100_000 && b.ctx.nowUs <= untilUs; i++) {
    b.pd();
    const { request, store } = b.sent() ?? { request: null, store: 0 };
    if (request === null) {
      const timer = b.ctx.nextTimer(untilUs);
      if (timer === null) return log;
      b.client.timer(timer, b.ctx);
    } else if (request.kind === 'raw.get') {
      log.push({ op: 'get', key: request.key, value: data.get(request.key) ?? null });
      b.ack(store, request, ++ts, data.get(request.key) ?? null);
    } else {
      const [pair] = request.pairs;
      data.set(pair?.key ?? '', pair?.value ?? null);
      log.push({
        op: pair?.value === null ? 'delete' : 'put',
        key: pair?.key ?? '',
        value: pair?.value ?? null,
      });
      b.ack(store, request, ++ts);
    }
  }
  return log;
}

describe('a counter workload', () => {
  it('puts v and then v+1 to each key and reads it back, and has not finished before it has a timestamp', () => {
    const b = new Bench([COUNTER]);
    expect(b.client.view()).toMatchObject([
      { id: 'w', issued: 0, total: 36, words: '3 threads × 4 keys: put v, put v+1, read back' },
    ]);
    const log = serve(b, 1_000_000 - 1);
    for (let thread = 0; thread < 3; thread++) {
      const mine = log.filter((entry) => entry.key.includes(`t00${thread}`));
      const keys = [0, 1, 2, 3].map((i) => keyOf(thread, i));
      expect(mine).toEqual([
        ...keys.flatMap((key) => [
          { op: 'put', key, value: valueOf(key, 1, 20) },
          { op: 'put', key, value: valueOf(key, 2, 20) },
          { op: 'get', key, value: valueOf(key, 2, 20) },
        ]),
      ]);
    }
    expect(b.client.view()).toMatchObject([{ issued: 36, acked: 36, failed: 0, unknown: 0, inFlight: 0 }]);
    expect(b.ctx.tracedOf('workload.finished')).toEqual([]);
  });

  it('closes with a timestamp from PD, asking again when PD refuses', () => {
    const b = new Bench([{ ...COUNTER, threads: 1, keys: 1, readBack: false }]);
    b.run(1_000);
    b.pd();
    for (const ts of [1, 2]) b.ack(1, b.at(1)[0] as RawWrite, ts);
    const tso = (): TsoRequest => b.ctx.takeSent('pd-1')[0] as TsoRequest;
    const answer = (id: number, last: number, error: string): void =>
      b.client.receive(
        'pd-1',
        { kind: 'pd.tso-response', bytes: 1, ...{ id, last, count: 1, error } },
        b.ctx,
      );
    answer(tso().id, 0, 'logical clock overflow');
    b.run(500 * MS);
    answer(tso().id, 99, '');
    expect(b.ctx.tracedOf('workload.finished')).toMatchObject([{ workload: 'w', ts: 99 }]);
    b.run(60_000 * MS);
    expect(b.ctx.sent).toEqual([]);
    expect(b.ctx.timers).toEqual([]);
  });

  it('with a pause, no thread begins v+1 before every thread has put v and the pause is over', () => {
    const b = new Bench([{ ...COUNTER, pauseBetweenUs: 500 * MS, thinkUs: 3 * MS }]);
    const first = serve(b, 400 * MS);
    expect(first).toHaveLength(12);
    expect(first.every((entry) => entry.value?.includes('=1'))).toBe(true);
    expect(serve(b, 2_000 * MS)).toHaveLength(24);
  });

  it('never gives an operation up', () => {
    const b = new Bench([{ ...COUNTER, threads: 1 }]);
    b.run(1_000);
    b.pd();
    for (let i = 0; i < 100; i++) {
      const attempt = b.sent();
      b.client.disconnected(`store-${attempt?.store}`, b.ctx);
      b.waitMs();
    }
    expect(b.ctx.nowUs).toBeGreaterThan(60_000 * MS);
    expect(b.client.view()).toMatchObject([{ issued: 1, inFlight: 1, unknown: 0, failed: 0 }]);
  });

  it('begins anew after a crash, with new values and new request numbers', () => {
    const b = new Bench([COUNTER]);
    b.run(1_000);
    b.pd();
    const before = b.at(1).map((request) => request.request);
    b.client = b.client.clone().afterCrash();
    b.client.start(b.ctx);
    b.run(0);
    b.pd();
    const after = b.at(1) as RawWrite[];
    expect(after).toHaveLength(3);
    expect(Math.min(...after.map((r) => r.request))).toBeGreaterThan(Math.max(...before));
    expect(after[0]?.pairs[0]?.value).toBe(valueOf(keyOf(0, 0), 3, 20));
  });
});

describe('a mixed workload', () => {
  const MIXED: WorkloadSpec = {
    kind: 'mixed',
    id: 'm',
    threads: 4,
    keys: 10,
    startAtUs: 0,
    endAtUs: 20_000 * MS,
    thinkUs: 10 * MS,
    readPercent: 30,
    deletePercent: 10,
    valueBytes: 8,
  };

  it('arrives at the asked rate in the asked mix, never writes a value twice, and ends on time', () => {
    const b = new Bench([MIXED]);
    const log = serve(b, 21_000 * MS);
    expect(log.length).toBeGreaterThan(8_000 * 0.9);
    expect(log.length).toBeLessThan(8_000 * 1.1);
    const share = (op: string): number => log.filter((entry) => entry.op === op).length / log.length;
    expect(share('get')).toBeCloseTo(0.3, 1);
    expect(share('delete')).toBeCloseTo(0.1, 1);
    expect(new Set(log.map((entry) => entry.key)).size).toBe(10);
    const puts = log.filter((entry) => entry.op === 'put').map((entry) => entry.value);
    expect(new Set(puts).size).toBe(puts.length);
    expect(b.client.view()).toMatchObject([{ inFlight: 0, total: 0 }]);
  });

  it('does not share keys with another workload of the same client', () => {
    const b = new Bench([COUNTER, { ...MIXED, endAtUs: 500 * MS }]);
    const log = serve(b, 1_000 * MS);
    const counter = new Set(Array.from({ length: 12 }, (_, n) => keyOf(n % 3, Math.floor(n / 3))));
    const others = log.filter((entry) => !counter.has(entry.key));
    expect(log.length - others.length).toBe(36);
    expect(others.length).toBeGreaterThan(50);
  });
});

it('a clone goes on exactly as the original', () => {
  const b = new Bench([{ ...COUNTER, thinkUs: 5 * MS }]);
  serve(b, 30 * MS);
  const twin = new Bench();
  twin.client = b.client.clone();
  twin.ctx.nowUs = b.ctx.nowUs;
  twin.ctx.timers.push(...b.ctx.timers);
  for (const name of ['workload/w/0', 'workload/w/1', 'workload/w/2']) {
    while (twin.ctx.rng(name).clone().next() !== b.ctx.rng(name).clone().next()) twin.ctx.rng(name).next();
  }
  const rest = serve(b, 900 * MS);
  expect(rest.length).toBeGreaterThan(5);
  expect(serve(twin, 900 * MS).map((e) => [e.op, e.key])).toEqual(rest.map((e) => [e.op, e.key]));
  expect(twin.client.totals()).toEqual(b.client.totals());
});
