import { describe, expect, it } from 'vitest';
import { createChecks } from '../../checks/index.ts';
import { counter, MiniCluster } from '../testing/mini-cluster.ts';

/**
 * Checks that report while leadership of a busy Region goes round and then merges into an idle one. PD is far away, so
 * that what must wait for a flush waits visibly; the idle stores hold timestamps that have been cached for seconds.
 */
function violated(off: readonly string[], seed: number): string[] {
  const c = new MiniCluster({ seed, splitKeys: ['zz'], workloads: [counter(6, 400)], off });
  const checks = createChecks();
  const found = new Set<string>();
  c.world.onRecord = (record) => {
    for (const check of checks) check.observe(record, (violation) => found.add(violation.check));
  };
  c.world.external(() => {
    c.world.beginFault('far-pd', [
      { type: 'link-slow', from: 'az:az-2', to: 'pd-1', addUs: 100_000 },
      { type: 'link-slow', from: 'az:az-3', to: 'pd-1', addUs: 100_000 },
    ]);
  });
  c.run(1.8);
  for (const store of [3, 1, 3, 1]) {
    c.admin(1, { type: 'transfer-leader', toStore: store });
    c.run(0.3);
  }
  const target = c.regionOn(2, 2);
  if (target !== null) c.admin(1, { type: 'merge', target });
  c.run(1);
  return [...found];
}

const SEEDS = [1, 2, 3];

/** Over a few seeds, so that the test does not hang on one timing. */
function violatedOnSome(off: string): string[] {
  return [...new Set(SEEDS.flatMap((seed) => violated([off], seed)))];
}

describe('a rule that is switched off', () => {
  it('none: nothing is violated', () => {
    expect(SEEDS.flatMap((seed) => violated([], seed))).toEqual([]);
  });

  it('R-FLUSH-LEADER: a new leader stamps with timestamps older than its predecessor’s (H1)', () => {
    expect(violatedOnSome('R-FLUSH-LEADER')).toContain('causality');
  });

  it('R-SYNC-GATE: writes slip in between election and flush (H2, B-01)', () => {
    expect(violatedOnSome('R-SYNC-GATE')).toContain('causality');
  });

  it('R-FLUSH-MERGE: the target stamps a merged range with older timestamps (H5, B-03)', () => {
    expect(violatedOnSome('R-FLUSH-MERGE')).toContain('causality');
  });
});
