import { describe, expect, it } from 'vitest';
import { nearestRate, RATES, stepRate } from './rates.ts';

describe('rates', () => {
  it('step along the list and stop at its ends', () => {
    expect(stepRate(0.2, 1)).toBe(0.5);
    expect(stepRate(0.001, -1)).toBe(0.001);
    expect(stepRate(100, 1)).toBe(100);
    expect(RATES[nearestRate(0.19)]).toBe(0.2);
  });
});
