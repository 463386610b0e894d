import { assert, must } from './assert.ts';
import { ByteWriter } from './bytes.ts';
import type { Column } from './column.ts';
import { writeColumns } from './column.ts';
import {
  AGAIN,
  ARRAY,
  COMMON,
  EMPTY,
  FALSE,
  FLOAT,
  FUNCTION,
  INFINITE,
  INTEGER_ARRAYS,
  INTEGERS,
  LATIN,
  MAP,
  NATURAL,
  NEAR,
  NEGATIVE,
  NULL,
  OBJECT,
  RECORD,
  RECORD_LIST,
  SET,
  SMALL,
  STREAM,
  TRUE,
  UNDEFINED,
  WIDE,
  WORD,
} from './graph-tags.ts';
import type { Fields, Integers } from './graph-tags.ts';
import { KnownObjects, NONE } from './known-objects.ts';
import { isWideText, writeLetters } from './letters.ts';
import { RecentNumbers } from './recent-numbers.ts';
import type { Kept, Records } from './record-list.ts';
import { RecordList } from './record-list.ts';
import { Rng } from './rng.ts';
import type { Sections } from './sections.ts';
import type { Settling } from './settle.ts';
import { SETTLE } from './settle.ts';
import type { Shape } from './shapes.ts';
import { Shared } from './shared.ts';
import type { StreamTable } from './stream-table.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Objects that have gone are looked for every so many states; a list of records names the objects in it only once. */
const SWEEP_EVERY = 8;

/** Writes states, each value into its column, and records. It knows again what it wrote before. */
export class GraphWriter {
  /** Where values go. */
  private column: Column;
  private out: ByteWriter;
  /** What is written has no numbers: it is a record, which nothing else refers into. */
  private isPlain = false;
  /** Of the state at hand. */
  private streams: StreamTable | null = null;
  private recent = new RecentNumbers();
  private readonly recentOfRecord = new RecentNumbers();
  private readonly known = new KnownObjects();
  private readonly freeIds: number[] = [];
  private ids = 0;
  private stateNumber = 0;
  /** Objects of the state at hand so far. */
  private ordinal = 0;
  /** Slots of those of them that are referred to more than once. */
  private shared: number[] = [];
  /** The record referred to last, in this array. */
  private lastRecord = 0;

  constructor(
    private readonly records: Records,
    private readonly vocabulary: Vocabulary,
  ) {
    this.column = vocabulary.root;
    this.out = this.column.out;
  }

  state(root: object, streams: StreamTable): Sections {
    this.stateNumber++;
    this.streams = streams;
    this.recent.clear();
    this.lastRecord = 0;
    this.ordinal = 0;
    this.shared = [];
    this.goTo(this.vocabulary.root);
    this.value(root);
    const out = new ByteWriter();
    this.writeShared(out);
    if (this.stateNumber % SWEEP_EVERY === 0) this.sweep();
    return writeColumns(this.vocabulary.shapes.columns, out);
  }

  /** One object that never changes, with all it holds, in one column. A record is written while a state is. */
  record(record: object, into: Column): Uint8Array {
    const { column, recent, lastRecord } = this;
    this.goTo(into);
    this.out.clear();
    this.recent = this.recentOfRecord;
    this.recent.clear();
    this.isPlain = true;
    this.fields(record, this.vocabulary.shapes.of(record));
    this.isPlain = false;
    const bytes = this.out.take();
    this.goTo(column);
    this.recent = recent;
    this.lastRecord = lastRecord;
    return bytes;
  }

  private goTo(column: Column): void {
    this.column = column;
    this.out = column.out;
  }

  private value(value: unknown): void {
    const { out } = this;
    switch (typeof value) {
      case 'number':
        this.number(value);
        return;
      case 'string':
        this.string(value);
        return;
      case 'boolean':
        out.byte(value ? TRUE : FALSE);
        return;
      case 'undefined':
        out.byte(UNDEFINED);
        return;
      case 'object':
        if (value === null) out.byte(NULL);
        else this.object(value);
        return;
      case 'function':
        this.function(value);
        return;
      default:
        assert(false, `a state holds a ${typeof value}`);
    }
  }

