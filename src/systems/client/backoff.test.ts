import { describe, expect, it } from 'vitest';
import { Rng } from '../../base/rng.ts';
import { BACKOFFS, backoffUs } from './backoff.ts';
import type { Backoff } from './backoff.ts';

const CONFIG = { rpcTimeoutUs: 10_000_000, backoffBaseUs: 2_000, backoffCapUs: 500_000 };

function waitsMs(kind: Backoff, seed = 1): number[] {
  const rng = Rng.fromSeed(seed);
  return Array.from({ length: 12 }, (_, n) => backoffUs(kind, n, CONFIG, rng) / 1000);
}

describe('waits before a retry (facts 3.8)', () => {
  it.each(['regionMiss', 'regionScheduling', 'maxTimestampNotSynced'] as const)(
    '%s doubles from 2 to 500 ms without jitter',
    (kind) => {
      expect(waitsMs(kind)).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 500, 500, 500, 500]);
    },
  );

  it('staleCommand doubles from 2 to 1000 ms without jitter', () => {
    expect(waitsMs('staleCommand')).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512, 1000, 1000, 1000]);
  });

  it.each([
    ['serverBusy', 2_000, 10_000],
    ['tikvRpc', 100, 2_000],
    ['pdRpc', 500, 3_000],
  ] as const)('%s lies between half and all of %i doubling to %i ms', (kind, base, cap) => {
    const firsts = new Set<number>();
    for (let seed = 0; seed < 50; seed++) {
      let whole: number = base;
      for (const wait of waitsMs(kind, seed)) {
        expect(wait).toBeGreaterThanOrEqual(whole / 2);
        expect(wait).toBeLessThanOrEqual(whole);
        whole = Math.min(cap, whole * 2);
      }
      firsts.add(waitsMs(kind, seed)[0] ?? 0);
    }
    expect(firsts.size).toBeGreaterThan(40);
  });

  it('never waits nothing', () => {
    for (const kind of BACKOFFS) expect(Math.min(...waitsMs(kind))).toBeGreaterThan(0);
  });
});
