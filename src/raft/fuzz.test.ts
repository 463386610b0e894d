import { describe, expect, it } from 'vitest';
import type { RuleId } from './config.ts';
import { DEFAULT_HISTORY, fuzz, RULE_IDS, runHistory, type Property } from './fuzz.ts';

describe('random clusters', () => {
  it('keep every promise of Raft, and come together when the faults end', () => {
    const report = fuzz({ from: 0, to: 400 });
    expect(report.broken).toEqual([]);
    // The histories are worth something: much happened in them.
    expect(report.committed).toBeGreaterThan(5000);
    expect(report.terms).toBeGreaterThan(2000);
    expect(report.confChanges).toBeGreaterThan(1000);
    expect(report.snapshots).toBeGreaterThan(100);
    expect(report.reads).toBeGreaterThan(5000);
  });

  it('are the same twice', () => {
    for (let seed = 1000; seed < 1010; seed++) expect(runHistory(seed)).toEqual(runHistory(seed));
  });
});

// Each rule switched off is caught, and by what it is for. The seeds are where such histories are.
const BROKEN: readonly [RuleId, Property, number, number][] = [
  ['commit-own-term', 'leader-completeness', 0, 60],
  ['vote-after-persist', 'one-vote-per-term', 0, 60],
  ['ack-after-persist', 'leader-completeness', 0, 100],
  ['joint-commit-both-halves', 'leader-completeness', 0, 40],
  ['vote-log-check', 'leader-completeness', 0, 20],
  ['leader-backtracking', 'probe-count', 0, 60],
  ['follower-backtracking', 'probe-count', 0, 40],
  ['read-quorum', 'linearizable-read', 0, 80],
  ['read-own-term', 'linearizable-read', 0, 60],
  ['read-context-unique', 'linearizable-read', 0, 80],
  ['snapshot-if-active', 'snapshot-to-the-silent', 0, 40],
];

describe('a rule switched off', () => {
  it('has a history that shows it, whichever rule it is', () => {
    expect(BROKEN.map(([rule]) => rule).sort()).toEqual([...RULE_IDS].sort());
  });

  it.each(BROKEN)('%s breaks %s', (rule, property, from, to) => {
    for (let seed = from; seed < to; seed++) {
      const report = runHistory(seed, { ...DEFAULT_HISTORY, off: [rule] });
      if (report.broken === property) return;
    }
    expect.fail(`no history without ${rule} broke ${property}`);
  });
});
