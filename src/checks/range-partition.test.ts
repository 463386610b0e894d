import { describe, expect, it } from 'vitest';
import { rangePartition } from './range-partition.ts';
import { judge, TraceBuilder } from './testing.ts';

/** Regions 1 ['', m) and 2 [m, '') on stores 1 and 2, serving. */
function twoRegions(): TraceBuilder {
  const trace = new TraceBuilder();
  for (const store of [1, 2]) {
    trace.region(1, store, 'bootstrap', ['', 'm'], 1).region(2, store, 'bootstrap', ['m', ''], 1);
  }
  return trace.proposed({ region: 1, index: 6, key: 'a', ts: 10 });
}

/** Store `store` applies the split of Region 1 at g; Region 3 is the left half. */
function split(trace: TraceBuilder, store: number): TraceBuilder {
  return trace.atOnce((at) => {
    at.region(1, store, 'split', ['g', 'm'], 2, { index: 9 }).region(3, store, 'split-new', ['', 'g'], 2);
  });
}

describe('range partition', () => {
  it('waits for the cluster to serve before it looks for holes', () => {
    const trace = new TraceBuilder().region(1, 1, 'bootstrap', ['', 'm'], 1);
    expect(judge(rangePartition, trace).evaluations).toBe(0);
    expect(judge(rangePartition, trace.region(2, 2, 'bootstrap', ['m', ''], 1)).words).toEqual([]);
    const served = judge(rangePartition, twoRegions());
    expect(served.words).toEqual([]);
    expect(served.evaluations).toBeGreaterThan(0);
  });

  it('reports a hole in the middle and at the ends once writes arrive', () => {
    const trace = new TraceBuilder()
      .region(1, 1, 'bootstrap', ['b', 'f'], 1)
      .region(2, 1, 'bootstrap', ['m', 't'], 1)
      .proposed({ region: 1, index: 6, key: 'c', ts: 10 });
    expect(judge(rangePartition, trace).words).toEqual([
      'No Region of the upstream cluster holds the keys [−∞, b)',
      'No Region of the upstream cluster holds the keys [f, m)',
      'No Region of the upstream cluster holds the keys [t, +∞)',
    ]);
  });

  it('accepts a split that stores apply at different times', () => {
    const trace = split(twoRegions(), 1);
    trace.region(2, 2, 'conf-change', ['m', ''], 1, { confVer: 2 });
    expect(judge(rangePartition, split(trace, 2)).words).toEqual([]);
  });

  it('takes the records of one item together, in either order', () => {
    const trace = twoRegions().atOnce((at) => {
      at.region(3, 1, 'split-new', ['', 'g'], 2).region(1, 1, 'split', ['g', 'm'], 2);
    });
    expect(judge(rangePartition, trace).words).toEqual([]);
  });

  it('reports a split whose new half never appears, once', () => {
    const trace = twoRegions().region(1, 1, 'split', ['g', 'm'], 2, { index: 9 });
    trace.region(1, 2, 'split', ['g', 'm'], 2).region(2, 1, 'conf-change', ['m', ''], 1, { confVer: 2 });
    const verdict = judge(rangePartition, trace);
    expect(verdict.words).toEqual(['No Region of the upstream cluster holds the keys [−∞, g)']);
    expect(verdict.violations[0]).toMatchObject({ region: 1, store: 1, n: 5 });
  });

  it('reports a child that takes more than the parent gave', () => {
    const trace = twoRegions().atOnce((at) => {
      at.region(1, 1, 'split', ['g', 'm'], 2).region(3, 1, 'split-new', ['', 'h'], 2);
    });
    expect(judge(rangePartition, trace).words).toEqual([
      'Region 3 [−∞, h) and Region 1 [g, m) of the upstream cluster overlap',
      'Store 1 holds Region 1 [g, m) and Region 3 [−∞, h), which overlap',
      'Store 1 holds Region 3 [−∞, h) and Region 1 [g, m), which overlap',
    ]);
  });

  it('reports two stores that give one epoch different ranges', () => {
    const trace = split(twoRegions(), 1).atOnce((at) => {
      at.region(1, 2, 'split', ['f', 'm'], 2).region(3, 2, 'split-new', ['', 'f'], 2);
    });
    expect(judge(rangePartition, trace).words).toEqual([
      'Region 1 at version 2 is [f, m) on store 2, but [g, m) on store 1',
      'Region 3 at version 2 is [−∞, f) on store 2, but [−∞, g) on store 1',
    ]);
  });

  const merge = (trace: TraceBuilder, store: number) =>
    trace.atOnce((at) => {
      at.region(2, store, 'commit-merge', ['', ''], 3, { index: 11 }).add({
        kind: 'region.merge-committed',
        region: 2,
        store,
        source: 1,
        index: 11,
        sourceIndex: 9,
      });
    });

  it('accepts a merge at different times on two stores, the source leaving a little later', () => {
    const trace = twoRegions()
      .region(1, 1, 'prepare-merge', ['', 'm'], 2, { confVer: 2 })
      .region(1, 2, 'prepare-merge', ['', 'm'], 2, { confVer: 2 });
    merge(trace, 1).add({ kind: 'region.destroyed', region: 1, store: 1, reason: 'merged' });
    merge(trace, 2).add({ kind: 'region.destroyed', region: 1, store: 2, reason: 'merged' });
    expect(judge(rangePartition, trace).words).toEqual([]);
  });

  it('accepts a merge that is rolled back', () => {
    const trace = twoRegions()
      .region(1, 1, 'prepare-merge', ['', 'm'], 2, { confVer: 2 })
      .region(1, 1, 'rollback-merge', ['', 'm'], 3, { confVer: 2 });
    expect(judge(rangePartition, trace).words).toEqual([]);
  });

  it('reports a rollback of a merge that had been committed elsewhere', () => {
    const trace = twoRegions()
      .region(1, 1, 'prepare-merge', ['', 'm'], 2, { confVer: 2 })
      .region(1, 2, 'prepare-merge', ['', 'm'], 2, { confVer: 2 });
    merge(trace, 1).region(1, 2, 'rollback-merge', ['', 'm'], 3, { confVer: 2 });
    expect(judge(rangePartition, trace).words).toEqual([
      'Region 1 [−∞, m) and Region 2 [−∞, +∞) of the upstream cluster overlap',
    ]);
  });

  it('reports a store whose source peer is still at work when the target covers it', () => {
    const trace = merge(twoRegions(), 1);
    expect(judge(rangePartition, trace).words).toEqual([
      'Store 1 holds Region 2 [−∞, +∞) and Region 1 [−∞, m), which overlap',
    ]);
  });

  it('reports a merge that absorbs nobody: the target overlaps the Region beside it', () => {
    const trace = twoRegions().region(2, 1, 'commit-merge', ['', ''], 3);
    expect(judge(rangePartition, trace).words[0]).toBe(
      'Region 1 [−∞, m) and Region 2 [−∞, +∞) of the upstream cluster overlap',
    );
  });

  it('does not hold a restarted store to what it had not flushed', () => {
    const trace = split(twoRegions(), 1)
      .add({ kind: 'process.crashed', process: 'store-1' })
      .region(1, 1, 'recovered', ['', 'm'], 1)
      .region(2, 1, 'recovered', ['m', ''], 1);
    expect(judge(rangePartition, split(trace, 1)).words).toEqual([]);
  });

  it('keeps the two clusters apart', () => {
    const trace = twoRegions()
      .region(1001, 101, 'bootstrap', ['', 'x'], 1, { cluster: 'recovery' })
      .proposed({ region: 1001, store: 101, cluster: 'recovery', index: 6, key: 'a', ts: 5 });
    expect(judge(rangePartition, trace).words).toEqual([
      'No Region of the recovery cluster holds the keys [x, +∞)',
    ]);
  });
});
