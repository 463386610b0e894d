import { assert, must } from './assert.ts';
import { ByteReader } from './bytes.ts';
import type { Column } from './column.ts';
import { beginColumns } from './column.ts';
import type { Former } from './former.ts';
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
  NO_FIELDS,
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
import type { Fields } from './graph-tags.ts';
import { readLetters } from './letters.ts';
import { RecentNumbers } from './recent-numbers.ts';
import type { Records } from './record-list.ts';
import { RecordList } from './record-list.ts';
import { Rng } from './rng.ts';
import type { Sections } from './sections.ts';
import type { Shape } from './shapes.ts';
import type { StreamTable } from './stream-table.ts';
import type { Vocabulary } from './vocabulary.ts';

/** The number of an object that has none. */
const ALONE = -1;

/**
 * Reads one state, or one record, as `GraphCodec` has written it. With a former state at hand, `was` is what stood there in the
 * same place: an object of a class becomes the new one, and a list or a plain object stays where all it holds is the same.
 */
export class GraphReader {
  /** False when a listener was missed: what has it must be copied to get its own. */
  isWhole = true;
  private isPlain = false;
  /** The record referred to last, in this array. */
  private lastRecord = 0;
  private readonly recent = new RecentNumbers();
  /** Objects so far. */
  private ordinal = 0;
  /** What is referred to more than once, by number, and the places of those to come among the objects. */
  private shared: Map<number, object> = NONE;
  private places: readonly number[] = [];
  private ids: readonly number[] = [];
  private next = 0;
  private nextPlace = -1;

  /** Where values come from. */
  private column: Column;
  private from: ByteReader;

  constructor(
    private readonly records: Records,
    private readonly vocabulary: Vocabulary,
    private readonly streams: StreamTable,
    private readonly former: Former | null,
  ) {
    this.column = vocabulary.root;
    this.from = this.column.from;
  }

  /** What is referred to more than once comes first, then the state. */
  state(state: Sections, was: unknown): unknown {
    const from = new ByteReader(state.bytes);
    const places: number[] = [];
    const ids: number[] = [];
    let place = 0;
    for (let left = from.varint(); left > 0; left--) {
      place += from.varint();
      places.push(place);
      ids.push(from.varint());
    }
    this.shared = new Map();
    this.places = places;
    this.ids = ids;
    this.nextPlace = places[0] ?? -1;
    beginColumns(this.vocabulary.shapes.columns, state);
    return this.value(was);
  }

  /** An object of which all is in one column. */
  record(column: Column): object {
    this.isPlain = true;
    this.goTo(column);
    return this.object(undefined);
  }

  private goTo(column: Column): void {
    this.column = column;
    this.from = column.from;
  }

  private value(was: unknown): unknown {
    return this.valueOf(this.from.byte(), was);
  }

  private valueOf(tag: number, was: unknown): unknown {
    const { from } = this;
    if (tag >= SMALL) return tag - SMALL;
    if (tag >= NEAR) return this.number(this.recent.named(tag - NEAR));
    if (tag >= RECORD) {
      this.lastRecord += from.signed();
      return this.records.get(this.lastRecord, tag - RECORD);
    }
    switch (tag) {
      case NULL:
        return null;
      case UNDEFINED:
        return undefined;
      case TRUE:
        return true;
      case FALSE:
        return false;
      case NATURAL:
        return this.number(from.varint());
      case NEGATIVE:
        return -from.varint();
      case FLOAT:
        return from.float64();
      case WORD:
        return this.vocabulary.words[from.varint()];
      case LATIN:
      case WIDE:
        return readLetters(from, from.varint(), tag === WIDE);
      case AGAIN:
        return this.shared.get(from.varint());
      case COMMON:
        return this.vocabulary.common[from.varint()];
      case INFINITE:
        return Infinity;
      case FUNCTION:
        if (typeof was === 'function') return was;
        this.isWhole = false;
        return null;
      case OBJECT:
        return this.object(was);
      case EMPTY:
        return this.empty(was);
      default:
        return this.container(tag, was);
    }
  }

  private number(value: number): number {
    this.recent.add(value);
    return value;
  }

  /** An object of a class or a plain one, or a record where that is read. */
  object(was: unknown): object {
    const shape = this.vocabulary.shapes.get(this.from.varint());
    const { column } = this;
    const object = this.fieldsOf(shape, was);
    this.goTo(column);
    return object;
  }

  private fieldsOf(shape: Shape, was: unknown): object {
    const id = this.begin();
    const former = this.former?.fields(was, shape) ?? null;
    if (former === null) return this.newFields(shape, was, id);
    if (shape.isFixed)
      return id === ALONE ? this.sameFields(former, shape) : this.newFields(shape, former, id);
    if (id !== ALONE) this.shared.set(id, former);
    const { columns } = shape;
    let i = 0;
    for (const key in former) {
      this.goTo(columns[i++] as Column);
      const before = former[key];
      const value = this.value(before);
      if (value !== before) former[key] = value;
    }
    return former;
  }

  /** `was` itself where all its fields are what they were. */
  private sameFields(was: Fields, { proto, keys, columns }: Shape): Fields {
    let object: Fields | null = null;
    let i = 0;
    for (const key in was) {
      this.goTo(columns[i] as Column);
      const before = was[key];
      const value = this.value(before);
      if (object === null && value !== before) {
        object = create(proto);
        for (let j = 0; j < i; j++) object[keys[j] as string] = was[keys[j] as string];
      }
      if (object !== null) object[key] = value;
      i++;
    }
    return object ?? was;
  }

