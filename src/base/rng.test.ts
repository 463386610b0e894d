import { describe, expect, test } from 'vitest';
import { Rng } from './rng.ts';

const take = (rng: Rng, n: number): number[] => Array.from({ length: n }, () => rng.next());

describe('the random stream', () => {
  test('is the same for the same seed and differs between seeds', () => {
    expect(take(Rng.fromSeed(7), 20)).toEqual(take(Rng.fromSeed(7), 20));
    expect(take(Rng.fromSeed(7), 20)).not.toEqual(take(Rng.fromSeed(8), 20));
    expect(take(Rng.fromSeed(1), 5)).not.toEqual(take(Rng.fromSeed(1 + 0x100000000), 5));
  });

  test('keeps its numbers for ever: these were recorded once', () => {
    expect(take(Rng.fromSeed(1), 4)).toEqual([573063952, 3268221502, 703077755, 2308299391]);
    expect(take(Rng.fromSeed(1).fork('net/a>b'), 2)).toEqual([3450570402, 1798741106]);
  });

  test('forks by name: neither order nor number of forks changes a stream, nor is the parent advanced', () => {
    const root = Rng.fromSeed(3);
    const alone = take(root.fork('net/s1>s2'), 10);
    const other = Rng.fromSeed(3);
    other.fork('something/else');
    expect(take(other.fork('net/s1>s2'), 10)).toEqual(alone);
    expect(take(root, 5)).toEqual(take(Rng.fromSeed(3), 5));
    expect(take(other.fork('net/s2>s1'), 10)).not.toEqual(alone);
  });

  test('draws below n evenly enough and never outside', () => {
    const rng = Rng.fromSeed(11);
    const counts = new Array<number>(6).fill(0);
    for (let i = 0; i < 60_000; i++) {
      const x = rng.below(6);
      counts[x] = (counts[x] ?? 0) + 1;
    }
    expect(counts).toHaveLength(6);
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
    expect(rng.below(1)).toBe(0);
    expect(() => rng.below(0)).toThrow('out of range');
  });

  test('a chance always draws, whether it can happen or not', () => {
    const a = Rng.fromSeed(5);
    const b = Rng.fromSeed(5);
    expect(a.chance(0, 100)).toBe(false);
    expect(b.chance(100, 100)).toBe(true);
    expect(a.next()).toBe(b.next());
  });

  test('a clone continues as the original would', () => {
    const rng = Rng.fromSeed(9);
    take(rng, 17);
    const copy = rng.clone();
    expect(take(copy, 30)).toEqual(take(rng, 30));
  });

  test('between includes both ends', () => {
    const rng = Rng.fromSeed(2);
    const seen = new Set(Array.from({ length: 200 }, () => rng.between(-2, 2)));
    expect([...seen].sort((x, y) => x - y)).toEqual([-2, -1, 0, 1, 2]);
  });
});
