import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Sketch } from './sketch.ts';

function sketchOf(values: readonly number[]): Sketch {
  const sketch = new Sketch();
  for (const value of values) sketch.add(value);
  return sketch;
}

test('quantiles are within one part in 128 of the exact ones, for any values', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.nat(100), fc.nat(100_000), fc.nat(2_000_000_000)), {
        minLength: 1,
        maxLength: 200,
      }),
      fc.integer({ min: 1, max: 100 }),
      (values, percent) => {
        const sorted = values.slice().sort((a, b) => a - b);
        const exact = sorted[Math.max(1, Math.ceil((sorted.length * percent) / 100)) - 1] ?? 0;
        const found = sketchOf(values).quantile(percent) ?? -1;
        expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact / 128);
      },
    ),
  );
});

test('merging two is the same as adding everything to one', () => {
  const a = sketchOf([1, 50, 900, 70_000]);
  const b = sketchOf([3, 50, 1_000_000]);
  const both = sketchOf([1, 50, 900, 70_000, 3, 50, 1_000_000]);
  const copy = a.clone();
  a.merge(b);
  expect(a.count).toBe(7);
  expect(a.max).toBe(1_000_000);
  for (const percent of [1, 25, 50, 75, 99, 100]) expect(a.quantile(percent)).toBe(both.quantile(percent));
  expect(copy.count).toBe(4);
});

test('an empty one has no quantile; what is out of range is counted at its end', () => {
  expect(new Sketch().quantile(50)).toBeNull();
  expect(sketchOf([-5]).quantile(50)).toBe(0);
  expect(sketchOf([1e12]).max).toBe(0x7fffffff);
});
