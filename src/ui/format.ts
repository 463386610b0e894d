import { formatDuration, US_PER_S } from '../model/time.ts';
import { physicalMs, TS_MAX, TS_ZERO } from '../model/ts.ts';
import type { Ts } from '../model/ts.ts';

/** `48,212`: without the locale, so that every page and every picture agrees. */
export function count(value: number): string {
  return decimal(Math.round(value), 0);
}

/** `48,212.5`. */
export function decimal(value: number, decimals: number): string {
  const [whole = '', rest] = value.toFixed(decimals).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return rest === undefined ? grouped : `${grouped}.${rest}`;
}

/** Milliseconds in the unit that reads best: `850 µs`, `12.3 ms`, `2.41 s`. */
export function ms(value: number): string {
  return formatDuration(Math.round(value * 1_000));
}

/** An age for gauges, at most three digits: `0.8 s`, `12 s`, `240 ms`. */
export function age(valueMs: number): string {
  if (valueMs < 1_000) return `${Math.round(valueMs)} ms`;
  if (valueMs < 10_000) return `${(valueMs / 1_000).toFixed(1)} s`;
  if (valueMs < 120_000) return `${Math.round(valueMs / 1_000)} s`;
  return `${Math.round(valueMs / 60_000)} min`;
}

/** `940 B/s`, `12.4 kB/s`, `3.1 MB/s`. */
export function bytesPerS(value: number): string {
  return `${bytes(value)}/s`;
}

export function bytes(value: number): string {
  if (value < 1_000) return `${Math.round(value)} B`;
  if (value < 1_000_000) return `${(value / 1_000).toFixed(1)} kB`;
  return `${(value / 1_000_000).toFixed(1)} MB`;
}

/** A speed relative to real time: `1/20×`, `1×`, `5×`. */
export function rate(value: number, max = Infinity): string {
  if (value >= max) return 'max';
  if (value >= 1) return `${trim(value)}×`;
  const parts = 1 / value;
  return `1/${trim(parts >= 10 ? Math.round(parts) : Math.round(parts * 10) / 10)}×`;
}

function trim(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** Length of a run: `120 s`, `2.5 s`. */
export function seconds(us: number): string {
  return `${trim(us / US_PER_S)} s`;
}

/** Compact timestamp for small places: `12 480 · 7`. */
export function shortTs(ts: Ts): string {
  if (ts === TS_ZERO) return '–';
  if (ts === TS_MAX) return '∞';
  const whole = String(physicalMs(ts)).replace(/\B(?=(\d{3})+$)/g, '\u2009');
  return `${whole} · ${ts % 262_144}`;
}

/** `99.2 %`; whole only when it is exact, so that 100 % means all. */
export function percent(part: number, whole: number): string {
  if (whole <= 0) return '–';
  if (part === whole) return '100 %';
  return `${Math.min(99.9, Math.floor((part / whole) * 1_000) / 10).toFixed(1)} %`;
}

/** Signed, for clocks: `+38 ms`. */
export function offset(us: number): string {
  return us > 0 ? `+${formatDuration(us)}` : us < 0 ? `−${formatDuration(-us)}` : '±0';
}

/** Fingerprint in two halves of eight digits. */
export function fingerprint(hex: string): string {
  return hex.length === 16 ? `${hex.slice(0, 8)} ${hex.slice(8)}` : hex;
}

/** Ticks of an age axis that reaches down to `rangeMs`: all in one unit, `0.2 s`, `4 s`, `2 min`. */
export function tickAge(valueMs: number, rangeMs: number): string {
  if (rangeMs > 120_000) return `${trim(valueMs / 60_000)} min`;
  return `${rangeMs < 5_000 ? (valueMs / 1_000).toFixed(1) : trim(valueMs / 1_000)} s`;
}

/** Log-axis and gauge ticks: `1 ms`, `100 ms`, `10 s`. */
export function tickMs(value: number): string {
  if (value < 1) return `${Math.round(value * 1_000)} µs`;
  if (value < 1_000) return `${trim(value)} ms`;
  if (value < 60_000) return `${trim(value / 1_000)} s`;
  return `${trim(value / 60_000)} min`;
}

/** First letter large: words of the engine that begin a line of their own. */
export function sentenceCase(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
