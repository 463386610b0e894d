import { describe, expect, it } from 'vitest';
import { Rng } from '../../base/rng.ts';
import { hashOf, ScrambledZipfian, SkewedLatest } from './zipf.ts';

/** Counts of many draws. */
function counts(draws: number, next: (rng: Rng) => number): Map<number, number> {
  const rng = Rng.fromSeed(5);
  const seen = new Map<number, number>();
  for (let i = 0; i < draws; i++) {
    const each = next(rng);
    seen.set(each, (seen.get(each) ?? 0) + 1);
  }
  return seen;
}

describe('scrambled zipfian', () => {
  it('gives the hottest record 3.78 % of all draws, however many records there are (facts 8.4.5)', () => {
    const draws = 200_000;
    for (const records of [5_000, 100_000]) {
      const zipfian = new ScrambledZipfian(records);
      const seen = counts(draws, (rng) => zipfian.next(rng));
      const hottest = [...seen.values()].toSorted((a, b) => b - a);
      expect((hottest[0] ?? 0) / draws).toBeGreaterThan(0.036);
      expect((hottest[0] ?? 0) / draws).toBeLessThan(0.041);
      // The second rank has half the weight of the first, nearly: 2^-0.99.
      expect((hottest[1] ?? 0) / (hottest[0] ?? 1)).toBeGreaterThan(0.46);
      expect((hottest[1] ?? 0) / (hottest[0] ?? 1)).toBeLessThan(0.56);
    }
  });

  it('leaves no record without draws, and none outside', () => {
    const zipfian = new ScrambledZipfian(50);
    const seen = counts(50_000, (rng) => zipfian.next(rng));
    expect([...seen.keys()].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
  });
});

describe('latest', () => {
  it('prefers the newest record: 12.9 % of the draws over 1000 (facts 8.4.5)', () => {
    const latest = new SkewedLatest(1_200);
    const seen = counts(100_000, (rng) => latest.next(1_000, rng));
    expect((seen.get(999) ?? 0) / 100_000).toBeGreaterThan(0.125);
    expect((seen.get(999) ?? 0) / 100_000).toBeLessThan(0.134);
    expect(seen.get(998) ?? 0).toBeLessThan(seen.get(999) ?? 0);
    expect(Math.max(...seen.keys())).toBe(999);
    expect(Math.min(...seen.keys())).toBeGreaterThanOrEqual(0);
  });
});

describe('the hash of record numbers', () => {
  it('is YCSB’s: FNV-1a over eight bytes, without its sign', () => {
    // Well known: the first record that YCSB inserts.
    expect(hashOf(0).decimal()).toBe('6284781860667377211');
    expect(hashOf(1).decimal()).toBe('8517097267634966620');
    expect(hashOf(0).modulo(1_000)).toBe(211);
    expect(hashOf(1).modulo(1_048_576)).toBe(Number(8517097267634966620n % 1_048_576n));
  });
});
