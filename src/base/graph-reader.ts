import { assert, must } from './assert.ts';
import type { ByteReader } from './bytes.ts';
import type { Records } from './graph-codec.ts';
import {
  AGAIN,
  ARRAY,
  COMMON,
  FALSE,
  FLOAT,
  INFINITE,
  INTEGER_ARRAYS,
  INTEGERS,
  LATIN,
  MAP,
  NATURAL,
  NEGATIVE,
  NULL,
  OBJECT,
  RECORD,
  SET,
  SMALL,
  TRUE,
  UNDEFINED,
  WIDE,
  WORD,
} from './graph-tags.ts';
import type { Fields } from './graph-tags.ts';
import type { Shapes } from './shapes.ts';

/** Letters that are read at once. */
const LETTERS_MAX = 1_024;

/** What states refer to by number, the same in all of them. */
export interface Vocabulary {
  readonly records: Records;
  readonly shapes: Shapes;
  readonly words: readonly string[];
  readonly common: readonly unknown[];
}

/** Reads one state, or one record, as `GraphCodec` has written it. */
export class GraphReader {
  /** The record referred to last, in this array. */
  private lastRecord = 0;
  /** Objects so far. */
  private ordinal = 0;
  /** What is referred to more than once, by number, and the places of those to come among the objects. */
  private readonly shared = new Map<number, object>();
  private places: readonly number[] = [];
  private ids: readonly number[] = [];
  private next = 0;
  private nextPlace = -1;

  constructor(
    private readonly from: ByteReader,
    private readonly vocabulary: Vocabulary,
  ) {}

  /** What is referred to more than once comes first, then the state. */
  state(): unknown {
    const { from } = this;
    const places: number[] = [];
    const ids: number[] = [];
    let place = 0;
    for (let left = from.varint(); left > 0; left--) {
      place += from.varint();
      places.push(place);
      ids.push(from.varint());
    }
    this.places = places;
    this.ids = ids;
    this.nextPlace = places[0] ?? -1;
    return this.value();
  }

  private value(): unknown {
    const { from } = this;
    const tag = from.byte();
    if (tag >= SMALL) return tag - SMALL;
    if (tag >= RECORD) {
      this.lastRecord += from.signed();
      return this.vocabulary.records.get(this.lastRecord, tag - RECORD);
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
        return this.vocabulary.words[from.varint()];
      case LATIN:
      case WIDE:
        return readString(from, tag === WIDE);
      case AGAIN:
        return this.shared.get(from.varint());
      case COMMON:
        return this.vocabulary.common[from.varint()];
      case INFINITE:
        return Infinity;
      default:
        return this.object(tag);
    }
  }

  private object(tag: number): object {
    const { from } = this;
    if (tag === OBJECT) return this.fields();
    const length = from.varint();
    switch (tag) {
      case ARRAY: {
        const list: unknown[] = [];
        this.begin(list);
        this.lastRecord = 0;
        for (let i = 0; i < length; i++) list.push(this.value());
        return list;
      }
      case MAP: {
        const map = new Map<unknown, unknown>();
        this.begin(map);
        for (let i = 0; i < length; i++) {
          const key = this.value();
          map.set(key, this.value());
        }
        return map;
      }
      case SET: {
        const set = new Set<unknown>();
        this.begin(set);
        for (let i = 0; i < length; i++) set.add(this.value());
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

  /** The fields of an object, or of a record. */
  fields(): object {
    const { from } = this;
    const { proto, keys } = this.vocabulary.shapes.get(from.varint());
    const object: Fields = proto === Object.prototype ? {} : (Object.create(proto) as Fields);
    this.begin(object);
    for (let i = 0; i < keys.length; i++) object[keys[i] as string] = this.value();
    return object;
  }

  /** The next object of the state: before its contents, which may refer to it. */
  private begin(object: object): void {
    if (this.ordinal++ !== this.nextPlace) return;
    this.shared.set(this.ids[this.next++] as number, object);
    this.nextPlace = this.places[this.next] ?? -1;
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
