import { expect, test } from 'vitest';
import { GraphCodec } from './graph-codec.ts';
import { Rng } from './rng.ts';
import type { Sections } from './sections.ts';
import { NO_SECTIONS } from './sections.ts';
import { StreamTable } from './stream-table.ts';

const NO_RECORDS = { add: () => 0, get: () => ({}), find: () => null };

test('streams come back as they stood, in new objects and in those of a state that is given up', () => {
  const codec = new GraphCodec(NO_RECORDS, []);
  const choice = Rng.fromSeed(8);
  const state = Array.from({ length: 400 }, (_, i) => Rng.fromSeed(1).fork(`stream ${i}`));
  const kept: {
    readonly bytes: Sections;
    readonly table: StreamTable;
    readonly next: readonly number[];
  }[] = [];
  let table = new StreamTable();
  for (let i = 0; i < 60; i++) {
    if (i % 16 === 15) {
      table.close();
      table = new StreamTable();
    }
    for (let draws = choice.below(300); draws > 0; draws--) state[choice.below(state.length)]?.next();
    // One goes, another one comes.
    state[choice.below(state.length)] = choice.fork(`moment ${i}`);
    kept.push({ bytes: codec.write(state, table), table, next: state.map((each) => each.clone().next()) });
  }
  const given = codec.read(kept[0]?.bytes ?? NO_SECTIONS, kept[0]?.table) as Rng[];
  for (let i = 0; i < 100; i++) {
    const { bytes, table: of, next } = kept[choice.below(kept.length)] as (typeof kept)[number];
    const read = codec.read(bytes, of) as Rng[];
    expect(read.map((each) => each.next())).toEqual(next);
    const { root } = codec.readInto(given, bytes, of);
    expect((root as Rng[]).map((each) => each.clone().next())).toEqual(next);
  }
});

test('a stream that went back is noticed, and so is a table that is closed', () => {
  const codec = new GraphCodec(NO_RECORDS, []);
  const stream = Rng.fromSeed(2);
  const before = new Int32Array(4);
  stream.save(before, 0);
  stream.next();
  const table = new StreamTable();
  codec.write([stream], table);
  stream.restore(before, 0, 0);
  expect(() => codec.write([stream], table)).toThrow(/stands before where it was saved/);
  table.close();
  expect(() => codec.write([stream], table)).toThrow(/not closed/);
  expect(() => codec.write([stream])).toThrow(/not closed/);
});
