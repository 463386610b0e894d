import { expect, test } from 'vitest';
import type { ScenarioCommand } from '../scenario/document.ts';
import { parseTimed } from '../scenario/parse-action.ts';
import { libraryDoc } from '../scenario/library/index.ts';
import { createEngine } from './index.ts';

/** What the console answers to commands typed one after the other on three stores. */
function answers(...typed: string[]): string[] {
  const doc = libraryDoc('rawkv-case-3-3-transfer');
  if (doc === null) throw new Error('no story');
  const commands = typed.map((text, i): ScenarioCommand => {
    const timed = parseTimed(`at=${1_000 + i * 100}ms ${text}`);
    if (!timed.ok) throw new Error(timed.error);
    return { at: timed.value.at, ...timed.value.action };
  });
  const engine = createEngine({ ...doc, workload: [], churn: [], beats: [], commands }, { history: false });
  if (!engine.ok) throw new Error(engine.error);
  engine.value.advance(4_000_000);
  expect(engine.value.violations).toEqual([]);
  return engine.value
    .report()
    .incidents.map(({ words }) => words)
    .filter((words) => words.includes(' → '))
    .map((words) => words.slice(words.indexOf(' → ') + 3).replaceAll(/version \d+/g, 'version …'));
}

test('typed operations are answered in words', () => {
  expect(
    answers(
      'get key=a',
      'put key=a value=1',
      'get key=a',
      'cas key=a expected=2 value=3',
      'cas key=a expected=1 value=3',
      'cas key=b value=3',
      'delete key=a',
      'get key=a',
    ),
  ).toEqual([
    'not found',
    'ok, version …',
    '"1", version …',
    'not swapped: it holds "1"',
    'swapped, version …',
    'swapped, version …',
    'ok, version …',
    'not found: deleted, or expired, version …',
  ]);
});

test('bad requests get the real errors: limits, stale routes; an empty key is legal (tikv#13635)', () => {
  const long = 'k'.repeat(8_193);
  expect(answers('put key=a value=x bytes=8388609', `get key=${long}`, 'put key="" value=x')).toEqual([
    'RaftEntryTooLarge: the entry has 8388609 bytes and more, the limit is 8388608 (raftstore.raft-entry-max-size)',
    'KeyTooLarge: the key has 8193 bytes, the limit is 8192 (storage.max-key-size)',
    'ok, version …',
  ]);
  const stale = answers(
    'put key=a value=x store=1',
    'put key=a value=x store=2',
    'put key=a value=x store=3',
  );
  expect(stale.filter((words) => words.startsWith('ok'))).toHaveLength(1);
  expect(stale.filter((words) => words.startsWith('NotLeader: Region'))).toHaveLength(2);
  expect(answers('get key=a store=9')).toEqual(['StoreNotMatch: there is no store 9']);
});

test('a write on the route from before a split is told so where it is not sent on by itself', () => {
  const told = answers('put key=a value=x', 'splitRegion region=1 key=0', 'put key=a value=y store=1');
  expect(told).toEqual(['ok, version …', expect.stringMatching(/^(EpochNotMatch|NotLeader): Region 1 /)]);
  expect(answers('put key=a value=x', 'splitRegion region=1 key=0', 'put key=a value=y')).toEqual([
    'ok, version …',
    'ok, version …',
  ]);
});

test('raw operations refuse the records of tables, whatever they are (InvalidKeyMode)', () => {
  const refused = (command: string) =>
    `InvalidKeyMode: ${command} in storage API V2 takes keys of RawKV, and "t1_r1" is a key of a table`;
  const typed = ['put key=t1_r1 value=x', 'get key=t1_r1', 'delete key=t1_r1', 'cas key=t1_r1 value=x'];
  expect(answers(...typed)).toEqual(
    ['raw_put', 'raw_get', 'raw_delete', 'raw_compare_and_swap'].map(refused),
  );
});

test('batches go to each Region once, of a key named twice the later pair stays, scans go from Region to Region', () => {
  expect(
    answers(
      'batchPut pairs="b=1,x=2,b=3"',
      'batchGet keys=b,x,c',
      'scan',
      'scan reverse=yes keyOnly=yes',
      'scan from=c limit=1',
      'scan to=x',
      'batchDelete keys=b,x',
      'scan',
      'scan limit=10241',
    ),
  ).toEqual([
    expect.stringMatching(/^ok, 3 of 3 keys, /),
    'b: "3", version …; x: "2", version …; c: not found',
    expect.stringMatching(/^2 keys, .*: b: "3"; x: "2"$/),
    expect.stringMatching(/^2 keys, .*: x; b$/),
    expect.stringMatching(/^one key, .*: x: "2"$/),
    expect.stringMatching(/^one key, .*: b: "3"$/),
    expect.stringMatching(/^ok, 2 of 2 keys, /),
    expect.stringMatching(/^0 keys, /),
    'MaxScanLimitExceeded: 10241, the limit is 10240',
  ]);
});

test('a value with an end is absent from then on, for reads, scans and compare-and-swap', () => {
  const waiting = Array.from({ length: 12 }, () => 'get key=other');
  const told = answers(
    'put key=a value=1 ttl=1s',
    'get key=a',
    ...waiting,
    'get key=a',
    'scan',
    'cas key=a value=2',
  );
  expect(told[1]).toBe('"1", version …');
  expect(told.slice(14)).toEqual([
    'not found: deleted, or expired, version …',
    expect.stringMatching(/^0 keys, /),
    'swapped, version …',
  ]);
});
