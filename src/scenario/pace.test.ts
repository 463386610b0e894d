import { expect, test } from 'vitest';
import { DEFAULT_CONFIG, WATCHABLE_CONFIG } from './defaults.ts';
import { libraryDoc, libraryList } from './library/index.ts';
import { thumbnailAt } from './library/thumbnail.ts';
import { paceOf } from './pace.ts';

test('the real settings depart from nothing', () => {
  expect(paceOf(DEFAULT_CONFIG)).toEqual({ factor: 1, departures: [] });
});

test('a story’s clocks are compared with the real ones, one by one', () => {
  const { factor, departures } = paceOf(WATCHABLE_CONFIG);
  expect(factor).toBe(10);
  expect(departures).toContainEqual({ path: 'config.raft.tickUs', real: 1_000_000, here: 100_000 });
  expect(departures).toContainEqual({ path: 'config.raft.hibernate', real: true, here: false });
  const firstOther = departures.findIndex(({ path }) => !path.endsWith('Us'));
  expect(departures.slice(firstOther).every(({ path }) => !path.endsWith('Us'))).toBe(true);
});

test('no story says in words what the badge says', () => {
  for (const { id, shows } of libraryList()) expect(shows, id).not.toContain('ten times faster');
});

test('a thumbnail’s moment lies inside its run, behind the first thing that happens', () => {
  for (const { id } of libraryList()) {
    const doc = libraryDoc(id);
    if (doc === null) throw new Error(id);
    const at = thumbnailAt(doc);
    expect(at, id).toBeGreaterThan(0);
    expect(at, id).toBeLessThanOrEqual(doc.untilUs);
  }
  const light = libraryDoc('first-light');
  expect(light === null ? 0 : thumbnailAt(light)).toBe(8_120_000);
});