  private newFields({ proto, keys, columns }: Shape, was: unknown, id: number): Fields {
    const object = create(proto);
    if (id !== ALONE) this.shared.set(id, object);
    const before = this.former?.fieldsOfOther(was) ?? NO_FIELDS;
    for (let i = 0; i < keys.length; i++) {
      if (!this.isPlain) this.goTo(columns[i] as Column);
      object[keys[i] as string] = this.value(before[keys[i] as string]);
    }
    return object;
  }

  private container(tag: number, was: unknown): object {
    const length = this.from.varint();
    switch (tag) {
      case ARRAY:
        return this.array(length, was);
      case MAP:
        return this.map(length, was);
      case SET:
        return this.set(length, was);
      case RECORD_LIST:
        return this.recordList(length, was);
      case STREAM:
        return this.stream(length, was);
      default:
        assert(tag === INTEGERS, `no such thing in a state: ${tag}`);
        return this.integers(length, was);
    }
  }

  private empty(was: unknown): unknown[] {
    const id = this.begin();
    const list = this.former?.emptyList(was) ?? [];
    if (id !== ALONE) this.shared.set(id, list);
    return list;
  }

  private array(length: number, was: unknown): unknown[] {
    const id = this.begin();
    const former = this.former?.list(was) ?? null;
    let list: unknown[] | null = former?.length === length && id === ALONE ? null : [];
    if (id !== ALONE && list !== null) this.shared.set(id, list);
    this.lastRecord = 0;
    const { column } = this;
    this.goTo(column.items);
    for (let i = 0; i < length; i++) {
      const before = former?.[i];
      const value = this.value(before);
      if (list === null && value !== before) list = (former ?? []).slice(0, i);
      list?.push(value);
    }
    this.goTo(column);
    return list ?? (former as unknown[]);
  }

  private recordList(length: number, was: unknown): RecordList<object> {
    const id = this.begin();
    const list = this.former?.recordList(was) ?? new RecordList<object>();
    if (id !== ALONE) this.shared.set(id, list);
    list.become(this.records, length === 0 ? -1 : this.from.byte(), length);
    const { from } = this.column.items;
    let number = 0;
    for (let i = 0; i < length; i++) {
      number += from.signed();
      list.setNumber(i, number);
    }
    return list;
  }

  private stream(number: number, was: unknown): Rng {
    const id = this.begin();
    const stream = this.former?.stream(was) ?? Rng.fromSeed(0);
    if (id !== ALONE) this.shared.set(id, stream);
    this.streams.restore(stream, number, this.column.items.from.varint());
    return stream;
  }

  private map(length: number, was: unknown): Map<unknown, unknown> {
    const id = this.begin();
    const former = this.former?.map(was) ?? null;
    const { column } = this;
    const map =
      former?.size === length && id === ALONE
        ? this.sameMap(former, column)
        : this.entries(new Map(), length, former, column, id);
    this.goTo(column);
    return map;
  }

  /** The former one where all in it is what it was, in this order. */
  private sameMap(former: Map<unknown, unknown>, column: Column): Map<unknown, unknown> {
    let done = 0;
    for (const [formerKey, formerValue] of former) {
      this.goTo(column.keys);
      const key = this.value(undefined);
      const before = key === formerKey ? formerValue : former.get(key);
      this.goTo(column.items);
      const value = this.value(before);
      if (key !== formerKey || value !== before) {
        const map = new Map([...former].slice(0, done)).set(key, value);
        return this.entries(map, former.size - done - 1, former, column, ALONE);
      }
      done++;
    }
    return former;
  }

  /** So many more entries. */
  private entries(
    map: Map<unknown, unknown>,
    left: number,
    former: ReadonlyMap<unknown, unknown> | null,
    column: Column,
    id: number,
  ): Map<unknown, unknown> {
    if (id !== ALONE) this.shared.set(id, map);
    for (let i = 0; i < left; i++) {
      this.goTo(column.keys);
      const key = this.value(undefined);
      this.goTo(column.items);
      map.set(key, this.value(former?.get(key)));
    }
    return map;
  }

  private set(length: number, was: unknown): Set<unknown> {
    const id = this.begin();
    const former = id === ALONE ? (this.former?.set(was) ?? null) : null;
    const set = new Set<unknown>();
    if (id !== ALONE) this.shared.set(id, set);
    const { column } = this;
    this.goTo(column.items);
    for (let i = 0; i < length; i++) set.add(this.value(undefined));
    this.goTo(column);
    return former !== null && sameInOrder(former, set) ? former : set;
  }

  private integers(length: number, was: unknown): object {
    const kind = must(INTEGER_ARRAYS[this.from.byte()], 'kind of array');
    const list = this.former?.integers(was, kind, length) ?? new kind(length);
    const id = this.begin();
    if (id !== ALONE) this.shared.set(id, list);
    const { from } = this.column.items;
    let last = 0;
    for (let i = 0; i < length; i++) {
      last += from.signed();
      list[i] = last;
    }
    return list;
  }

  /** The next object of the state: its number where it is referred to more than once, maybe from its own contents. */
  private begin(): number {
    if (this.ordinal++ !== this.nextPlace) return ALONE;
    const id = this.ids[this.next++] as number;
    this.nextPlace = this.places[this.next] ?? -1;
    return id;
  }
}

/** A record refers to nothing twice. */
const NONE = new Map<number, object>();

function create(proto: object | null): Fields {
  return proto === Object.prototype ? {} : (Object.create(proto) as Fields);
}

function sameInOrder(a: ReadonlySet<unknown>, b: ReadonlySet<unknown>): boolean {
  if (a.size !== b.size) return false;
  const others = b.values();
  for (const value of a) if (others.next().value !== value) return false;
  return true;
}
