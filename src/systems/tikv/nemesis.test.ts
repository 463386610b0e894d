import { describe, expect, it } from 'vitest';
import { TEST_CONFIG } from '../testing/mini-cluster.ts';
import { torment } from '../testing/nemesis.ts';

/** More seeds by hand: `SEEDS=400 npx vitest run src/systems/tikv/nemesis`. */
const SEEDS = Array.from({ length: Number(process.env['SEEDS'] ?? 12) }, (_, i) => i + 1);

const HIBERNATING = { ...TEST_CONFIG, raft: { ...TEST_CONFIG.raft, hibernate: true } };

describe('the store under torment while its replicas move', () => {
  for (const seed of SEEDS) {
    it(`keeps every promise and recovers, seed ${seed}`, () => {
      const config = seed % 2 === 0 ? HIBERNATING : TEST_CONFIG;
      const { cluster, violations } = torment(seed, { stores: 4, replicas: 3, config }, true);
      expect(violations.map((v) => v.words)).toEqual([]);
      expect(cluster.count('workload.finished')).toBe(1);
      const moved = cluster.trace.some(
        ({ event }) => event.kind === 'region.updated' && event.reason === 'conf-change',
      );
      expect(moved).toBe(true);
    }, 60_000);
  }
});

describe('the store under torment', () => {
  for (const seed of SEEDS) {
    it(`keeps every promise and recovers, seed ${seed}`, () => {
      const { cluster, violations } = torment(seed);
      expect(violations.map((v) => v.words)).toEqual([]);
      expect(cluster.count('workload.finished')).toBe(1);
    }, 60_000);
  }
});
