import type { HeatWindow } from '../../model/heat.ts';
import type { SimTime } from '../../model/time.ts';
import type { HeatBy } from '../state/store.ts';
import { clamp } from './geometry.ts';
import type { Point, Rect } from './geometry.ts';

export interface HeatLayout {
  readonly plot: Rect;
  readonly columnW: number;
  readonly bandH: number;
  /** What the darkest colour means; 0 when there is nothing. */
  readonly top: number;
  x(at: SimTime): number;
  timeAt(x: number): SimTime;
}

export interface HeatPlace {
  readonly column: number;
  readonly band: number;
}

const LEFT = 76;
const RIGHT = 16;
const TOP = 10;
const BOTTOM = 34;
/** A run that has just begun does not stretch over the whole width. */
const SPAN_MIN_US = 10_000_000;

export function layoutHeat(heat: HeatWindow, by: HeatBy, width: number, height: number): HeatLayout {
  const plot = {
    x: LEFT,
    y: TOP,
    w: Math.max(40, width - LEFT - RIGHT),
    h: Math.max(40, height - TOP - BOTTOM),
  };
  const span = Math.max(SPAN_MIN_US, heat.columns * heat.columnUs);
  return {
    plot,
    columnW: (plot.w * heat.columnUs) / span,
    bandH: plot.h / Math.max(1, heat.bands),
    top: topOf(heat, by),
    x: (at) => plot.x + ((at - heat.from) / span) * plot.w,
    timeAt: (x) => heat.from + ((x - plot.x) / plot.w) * span,
  };
}

/** Near the largest value: a single outlier must not bleach everything else. */
function topOf(heat: HeatWindow, by: HeatBy): number {
  if (by === 'leader') return 0;
  const values = Array.from(by === 'writes' ? heat.writes : heat.lags).filter((value) => value > 0);
  values.sort((a, b) => a - b);
  return values[Math.floor((values.length - 1) * 0.98)] ?? 0;
}

/** The cell under a point, null outside of what is known. Keys grow downwards. */
export function placeAt(heat: HeatWindow, layout: HeatLayout, point: Point): HeatPlace | null {
  const { plot, columnW, bandH } = layout;
  const column = Math.floor((point.x - plot.x) / columnW);
  const band = Math.floor((point.y - plot.y) / bandH);
  const inside = column >= 0 && column < heat.columns && band >= 0 && band < heat.bands;
  return inside ? { column, band } : null;
}

/** One cell on, staying inside; from nowhere, the newest cell in the middle. */
export function moved(
  heat: HeatWindow,
  from: HeatPlace | null,
  byColumns: number,
  byBands: number,
): HeatPlace | null {
  if (heat.columns === 0 || heat.bands === 0) return null;
  if (from === null) return { column: heat.columns - 1, band: Math.floor(heat.bands / 2) };
  return {
    column: clamp(from.column + byColumns, 0, heat.columns - 1),
    band: clamp(from.band + byBands, 0, heat.bands - 1),
  };
}

export interface HeatCell {
  readonly region: number;
  readonly leader: number;
  readonly writes: number;
  readonly lagMs: number;
  readonly from: SimTime;
  readonly to: SimTime;
  readonly startWords: string;
  readonly endWords: string;
  /** Writes of the whole Region, not only of this band. */
  readonly regionWrites: number;
}

export function cellAt(heat: HeatWindow, { column, band }: HeatPlace): HeatCell {
  const base = column * heat.bands;
  const region = heat.regions[base + band] ?? 0;
  let first = band;
  while (first > 0 && heat.regions[base + first - 1] === region) first--;
  let end = band + 1;
  while (end < heat.bands && heat.regions[base + end] === region) end++;
  const writes = heat.writes[base + band] ?? 0;
  const from = heat.from + column * heat.columnUs;
  return {
    region,
    leader: heat.leaders[base + band] ?? 0,
    writes,
    lagMs: heat.lags[base + band] ?? -1,
    from,
    to: from + heat.columnUs,
    startWords: heat.startWords[first] ?? '',
    endWords: heat.startWords[end] ?? '+∞',
    regionWrites: writes * (end - first),
  };
}
