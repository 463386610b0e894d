import { describe, expect, it } from 'vitest';
import { torment } from './nemesis.ts';

/** The first check that a switched-off rule makes report, over a few seeds; null when none did. */
function firstViolation(off: string, seeds: number): string | null {
  for (let seed = 1; seed <= seeds; seed++) {
    const { violations } = torment(seed, { off: [off] });
    if (violations[0] !== undefined) return violations[0].check;
  }
  return null;
}

describe('a rule that is switched off', () => {
  it('R-FLUSH-LEADER: a new leader stamps with timestamps older than its predecessor’s (H1)', () => {
    expect(firstViolation('R-FLUSH-LEADER', 6)).toBe('causality');
  });

  it('R-FLUSH-MERGE: the target stamps a merged range with older timestamps (H5)', () => {
    expect(firstViolation('R-FLUSH-MERGE', 40)).toBe('causality');
  });

  it('R-SYNC-GATE: writes slip in between election and flush (B-01)', () => {
    expect(firstViolation('R-SYNC-GATE', 20)).toBe('causality');
  });

  it('R-EPOCH-CHECK: a write proposed for a range that has since been split or merged is applied all the same', () => {
    expect(firstViolation('R-EPOCH-CHECK', 40)).not.toBeNull();
  });

  it('R-MERGE-CATCHUP: the target takes over a range whose last writes its store has not applied', () => {
    expect(firstViolation('R-MERGE-CATCHUP', 40)).not.toBeNull();
  });

  it('R-LEASE: a deposed leader answers reads alone', () => {
    expect(firstViolation('R-LEASE', 40)).toBe('read-your-writes');
  });
});
