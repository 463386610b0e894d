import { must } from '../../base/assert.ts';
import { samePlain } from '../../base/same.ts';
import type { ChangefeedRow, Frame, InFlightWrite, RegionRow } from '../../model/frame.ts';
import type { RegionId } from '../../model/ids.ts';
import type { SimTime } from '../../model/time.ts';
import { LOGICAL_PER_TICK, TS_MAX, TS_ZERO } from '../../model/ts.ts';
import type { Ts } from '../../model/ts.ts';
import type { Rect } from './geometry.ts';
import { clamp, rect } from './geometry.ts';

/** The tide gauge: key space across, age upwards to now; water stands as high as everything is resolved. */
export interface TideLayout {
  readonly ground: TideGround;
  readonly nowMs: number;
  /** Nobody captures anything: there is no water at all. */
  readonly dry: boolean;
  readonly columns: readonly TideColumn[];
  readonly lines: readonly TideLine[];
}

/** What stands still while time goes by: the same object as long as nothing of it changes. */
export interface TideGround {
  readonly plot: Rect;
  /** Age at the bottom, ms. */
  readonly rangeMs: number;
  readonly ticks: readonly { readonly ageMs: number; readonly y: number }[];
  readonly bounds: readonly { readonly x: number; readonly words: string }[];
  readonly names: readonly { readonly region: RegionId; readonly x: number }[];
}

/** A Region, or neighbours in key order that share a column where there are too many for one each. */
export interface TideColumn {
  /** The one whose water is lowest. */
  readonly region: RegionRow;
  readonly regions: readonly RegionRow[];
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
/** Columns narrower than this cannot be told apart: neighbours share one. */
const SHARED_BELOW = 4;

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

/** `before`: the layout drawn last, whose ground is kept where it is the same. */
export function layoutTide(
  frame: Frame,
  cursor: SimTime,
  width: number,
  height: number,
  before: TideLayout | null = null,
): TideLayout {
  const plot = rect(54, 12, Math.max(60, width - 54 - 96), Math.max(40, height - 12 - 40));
  const nowMs = pdNowMs(frame, cursor);
  const regions = frame.regions.filter((region) => region.cluster === 'upstream');
  const age = (ts: Ts) => Math.max(0, nowMs - tsMs(ts));
  const rangeMs = rangeFor(oldestAge(frame, regions, age));
  const yOf = (ageMs: number) => plot.y + clamp(ageMs / rangeMs, 0, 1) * plot.h;
  const groups = groupsOf(regions, plot);
  const boxes = columnBoxes(groups, plot);
  const columns = groups.map((group, index) =>
    columnOf(group, boxes[index] ?? rect(plot.x, plot.y, 0, plot.h), age, yOf),
  );
  const ground: TideGround = {
    plot,
    rangeMs,
    ticks: ticksOf(rangeMs, yOf),
    bounds: boundsOf(columns),
    names: columns.map(({ regions: [first], region, box }) => ({
      region: (first ?? region).id,
      x: box.x + box.w / 2,
    })),
  };
  return {
    ground: before !== null && samePlain(before.ground, ground) ? before.ground : ground,
    nowMs,
    dry: frame.changefeeds.length === 0,
    columns,
    lines: linesOf(frame.changefeeds, age, yOf),
  };
}

function oldestAge(frame: Frame, regions: readonly RegionRow[], age: (ts: Ts) => number): number {
  let oldest = 400;
  for (const { resolvedTs } of regions) if (known(resolvedTs)) oldest = Math.max(oldest, age(resolvedTs));
  for (const { checkpointTs } of frame.changefeeds)
    if (known(checkpointTs)) oldest = Math.max(oldest, age(checkpointTs));
  return oldest;
}

function columnOf(
  regions: readonly RegionRow[],
  box: Rect,
  age: (ts: Ts) => number,
  yOf: (ageMs: number) => number,
): TideColumn {
  const region = lowestOf(regions);
  const resolvedAgeMs = known(region.resolvedTs) ? age(region.resolvedTs) : null;
  const newest = regions.reduce((max, { maxTs }) => (known(maxTs) && maxTs > max ? maxTs : max), TS_ZERO);
  return {
    region,
    regions,
    box,
    resolvedAgeMs,
    resolvedY: resolvedAgeMs === null ? null : yOf(resolvedAgeMs),
    maxY: known(newest) ? yOf(age(newest)) : null,
    writes: regions.flatMap(({ inFlight }) =>
      inFlight.map((write) => ({
        write,
        x: box.x + box.w * (0.14 + 0.72 * scatter(write.key)),
        y: yOf(age(write.ts)),
      })),
    ),
  };
}

/** One list per column: a Region each, or as many neighbours as it takes to make the columns wide enough. */
function groupsOf(regions: readonly RegionRow[], plot: Rect): readonly (readonly RegionRow[])[] {
  const each = Math.ceil((regions.length * SHARED_BELOW) / plot.w);
  const groups: RegionRow[][] = [];
  regions.forEach((region, index) => {
    if (index % each === 0) groups.push([region]);
    else groups.at(-1)?.push(region);
  });
  return groups;
}

/** The Region of a column that is told about: the one resolved least, the first one where nobody captures them. */
function lowestOf(regions: readonly RegionRow[]): RegionRow {
  let lowest: RegionRow | null = null;
  for (const region of regions)
    if (known(region.resolvedTs) && (lowest === null || region.resolvedTs < lowest.resolvedTs))
      lowest = region;
  return lowest ?? must(regions[0], 'a Region of a column');
}

/**
 * Widths follow the number of keys, so a split divides a column in place. Every column keeps a minimum; what that
 * costs is taken from the others in proportion.
 */
function columnBoxes(groups: readonly (readonly RegionRow[])[], plot: Rect): readonly Rect[] {
  const n = groups.length;
  if (n === 0) return [];
  const gap = plot.w / n > 8 ? COLUMN_GAP : 0;
  const room = plot.w - gap * (n - 1);
  const least = Math.min(Math.max(COLUMN_MIN, (room / n) * 0.45), room / n);
  const weights = groups.map((group) => group.reduce((sum, region) => sum + Math.max(1, region.keys), 0));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const free = room - least * n;
  let x = plot.x;
  return weights.map((weight) => {
    const w = least + (free * weight) / total;
    const box = rect(x, plot.y, w, plot.h);
    x += w + gap;
    return box;
  });
}

function ticksOf(rangeMs: number, yOf: (ageMs: number) => number): TideGround['ticks'] {
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

function boundsOf(columns: readonly TideColumn[]): TideGround['bounds'] {
  const bounds = columns.map(({ box, regions }) => ({ x: box.x, words: regions[0]?.startWords ?? '' }));
  const last = columns.at(-1);
  if (last !== undefined)
    bounds.push({ x: last.box.x + last.box.w, words: last.regions.at(-1)?.endWords ?? '' });
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
