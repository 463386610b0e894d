import type { HeatWindow } from '../model/heat.ts';
import type { RegionId, StoreId } from '../model/ids.ts';
import { describeBoundary } from '../model/key.ts';
import type { SimTime } from '../model/time.ts';
import { US_PER_S } from '../model/time.ts';
import type { TraceEvent } from '../model/trace.ts';
import type { Ts } from '../model/ts.ts';
import { TS_ZERO } from '../model/ts.ts';

/** Simulated time per column at first. */
const COLUMN_US = 250_000;
/** From here on neighbours are merged and columns are twice as long: no picture has more pixels. Even. */
const COLUMNS_MAX = 1_200;

interface Row {
  readonly region: RegionId;
  readonly startKey: string;
  readonly leader: StoreId;
  readonly writes: number;
  /** ms; −1 when nobody captures it. */
  readonly lagMs: number;
}

/** Rows ascending by start key: a partition of the key space as the newest epochs had it. */
interface Column {
  readonly rows: readonly Row[];
}

interface Known {
  readonly startKey: string;
  readonly endKey: string;
  readonly version: number;
  readonly leader: StoreId;
  readonly term: number;
  readonly resolved: Ts;
}

/**
 * The film of the key space: who held which range, who led it, how much was written, how far it was resolved. Folded
 * from the trace of the upstream cluster alone; clones share all columns.
 */
export class Heat {
  private columnUs = COLUMN_US;
  private columns: Column[] = [];
  private readonly regions = new Map<RegionId, Known>();
  private readonly writes = new Map<RegionId, number>();
  private readonly gone = new Set<RegionId>();

  observe(event: TraceEvent): void {
    switch (event.kind) {
      case 'region.updated':
        if (event.cluster === 'upstream') this.onUpdated(event.region, event);
        return;
      case 'raft.role-changed':
        this.onRole(event.region, event.role === 'leader', event.store, event.term);
        return;
      case 'raw.proposed':
        if (event.cluster === 'upstream')
          this.writes.set(event.region, (this.writes.get(event.region) ?? 0) + 1);
        return;
      case 'region.merge-committed':
        this.regions.delete(event.source);
        // A store that lags still tells of its own peer of it; ids are never used twice.
        this.gone.add(event.source);
        return;
      case 'cdc.resolved':
        for (const region of event.regions) this.onResolved(region, event.ts);
    }
  }

  /** Called on a rhythm of simulated time that divides a column's length; `lagMs` is the age of a timestamp. */
  sample(now: SimTime, lagMs: (ts: Ts) => number): void {
    if (now < (this.columns.length + 1) * this.columnUs) return;
    this.columns.push({ rows: this.rowsNow(lagMs) });
    this.writes.clear();
    if (this.columns.length >= COLUMNS_MAX) this.halve();
  }

  window(from: SimTime, to: SimTime, columnsMax: number, bandsMax: number): HeatWindow {
    const first = Math.max(0, Math.floor(from / this.columnUs));
    const end = Math.min(this.columns.length, Math.ceil(to / this.columnUs));
    const every = Math.max(1, Math.ceil((end - first) / columnsMax));
    const columns: Column[] = [];
    for (let c = first; c < end; c += every) columns.push(merged(this.columns.slice(c, c + every)));
    const columnUs = this.columnUs * every;
    return paint(columns, first * this.columnUs, columnUs, bandsOf(columns, bandsMax));
  }

  clone(): Heat {
    const copy = new Heat();
    copy.columnUs = this.columnUs;
    copy.columns = this.columns.slice();
    for (const [region, known] of this.regions) copy.regions.set(region, known);
    for (const [region, count] of this.writes) copy.writes.set(region, count);
    for (const region of this.gone) copy.gone.add(region);
    return copy;
  }

  private onUpdated(
    region: RegionId,
    {
      startKey,
      endKey,
      version,
    }: { readonly startKey: string; readonly endKey: string; readonly version: number },
  ): void {
    const known = this.regions.get(region);
    if (this.gone.has(region) || (known !== undefined && known.version > version)) return;
    this.regions.set(region, {
      leader: 0,
      term: 0,
      resolved: TS_ZERO,
      ...known,
      startKey,
      endKey,
      version,
    });
  }

