import { expect, test } from 'vitest';
import { GROUPS, groupOf, SHELVED } from './groups.ts';
import { libraryDoc, libraryList } from './index.ts';

test('every story has a shelf: its line is in groups.ts', () => {
  const without = libraryList().filter(({ id }) => groupOf(id) === 'more');
  expect(without.map(({ id }) => id)).toEqual([]);
});

test('every shelved id is a story, and shelves are known', () => {
  for (const id of SHELVED) {
    expect(libraryDoc(id), id).not.toBeNull();
    expect(GROUPS).toContain(groupOf(id));
  }
  expect(groupOf('constructor')).toBe('more');
});
