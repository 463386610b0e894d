import { expect, test } from 'vitest';
import { must } from './assert.ts';
import { Rng } from './rng.ts';
import { StringPool, STRINGS_PER_PAGE } from './string-pool.ts';

const PIECES = [
  '',
  'a',
  'ab',
  '.'.repeat(4),
  '.'.repeat(300),
  '\u0000ÿ',
  '上海',
  '上上上上上',
  'value',
] as const;

function textOf(rng: Rng): string {
  let text = '';
  for (let left = rng.below(6); left > 0; left--) text += must(PIECES[rng.below(PIECES.length)], 'piece');
  return text;
}

test('any string is found where it was put, while its page is open and packed', () => {
  const rng = Rng.fromSeed(3);
  const pool = new StringPool();
  const twin = Array.from({ length: 9 * STRINGS_PER_PAGE }, (_, i) => {
    const text = textOf(rng) + (rng.chance(1, 2) ? String(i) : '');
    return { text, ...pool.add(text) };
  });
  for (const { text, page, place } of twin) expect(page.at(place)).toBe(text);
});

test('a string that was added of late is kept once', () => {
  const pool = new StringPool();
  const first = pool.add('again');
  for (let i = 0; i < STRINGS_PER_PAGE; i++) pool.add(`other ${i}`);
  expect(pool.add('again')).toBe(first);
  for (let i = 0; i < 5 * STRINGS_PER_PAGE; i++) pool.add(`more ${i}`);
  const later = pool.add('again');
  expect(later.page).not.toBe(first.page);
  expect([first.page.at(first.place), later.page.at(later.place)]).toEqual(['again', 'again']);
});

test('a packed page has no string left to hold', () => {
  const pool = new StringPool();
  const { page, place } = pool.add(`key=1${'.'.repeat(1_000)}`);
  for (let i = 0; i < 5 * STRINGS_PER_PAGE; i++) pool.add(`other ${i}`);
  expect(page.strings).toEqual([]);
  expect(page.at(place)).toHaveLength(1_005);
  expect((Reflect.get(page, 'bytes') as Uint8Array).length).toBeLessThan(20 * STRINGS_PER_PAGE);
});

test('a page of long strings is found again, too', () => {
  const rng = Rng.fromSeed(4);
  const pool = new StringPool();
  const long = (i: number): string =>
    Array.from({ length: 20 }, () => String(rng.below(1_000_000))).join('-') + String(i);
  const twin = Array.from({ length: 6 * STRINGS_PER_PAGE }, (_, i) => {
    const text = long(i);
    return { text, ...pool.add(text) };
  });
  for (const { text, page, place } of twin) expect(page.at(place)).toBe(text);
});
