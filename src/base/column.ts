import { ByteReader, ByteWriter } from './bytes.ts';
import type { Sections } from './sections.ts';

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

/** A section for each, behind what was written first. */
export function writeColumns(columns: readonly Column[], out: ByteWriter): Sections {
  const ends = [out.length];
  for (const column of columns) {
    out.appendAll(column.out);
    column.out.clear();
    ends.push(out.length);
  }
  return { bytes: out.take(), ends };
}

/** Lets each column begin where it lies; there may be more of them by now. */
export function beginColumns(columns: readonly Column[], { bytes, ends }: Sections): void {
  for (let i = 0; i + 1 < ends.length; i++) (columns[i] as Column).from.begin(bytes, ends[i] as number);
}
