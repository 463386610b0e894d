import { describe, expect, it } from 'vitest';
import type { TsoRequest } from '../pd/msg.ts';
import type { RawWrite } from '../tikv/msg.ts';
import { keyOf, valueOf } from './keys.ts';
import { Bench, MS } from '../testing/client-bench.ts';
import type { WorkloadSpec } from './workloads/index.ts';

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
