import { assert, must } from './assert.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import type { Settling } from './settle.ts';
import { SETTLE } from './settle.ts';
import type { Shape } from './shapes.ts';
import { Shapes } from './shapes.ts';
import { Shared } from './shared.ts';

/** Words up to this length are written once and then named by a number, so many of them. */
const WORD_MAX = 24;
const WORDS_MAX = 60_000;
/** Letters that are read at once. */
const LETTERS_MAX = 1_024;
/** Objects that have gone are looked for every so many states. */
const SWEEP_EVERY = 8;

const NULL = 0;
const UNDEFINED = 1;
const TRUE = 2;
const FALSE = 3;
const NATURAL = 4;
const NEGATIVE = 5;
const FLOAT = 6;
const WORD = 7;
const LATIN = 8;
const WIDE = 9;
const AGAIN = 10;
const COMMON = 11;
const OBJECT = 12;
const ARRAY = 13;
const MAP = 14;
const SET = 15;
const INTEGERS = 16;
const INFINITE = 17;
/** Of the first kind of records; the other kinds follow. */
const RECORD = 18;
/** From here on the tag is a small number itself. */
const SMALL = 0x80;

type Fields = Record<string, unknown>;
type Integers = Float64Array | Int32Array | Uint32Array | Uint8Array;
const INTEGER_ARRAYS = [Float64Array, Int32Array, Uint32Array, Uint8Array] as const;

interface Known {
  /** The state it was seen in last, and its place among the objects there. */
  state: number;
  ordinal: number;
  /** The state that referred to it more than once last. */
  sharedIn: number;
  /** What such a state refers to it by; −1: none did. Of a record: its number in `Records`. */
  id: number;
  /** Of a record, else −1. */
  readonly kind: number;
}

/** Keeps objects that never change, of several kinds, apart from the states that refer to them. */
export interface Records {
  /** Keeps it under a number. */
  add(record: object, kind: number): number;
  /** It, or something that reads the same. */
  get(id: number, kind: number): object;
  /** Of something that `get` returned; null for anything else. */
  find(object: object): { readonly id: number; readonly kind: number } | null;
}

/**
 * Plain states as bytes: class instances, records, arrays, maps, sets, whole numbers, words, in any graph. Two states of a run
 * differ only where the run has changed: of its objects only those have a number that are referred to more than once, and the
 * same one in each state.
 *
 *     count ┊ (place among the objects − place of the one before, number) … ┊ root, depth first
 *
 * Not written down are `Shared` objects and what {@link shareCommon} found: a state refers to them. Other functions listen to a
 * state and are no part of it.
 */
export class GraphCodec {
  private out = new ByteWriter();
  /** A record is written while a state is. */
  private readonly recordOut = new ByteWriter();
  /** What is written has no numbers: it is a record, which nothing else refers into. */
  private isPlain = false;
  private readonly shapes: Shapes;
  private readonly words: string[] = [];
  private readonly wordIds = new Map<string, number>();
  private readonly common: unknown[] = [];
  private readonly commonIds = new Map<unknown, number>();
  private readonly known = new Map<object, Known>();
  private readonly freeIds: number[] = [];
  private ids = 0;
  private state = 0;
  /** Objects of the state at hand so far. */
  private ordinal = 0;
  /** Those of them that are referred to more than once. */
  private shared: Known[] = [];
  /** The record referred to last, in this array. */
  private lastRecord = 0;
  /** Of the state being read: what is referred to more than once by number; places and numbers of those to come. */
  private objects: unknown[] = [];
  private sharedPlaces: number[] = [];
  private sharedIds: number[] = [];
  private sharedNext = 0;
  private nextShared = -1;

  /** `kinds`: an object with exactly the fields of one of them, in this order, is kept with `records`. */
  constructor(
    private readonly records: Records,
    kinds: readonly (readonly string[])[],
  ) {
    assert(RECORD + kinds.length <= SMALL, 'too many kinds of records');
    this.shapes = new Shapes(kinds);
  }

  /** What two independent copies of a state both refer to never changes. */
  shareCommon(a: object, b: object): void {
    const first = reachable(a);
    for (const object of reachable(b)) if (first.has(object)) this.commonId(object);
  }

  write(root: object): Uint8Array {
    this.state++;
    this.lastRecord = 0;
    this.ordinal = 0;
    this.shared = [];
    this.out.clear();
    this.value(root);
    const body = this.out.take();
    this.out.clear();
    this.writeShared();
    this.out.append(body, 0, body.length);
    if (this.state % SWEEP_EVERY === 0) this.sweep();
    return this.out.take();
  }

  read(bytes: Uint8Array): unknown {
    const from = new ByteReader(bytes);
    this.lastRecord = 0;
    this.ordinal = 0;
    this.readShared(from);
    // As long as it will be: one that is filled in any order from nothing becomes a slow kind of array.
    this.objects = new Array<unknown>(this.ids);
    const root = this.readValue(from);
    this.objects = [];
    return root;
  }