  private number(value: number): void {
    const { out } = this;
    if (value === Infinity) {
      out.byte(INFINITE);
    } else if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
      out.byte(FLOAT);
      out.float64(value);
    } else if (value < 0) {
      out.byte(NEGATIVE);
      out.varint(-value);
    } else if (value < SMALL) {
      out.byte(SMALL | value);
    } else {
      const name = this.recent.nameOf(value);
      this.recent.add(value);
      out.byte(name < 0 ? NATURAL : NEAR + name);
      if (name < 0) out.varint(value);
    }
  }

  private string(text: string): void {
    const { out } = this;
    const id = this.vocabulary.wordId(text);
    if (id !== undefined) {
      out.byte(WORD);
      out.varint(id);
      return;
    }
    const isWide = isWideText(text);
    out.byte(isWide ? WIDE : LATIN);
    out.varint(text.length);
    writeLetters(text, 0, text.length, isWide, out);
  }

  /** One that only this copy has listens to it, and is no part of the state. */
  private function(value: unknown): void {
    const id = this.vocabulary.commonIds.get(value);
    this.out.byte(id === undefined ? FUNCTION : COMMON);
    if (id !== undefined) this.out.varint(id);
  }

  private object(object: object): void {
    const { out } = this;
    if (this.isPlain) {
      this.contents(object, isContainer(object) ? null : this.vocabulary.shapes.of(object));
      return;
    }
    const record = this.recordOf(object);
    if (record !== null) {
      out.byte(RECORD + record.kind);
      out.signed(record.id - this.lastRecord);
      this.lastRecord = record.id;
      return;
    }
    const slot = this.known.find(object);
    if (slot === NONE) {
      this.newObject(object);
    } else if (this.known.state[slot] === this.stateNumber) {
      out.byte(AGAIN);
      out.varint(this.sharedId(slot));
    } else {
      this.first(object, slot, isContainer(object) ? null : this.vocabulary.shapes.of(object));
    }
  }

  /** One that was in no state before, and is no record. */
  private newObject(object: object): void {
    const common = this.vocabulary.commonIds.get(object);
    if (common !== undefined || object instanceof Shared) {
      this.out.byte(COMMON);
      this.out.varint(common ?? this.vocabulary.commonId(object));
      return;
    }
    const slot = this.known.add(object, this.stateNumber);
    this.first(object, slot, isContainer(object) ? null : this.vocabulary.shapes.of(object));
  }

  /** What it is kept as, where it is a record. */
  private recordOf(value: unknown): Kept | null {
    if (typeof value !== 'object' || value === null) return null;
    const { known, stateNumber: state } = this;
    const slot = known.find(value);
    if (slot !== NONE) {
      const kind = known.kind[slot] as number;
      if (kind === NONE) return null;
      known.state[slot] = state;
      return { id: known.id[slot] as number, kind };
    }
    if (isContainer(value) || this.vocabulary.commonIds.has(value)) return null;
    const found = this.records.find(value);
    if (found !== null) return found;
    const { record: kind } = this.vocabulary.shapes.of(value);
    if (kind < 0) return null;
    const fresh = known.add(value, state);
    const id = this.records.add(value, kind);
    known.kind[fresh] = kind;
    known.id[fresh] = id;
    return { id, kind };
  }

  /** The first time in this state. */
  private first(object: object, slot: number, shape: Shape | null): void {
    this.known.state[slot] = this.stateNumber;
    this.known.ordinal[slot] = this.ordinal++;
    if (shape?.settles === true) (object as Settling)[SETTLE]();
    this.contents(object, shape);
  }

  private sharedId(slot: number): number {
    const { known } = this;
    if (known.sharedIn[slot] !== this.stateNumber) {
      known.sharedIn[slot] = this.stateNumber;
      if (known.id[slot] === NONE) known.id[slot] = this.freeIds.pop() ?? this.ids++;
      this.shared.push(slot);
    }
    return known.id[slot] as number;
  }

  private writeShared(out: ByteWriter): void {
    const { shared } = this;
    const { ordinal, id } = this.known;
    shared.sort((a, b) => (ordinal[a] as number) - (ordinal[b] as number));
    out.varint(shared.length);
    let last = 0;
    for (const slot of shared) {
      const place = ordinal[slot] as number;
      out.varint(place - last);
      out.varint(id[slot] as number);
      last = place;
    }
  }

  private contents(object: object, shape: Shape | null): void {
    if (Array.isArray(object)) {
      this.list(object);
    } else if (object instanceof Map) {
      this.map(object);
    } else if (object instanceof Set) {
      this.header(SET, object.size);
      this.items(object);
    } else if (object instanceof RecordList) {
      this.recordList(object as RecordList<object>);
    } else if (object instanceof Rng) {
      const streams = must(this.streams, 'table of streams');
      const number = streams.numberOf(object);
      this.header(STREAM, number);
      this.column.items.out.varint(streams.drawsOf(object, number));
    } else if (shape === null) {
      this.integers(object as Integers);
    } else {
      this.out.byte(OBJECT);
      this.fields(object, shape);
    }
  }

  private list(list: readonly unknown[]): void {
    if (list.length === 0) {
      this.out.byte(EMPTY);
      return;
    }
    this.header(ARRAY, list.length);
    // What else refers to records must not show here.
    this.lastRecord = 0;
    this.items(list);
  }

  private items(list: Iterable<unknown>): void {
    const { column } = this;
    this.goTo(column.items);
    for (const value of list) this.value(value);
    this.goTo(column);
  }

  private map(map: ReadonlyMap<unknown, unknown>): void {
    const { column } = this;
    this.header(MAP, map.size);
    for (const [key, value] of map) {
      this.goTo(column.keys);
      this.value(key);
      this.goTo(column.items);
      this.value(value);
    }
    this.goTo(column);
  }

  /** What has a number already is not looked for again. */
  private recordList(list: RecordList<object>): void {
    this.header(RECORD_LIST, list.length);
    if (list.length === 0) return;
    list.number(this.records, (item) => must(this.recordOf(item), 'record in a list of them'));
    this.out.byte(list.kind);
    const { out } = this.column.items;
    let last = 0;
    for (let i = 0; i < list.length; i++) {
      const id = list.numberAt(i);
      out.signed(id - last);
      last = id;
    }
  }

  /** Neighbours are often close together. */
  private integers(list: Integers): void {
    this.header(INTEGERS, list.length);
    const kind = INTEGER_ARRAYS.findIndex((each) => list instanceof each);
    assert(kind >= 0, 'a state holds an array of a kind that nobody can read');
    this.out.byte(kind);
    const { out } = this.column.items;
    let last = 0;
    for (let i = 0; i < list.length; i++) {
      const value = list[i] as number;
      assert(Number.isSafeInteger(value), 'an array of numbers in a state holds whole ones only');
      out.signed(value - last);
      last = value;
    }
  }

  private fields(object: object, { id, columns }: Shape): void {
    const { column } = this;
    this.out.varint(id);
    const fields = object as Fields;
    let i = 0;
    // The engine knows where the fields are that it lists itself; by names from elsewhere it has to look for them.
    for (const key in fields) {
      if (!this.isPlain) this.goTo(columns[i++] as Column);
      this.value(fields[key]);
    }
    this.goTo(column);
  }

  private header(tag: number, length: number): void {
    this.out.byte(tag);
    this.out.varint(length);
  }

  /** Forgets objects that are in no state any more. */
  private sweep(): void {
    const { known, stateNumber: state } = this;
    known.sweep((slot) => {
      const isRecord = known.kind[slot] !== NONE;
      const age = state - (known.state[slot] as number);
      if (isRecord ? age < SWEEP_EVERY : age === 0) return false;
      if (!isRecord && known.id[slot] !== NONE) this.freeIds.push(known.id[slot] as number);
      return true;
    });
  }
}

function isContainer(object: object): boolean {
  return (
    Array.isArray(object) ||
    object instanceof Map ||
    object instanceof Set ||
    object instanceof RecordList ||
    object instanceof Rng ||
    ArrayBuffer.isView(object)
  );
}