  private onRole(region: RegionId, leads: boolean, store: StoreId, term: number): void {
    const known = this.regions.get(region);
    if (known === undefined || known.term > term) return;
    if (leads) this.regions.set(region, { ...known, leader: store, term });
    else if (known.leader === store) this.regions.set(region, { ...known, leader: 0, term });
  }

  private onResolved(region: RegionId, ts: Ts): void {
    const known = this.regions.get(region);
    if (known !== undefined && ts > known.resolved) this.regions.set(region, { ...known, resolved: ts });
  }

  /** Regions by start key; where two claim a range (one store is behind), the newer version has it. */
  private rowsNow(lagMs: (ts: Ts) => number): Row[] {
    const newest = new Map<string, { readonly id: RegionId; readonly known: Known }>();
    for (const [id, known] of this.regions) {
      const other = newest.get(known.startKey);
      if (other === undefined || other.known.version < known.version)
        newest.set(known.startKey, { id, known });
    }
    return [...newest.values()]
      .sort((a, b) => (a.known.startKey < b.known.startKey ? -1 : 1))
      .map(({ id, known }) => ({
        region: id,
        startKey: known.startKey,
        leader: known.leader,
        writes: this.writes.get(id) ?? 0,
        lagMs: known.resolved === TS_ZERO ? -1 : lagMs(known.resolved),
      }));
  }

  private halve(): void {
    const halves: Column[] = [];
    for (let c = 0; c < this.columns.length; c += 2) halves.push(merged(this.columns.slice(c, c + 2)));
    this.columns = halves;
    this.columnUs *= 2;
  }
}

/** Several columns as one: the partition and leaders of the last, the writes of all, the largest lag. */
function merged(columns: readonly Column[]): Column {
  const last = columns[columns.length - 1];
  if (last === undefined || columns.length === 1) return last ?? { rows: [] };
  const writes = new Map<RegionId, number>();
  const lags = new Map<RegionId, number>();
  for (const { rows } of columns) {
    for (const row of rows) {
      writes.set(row.region, (writes.get(row.region) ?? 0) + row.writes);
      lags.set(row.region, Math.max(lags.get(row.region) ?? -1, row.lagMs));
    }
  }
  return {
    rows: last.rows.map((row) => ({
      ...row,
      writes: writes.get(row.region) ?? 0,
      lagMs: lags.get(row.region) ?? row.lagMs,
    })),
  };
}

/** All boundaries of the columns, evenly thinned to at most `bandsMax`. */
function bandsOf(columns: readonly Column[], bandsMax: number): string[] {
  const all = new Set(['']);
  for (const { rows } of columns) for (const { startKey } of rows) all.add(startKey);
  const keys = [...all].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const every = Math.ceil(keys.length / bandsMax);
  return keys.filter((_, index) => index % every === 0);
}

function paint(
  columns: readonly Column[],
  from: SimTime,
  columnUs: SimTime,
  startKeys: readonly string[],
): HeatWindow {
  const bands = startKeys.length;
  const size = columns.length * bands;
  const regions = new Int32Array(size);
  const leaders = new Int16Array(size);
  const writes = new Float32Array(size);
  const lags = new Float32Array(size).fill(-1);
  columns.forEach(({ rows }, c) => {
    let r = 0;
    for (let b = 0; b < bands;) {
      const start = startKeys[b] ?? '';
      while (r + 1 < rows.length && (rows[r + 1]?.startKey ?? '') <= start) r++;
      const next = rows[r + 1]?.startKey;
      let end = b + 1;
      while (end < bands && (next === undefined || (startKeys[end] ?? '') < next)) end++;
      const row = rows[r];
      if (row !== undefined) {
        const perBand = (row.writes * US_PER_S) / columnUs / (end - b);
        for (let cell = c * bands + b; cell < c * bands + end; cell++) {
          regions[cell] = row.region;
          leaders[cell] = row.leader;
          writes[cell] = perBand;
          lags[cell] = row.lagMs;
        }
      }
      b = end;
    }
  });
  return {
    from,
    columnUs,
    columns: columns.length,
    bands,
    startKeys,
    startWords: startKeys.map((key) => describeBoundary(key, 'start')),
    regions,
    leaders,
    writes,
    lags,
  };
}
