import { expect, test } from 'vitest';
import { decodeRawKey, encodeRawKey, isTableKey } from './key.ts';
import { ACCOUNTS, encodeRow, mountRow, readableValue } from './table-row.ts';

test('record keys sort by table and handle and come back as people write them', () => {
  const keys = ['t1_r0', 't1_r2', 't1_r10', 't1_r300', 't2_r1', 't10_r0'];
  const encoded = keys.map(encodeRawKey);
  expect([...encoded].sort((a, b) => (a < b ? -1 : 1))).toEqual(encoded);
  expect(encoded.map(decodeRawKey)).toEqual(keys);
  expect(encoded.every(isTableKey)).toBe(true);
});

test('raw keys stay before every table, also those that only look like records', () => {
  for (const key of ['zz', 't1', 't1_rx', 'tea-t001k0001']) {
    expect(decodeRawKey(encodeRawKey(key))).toBe(key);
    expect(isTableKey(encodeRawKey(key))).toBe(false);
    expect(encodeRawKey(key) < encodeRawKey('t0_r0')).toBe(true);
  }
});

test.each([0, 1, -1, 127, 128, -129, 40_000, -40_000, 3_000_000_000, -3_000_000_000])(
  'a row keeps its number %d and its text',
  (balance) => {
    const row = encodeRow(ACCOUNTS, [balance, 'rent']);
    expect(mountRow('t1_r7', row)).toEqual({ table: ACCOUNTS, handle: 7, cells: [balance, 'rent'] });
  },
);

test('nulls are kept apart, and a value is shown by its columns', () => {
  const row = encodeRow(ACCOUNTS, [97, null]);
  expect(row.charCodeAt(0)).toBe(128);
  expect(mountRow('t1_r7', row)?.cells).toEqual([97, null]);
  expect(readableValue('t1_r7', row)).toBe('balance=97');
  expect(readableValue('plain', 'text')).toBe('text');
  expect(mountRow('t9_r7', row)).toBeNull();
});
