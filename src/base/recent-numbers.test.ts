import { expect, test } from 'vitest';
import { NEAR_NAMES, RecentNumbers } from './recent-numbers.ts';
import { Rng } from './rng.ts';

test('whoever adds the same numbers finds each one by its name', () => {
  const rng = Rng.fromSeed(4);
  const writer = new RecentNumbers();
  const reader = new RecentNumbers();
  let named = 0;
  for (let i = 0; i < 3_000; i++) {
    const value = 1_000 + rng.below(rng.chance(1, 2) ? 40 : 1_000_000);
    const name = writer.nameOf(value);
    expect(name).toBeLessThan(NEAR_NAMES);
    if (name >= 0) expect(reader.named(name)).toBe(value);
    if (name >= 0) named++;
    writer.add(value);
    reader.add(value);
  }
  expect(named).toBeGreaterThan(300);
  writer.clear();
  expect(writer.nameOf(1_000)).toBe(-1);
});
