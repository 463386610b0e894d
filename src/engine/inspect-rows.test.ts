import { expect, test } from 'vitest';
import { ACCOUNTS, encodeRow } from '../model/table-row.ts';
import { composeTs, TS_ZERO } from '../model/ts.ts';
import type { CdcEventBatch, CdcTxnRow } from '../systems/tikv/msg.ts';
import { rowFacts, rowsOf } from './inspect-rows.ts';

const ROW: CdcTxnRow = {
  phase: 'prewrite',
  key: 't1_r3',
  op: 'put',
  value: encodeRow(ACCOUNTS, [95, null]),
  oldValue: encodeRow(ACCOUNTS, [100, null]),
  startTs: composeTs(5, 1),
  commitTs: TS_ZERO,
};

function batch(over: Partial<CdcEventBatch>): CdcEventBatch {
  return {
    kind: 'cdc.events',
    bytes: 1,
    region: 1,
    requestId: 1,
    rows: [],
    initialized: false,
    error: null,
    ...over,
  };
}

function words(message: CdcEventBatch): string[] {
  return rowFacts(message).map(({ group, name, value }) => `${group} | ${name} | ${value}`);
}

test('a raw row says its value and its moment, a tombstone that it deletes', () => {
  const rows = [
    { key: 'a', value: 'v', ts: composeTs(7, 2) },
    { key: 'b', value: null, ts: composeTs(8, 1) },
  ];
  expect(words(batch({ rows }))).toEqual(['rows | a | v, at 7 ms · 2', 'rows | b | deleted, at 8 ms · 1']);
});

test('a lock says the value to come and the one before, in columns where the key is a record', () => {
  expect(words(batch({ txns: [ROW] }))).toEqual([
    'prewrite of t1_r3 | start ts | 5 ms · 1',
    'prewrite of t1_r3 | value | balance=95',
    'prewrite of t1_r3 | old value | balance=100',
  ]);
  const fresh = words(
    batch({ txns: [{ ...ROW, phase: 'committed', commitTs: composeTs(6, 0), oldValue: null }] }),
  );
  expect(fresh).toContain('committed of t1_r3 | commit ts | 6 ms · 0');
  expect(fresh).toContain('committed of t1_r3 | old value | there was none');
});

test('a commit and a rollback of a lock that was told have no value of their own', () => {
  const txns = (['commit', 'rollback'] as const).map((phase) => ({
    ...ROW,
    phase,
    commitTs: composeTs(6, 0),
  }));
  expect(words(batch({ txns })).filter((line) => line.includes('value'))).toEqual([]);
});

test('only feeds with rows have any, and of many the rest is counted', () => {
  expect(rowsOf({ kind: 'cdc.resolved', bytes: 1 })).toBeNull();
  expect(rowsOf(batch({}))).toBeNull();
  const rows = Array.from({ length: 15 }, (_, i) => ({ key: `k${i}`, value: 'v', ts: composeTs(1, i) }));
  expect(words(batch({ rows })).at(-1)).toBe('rows | more rows | 3');
});
