/** Simulated time in whole microseconds since the start of the run. */
export type SimTime = number;

export const US_PER_MS = 1_000;
export const US_PER_S = 1_000_000;

/** Parses `12.5s`, `300ms`, `20us`, `2m` or a bare number of seconds; null when it is none of them. */
export function parseDuration(text: string): SimTime | null {
  const match = /^(\d+(?:\.\d+)?)\s*(us|µs|ms|s|m|h)?$/.exec(text.trim());
  if (match === null) return null;
  const scale = { us: 1, µs: 1, ms: 1_000, s: 1_000_000, m: 60_000_000, h: 3_600_000_000 }[match[2] ?? 's'];
  if (scale === undefined) return null;
  const value = Math.round(Number(match[1]) * scale);
  return Number.isSafeInteger(value) ? value : null;
}

/** `12.480 s`, always with three decimals: the form the page and the log use for a moment. */
export function formatMoment(at: SimTime): string {
  return `${(at / US_PER_S).toFixed(3)} s`;
}

/** `12.480031 s`, to the microsecond: where two moments lie closer together than {@link formatMoment} tells apart. */
export function formatInstant(at: SimTime): string {
  return `${(at / US_PER_S).toFixed(6)} s`;
}

/** A length of time in the unit that reads best: `850 µs`, `12.3 ms`, `2.41 s`, `3 min 20 s`. */
export function formatDuration(us: number): string {
  if (us < 0) return `-${formatDuration(-us)}`;
  if (us < 1_000) return `${Math.round(us)} µs`;
  if (us < 10_000) return `${(us / 1_000).toFixed(2)} ms`;
  if (us < 100_000) return `${(us / 1_000).toFixed(1)} ms`;
  if (us < 1_000_000) return `${Math.round(us / 1_000)} ms`;
  if (us < 10_000_000) return `${(us / 1_000_000).toFixed(2)} s`;
  if (us < 120_000_000) return `${(us / 1_000_000).toFixed(1)} s`;
  const seconds = Math.round(us / 1_000_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
