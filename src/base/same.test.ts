import { expect, test } from 'vitest';
import { samePlain } from './same.ts';

test('plain data is the same by what it says, not by where it stands', () => {
  expect(samePlain({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 })).toBe(true);
  expect(samePlain(Number.NaN, Number.NaN)).toBe(true);
});

test.each([
  [1, '1'],
  [null, {}],
  [[], {}],
  [[1, 2], [1]],
  [{ a: 1 }, { a: 2 }],
  [{ a: undefined }, { b: undefined }],
  [{ a: 1 }, { a: 1, b: 2 }],
])('%j is not %j', (a, b) => {
  expect(samePlain(a, b)).toBe(false);
  expect(samePlain(b, a)).toBe(false);
});
