import { expect, test } from 'vitest';
import { mostCrowded } from './thinning.ts';

/** What is left of copies that come every `spacing` up to `end` when at most `max` are kept. */
function keptOf(max: number, spacing: number, end: number): readonly number[] {
  const places = [0];
  for (let place = spacing; place <= end; place += spacing) {
    places.push(place);
    while (places.length > max) places.splice(mostCrowded(places, spacing), 1);
  }
  return places;
}

test.each([10, 20, 40])('%i copies cover a whole run, nearest together at its end', (max) => {
  const end = 2_000_000;
  const places = keptOf(max, 8_000, end);
  expect(places).toHaveLength(max);
  expect([places[0], places[max - 1]]).toEqual([0, end]);
  const gaps = places.slice(1).map((place, i) => place - (places[i] as number));
  // With gaps like the square root of the distance the widest of n is 2/n of the whole; copies halve what lies between, so some more.
  expect(Math.max(...gaps)).toBeLessThanOrEqual((3 * end) / max);
  const last = gaps.slice(-3);
  expect(Math.max(...last)).toBeLessThan(Math.max(...gaps) * 0.8);
});

test('neither the first nor the last is ever the one', () => {
  for (const places of [
    [0, 1, 1_000],
    [0, 999, 1_000],
    [0, 1, 2, 3, 4_000],
  ]) {
    const found = mostCrowded(places, 8);
    expect(found).toBeGreaterThan(0);
    expect(found).toBeLessThan(places.length - 1);
  }
});
