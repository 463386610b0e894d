import type { StringPool } from '../../base/string-pool.ts';
import { decodeRawValue, decodeTsSuffix, expiryOfRawValue } from '../../model/key.ts';
import type { KeyRange } from '../../model/region.ts';
import type { Ts } from '../../model/ts.ts';
import type { ColumnFamily } from './txn-records.ts';
import type { KvSnapshot } from './raftstore/taps.ts';
import { VersionedTree } from './versioned-tree.ts';

export interface Version {
  readonly ts: Ts;
  /** Null for a tombstone. */
  readonly value: string | null;
  /** UNIX second from which it counts as absent, 0 for none. */
  readonly expireS: number;
}

/** The column families that transactions add to `default`: locks by key, and commit records by key and commit ts. */
type TxnFamily = Exclude<ColumnFamily, 'default'>;
const TXN_FAMILIES: readonly TxnFamily[] = ['lock', 'write'];

/**
 * The store's key-value engine, in place of RocksDB: an ordered map per column family of all Regions' data, keys
 * versioned and encoded as in API V2. A snapshot or a clone costs nothing.
 */
export class KvEngine {
  private constructor(
    private readonly tree: VersionedTree,
    private readonly txn: Readonly<Record<TxnFamily, VersionedTree>>,
  ) {}

  /** An empty one. `strings`: where values are kept, also those of other replicas. */
  static over(strings: StringPool): KvEngine {
    const tree = (): VersionedTree => VersionedTree.over(strings);
    return new KvEngine(tree(), { lock: tree(), write: tree() });
  }

  get size(): number {
    return this.tree.size + this.txn.lock.size + this.txn.write.size;
  }

  get locks(): number {
    return this.txn.lock.size;
  }

  private family(cf: ColumnFamily): VersionedTree {
    return cf === 'default' ? this.tree : this.txn[cf];
  }

  /* ---- transactions ------------------------------------------------------------------------------------- */

  getCf(cf: ColumnFamily, key: string): string | null {
    return this.family(cf).get(key) ?? null;
  }

  putCf(cf: ColumnFamily, key: string, value: string): void {
    this.family(cf).set(key, value);
  }

  deleteCf(cf: ColumnFamily, key: string): void {
    this.family(cf).delete(key);
  }

  /** The first entry at or after `key`, or null. */
  seekCf(cf: ColumnFamily, key: string): readonly [string, string] | null {
    return this.family(cf).firstFrom(key) ?? null;
  }

  /** Visits a range of a column family in key order until `visit` returns false. */
  scanCf(cf: ColumnFamily, range: KeyRange, visit: (key: string, value: string) => boolean): void {
    scanTree(this.family(cf), range.startKey, range.endKey, visit);
  }

  put(storageKey: string, storageValue: string): void {
    this.tree.set(storageKey, storageValue);
  }

  /** The newest version of an encoded user key (facts 2.9), or null. */
  newest(encodedKey: string): Version | null {
    const pair = this.tree.firstFrom(encodedKey);
    if (pair === undefined || !pair[0].startsWith(encodedKey)) return null;
    return {
      ts: decodeTsSuffix(pair[0]),
      value: decodeRawValue(pair[1]),
      expireS: expiryOfRawValue(pair[1]),
    };
  }

  /** A read view of now. */
  snapshot(appliedIndex: number): EngineSnapshot {
    const txn = { lock: this.txn.lock.snapshot(), write: this.txn.write.snapshot() };
    return new EngineSnapshot(this.tree.snapshot(), txn, appliedIndex);
  }

  /** Visits entries of a range in key order until `visit` returns false. */
  scan(range: KeyRange, visit: (storageKey: string, storageValue: string) => boolean): void {
    scanTree(this.tree, range.startKey, range.endKey, visit);
  }

  /** Visits every version of every key, raw or written by a transaction, in key order until `visit` returns false. */
  scanVersions({ startKey, endKey }: KeyRange, visit: (versionedKey: string) => boolean): void {
    const raw = this.tree.keys(startKey);
    const committed = this.txn.write.keys(startKey);
    let left = raw.next();
    let right = committed.next();
    while (left.done !== true || right.done !== true) {
      const isLeft = right.done === true || (left.done !== true && left.value <= right.value);
      const key = isLeft ? (left.value as string) : (right.value as string);
      if ((endKey !== '' && key >= endKey) || !visit(key)) return;
      if (isLeft) left = raw.next();
      else right = committed.next();
    }
  }

  /** The same as `scan` from the end of the range backwards. `endKey` must not be ''. */
  scanReverse(range: KeyRange, visit: (storageKey: string, storageValue: string) => boolean): void {
    for (const [key, value] of this.tree.entriesReversed(range.endKey)) {
      if (key < range.startKey) return;
      if (!visit(key, value)) return;
    }
  }

  clearRange(range: KeyRange): void {
    this.tree.deleteRange(range.startKey, range.endKey);
    for (const cf of TXN_FAMILIES) this.txn[cf].deleteRange(range.startKey, range.endKey);
  }

  /** Replaces a range by what a snapshot holds of it; returns entries and bytes taken in. */
  replaceRange(range: KeyRange, from: KvSnapshot): { entries: number; bytes: number } {
    this.clearRange(range);
    let entries = 0;
    let bytes = 0;
    for (const cf of ['default', ...TXN_FAMILIES] as const) {
      const tree = this.family(cf);
      from.scanCf(cf, range.startKey, range.endKey, (key, value) => {
        tree.set(key, value);
        entries++;
        bytes += key.length + value.length;
        return true;
      });
    }
    return { entries, bytes };
  }

  clone(): KvEngine {
    return new KvEngine(this.tree.clone(), { lock: this.txn.lock.clone(), write: this.txn.write.clone() });
  }
}

/** Frozen: nobody writes to its tree. */
export class EngineSnapshot implements KvSnapshot {
  readonly appliedIndex: number;
  private readonly tree: VersionedTree;
  private readonly txn: Readonly<Record<TxnFamily, VersionedTree>>;

  constructor(tree: VersionedTree, txn: Readonly<Record<TxnFamily, VersionedTree>>, appliedIndex: number) {
    this.tree = tree;
    this.txn = txn;
    this.appliedIndex = appliedIndex;
  }

  scanCf(
    cf: ColumnFamily,
    startKey: string,
    endKey: string,
    visit: (key: string, value: string) => boolean,
  ): void {
    scanTree(cf === 'default' ? this.tree : this.txn[cf], startKey, endKey, visit);
  }

  getCf(cf: ColumnFamily, key: string): string | null {
    return (cf === 'default' ? this.tree : this.txn[cf]).get(key) ?? null;
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
  tree: VersionedTree,
  startKey: string,
  endKey: string,
  visit: (storageKey: string, storageValue: string) => boolean,
): void {
  for (const [key, value] of tree.entries(startKey)) {
    if (endKey !== '' && key >= endKey) return;
    if (!visit(key, value)) return;
  }
}
