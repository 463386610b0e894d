import type { Rng } from '../base/rng.ts';

/**
 * Quantiles of the exponential distribution with mean 1000, at (i + ½) / 64. An integer table instead of a
 * logarithm: transcendental functions differ in the last bit between engines (DESIGN §1.10).
 */
const EXPONENTIAL = [
  8, 24, 40, 56, 73, 90, 107, 125, 143, 161, 179, 198, 217, 237, 257, 277, 298, 319, 341, 363, 386, 409, 433,
  458, 483, 508, 535, 562, 589, 618, 647, 678, 709, 741, 774, 809, 845, 882, 920, 960, 1002, 1045, 1091, 1138,
  1188, 1241, 1297, 1356, 1418, 1485, 1556, 1633, 1717, 1808, 1908, 2019, 2144, 2287, 2454, 2655, 2906, 3243,
  3753, 4852,
];

/** A whole number, exponentially distributed around `mean` (of any unit). One draw, always. */
export function exponential(rng: Rng, mean: number): number {
  const quantile = EXPONENTIAL[rng.next() >>> 26] as number;
  return Math.floor((quantile * mean) / 1000);
}
