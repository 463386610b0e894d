import type { RegionId } from './ids.ts';
import type { Region } from './region.ts';
import { rangeContains, rangesOverlap } from './region.ts';

/**
 * What somebody knows about Regions, in key order, without overlaps: PD's cache, a client's routes. Newer
 * epochs win (facts 0.5): a row that overlaps a known one of a newer version is stale and is refused, what it
 * overlaps otherwise is replaced. Rows are frozen and shared by clones.
 */
export class RegionTable<Row extends { readonly region: Region }> {
  /** Ascending by `startKey`, disjoint; there may be holes. */
  private rows: Row[] = [];
  private ids = new Map<RegionId, Row>();

  get size(): number {
    return this.rows.length;
  }

  /** In key order. */
  all(): readonly Row[] {
    return this.rows;
  }

  byId(id: RegionId): Row | null {
    return this.ids.get(id) ?? null;
  }

  /** The row whose Region holds `key` (encoded). */
  find(key: string): Row | null {
    const row = this.rows[this.floor(key)];
    return row !== undefined && rangeContains(row.region, key) ? row : null;
  }

  /** Rows that overlap `[startKey, endKey)` in key order, at most `limit`. */
  scan(startKey: string, endKey: string, limit: number): Row[] {
    const found: Row[] = [];
    const range = { startKey, endKey };
    for (let i = Math.max(0, this.floor(startKey)); i < this.rows.length && found.length < limit; i++) {
      const row = this.rows[i] as Row;
      if (endKey !== '' && row.region.startKey >= endKey) break;
      if (rangesOverlap(row.region, range)) found.push(row);
    }
    return found;
  }

  /** Takes `row` in. Returns the rows it replaced, or null when it is stale. */
  upsert(row: Row): readonly Row[] | null {
    const { region } = row;
    const known = this.ids.get(region.id);
    if (known !== undefined) {
      const { epoch } = known.region;
      if (epoch.version > region.epoch.version || epoch.confVer > region.epoch.confVer) return null;
    }
    const replaced = this.scan(region.startKey, region.endKey, Infinity);
    for (const old of replaced) if (old.region.epoch.version > region.epoch.version) return null;
    if (known !== undefined && !replaced.includes(known)) replaced.push(known);
    for (const old of replaced) this.remove(old.region.id);
    this.rows.splice(this.floor(region.startKey) + 1, 0, row);
    this.ids.set(region.id, row);
    return replaced;
  }

  /** Replaces the row of exactly this Region (same range); its other columns changed. */
  replace(row: Row): void {
    const at = this.floor(row.region.startKey);
    if (this.rows[at]?.region.id !== row.region.id) return;
    this.rows[at] = row;
    this.ids.set(row.region.id, row);
  }

  remove(id: RegionId): void {
    const row = this.ids.get(id);
    if (row === undefined) return;
    this.ids.delete(id);
    this.rows.splice(this.floor(row.region.startKey), 1);
  }

  clone(): RegionTable<Row> {
    const copy = new RegionTable<Row>();
    copy.rows = this.rows.slice();
    copy.ids = new Map(this.ids);
    return copy;
  }

  /** Index of the last row that starts at or before `key`, −1 when there is none. */
  private floor(key: string): number {
    let low = 0;
    let high = this.rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.rows[middle] as Row).region.startKey <= key) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
