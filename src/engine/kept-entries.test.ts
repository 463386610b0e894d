import { expect, test } from 'vitest';
import { GraphCodec } from '../base/graph-codec.ts';
import { makeEntry } from '../raft/index.ts';
import type { Entry } from '../raft/index.ts';
import { ENTRY_FIELDS, KeptEntries } from './kept-entries.ts';

function entryOf(index: number): Entry {
  const text = `key ${index % 37}=${index}`.padEnd(120, '.');
  return makeEntry(3, index, 'normal', { bytes: text.length, text }, null);
}

test('entries of many keyframes come back in any order, and take little because they are alike', () => {
  const kept = new KeptEntries();
  kept.writtenBy(new GraphCodec(kept, ENTRY_FIELDS));
  const count = 2_000;
  for (let index = 0; index < count; index++) {
    expect(kept.add(entryOf(index))).toBe(index);
    // Blocks of all lengths, and now and then nothing between two keyframes.
    if (index % 40 === index % 7) kept.seal();
    if (index % 100 === 0) kept.seal();
  }
  kept.seal();
  for (let i = 0; i < count; i++) {
    const index = (i * 701) % count;
    const entry = kept.get(index);
    expect(kept.idOf(entry)).toBe(index);
    const { term, index: at, type, data, conf } = entry;
    expect({ term, index: at, type, data, conf }).toEqual({ ...entryOf(index) });
  }
  expect(kept.bytes).toBeLessThan(count * 30);
});
