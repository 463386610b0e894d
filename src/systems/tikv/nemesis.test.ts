import { describe, expect, it } from 'vitest';
import { torment } from '../testing/nemesis.ts';

/** More seeds by hand: `SEEDS=400 npx vitest run src/systems/tikv/nemesis`. */
const SEEDS = Array.from({ length: Number(process.env['SEEDS'] ?? 12) }, (_, i) => i + 1);

describe('the store under torment', () => {
  for (const seed of SEEDS) {
    it(`keeps every promise and recovers, seed ${seed}`, () => {
      const { cluster, violations } = torment(seed);
      expect(violations.map((v) => v.words)).toEqual([]);
      expect(cluster.count('workload.finished')).toBe(1);
    }, 60_000);
  }
});
