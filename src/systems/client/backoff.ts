import { assert } from '../../base/assert.ts';
import type { Rng } from '../../base/rng.ts';
import type { ClientConfig } from '../../model/config.ts';
import { US_PER_MS } from '../../model/time.ts';

/**
 * Kinds of waiting before a retry (facts 3.8). Each operation counts each kind on its own: the n-th wait of a
 * kind is `min(cap, base · 2ⁿ)`; with equal jitter half of it is fixed and half is drawn.
 */
export const BACKOFFS = [
  'regionMiss',
  'regionScheduling',
  'maxTimestampNotSynced',
  'staleCommand',
  'serverBusy',
  'tikvRpc',
  'pdRpc',
  'txnLock',
  'txnLockFast',
] as const;

export type Backoff = (typeof BACKOFFS)[number];

interface Policy {
  readonly baseUs: number;
  readonly capUs: number;
  readonly jitter: 'none' | 'equal';
}

function policyOf(kind: Backoff, config: ClientConfig): Policy {
  const { backoffBaseUs: baseUs, backoffCapUs: capUs } = config;
  switch (kind) {
    case 'regionMiss':
    case 'regionScheduling':
    case 'maxTimestampNotSynced':
      return { baseUs, capUs, jitter: 'none' };
    case 'staleCommand':
      // 2 → 1000 ms where the others end at 500.
      return { baseUs, capUs: capUs * 2, jitter: 'none' };
    case 'serverBusy':
      return { baseUs: 2_000 * US_PER_MS, capUs: 10_000 * US_PER_MS, jitter: 'equal' };
    case 'tikvRpc':
      return { baseUs: 100 * US_PER_MS, capUs: 2_000 * US_PER_MS, jitter: 'equal' };
    case 'txnLock':
      return { baseUs: 100 * US_PER_MS, capUs: 3_000 * US_PER_MS, jitter: 'equal' };
    case 'txnLockFast':
      return { baseUs: 2 * US_PER_MS, capUs: 3_000 * US_PER_MS, jitter: 'equal' };
    case 'pdRpc':
      return { baseUs: 500 * US_PER_MS, capUs: 3_000 * US_PER_MS, jitter: 'equal' };
  }
}

/** How long to wait, µs; `before` is how often this operation has waited for this kind already. */
export function backoffUs(kind: Backoff, before: number, config: ClientConfig, rng: Rng): number {
  assert(before >= 0, `backoff count ${before}`);
  const { baseUs, capUs, jitter } = policyOf(kind, config);
  let wait = Math.min(baseUs, capUs);
  for (let i = 0; i < before && wait < capUs; i++) wait = Math.min(capUs, wait * 2);
  if (jitter === 'none') return wait;
  const half = Math.floor(wait / 2);
  return half + rng.below(wait - half + 1);
}
