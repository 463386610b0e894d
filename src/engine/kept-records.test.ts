import { expect, test } from 'vitest';
import { GraphCodec } from '../base/graph-codec.ts';
import { makeEntry } from '../raft/index.ts';
import type { Entry } from '../raft/index.ts';
import type { CdcRow } from '../systems/tikv/msg.ts';
import type { Ts } from '../model/ts.ts';
import { KeptRecords, RECORD_KINDS } from './kept-records.ts';

function entryOf(index: number): Entry {
  const text = `key ${index % 37}=${index}`.padEnd(120, '.');
  return makeEntry(3, index, 'normal', { bytes: text.length, text }, null);
}

test('entries of many keyframes come back in any order, and take little because they are alike', () => {
  const kept = new KeptRecords();
  kept.writtenBy(new GraphCodec(kept, RECORD_KINDS));
  const count = 2_000;
  for (let index = 0; index < count; index++) {
    expect(kept.add(entryOf(index), 0)).toBe(index);
    // Blocks of all lengths, and now and then nothing between two keyframes.
    if (index % 40 === index % 7) kept.seal();
    if (index % 100 === 0) kept.seal();
  }
  kept.seal();
  for (let i = 0; i < count; i++) {
    const index = (i * 701) % count;
    const entry = kept.get(index, 0) as Entry;
    expect(kept.find(entry)).toMatchObject({ id: index, kind: 0 });
    const { term, index: at, type, data, conf } = entry;
    expect({ term, index: at, type, data, conf }).toEqual({ ...entryOf(index) });
  }
  expect(kept.bytes).toBeLessThan(count * 30);
});

test('an entry tells its term, also a large one, and a row is written down beside the entry that made it', () => {
  const kept = new KeptRecords();
  kept.writtenBy(new GraphCodec(kept, RECORD_KINDS));
  const row = { key: 'k', value: 'v'.repeat(100), ts: 7 as Ts };
  const ids = [3, 255, 256, 70_000].map((term) => kept.add(makeEntry(term, 1, 'normal', null, null), 0));
  const rowId = kept.add(row, 1);
  kept.seal();
  expect(ids.map((id) => (kept.get(id, 0) as Entry).term)).toEqual([3, 255, 256, 70_000]);
  const { key, value, ts } = kept.get(rowId, 1) as CdcRow;
  expect({ key, value, ts }).toEqual(row);
});
