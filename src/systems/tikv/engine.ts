import SortedBTree from 'sorted-btree';
import { decodeRawValue, decodeTsSuffix } from '../../model/key.ts';
import type { KeyRange } from '../../model/region.ts';
import type { Ts } from '../../model/ts.ts';
import type { KvSnapshot } from './raftstore/taps.ts';

// The package is CommonJS: bundlers hand over its class directly, Node's own loader wraps it.
const BTree = ((SortedBTree as { default?: typeof SortedBTree }).default ??
  SortedBTree) as typeof SortedBTree;
export type KvTree = SortedBTree<string, string>;

/** Above every binary string: keys are made of code units 0 … 255. */
const END = '\uffff';

function compareKeys(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export interface Version {
  readonly ts: Ts;
  /** Null for a tombstone. */
  readonly value: string | null;
}

/**
 * The store's key-value engine, in place of RocksDB: one ordered map of all Regions' data, keys versioned and
 * encoded as in API V2. A snapshot is a copy-on-write clone, so it costs nothing until somebody writes.
 */
export class KvEngine {
  private tree: KvTree;

  constructor(tree: KvTree = new BTree<string, string>(undefined, compareKeys)) {
    this.tree = tree;
  }

  get size(): number {
    return this.tree.size;
  }

  put(storageKey: string, storageValue: string): void {
    this.tree.set(storageKey, storageValue);
  }

  /** The newest version of an encoded user key (facts 2.9), or null. */
  newest(encodedKey: string): Version | null {
    const pair = this.tree.getPairOrNextHigher(encodedKey);
    if (pair === undefined || !pair[0].startsWith(encodedKey)) return null;
    return { ts: decodeTsSuffix(pair[0]), value: decodeRawValue(pair[1]) };
  }

  /** A read view of now. */
  snapshot(appliedIndex: number): EngineSnapshot {
    return new EngineSnapshot(this.tree.clone(), appliedIndex);
  }

  /** Visits entries of a range in key order until `visit` returns false. */
  scan(range: KeyRange, visit: (storageKey: string, storageValue: string) => boolean): void {
    scanTree(this.tree, range.startKey, range.endKey, visit);
  }

  clearRange(range: KeyRange): void {
    this.tree.deleteRange(range.startKey, range.endKey === '' ? END : range.endKey, false);
  }

  /** Replaces a range by what a snapshot holds of it; returns entries and bytes taken in. */
  replaceRange(range: KeyRange, from: KvSnapshot): { entries: number; bytes: number } {
    this.clearRange(range);
    let entries = 0;
    let bytes = 0;
    from.scan(range.startKey, range.endKey, (key, value) => {
      this.tree.set(key, value);
      entries++;
      bytes += key.length + value.length;
      return true;
    });
    return { entries, bytes };
  }

  clone(): KvEngine {
    return new KvEngine(this.tree.clone());
  }
}

/** Frozen: nobody writes to its tree. */
export class EngineSnapshot implements KvSnapshot {
  readonly appliedIndex: number;
  private readonly tree: KvTree;

  constructor(tree: KvTree, appliedIndex: number) {
    this.tree = tree;
    this.appliedIndex = appliedIndex;
  }

  scan(
    startKey: string,
    endKey: string,
    visit: (versionedKey: string, encodedValue: string) => boolean,
  ): void {
    scanTree(this.tree, startKey, endKey, visit);
  }
}

function scanTree(
  tree: KvTree,
  startKey: string,
  endKey: string,
  visit: (storageKey: string, storageValue: string) => boolean,
): void {
  for (const [key, value] of tree.entries(startKey)) {
    if (endKey !== '' && key >= endKey) return;
    if (!visit(key, value)) return;
  }
}
