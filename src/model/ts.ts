import { assert } from '../base/assert.ts';

/**
 * A TSO timestamp: `physicalMs * 2^18 + logical` (facts/cdc.md 0.3). Simulated physical time starts near
 * zero, so it stays a safe integer for 397 simulated days. Compose with `* / %` only: `<<` is 32 bits wide.
 */
export type Ts = number & { readonly brand: 'Ts' };

/** Logical values per physical millisecond tick: 2^18 (facts 1.1.1). */
export const LOGICAL_PER_TICK = 262_144;

/** Smaller than every timestamp ever granted; "nothing yet". */
export const TS_ZERO = 0 as Ts;
/** Larger than every timestamp; "no constraint". */
export const TS_MAX = Number.MAX_SAFE_INTEGER as Ts;

export function composeTs(physicalMs: number, logical: number): Ts {
  const ts = physicalMs * LOGICAL_PER_TICK + logical;
  assert(Number.isSafeInteger(ts) && ts >= 0, `timestamp out of range: ${physicalMs} ms + ${logical}`);
  return ts as Ts;
}

/** Milliseconds of PD's clock. */
export function physicalMs(ts: Ts): number {
  return Math.floor(ts / LOGICAL_PER_TICK);
}

export function logicalOf(ts: Ts): number {
  return ts % LOGICAL_PER_TICK;
}

export function minTs(a: Ts, b: Ts): Ts {
  return a < b ? a : b;
}

export function maxTs(a: Ts, b: Ts): Ts {
  return a > b ? a : b;
}

/** Whether what was taken at `startTs` for `ttlMs` is over at `nowTs`, both PD's time. */
export function isExpired(startTs: Ts, ttlMs: number, nowTs: Ts): boolean {
  return physicalMs(startTs) + ttlMs < physicalMs(nowTs);
}

/** `12 480 ms · 7`: how a timestamp is written everywhere. */
export function formatTs(ts: Ts): string {
  if (ts === TS_ZERO) return '—';
  if (ts === TS_MAX) return '∞';
  const ms = String(physicalMs(ts)).replace(/\B(?=(\d{3})+$)/g, ' ');
  return `${ms} ms · ${logicalOf(ts)}`;
}
