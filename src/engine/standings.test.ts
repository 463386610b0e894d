import { expect, test } from 'vitest';
import { Rng } from '../base/rng.ts';
import { Standings } from './standings.ts';

test('equals a plain list of lists, whatever is forgotten on the way', () => {
  const rng = Rng.fromSeed(5);
  const standings = new Standings();
  const twin: (readonly number[])[] = [];
  let counts = [0, 0, 0];
  for (let i = 0; i < 2_000; i++) {
    counts = counts.map((count) => count + rng.below(3) * rng.below(1_000));
    standings.push(counts);
    twin.push(counts);
    if (rng.chance(1, 60)) {
      // Sometimes far back.
      twin.length -= rng.below(Math.min(twin.length, rng.chance(1, 9) ? 500 : 40) + 1);
      standings.truncate(twin.length);
    }
    expect(standings.count).toBe(twin.length);
    const place = rng.below(twin.length + 1);
    expect(standings.at(place)).toEqual(twin[place] ?? []);
  }
  expect(twin.length).toBeGreaterThan(100);
});