  /** One object that never changes, with all it holds. */
  writeRecord(record: object): Uint8Array {
    const { out, lastRecord } = this;
    this.out = this.recordOut;
    this.out.clear();
    this.isPlain = true;
    this.fields(record, this.shapes.of(record));
    this.isPlain = false;
    const bytes = this.out.take();
    this.out = out;
    this.lastRecord = lastRecord;
    return bytes;
  }

  readRecord(bytes: Uint8Array, at: number): object {
    return this.readFields(new ByteReader(bytes, at));
  }

  /* ---- writing ------------------------------------------------------------------------------------------ */

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
      out.byte(NATURAL);
      out.varint(value);
    }
  }

  private string(text: string): void {
    const { out } = this;
    let id = this.wordIds.get(text);
    if (id === undefined && text.length <= WORD_MAX && this.words.length < WORDS_MAX) {
      id = this.words.length;
      this.words.push(text);
      this.wordIds.set(text, id);
    }
    if (id !== undefined) {
      out.byte(WORD);
      out.varint(id);
      return;
    }
    let isWide = false;
    for (let i = 0; i < text.length && !isWide; i++) isWide = text.charCodeAt(i) > 0xff;
    out.byte(isWide ? WIDE : LATIN);
    out.varint(text.length);
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (isWide) out.varint(code);
      else out.byte(code);
    }
  }

  /** One that only this copy has listens to it, and is no part of the state. */
  private function(value: unknown): void {
    const id = this.commonIds.get(value);
    this.out.byte(id === undefined ? NULL : COMMON);
    if (id !== undefined) this.out.varint(id);
  }

  private object(object: object): void {
    const { out } = this;
    if (this.isPlain) {
      this.contents(object, isContainer(object) ? null : this.shapes.of(object));
      return;
    }
    const known = this.known.get(object);
    if (known === undefined) {
      this.newObject(object);
    } else if (known.kind >= 0) {
      known.state = this.state;
      this.record(known.id, known.kind);
    } else if (known.state === this.state) {
      out.byte(AGAIN);
      out.varint(this.sharedId(known));
    } else {
      this.first(object, known, isContainer(object) ? null : this.shapes.of(object));
    }
  }

  /** One that was in no state before. */
  private newObject(object: object): void {
    const common = this.commonIds.get(object);
    if (common !== undefined || object instanceof Shared) {
      this.out.byte(COMMON);
      this.out.varint(common ?? this.commonId(object));
      return;
    }
    const record = this.records.find(object);
    if (record !== null) {
      this.record(record.id, record.kind);
      return;
    }
    const shape = isContainer(object) ? null : this.shapes.of(object);
    const kind = shape?.record ?? -1;
    const id = kind >= 0 ? this.records.add(object, kind) : -1;
    const known = { state: this.state, ordinal: 0, sharedIn: 0, id, kind };
    this.known.set(object, known);
    if (kind >= 0) this.record(id, kind);
    else this.first(object, known, shape);
  }

  /** The first time in this state. */
  private first(object: object, known: Known, shape: Shape | null): void {
    known.state = this.state;
    known.ordinal = this.ordinal++;
    if (shape?.settles === true) (object as Settling)[SETTLE]();
    this.contents(object, shape);
  }

  private sharedId(known: Known): number {
    if (known.sharedIn !== this.state) {
      known.sharedIn = this.state;
      if (known.id < 0) known.id = this.freeIds.pop() ?? this.ids++;
      this.shared.push(known);
    }
    return known.id;
  }

  private writeShared(): void {
    const { out, shared } = this;
    shared.sort((a, b) => a.ordinal - b.ordinal);
    out.varint(shared.length);
    let last = 0;
    for (const { ordinal, id } of shared) {
      out.varint(ordinal - last);
      out.varint(id);
      last = ordinal;
    }
  }

  private contents(object: object, shape: Shape | null): void {
    const { out } = this;
    if (Array.isArray(object)) {
      this.header(ARRAY, object.length);
      // What else refers to records must not show here.
      this.lastRecord = 0;
      for (let i = 0; i < object.length; i++) this.value(object[i]);
    } else if (object instanceof Map) {
      this.header(MAP, object.size);
      for (const [key, value] of object) {
        this.value(key);
        this.value(value);
      }
    } else if (object instanceof Set) {
      this.header(SET, object.size);
      for (const value of object) this.value(value);
    } else if (shape === null) {
      this.integers(object as Integers);
    } else {
      out.byte(OBJECT);
      this.fields(object, shape);
    }
  }

  /** Neighbours are often close together. */
  private integers(list: Integers): void {
    const { out } = this;
    this.header(INTEGERS, list.length);
    const kind = INTEGER_ARRAYS.findIndex((each) => list instanceof each);
    assert(kind >= 0, 'a state holds an array of a kind that nobody can read');
    out.byte(kind);
    let last = 0;
    for (let i = 0; i < list.length; i++) {
      const value = list[i] as number;
      assert(Number.isSafeInteger(value), 'an array of numbers in a state holds whole ones only');
      out.signed(value - last);
      last = value;
    }
  }

  private fields(object: object, { id }: Shape): void {
    this.out.varint(id);
    const fields = object as Fields;
    // The engine knows where the fields are that it lists itself; by names from elsewhere it has to look for them.
    for (const key in fields) this.value(fields[key]);
  }

  private record(id: number, kind: number): void {
    this.out.byte(RECORD + kind);
    this.out.signed(id - this.lastRecord);
    this.lastRecord = id;
  }

  private header(tag: number, length: number): void {
    this.out.byte(tag);
    this.out.varint(length);
  }

  private commonId(value: unknown): number {
    let id = this.commonIds.get(value);
    if (id === undefined) {
      id = this.common.length;
      this.common.push(value);
      this.commonIds.set(value, id);
    }
    return id;
  }

  /** Forgets objects that are in no state any more. */
  private sweep(): void {
    for (const [object, known] of this.known) {
      if (known.state === this.state) continue;
      this.known.delete(object);
      if (known.kind < 0 && known.id >= 0) this.freeIds.push(known.id);
    }
  }

  /* ---- reading ------------------------------------------------------------------------------------------ */

  private readValue(from: ByteReader): unknown {
    const tag = from.byte();
    if (tag >= SMALL) return tag - SMALL;
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
        return from.varint();
      case NEGATIVE:
        return -from.varint();
      case FLOAT:
        return from.float64();
      case WORD:
        return this.words[from.varint()];
      case LATIN:
      case WIDE:
        return readString(from, tag === WIDE);
      case AGAIN:
        return this.objects[from.varint()];
      case COMMON:
        return this.common[from.varint()];
      case INFINITE:
        return Infinity;
      default:
        return this.readObject(tag, from);
    }
  }

  private readObject(tag: number, from: ByteReader): object {
    if (tag === OBJECT) return this.readFields(from);
    const length = from.varint();
    switch (tag) {
      case ARRAY: {
        const list: unknown[] = [];
        this.begin(list);
        this.lastRecord = 0;
        for (let i = 0; i < length; i++) list.push(this.readValue(from));
        return list;
      }
      case MAP: {
        const map = new Map<unknown, unknown>();
        this.begin(map);
        for (let i = 0; i < length; i++) {
          const key = this.readValue(from);
          map.set(key, this.readValue(from));
        }
        return map;
      }
      case SET: {
        const set = new Set<unknown>();
        this.begin(set);
        for (let i = 0; i < length; i++) set.add(this.readValue(from));
        return set;
      }
      default: {
        assert(tag === INTEGERS, `no such thing in a state: ${tag}`);
        const list = new (must(INTEGER_ARRAYS[from.byte()], 'kind of array'))(length);
        this.begin(list);
        let last = 0;
        for (let i = 0; i < length; i++) {
          last += from.signed();
          list[i] = last;
        }
        return list;
      }
    }
  }

  private readFields(from: ByteReader): object {
    const { proto, keys } = this.shapes.get(from.varint());
    const object: Fields = proto === Object.prototype ? {} : (Object.create(proto) as Fields);
    this.begin(object);
    for (let i = 0; i < keys.length; i++) object[keys[i] as string] = this.readValue(from);
    return object;
  }

  /** The next object of the state: before its contents, which may refer to it. */
  private begin(object: object): void {
    if (this.ordinal++ !== this.nextShared) return;
    this.objects[this.sharedIds[this.sharedNext++] as number] = object;
    this.nextShared = this.sharedPlaces[this.sharedNext] ?? -1;
  }

  private readShared(from: ByteReader): void {
    const count = from.varint();
    this.sharedPlaces = [];
    this.sharedIds = [];
    this.sharedNext = 0;
    let place = 0;
    for (let i = 0; i < count; i++) {
      place += from.varint();
      this.sharedPlaces.push(place);
      this.sharedIds.push(from.varint());
    }
    this.nextShared = this.sharedPlaces[0] ?? -1;
  }
}

/** In few pieces: a string that is put together letter by letter takes fifty times its length. */
function readString(from: ByteReader, isWide: boolean): string {
  let text = '';
  let left = from.varint();
  while (left > 0) {
    // A list of its own: to spread an array of bytes takes ten times as long.
    const letters: number[] = [];
    for (; left > 0 && letters.length < LETTERS_MAX; left--)
      letters.push(isWide ? from.varint() : from.byte());
    text += String.fromCharCode(...letters);
  }
  return text;
}

function isContainer(object: object): boolean {
  return (
    Array.isArray(object) || object instanceof Map || object instanceof Set || ArrayBuffer.isView(object)
  );
}

/** Every object and function that can be reached, but nothing behind a `Shared` one. */
function reachable(root: object): Set<unknown> {
  const found = new Set<unknown>();
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || found.has(value))
      continue;
    found.add(value);
    if (value instanceof Shared || typeof value === 'function' || ArrayBuffer.isView(value)) continue;
    if (value instanceof Map) for (const [key, held] of value) waiting.push(key, held);
    else if (value instanceof Set) for (const held of value) waiting.push(held);
    else waiting.push(...Object.values(value));
  }
  return found;
}
