import { describe, expect, test } from 'vitest';
import type { ScenarioDoc } from '../document.ts';
import { RULES } from '../rules.ts';
import { DEFAULT_STORY, libraryDoc, libraryList } from './index.ts';

const stories = libraryList().map((entry) => [entry.id, libraryDoc(entry.id) as ScenarioDoc] as const);

test('the ids that links rely on are there, first-light first', () => {
  expect(stories[0]?.[0]).toBe('first-light');
  const ids = stories.map(([id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of [
    'first-light',
    'resolved-ts',
    'rawkv-case-1',
    'rawkv-case-2-between',
    'rawkv-case-2-after',
    'rawkv-case-3-1-split',
    'rawkv-case-3-2-merge',
    'rawkv-case-3-3-transfer',
  ])
    expect(ids).toContain(id);
  expect(DEFAULT_STORY).toBe('first-light');
  expect(libraryDoc('no-such-story')).toBeNull();
});

describe.each(stories)('%s', (_, doc) => {
  test('says what it shows', () => {
    expect(doc.title.length).toBeGreaterThan(5);
    expect(doc.shows.length).toBeGreaterThan(40);
  });

  test('keeps the ratios that the protocols depend on', () => {
    const { raft, causalTs, ticdc } = doc.config;
    expect(raft.leaderLeaseUs).toBe(raft.tickUs * raft.electionTicks * 0.9);
    // Without the safe interval a story shows what the stores do by themselves.
    if (ticdc.safeIntervalUs > 0) expect(ticdc.safeIntervalUs).toBeGreaterThanOrEqual(causalTs.allocAheadUs);
    expect(ticdc.sessionTtlUs).toBeGreaterThanOrEqual(10 * ticdc.ownerTickUs);
  });

  test('has captions in the order of their moments', () => {
    const moments = doc.beats.flatMap((beat) => ('at' in beat.on ? [beat.on.at] : []));
    expect(moments).toEqual([...moments].sort((a, b) => a - b));
    expect(doc.beats.length).toBeGreaterThan(2);
  });
});

describe('the matrix', () => {
  const matrix = stories.filter(([id]) => id.startsWith('rawkv-case-')).map(([, doc]) => doc);

  test('puts every key twice with one counter workload and ends when all has arrived', () => {
    for (const doc of matrix) {
      expect(doc.workload.map((entry) => entry.kind)).toEqual(['counter']);
      expect(doc.stopWhenDrained).toBe(true);
      expect(doc.cluster.captures).toHaveLength(1);
      expect(doc.cluster.recovery).toMatchObject({ stores: 1, replicas: 1 });
      expect(doc.cluster.changefeeds).toHaveLength(1);
    }
  });

  test('has one store in cases 1 and 2 and three in case 3', () => {
    for (const doc of matrix) {
      const wide = doc.id.startsWith('rawkv-case-3');
      expect([doc.cluster.stores.length, doc.cluster.replicas]).toEqual(wide ? [3, 3] : [1, 1]);
      expect(doc.churn.length > 0).toBe(wide);
    }
  });

  test('creates the changefeed at the right moment whatever the size', () => {
    const after = Object.fromEntries(matrix.map((doc) => [doc.id, doc.cluster.changefeeds[0]?.after]));
    expect(after).toMatchObject({
      'rawkv-case-1': undefined,
      'rawkv-case-2-between': 'first-puts',
      'rawkv-case-2-after': 'workload',
    });
    const between = libraryDoc('rawkv-case-2-between') as ScenarioDoc;
    const [workload] = between.workload;
    const [changefeed] = between.cluster.changefeeds;
    expect(workload?.kind === 'counter' ? workload.pauseBetweenUs : 0).toBeGreaterThan(
      changefeed?.atUs ?? Infinity,
    );
  });

  test('churns for longer than any load lasts', () => {
    for (const doc of matrix)
      for (const churn of doc.churn) expect(churn.everyUs * churn.count).toBeGreaterThan(doc.untilUs / 2);
  });
});

test('a rule names a story only when there is one', () => {
  const named = RULES.filter((rule) => rule.story !== '');
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((rule) => libraryDoc(rule.story) === null)).toEqual([]);
});
