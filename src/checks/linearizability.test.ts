import { describe, expect, it } from 'vitest';
import { Rng } from '../base/rng.ts';
import { linearizability } from './linearizability.ts';
import { judge, TraceBuilder } from './testing.ts';

const trace = () => new TraceBuilder();

/** a = '1', acknowledged. */
function one(): TraceBuilder {
  return trace().put(1, 'a', '1', 10);
}

describe('linearizability', () => {
  it('accepts either value while a write is under way, and the new one after it', () => {
    const history = one()
      .invoke(2, 'put', 'a', '2')
      .invoke(3, 'get', 'a')
      .invoke(4, 'get', 'a')
      .ack(3, 'get', 'a', '1', 10)
      .ack(2, 'put', 'a', '2', 20)
      .ack(4, 'get', 'a', '2', 20)
      .got(5, 'a', '2', 20);
    expect(judge(linearizability, history)).toMatchObject({ words: [], evaluations: 5 });
  });

  it('a read that began before a write was acknowledged may still return what was there before', () => {
    const history = one().invoke(3, 'get', 'a').put(2, 'a', '2', 20).ack(3, 'get', 'a', '1', 10);
    expect(judge(linearizability, history).words).toEqual([]);
  });

  it('reports a stale read', () => {
    const history = one().put(2, 'a', '2', 20).got(3, 'a', '1', 10);
    expect(judge(linearizability, history).words).toEqual([
      'Key a: client-1 read “1”, and no order of this and of 0 other open operations explains it',
    ]);
  });

  it('reports reads that go back from a new value to an old one while its write is under way', () => {
    const history = one().invoke(2, 'put', 'a', '2').got(3, 'a', '2', 20).got(4, 'a', '1', 10);
    expect(judge(linearizability, history).words).toHaveLength(1);
  });

  it('an operation without an answer may happen later, or never, but only once', () => {
    const lost = () => one().invoke(2, 'put', 'a', '2').lost(2, 'put', 'a');
    const read = (history: TraceBuilder, request: number, value: string) =>
      history.got(request, 'a', value, 0);
    expect(judge(linearizability, read(read(lost(), 3, '1'), 4, '1')).words).toEqual([]);
    expect(judge(linearizability, read(read(lost(), 3, '1'), 4, '2')).words).toEqual([]);
    expect(judge(linearizability, read(read(lost(), 3, '2'), 4, '1')).words).toHaveLength(1);
  });

  it('an attempt whose answer was lost may be carried out besides the one that was answered', () => {
    const history = (error: string) =>
      trace()
        .invoke(1, 'put', 'a', '1')
        .retried(1, error)
        .ack(1, 'put', 'a', '1', 10)
        .put(2, 'a', '2', 20)
        .got(3, 'a', '1', 30);
    expect(judge(linearizability, history('timed out')).words).toEqual([]);
    expect(judge(linearizability, history('NotLeader')).words).toHaveLength(1);
  });

  it('compare-and-swaps: one of two with the same expectation loses, and is told the truth', () => {
    const race = (held: string | null) =>
      trace()
        .swap(1, 'a', null, 'x')
        .swap(2, 'a', null, 'y')
        .swapped(1, 'a', null, 10)
        .swapped(2, 'a', held, 0);
    expect(judge(linearizability, race('x')).words).toEqual([]);
    expect(judge(linearizability, race('z')).words).toHaveLength(1);
    // It would have swapped.
    expect(judge(linearizability, race(null)).words).toHaveLength(1);
    const both = trace()
      .swap(1, 'a', null, 'x')
      .swap(2, 'a', null, 'y')
      .swapped(1, 'a', null, 10)
      .swapped(2, 'a', null, 20);
    expect(judge(linearizability, both).words).toHaveLength(1);
  });

  it('a failed operation never happened', () => {
    const history = one()
      .invoke(2, 'put', 'a', '2')
      .add({ kind: 'client.failed', client: 'client-1', request: 2, op: 'put', key: 'a', error: 'NotLeader' })
      .got(3, 'a', '2');
    expect(judge(linearizability, history).words).toHaveLength(1);
  });

  it('never reports what a real register answers, whatever the order of four clients', () => {
    for (let seed = 1; seed <= 60; seed++)
      expect([seed, judge(linearizability, random(seed)).words]).toEqual([seed, []]);
  });

  it('gives a key up when too much is open, and says nothing of it any more', () => {
    const history = one();
    for (let i = 2; i < 20; i++) history.invoke(i, 'put', 'a', `${i}`).lost(i, 'put', 'a');
    history.got(30, 'a', 'never written');
    expect(judge(linearizability, history)).toMatchObject({ words: [], evaluations: 1 });
  });
});

/** A history of one register and four clients: each operation takes effect at a moment between its begin and its answer. */
function random(seed: number): TraceBuilder {
  const rng = Rng.fromSeed(seed);
  const history = trace();
  let held: string | null = null;
  const clients: {
    step: number;
    act: () => string | null;
    op: 'put' | 'get' | 'cas';
    request: number;
    seen: string | null;
    swapped: boolean;
  }[] = [];
  let next = 1;
  for (let i = 0; i < 300; i++) {
    const who = rng.below(4);
    const client = clients[who];
    if (client === undefined || client.step === 2) {
      const request = next++;
      const value = `v${rng.below(4)}`;
      const expected = rng.chance(1, 2) ? held : 'v1';
      const op = (['put', 'get', 'cas'] as const)[rng.below(3)] ?? 'get';
      if (op === 'cas') history.swap(request, 'a', expected, value);
      else history.invoke(request, op, 'a', op === 'put' ? value : null);
      const act = (): string | null => {
        const seen = held;
        if (op === 'put' || (op === 'cas' && seen === expected)) held = value;
        return seen;
      };
      clients[who] = { step: 0, act, op, request, seen: expected, swapped: false };
    } else if (client.step === 0) {
      const expected = client.seen;
      client.seen = client.act();
      client.swapped = client.op === 'cas' && client.seen === expected;
      client.step = 1;
    } else {
      const { op, request, seen, swapped } = client;
      if (op === 'cas') history.swapped(request, 'a', seen, swapped ? request : 0);
      else history.ack(request, op, 'a', op === 'put' ? null : seen, request);
      client.step = 2;
    }
  }
  return history;
}
