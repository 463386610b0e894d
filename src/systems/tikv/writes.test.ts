import { expect, test } from 'vitest';
import { Rng } from '../../base/rng.ts';
import { StringPool } from '../../base/string-pool.ts';
import { NEVER, Writes } from './writes.ts';

const VALUES = ['', 'a', '\u0000ÿ', '上海', 'a value of some length', null] as const;

test('each write is found at its place, and each key’s last one before any place', () => {
  const rng = Rng.fromSeed(9);
  const writes = new Writes(new StringPool());
  const twin: { readonly key: number; readonly value: string | null }[] = [];
  for (let i = 0; i < 5_000; i++) {
    // Now and then a key is written for the first time.
    const key = rng.chance(1, 2) ? i : rng.below(i + 1);
    const value = VALUES[rng.below(VALUES.length)] as string | null;
    const earlier = twin.findLastIndex((write) => write.key === key);
    expect(writes.add(value, earlier < 0 ? NEVER : earlier)).toBe(i);
    twin.push({ key, value });
  }
  expect(writes.length).toBe(twin.length);
  expect(twin.map((_, place) => writes.valueAt(place))).toEqual(twin.map(({ value }) => value));
  for (let i = 0; i < 500; i++) {
    const end = rng.below(twin.length + 1);
    const { key } = twin[rng.below(twin.length)] as (typeof twin)[number];
    const newest = twin.findLastIndex((write) => write.key === key);
    const wanted = twin.findLastIndex((write, place) => write.key === key && place < end);
    expect(writes.lastBefore(newest, end)).toBe(wanted);
  }
});
