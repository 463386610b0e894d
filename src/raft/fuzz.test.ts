import { describe, expect, it } from 'vitest';
import type { RuleId } from './config.ts';
import { fuzz, runHistory, type FuzzOptions, type Property } from './fuzz.ts';

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

// Each rule switched off is caught. The seeds are where the first such history is, with some room.
const BROKEN: readonly [RuleId, Property, Omit<FuzzOptions, 'off'>][] = [
  ['vote-after-persist', 'one-vote-per-term', { from: 0, to: 200, profile: 'elections', asyncStorage: true }],
  ['ack-after-persist', 'leader-completeness', { from: 0, to: 600, asyncStorage: true }],
  ['vote-log-check', 'leader-completeness', { from: 0, to: 50 }],
  ['commit-own-term', 'leader-completeness', { from: 0, to: 1000, profile: 'elections' }],
  ['read-quorum', 'linearizable-read', { from: 0, to: 300, profile: 'partitions' }],
];

describe('a rule switched off', () => {
  it.each(BROKEN)('%s breaks %s', (rule, property, options) => {
    for (let seed = options.from; seed < options.to; seed++) {
      const { broken } = fuzz({ ...options, from: seed, to: seed + 1, off: [rule] });
      if (broken[0]?.broken === property) return;
    }
    expect.fail(`no history without ${rule} broke ${property}`);
  });

  it.each(['leader-backtracking', 'follower-backtracking', 'snapshot-if-active'] as const)(
    '%s is no safety rule',
    (rule) => {
      expect(fuzz({ from: 0, to: 60, off: [rule] }).broken).toEqual([]);
    },
  );
});
