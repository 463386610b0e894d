/** Speeds of the page, in simulated seconds per second of the viewer. Consensus lives in milliseconds, so slow motion is the norm. */
export const RATES: readonly number[] = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 100,
];

/** From here on the page asks for as much as the engine can compute. */
export const RATE_MAX = 100;

/** Index of the listed speed nearest to `rate` on a logarithmic scale. */
export function nearestRate(rate: number): number {
  let best = 0;
  let bestDistance = Infinity;
  RATES.forEach((candidate, index) => {
    const distance = candidate > rate ? candidate / rate : rate / candidate;
    if (distance < bestDistance) {
      best = index;
      bestDistance = distance;
    }
  });
  return best;
}

export function stepRate(rate: number, by: number): number {
  const index = Math.min(RATES.length - 1, Math.max(0, nearestRate(rate) + by));
  return RATES[index] ?? rate;
}
