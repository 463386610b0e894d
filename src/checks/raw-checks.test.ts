import { describe, expect, it } from 'vitest';
import { casChain } from './cas-chain.ts';
import { keyGuard } from './key-guard.ts';
import { judge, TraceBuilder } from './testing.ts';
import { versionUniqueness } from './version-uniqueness.ts';

const trace = () => new TraceBuilder();

describe('version uniqueness', () => {
  it('accepts versions with timestamps of their own, and one timestamp for the keys of a batch', () => {
    const history = trace().write('a', 10, '1').write('b', 10, '1').write('a', 11, '1');
    expect(judge(versionUniqueness, history)).toMatchObject({ words: [], evaluations: 3 });
  });

  it('reports two proposals of one key at one timestamp', () => {
    const history = trace().write('a', 10, '1').write('a', 11, '2').write('a', 10, '3');
    expect(judge(versionUniqueness, history).words).toEqual([
      'Key a: two proposals took effect at 0 ms · 10, entry 6 of Region 1 and entry 8 of Region 1: which value it holds depends on the replica',
    ]);
  });

  it('a batch that names a key twice is one proposal', () => {
    const history = trace()
      .proposed({ region: 1, index: 6, key: 'a', ts: 10, value: '1' })
      .proposed({ region: 1, index: 6, key: 'a', ts: 10, value: '2' })
      .applied(1, 1, 6, '5:6');
    expect(judge(versionUniqueness, history).words).toEqual([]);
  });
});

describe('the chain of compare-and-swaps', () => {
  const swap = (history: TraceBuilder, request: number, expected: string | null, value: string, ts: number) =>
    history
      .swap(request, 'a', expected, value)
      .write('a', ts, value, { request })
      .swapped(request, 'a', expected, ts);

  it('accepts swaps that each expect what the one before wrote', () => {
    const history = swap(swap(trace(), 1, null, 'x', 10), 2, 'x', 'y', 11);
    expect(judge(casChain, history)).toMatchObject({ words: [], evaluations: 2 });
  });

  it('reports a swap whose timestamp is below the one it follows (H9)', () => {
    const history = swap(swap(trace(), 1, null, 'y', 11), 2, 'y', 'x', 10);
    expect(judge(casChain, history).words).toEqual([
      'Key a: the swap to “x” took effect after the one to “y”, but at 0 ms · 10, which is before 0 ms · 11: nobody will read it',
    ]);
  });

  it('reports a swap that expected something else', () => {
    const history = swap(swap(trace(), 1, null, 'x', 10), 2, null, 'y', 11);
    expect(judge(casChain, history).words).toEqual([
      'Key a: the swap to “y” at 0 ms · 11 expected nothing, although the swap before it had written “x”',
    ]);
  });

  it('promises nothing where plain puts write too (facts 1.7.4)', () => {
    const history = swap(swap(trace(), 1, null, 'x', 10).write('a', 11, 'p'), 2, 'x', 'y', 12);
    expect(judge(casChain, history)).toMatchObject({ words: [], evaluations: 1 });
  });
});

describe('the key guard', () => {
  const proposed = (history: TraceBuilder) =>
    history.proposed({ region: 1, store: 1, index: 6, key: 'a', ts: 11, request: 7 });

  it('accepts a lock below the stamp that goes after the apply', () => {
    const history = proposed(trace().locked(1, 1, 7, 10).stamped(1, 1, 7, 11))
      .applied(1, 1, 6, '5:6')
      .unlocked(1, 1, 7, 11);
    expect(judge(keyGuard, history)).toMatchObject({ words: [], evaluations: 1 });
  });

  it('reports a stamp without a lock, and one that equals it', () => {
    expect(judge(keyGuard, trace().stamped(1, 1, 7, 11).locked(1, 1, 7, 10)).words).toEqual([
      'Region 1: request 7 on store 1 got 0 ms · 11 for its data, while its store holds no memory lock for it',
    ]);
    expect(judge(keyGuard, trace().locked(1, 1, 7, 11).stamped(1, 1, 7, 11)).words).toEqual([
      'Region 1: request 7 on store 1 got 0 ms · 11 for its data, while its memory lock has the same timestamp: a resolved ts may reach it',
    ]);
    expect(judge(keyGuard, trace().locked(1, 2, 7, 10).stamped(1, 1, 7, 11)).words).toHaveLength(1);
  });

  it('reports a lock that is dropped before the write was applied', () => {
    const early = proposed(trace().locked(1, 1, 7, 10).stamped(1, 1, 7, 11)).unlocked(1, 1, 7, 11);
    expect(judge(keyGuard, early).words).toEqual([
      'Region 1: store 1 dropped the memory lock of request 7 before its write at 0 ms · 11 was applied or refused',
    ]);
    const refused = trace()
      .locked(1, 1, 7, 10)
      .stamped(1, 1, 7, 11)
      .add({ kind: 'raw.refused', store: 1, region: 1, request: 7, error: 'EpochNotMatch' })
      .unlocked(1, 1, 7, 11);
    expect(judge(keyGuard, refused).words).toEqual([]);
  });
});
