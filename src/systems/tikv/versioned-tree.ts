import SortedBTree from 'sorted-btree';
import { Shared } from '../../base/shared.ts';
import type { StringPool } from '../../base/string-pool.ts';
import { NEVER, Writes } from './writes.ts';

// The package is CommonJS: bundlers hand over its class directly, Node's own loader wraps it.
const BTree = ((SortedBTree as { default?: typeof SortedBTree }).default ??
  SortedBTree) as typeof SortedBTree;

/** The value, or the place of the newest write where they are counted. */
type Entry = string | number;

/** Everything that was ever written, for all who look at it. */
class Written extends Shared {
  /** Null while no copy was made: then what is replaced or deleted is gone. */
  writes: Writes | null = null;

  /** `strings`: where values are kept once writes are counted. */
  constructor(
    readonly tree: SortedBTree<string, Entry>,
    readonly strings: StringPool,
  ) {
    super();
  }
}

/**
 * An ordered map of binary strings of which copies cost nothing, however far apart they stand: all of them look at one tree
 * of everything written, each up to its own place.
 *
 *     writes        0   1   2   3   4   5   6   7
 *     a keyframe  ──────────┤ place 3
 *     the run     ──────────────────────────────┤ place 8
 *
 * A copy that falls behind and writes the same again (a replay) only moves on; one that writes something else gets a tree of
 * its own.
 */
export class VersionedTree {
  constructor(
    private written: Written,
    private place = 0,
    private count = 0,
  ) {}

  /** An empty one; trees whose values are mostly the same share `strings`. */
  static over(strings: StringPool): VersionedTree {
    return new VersionedTree(new Written(newTree(), strings));
  }

  get size(): number {
    return this.count;
  }

  get(key: string): string | undefined {
    return this.visible(this.written.tree.get(key)) ?? undefined;
  }

  set(key: string, value: string): void {
    this.write(key, value);
  }

  delete(key: string): void {
    if (this.has(this.written.tree.get(key))) this.write(key, null);
  }

  /** `endKey` '' means the end of all. */
  deleteRange(startKey: string, endKey: string): void {
    const keys: string[] = [];
    for (const key of this.keys(startKey)) {
      if (endKey !== '' && key >= endKey) break;
      keys.push(key);
    }
    for (const key of keys) this.write(key, null);
  }

  /** The first entry at or after `key`. */
  firstFrom(key: string): readonly [string, string] | undefined {
    const { tree } = this.written;
    // Most often the very first one can be seen, and an iterator costs more.
    const pair = tree.getPairOrNextHigher(key);
    if (pair === undefined) return undefined;
    const value = this.visible(pair[1]);
    if (value !== null) return [pair[0], value];
    for (const entry of this.entries(pair[0])) return entry;
    return undefined;
  }

  /** From `startKey` on, ascending. */
  *entries(startKey: string): Generator<readonly [string, string]> {
    for (const [key, entry] of this.written.tree.entries(startKey)) {
      const value = this.visible(entry);
      if (value !== null) yield [key, value];
    }
  }

  /** Keys from `startKey` on, ascending. */
  *keys(startKey: string): Generator<string, undefined> {
    for (const [key, entry] of this.written.tree.entries(startKey)) if (this.has(entry)) yield key;
  }

  /** Below `endKey`, descending. */
  *entriesReversed(endKey: string): Generator<readonly [string, string]> {
    for (const [key, entry] of this.written.tree.entriesReversed(endKey, undefined, true)) {
      const value = this.visible(entry);
      if (value !== null) yield [key, value];
    }
  }

  clone(): VersionedTree {
    if (this.written.writes === null) this.countWrites();
    return new VersionedTree(this.written, this.place, this.count);
  }

  /** A copy to read from, which leaves a run that makes no other copies as small as it was. */
  snapshot(): VersionedTree {
    if (this.written.writes !== null) return this.clone();
    const { tree, strings } = this.written;
    return new VersionedTree(new Written(tree.clone(), strings), 0, this.count);
  }

  private visible(entry: Entry | undefined): string | null {
    if (typeof entry !== 'number') return entry ?? null;
    const writes = this.written.writes as Writes;
    const place = writes.lastBefore(entry, this.place);
    return place === NEVER ? null : writes.valueAt(place);
  }

  /** True when {@link visible} finds something. */
  private has(entry: Entry | undefined): boolean {
    if (typeof entry !== 'number') return entry !== undefined;
    const writes = this.written.writes as Writes;
    const place = writes.lastBefore(entry, this.place);
    return place !== NEVER && !writes.isDeleted(place);
  }

  private write(key: string, value: string | null): void {
    let known = this.written.tree.get(key);
    if (this.differsFromRecorded(known, value)) {
      this.part();
      known = this.written.tree.get(key);
    }
    const { tree, writes } = this.written;
    this.count += (value === null ? 0 : 1) - (this.has(known) ? 1 : 0);
    if (writes === null) {
      if (value === null) tree.delete(key);
      else tree.set(key, value);
    } else if (this.place++ === writes.length) {
      tree.set(key, writes.add(value, typeof known === 'number' ? known : NEVER));
    }
  }

  /** Another one has written at this place already, to another key than the one that `known` tells of, or something else. */
  private differsFromRecorded(known: Entry | undefined, value: string | null): boolean {
    const { writes } = this.written;
    const { place } = this;
    if (writes === null || place === writes.length) return false;
    return (
      typeof known !== 'number' ||
      writes.lastBefore(known, place + 1) !== place ||
      writes.valueAt(place) !== value
    );
  }

  /** From here on it has a tree of its own. */
  private part(): void {
    const tree = newTree();
    for (const [key, value] of this.entries('')) tree.set(key, value);
    this.written = new Written(tree, this.written.strings);
    this.countWrites();
  }

  /** From here on nothing written is forgotten. */
  private countWrites(): void {
    const { tree, strings } = this.written;
    const writes = new Writes(strings);
    for (const [key, value] of [...tree.entries()]) tree.set(key, writes.add(value as string, NEVER));
    this.written.writes = writes;
    this.place = writes.length;
  }
}

function newTree(): SortedBTree<string, Entry> {
  return new BTree<string, Entry>(undefined, compareKeys);
}

function compareKeys(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
