import type { Frame, PeerRow, RegionRow } from '../../model/frame.ts';
import type { RegionId, StoreId } from '../../model/ids.ts';

/** Rows by what names them, made once per table: a table that has not changed between two frames is the same list. */
function memo<T extends object, R>(make: (table: T) => R): (table: T) => R {
  const made = new WeakMap<T, R>();
  return (table) => {
    let known = made.get(table);
    if (known === undefined) made.set(table, (known = make(table)));
    return known;
  };
}

export const regionsById: (rows: Frame['regions']) => ReadonlyMap<RegionId, RegionRow> = memo(
  (rows) => new Map(rows.map((row) => [row.id, row])),
);

export const storesById: (rows: Frame['stores']) => ReadonlyMap<StoreId, Frame['stores'][number]> = memo(
  (rows) => new Map(rows.map((row) => [row.id, row])),
);

export const peersByStore: (rows: Frame['peers']) => ReadonlyMap<StoreId, readonly PeerRow[]> = memo(
  (rows) => {
    const found = new Map<StoreId, PeerRow[]>();
    for (const row of rows) {
      const list = found.get(row.store);
      if (list === undefined) found.set(row.store, [row]);
      else list.push(row);
    }
    return found;
  },
);
