const MS_PER_S = 1_000;

/**
 * A version is dead from `expireS` on (facts 2.8), by the clock of whoever reads it: two stores may differ about it.
 * 0: it lives for ever.
 */
export function expired(expireS: number, wallMs: number): boolean {
  return expireS !== 0 && expireS <= Math.floor(wallMs / MS_PER_S);
}

/** When a value that is to live `ttlS` seconds ends, UNIX seconds; 0 for none. */
export function expiryOf(ttlS: number | undefined, wallMs: number): number {
  return ttlS === undefined || ttlS === 0 ? 0 : Math.floor(wallMs / MS_PER_S) + ttlS;
}
