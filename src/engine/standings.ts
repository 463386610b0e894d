import { ByteReader, ByteWriter } from '../base/bytes.ts';

/** So many in a row are written down as what became of the one before. */
const GROUP = 32;

/**
 * Lists of whole numbers that change little from one to the next, of the same length each: one for every sample of a whole run.
 *
 *     packed   ▒▒▒▒▒▒▒▒ ▒▒▒▒▒▒▒▒ …   groups: the first list, then differences
 *     open     ┊┊┊┊                  the newest, until there are enough for a group
 */
export class Standings {
  private readonly packed: Uint8Array[] = [];
  private open: (readonly number[])[] = [];

  get count(): number {
    return this.packed.length * GROUP + this.open.length;
  }

  push(counts: readonly number[]): void {
    this.open.push(counts);
    if (this.open.length < GROUP) return;
    this.packed.push(written(this.open));
    this.open = [];
  }

  at(place: number): readonly number[] {
    const group = this.packed[Math.floor(place / GROUP)];
    const counts = group === undefined ? this.open[place % GROUP] : read(group)[place % GROUP];
    return counts ?? [];
  }

  /** Forgets those from `count` on. */
  truncate(count: number): void {
    if (count >= this.count) return;
    const cut = this.packed[Math.floor(count / GROUP)];
    if (cut !== undefined) this.open = read(cut);
    this.packed.length = Math.min(this.packed.length, Math.floor(count / GROUP));
    this.open.length = count % GROUP;
  }
}

function written(lists: readonly (readonly number[])[]): Uint8Array {
  const out = new ByteWriter();
  out.varint(lists[0]?.length ?? 0);
  lists.forEach((list, i) => {
    const before = lists[i - 1];
    list.forEach((value, j) => out.signed(value - (before?.[j] ?? 0)));
  });
  return out.take();
}

function read(group: Uint8Array): (readonly number[])[] {
  const from = new ByteReader(group);
  const length = from.varint();
  const lists: (readonly number[])[] = [];
  let list: readonly number[] = Array.from({ length }, () => 0);
  while (!from.done) {
    list = list.map((before) => before + from.signed());
    lists.push(list);
  }
  return lists;
}
