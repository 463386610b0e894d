import { expect, test } from 'vitest';
import type { Ruler } from './canvas.ts';
import { fit, fitRange, setFont } from './canvas.ts';

/** Every letter is 10 px wide. */
function brush(): Ruler {
  const ctx: Ruler = { font: '', measureText: (text) => ({ width: text.length * 10 }) };
  setFont(ctx, '400 11px mono');
  return ctx;
}

test('a text that is too long is cut at its end, and what is cut says so', () => {
  expect(fit(brush(), 'store 1', 70)).toBe('store 1');
  expect(fit(brush(), 'store 12', 70)).toBe('store…');
  expect(fit(brush(), 'store 12', 5)).toBe('');
});

test('of a range that is too long, something of both ends is seen', () => {
  const ctx = brush();
  expect(fitRange(ctx, 'e', 'i', 50)).toBe('e … i');
  expect(fitRange(ctx, 'sa-t000k0004', 'u', 150)).toBe('sa-t000k00… … u');
  expect(fitRange(ctx, 'q', 'sa-t000k0004', 100)).toBe('q … sa-t0…');
  expect(fitRange(ctx, 'sa-t000k0004', 'sc-t000k0008', 150)).toBe('sa-t0… … sc-t0…');
  // Asked again, it is the same.
  expect(fitRange(ctx, 'sa-t000k0004', 'u', 150)).toBe('sa-t000k00… … u');
  expect(fitRange(ctx, 'ab', 'cd', 30)).toBe('');
});
