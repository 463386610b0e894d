import { describe, expect, test } from 'vitest';
import { Fingerprint, hash32 } from './hash.ts';

const of = (...values: readonly (number | string)[]): string => {
  const print = new Fingerprint();
  for (const value of values) {
    if (typeof value === 'number') print.number(value);
    else print.string(value);
  }
  return print.hex();
};

describe('the fingerprint', () => {
  test('is sixteen hex digits and the same for the same input', () => {
    expect(of(1, 'a', 2)).toMatch(/^[0-9a-f]{16}$/);
    expect(of(1, 'a', 2)).toBe(of(1, 'a', 2));
  });

  test('notices order, boundaries between strings, and single numbers of any size', () => {
    const inputs: (readonly (number | string)[])[] = [
      [],
      [0],
      [0, 0],
      [1],
      [-1],
      [2],
      [1, 2],
      [2, 1],
      ['a'],
      ['a', 'b'],
      ['ab'],
      ['', 'ab'],
      ['b', 'a'],
      [0x100000000],
      [0x100000001],
      [0x7fffffff],
      [0x80000000],
      [2 ** 40],
      [2 ** 40 + 1],
      [2 ** 50 + 3],
      [0.5],
      [1.5],
      [-0.5],
    ];
    expect(new Set(inputs.map((input) => of(...input))).size).toBe(inputs.length);
  });

  test('has no collision among many similar records', () => {
    const seen = new Set<string>();
    for (let a = 0; a < 200; a++) for (let b = 0; b < 200; b++) seen.add(of(a, 'x', b));
    expect(seen.size).toBe(40_000);
  });

  test('a clone rolls on by itself', () => {
    const print = new Fingerprint();
    print.number(5);
    const copy = print.clone();
    expect(copy.short).toBe(print.short);
    copy.number(6);
    expect(print.hex()).toBe(of(5));
    expect(copy.hex()).toBe(of(5, 6));
  });

  test('keeps its value for ever: this one was recorded once', () => {
    expect(of(1, 'raft.applied', 2 ** 40 + 7, -3)).toBe('982dbe5fcbfac2b9');
  });
});

describe('hash32', () => {
  test('depends on text and seed, and spreads', () => {
    expect(hash32('a')).toBe(hash32('a'));
    expect(hash32('a')).not.toBe(hash32('a', 1));
    const seen = new Set<number>();
    for (let i = 0; i < 10_000; i++) seen.add(hash32(`key-${i}`));
    expect(seen.size).toBeGreaterThan(9_998);
  });
});
