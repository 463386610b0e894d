import { ByteReader, ByteWriter } from './bytes.ts';

const ROOM = 64;
const NOTHING = new Uint8Array(0);

/**
 * Where the values of one field of all objects of one shape lie together: they are alike. What containers in it hold has columns
 * of its own. Whoever goes through a state in order writes and reads many columns side by side.
 *
 *     objects   {a, b: [c, d]} {a, b: [e]}      columns   a a ┊ [2] [1] ┊ c d e
 */
export class Column {
  readonly out = new ByteWriter(ROOM);
  readonly from = new ByteReader(NOTHING);
  private keysOfMaps: Column | null = null;
  private itemsOfAll: Column | null = null;

  /** All columns of a state, in the order of their making. Null: this one also takes what containers hold. */
  constructor(private readonly all: Column[] | null) {
    all?.push(this);
  }

  /** For the keys of maps that stand here. */
  get keys(): Column {
    if (this.all === null) return this;
    this.keysOfMaps ??= new Column(this.all);
    return this.keysOfMaps;
  }

  /** For what else is in a container that stands here. */
  get items(): Column {
    if (this.all === null) return this;
    this.itemsOfAll ??= new Column(this.all);
    return this.itemsOfAll;
  }
}

/** How long each is, and all of them. */
export function writeColumns(columns: readonly Column[], out: ByteWriter): void {
  out.varint(columns.length);
  for (const column of columns) out.varint(column.out.length);
  for (const column of columns) {
    out.appendAll(column.out);
    column.out.clear();
  }
}

/** Lets each column begin where it lies; there may be more columns by now. */
export function beginColumns(columns: readonly Column[], bytes: Uint8Array, from: ByteReader): void {
  const count = from.varint();
  let at = 0;
  for (let i = 0; i < count; i++) {
    (columns[i] as Column).from.begin(bytes, at);
    at += from.varint();
  }
  for (let i = 0; i < count; i++) (columns[i] as Column).from.at += from.at;
}
