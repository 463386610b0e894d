import { expect, test } from 'vitest';
import type { Records } from './record-list.ts';
import { RecordList } from './record-list.ts';
import { Rng } from './rng.ts';

interface Item {
  readonly value: number;
}

/** Keeps items by number, and says of each one it gave away that it reads the same. */
class Shelf implements Records {
  readonly all: Item[] = [];
  asked = 0;

  add(record: Item): number {
    this.all.push(record);
    return this.all.length - 1;
  }

  get(id: number): Item {
    this.asked++;
    return { value: this.all[id]?.value ?? -1 };
  }

  find(): null {
    return null;
  }
}

test('equals a plain list while it is written down, read back and copied', () => {
  const rng = Rng.fromSeed(3);
  const shelf = new Shelf();
  let list = new RecordList<Item>();
  let twin: number[] = [];
  let others: (readonly [RecordList<Item>, readonly number[]])[] = [];
  for (let i = 0; i < 5_000; i++) {
    const deed = rng.below(7);
    if (deed < 3) {
      const value = rng.below(1_000);
      list.push({ value });
      twin.push(value);
    } else if (deed === 3 && rng.chance(1, 3)) {
      const length = rng.below(twin.length + 1);
      list.cut(length);
      twin.length = length;
    } else if (deed === 4 && rng.chance(1, 3)) {
      const count = rng.below(Math.min(twin.length, 20) + 1);
      list.drop(count);
      twin = twin.slice(count);
    } else if (deed === 5) {
      others = [...others.slice(-3), [list.clone(), [...twin]]];
    } else if (deed === 6) {
      list.number(shelf, (item) => ({ id: shelf.add(item), kind: 1 }));
      const ids = twin.map((_, place) => list.numberAt(place));
      // Into another list that is given up, or in place.
      if (rng.chance(1, 2)) list = rng.chance(1, 2) ? list.clone() : new RecordList<Item>();
      list.become(shelf, 1, ids.length);
      ids.forEach((id, place) => list.setNumber(place, id));
    }
    expect(list.length).toBe(twin.length);
    const place = rng.below(twin.length + 2);
    expect(list.at(place)?.value).toBe(twin[place]);
    const from = rng.below(twin.length + 1);
    const to = rng.between(from, twin.length);
    expect(list.slice(from, to).map(({ value }) => value)).toEqual(twin.slice(from, to));
  }
  for (const [other, values] of others)
    expect(other.slice(0, other.length).map(({ value }) => value)).toEqual(values);
  expect(shelf.asked).toBeGreaterThan(100);
});

test('what nobody looks at is never asked for', () => {
  const shelf = new Shelf();
  const list = new RecordList<Item>();
  for (let value = 0; value < 100; value++) list.push({ value });
  list.number(shelf, (item) => ({ id: shelf.add(item), kind: 0 }));
  const read = new RecordList<Item>();
  read.become(shelf, 0, 100);
  for (let place = 0; place < 100; place++) read.setNumber(place, list.numberAt(place));
  expect(read.at(99)?.value).toBe(99);
  expect(read.at(99)?.value).toBe(99);
  expect(read.at(100)).toBe(undefined);
  expect(shelf.asked).toBe(1);
});
