import type { ChangefeedRow, Frame, InFlightWrite, RegionRow } from '../../model/frame.ts';
import type { RegionId } from '../../model/ids.ts';
import type { SimTime } from '../../model/time.ts';
import { LOGICAL_PER_TICK, TS_MAX, TS_ZERO } from '../../model/ts.ts';
import type { Ts } from '../../model/ts.ts';
import type { Rect } from './geometry.ts';
import { clamp, rect } from './geometry.ts';

/** The tide gauge: key space across, age upwards to now; water stands as high as everything is resolved. */
export interface TideLayout {
  readonly plot: Rect;
  /** Age at the bottom, ms. */
  readonly rangeMs: number;
  readonly nowMs: number;
  readonly ticks: readonly { readonly ageMs: number; readonly y: number }[];
  readonly columns: readonly TideColumn[];
  readonly lines: readonly TideLine[];
  readonly bounds: readonly { readonly x: number; readonly words: string }[];
}

export interface TideColumn {
  readonly region: RegionRow;
  readonly box: Rect;
  /** Surface of the water; null when nobody captures the Region. */
  readonly resolvedY: number | null;
  readonly resolvedAgeMs: number | null;
  readonly maxY: number | null;
  readonly writes: readonly { readonly write: InFlightWrite; readonly x: number; readonly y: number }[];
}

export interface TideLine {
  readonly kind: 'resolved' | 'checkpoint';
  readonly changefeed: string;
  readonly ageMs: number;
  readonly y: number;
}

const RANGES_MS = [500, 1_000, 2_000, 5_000, 10_000, 20_000, 60_000, 120_000, 300_000, 600_000, 3_600_000];
/** Highest water keeps this share of the range free below it. */
const HEADROOM = 0.86;
const COLUMN_MIN = 13;
const COLUMN_GAP = 2;

/** Milliseconds with the logical part as a fraction: timestamps inside a millisecond stay apart. */
export function tsMs(ts: Ts): number {
  return ts / LOGICAL_PER_TICK;
}

/** PD's clock at the cursor, ms: what "now" means for timestamps. */
export function pdNowMs(frame: Frame, cursor: SimTime): number {
  const pd = frame.pd.find((row) => row.cluster === 'upstream');
  const offsetUs =
    pd === undefined ? 0 : (frame.processes.find((row) => row.id === pd.process)?.clockOffsetUs ?? 0);
  const wall = (cursor + offsetUs) / 1_000;
  const granted = pd === undefined ? 0 : tsMs(pd.tso);
  // The TSO may run ahead of the wall clock (a window saved by a predecessor); it never runs behind for long.
  return Math.max(wall, granted);
}

export function known(ts: Ts): boolean {
  return ts > TS_ZERO && ts < TS_MAX;
}

/** The smallest listed range that shows `ageMs` with room below. */
export function rangeFor(ageMs: number): number {
  return RANGES_MS.find((range) => ageMs <= range * HEADROOM) ?? (RANGES_MS.at(-1) as number);
}

export function layoutTide(frame: Frame, cursor: SimTime, width: number, height: number): TideLayout {
  const plot = rect(54, 12, Math.max(60, width - 54 - 96), Math.max(40, height - 12 - 40));
  const nowMs = pdNowMs(frame, cursor);
  const regions = frame.regions.filter((region) => region.cluster === 'upstream');
  const age = (ts: Ts) => Math.max(0, nowMs - tsMs(ts));
  const ages = [
    ...regions.filter((region) => known(region.resolvedTs)).map((region) => age(region.resolvedTs)),
    ...frame.changefeeds.filter((feed) => known(feed.checkpointTs)).map((feed) => age(feed.checkpointTs)),
  ];
  const rangeMs = rangeFor(Math.max(400, ...ages));
  const yOf = (ageMs: number) => plot.y + clamp(ageMs / rangeMs, 0, 1) * plot.h;
  const boxes = columnBoxes(regions, plot);
  const columns = regions.map((region, index): TideColumn => {
    const box = boxes[index] ?? rect(plot.x, plot.y, 0, plot.h);
    const resolvedAgeMs = known(region.resolvedTs) ? age(region.resolvedTs) : null;
    return {
      region,
      box,
      resolvedAgeMs,
      resolvedY: resolvedAgeMs === null ? null : yOf(resolvedAgeMs),
      maxY: known(region.maxTs) ? yOf(age(region.maxTs)) : null,
      writes: region.inFlight.map((write) => ({
        write,
        x: box.x + box.w * (0.14 + 0.72 * scatter(write.key)),
        y: yOf(age(write.ts)),
      })),
    };
  });
  return {
    plot,
    rangeMs,
    nowMs,
    ticks: ticksOf(rangeMs, yOf),
    columns,
    lines: linesOf(frame.changefeeds, age, yOf),
    bounds: boundsOf(columns),
  };
}

/**
 * Widths follow the number of keys, so a split divides a column in place. Every column keeps a minimum; what that
 * costs is taken from the others in proportion.
 */
function columnBoxes(regions: readonly RegionRow[], plot: Rect): readonly Rect[] {
  const n = regions.length;
  if (n === 0) return [];
  const gap = plot.w / n > 8 ? COLUMN_GAP : 0;
  const room = plot.w - gap * (n - 1);
  const least = Math.min(Math.max(COLUMN_MIN, (room / n) * 0.45), room / n);
  const total = regions.reduce((sum, region) => sum + Math.max(1, region.keys), 0);
  const free = room - least * n;
  let x = plot.x;
  return regions.map((region) => {
    const w = least + (free * Math.max(1, region.keys)) / total;
    const box = rect(x, plot.y, w, plot.h);
    x += w + gap;
    return box;
  });
}

function ticksOf(rangeMs: number, yOf: (ageMs: number) => number): TideLayout['ticks'] {
  const step = rangeMs / 5;
  return [0, 1, 2, 3, 4, 5].map((index) => ({ ageMs: index * step, y: yOf(index * step) }));
}

function linesOf(
  changefeeds: readonly ChangefeedRow[],
  age: (ts: Ts) => number,
  yOf: (ageMs: number) => number,
): readonly TideLine[] {
  const lines: TideLine[] = [];
  for (const feed of changefeeds) {
    for (const kind of ['resolved', 'checkpoint'] as const) {
      const ts = kind === 'resolved' ? feed.resolvedTs : feed.checkpointTs;
      if (known(ts)) lines.push({ kind, changefeed: feed.id, ageMs: age(ts), y: yOf(age(ts)) });
    }
  }
  return lines;
}

function boundsOf(columns: readonly TideColumn[]): TideLayout['bounds'] {
  const bounds = columns.map((column) => ({ x: column.box.x, words: column.region.startWords }));
  const last = columns.at(-1);
  if (last !== undefined) bounds.push({ x: last.box.x + last.box.w, words: last.region.endWords });
  return bounds;
}

/** A fixed place in [0, 1) for a key, so that a write does not jump about. */
export function scatter(key: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) h = Math.imul(h ^ key.charCodeAt(i), 0x01000193);
  h ^= h >>> 15;
  return ((h >>> 0) % 1_009) / 1_009;
}

/** The Region whose resolved ts is the lowest: what the blame is about; null when none is captured. */
export function lowestColumn(layout: TideLayout): RegionId | null {
  let lowest: TideColumn | null = null;
  for (const column of layout.columns) {
    if (column.resolvedAgeMs === null) continue;
    if (lowest === null || column.resolvedAgeMs > (lowest.resolvedAgeMs ?? 0)) lowest = column;
  }
  return lowest?.region.id ?? null;
}
