import { describe, expect, it } from 'vitest';
import { Rng } from '../base/rng.ts';
import type { TraceRecord } from '../model/trace.ts';
import { causality } from './causality.ts';
import { judge, TraceBuilder } from './testing.ts';

const trace = () => new TraceBuilder();

describe('causality', () => {
  it('accepts growing timestamps per key, and any order between keys', () => {
    const verdict = judge(
      causality,
      trace()
        .invoke(1, 'put', 'a', '1')
        .ack(1, 'put', 'a', '1', 50)
        .invoke(2, 'put', 'b', '1')
        .ack(2, 'put', 'b', '1', 20)
        .invoke(3, 'delete', 'a')
        .ack(3, 'delete', 'a', null, 51),
    );
    expect(verdict.words).toEqual([]);
    expect(verdict.evaluations).toBe(1);
  });

  it('accepts two concurrent writes in either order', () => {
    const verdict = judge(
      causality,
      trace()
        .invoke(1, 'put', 'a', '1')
        .invoke(2, 'put', 'a', '2')
        .ack(1, 'put', 'a', '1', 50)
        .ack(2, 'put', 'a', '2', 40),
    );
    expect(verdict.words).toEqual([]);
    expect(verdict.evaluations).toBe(0);
  });

  it('reports a write that begins after an acknowledged one and gets a smaller timestamp', () => {
    const verdict = judge(
      causality,
      trace()
        .invoke(1, 'put', 'a', '1')
        .ack(1, 'put', 'a', '1', 50)
        .invoke(2, 'put', 'a', '2')
        .ack(2, 'put', 'a', '2', 40),
    );
    expect(verdict.words).toEqual([
      'Key a: a write got timestamp 0 ms · 40, although it began after the write at 0 ms · 50 had been acknowledged',
    ]);
    expect(verdict.violations[0]).toMatchObject({ check: 'causality', n: 3 });
  });

  it('reports an equal timestamp, and a smaller one than some earlier write but not the last', () => {
    const verdict = judge(
      causality,
      trace()
        .invoke(1, 'put', 'a', '1')
        .invoke(2, 'put', 'a', '2')
        .ack(1, 'put', 'a', '1', 50)
        .ack(2, 'put', 'a', '2', 30)
        .invoke(3, 'put', 'a', '3')
        .ack(3, 'put', 'a', '3', 50)
        .invoke(4, 'put', 'a', '4')
        .ack(4, 'put', 'a', '4', 40),
    );
    expect(verdict.words).toHaveLength(2);
  });

  it('reports a write into the past whose client never got an answer, at the moment it took effect', () => {
    const history = trace()
      .invoke(1, 'put', 'a', '1')
      .ack(1, 'put', 'a', '1', 50)
      .invoke(2, 'put', 'a', '2')
      .add({ kind: 'client.unknown', client: 'client-1', request: 2, op: 'put', key: 'a', error: 'timeout' })
      .write('a', 40, '2', { request: 2, region: 3, store: 2 });
    const verdict = judge(causality, history);
    expect(verdict.words).toEqual([
      'Key a: a write got timestamp 0 ms · 40 on store 2, although it began after the write at 0 ms · 50 had been acknowledged',
    ]);
    expect(verdict.violations[0]).toMatchObject({ region: 3, store: 2, n: 5 });
  });

  it('tells one request once, and is not disturbed by a proposal that was overwritten', () => {
    const past = () =>
      trace().invoke(1, 'put', 'a', '1').ack(1, 'put', 'a', '1', 50).invoke(2, 'put', 'a', '2');
    expect(
      judge(causality, past().write('a', 40, '2', { request: 2 }).ack(2, 'put', 'a', '2', 40)).words,
    ).toHaveLength(1);
    const overwritten = past()
      .proposed({ region: 1, index: 6, key: 'a', ts: 40, request: 2 })
      .applied(1, 1, 6, '6:1')
      .write('a', 60, '2', { request: 2, region: 2 })
      .ack(2, 'put', 'a', '2', 60);
    expect(judge(causality, overwritten).words).toEqual([]);
  });

  it('does not count a write that was refused because a split came before it in the log', () => {
    const refused = (version: number) =>
      trace()
        .region(1, 1, 'bootstrap', ['', ''], 1)
        .invoke(1, 'put', 'a', '1')
        .ack(1, 'put', 'a', '1', 50)
        .invoke(2, 'put', 'a', '2')
        .proposed({ region: 1, index: 8, key: 'a', ts: 40, request: 2, version })
        .atOnce((at) => {
          at.applied(1, 1, 7, '5:7 5:8').region(1, 1, 'split', ['', 'm'], 2, { index: 7 });
        });
    expect(judge(causality, refused(1)).words).toEqual([]);
    expect(judge(causality, refused(2)).words).toHaveLength(1);
  });

  it('leaves the recovery cluster out', () => {
    const history = trace().invoke(1, 'put', 'a', '1').ack(1, 'put', 'a', '1', 50).mirrored('a', 3, 50);
    expect(judge(causality, history).words).toEqual([]);
  });

  it('judges random histories like a comparison of all pairs', () => {
    const rng = Rng.fromSeed(4);
    let wrong = 0;
    for (let round = 0; round < 150; round++) {
      const history = randomHistory(rng);
      const expected = pairsInTheWrongOrder(history.records);
      expect(judge(causality, history).violations).toHaveLength(expected);
      if (expected > 0) wrong++;
    }
    expect(wrong).toBeGreaterThan(20);
    expect(wrong).toBeLessThan(150);
  });
});

function randomHistory(rng: Rng): TraceBuilder {
  const history = trace();
  const open: { request: number; key: string; ts: number; applied: boolean }[] = [];
  let clock = 100;
  for (let step = 0, request = 1; step < 60; step++) {
    if (open.length < 3 && rng.chance(1, 2)) {
      const key = rng.chance(1, 2) ? 'a' : 'b';
      history.invoke(request, 'put', key, String(request));
      clock += 10;
      const ts = rng.chance(1, 25) ? clock - rng.between(5, 60) : clock;
      open.push({ request: request++, key, ts, applied: false });
      continue;
    }
    const at = open.length === 0 ? -1 : rng.below(open.length);
    const write = open[at];
    if (write === undefined) continue;
    if (!write.applied) {
      write.applied = true;
      history.write(write.key, write.ts, 'v', { request: write.request });
      continue;
    }
    open.splice(at, 1);
    if (!rng.chance(1, 8)) history.ack(write.request, 'put', write.key, 'v', write.ts);
  }
  return history;
}

/** The slow, obvious way: writes with an acknowledged one before them that has no smaller timestamp. */
function pairsInTheWrongOrder(records: readonly TraceRecord[]): number {
  const invoked = new Map<number, number>();
  const acked: { key: string; ts: number; n: number }[] = [];
  const effective = new Map<number, { key: string; ts: number }>();
  for (const { n, event } of records) {
    if (event.kind === 'client.invoked') invoked.set(event.request, n);
    if (event.kind === 'raw.proposed') effective.set(event.request, { key: event.key, ts: event.ts });
    if (event.kind === 'client.acked') acked.push({ key: event.key, ts: event.ts, n });
  }
  let count = 0;
  for (const [request, write] of effective) {
    const began = invoked.get(request) ?? 0;
    if (acked.some((other) => other.key === write.key && other.n < began && other.ts >= write.ts)) count++;
  }
  return count;
}
