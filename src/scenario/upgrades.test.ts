import { expect, test } from 'vitest';
import type { Upgrader } from './upgrades.ts';
import { DOCUMENT_VERSION, upgrade, upgraders } from './upgrades.ts';

const steps: Upgrader[] = [
  ({ name, ...rest }) => ({ ...rest, title: name }),
  (document) => ({ ...document, rate: 1 }),
];

test('there is one upgrader for each step between versions', () => {
  expect(upgraders).toHaveLength(DOCUMENT_VERSION - 1);
});

test('a document of the first version takes every step', () => {
  expect(upgrade({ v: 1, name: 'a' }, steps, 3)).toEqual({ ok: true, value: { v: 3, title: 'a', rate: 1 } });
});

test('a document of the current version is taken as it is', () => {
  expect(upgrade({ v: 3, name: 'a' }, steps, 3)).toEqual({ ok: true, value: { v: 3, name: 'a' } });
});

test('the document that was given is left as it was', () => {
  const document = Object.freeze({ v: 1, name: 'a' });
  upgrade(document, steps, 3);
  expect(document).toEqual({ v: 1, name: 'a' });
});

test('a missing step or a strange version is said', () => {
  expect(upgrade({ v: 2 }, steps.slice(0, 1), 3)).toEqual({
    ok: false,
    error: 'v: no way from version 2 to 3',
  });
  expect(upgrade({ v: 1.5 }, steps, 3)).toEqual({
    ok: false,
    error: 'v: expected the document version 3, got 1.5',
  });
  expect(upgrade({ v: 4 }, steps, 3)).toEqual({
    ok: false,
    error: 'v: made by a newer Raftide (version 4); this one reads up to version 3',
  });
});
