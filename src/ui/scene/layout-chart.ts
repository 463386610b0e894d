import { max, min } from 'd3-array';
import { scaleLinear, scaleLog } from 'd3-scale';
import type { ScaleLinear, ScaleLogarithmic } from 'd3-scale';
import type { MarkRow, SeriesId, SeriesWindow } from '../../model/frame.ts';
import type { SimTime } from '../../model/time.ts';
import type { Rect } from './geometry.ts';
import { rect } from './geometry.ts';
import { placeLabels } from './labels.ts';
import { tell } from '../strings/index.ts';

/** Series drawn on the latency axis, all in milliseconds; rates per second are said in words beside it. */
export const CHART_SERIES: readonly SeriesId[] = [
  'write-p50',
  'write-p99',
  'pre-propose-p99',
  'cdc-p50',
  'cdc-p99',
  'resolved-ts-lag',
  'checkpoint-lag',
];

export interface ChartLayout {
  readonly plot: Rect;
  readonly x: ScaleLinear<number, number>;
  readonly y: ScaleLogarithmic<number, number>;
  /** Powers of ten inside the axis. */
  readonly decades: readonly number[];
  readonly lines: readonly {
    readonly id: SeriesId;
    readonly points: readonly (readonly [number, number] | null)[];
  }[];
  readonly marks: readonly ChartMark[];
}

export interface ChartMark {
  readonly mark: MarkRow;
  readonly x: number;
  /** Null when there is no room for words: the line stays. */
  readonly label: { readonly left: number; readonly row: number } | null;
}

export interface ChartInput {
  readonly series: SeriesWindow;
  /** The moment drawn at the left edge, and the one at the right. */
  readonly from: SimTime;
  readonly to: SimTime;
  readonly off: readonly SeriesId[];
  readonly width: number;
  readonly height: number;
  readonly measure: (words: string) => number;
}

const LABEL_ROWS_MAX = 2;
/** Lower charts keep their height for the lines. */
const TALL = 190;
const DECADE_GAP = 17;
const LABEL_ROW_H = 15;
/** A line goes on over this much time without a sample. */
const BRIDGED_US = 600_000;
/** Marks that a chart shows; captions belong to the timeline. */
const KINDS = new Set<MarkRow['kind']>(['command', 'fault', 'heal', 'violation', 'drained']);

export function layoutChart(input: ChartInput): ChartLayout {
  const { series, width, height } = input;
  const rows = height >= TALL ? LABEL_ROWS_MAX : 1;
  const head = rows * LABEL_ROW_H + 5;
  const plot = rect(56, head, Math.max(40, width - 56 - 20), Math.max(30, height - head - 22));
  const x = scaleLinear([input.from, Math.max(input.from + 1, input.to)], [plot.x, plot.x + plot.w]);
  const shown = CHART_SERIES.filter((id) => !input.off.includes(id));
  const values = shown.flatMap((id) => Array.from(series.values[id]).filter((value) => value > 0));
  const y = scaleLog(axisDomain(values), [plot.y + plot.h, plot.y]);
  const [low = 1, high = 10] = y.domain();
  const decades: number[] = [];
  for (let decade = low; decade <= high * 1.001; decade *= 10) decades.push(decade);
  const every = Math.max(1, Math.ceil(DECADE_GAP / (plot.h / Math.max(1, decades.length - 1))));
  const lines = shown.map((id) => ({
    id,
    points: pointsOf(series, id, x, y),
  }));
  return {
    plot,
    x,
    y,
    decades: decades.filter((_, index) => index % every === 0),
    lines,
    marks: placeMarks(series.marks, input, x, plot, rows),
  };
}

/** The line of a series inside the two axes; null where it is interrupted. */
export function pointsOf(
  series: SeriesWindow,
  id: SeriesId,
  x: ScaleLinear<number, number>,
  y: ScaleLogarithmic<number, number>,
): readonly (readonly [number, number] | null)[] {
  const [from = 0, to = 0] = x.domain();
  const [low = 1] = y.domain();
  return bridged(
    Array.from(series.values[id], (value, index): readonly [number, number] | null => {
      const at = (series.t[index] ?? 0) + series.bucketUs / 2;
      if (!(value > 0) || at < from || at > to) return null;
      return [x(at), y(Math.max(low, value))];
    }),
    Math.max(3, Math.ceil(BRIDGED_US / series.bucketUs)),
  );
}

/** Drops gaps of at most `gapMax` buckets, so that a line goes on over a moment without a sample; longer ones stay. */
export function bridged<T>(points: readonly (T | null)[], gapMax: number): readonly (T | null)[] {
  const kept: (T | null)[] = [];
  let gap = 0;
  for (const point of points) {
    if (point === null) {
      gap++;
      continue;
    }
    if (gap > gapMax && kept.length > 0) kept.push(null);
    gap = 0;
    kept.push(point);
  }
  return kept;
}

/** Whole decades around the data, at least two of them, so that lines do not dance while a run begins. */
export function axisDomain(values: readonly number[]): [number, number] {
  const low = decadeBelow(min(values) ?? 1);
  const high = decadeAbove(max(values) ?? 1_000);
  return [Math.min(1, low), Math.max(1_000, high)];
}

function decadeBelow(value: number): number {
  let decade = 1;
  while (decade > value && decade > 0.01) decade /= 10;
  return decade;
}

function decadeAbove(value: number): number {
  let decade = 1;
  while (decade < value && decade < 1e9) decade *= 10;
  return decade;
}

function placeMarks(
  marks: readonly MarkRow[],
  input: ChartInput,
  x: ScaleLinear<number, number>,
  plot: Rect,
  rows: number,
): readonly ChartMark[] {
  const shown = marks.filter((mark) => KINDS.has(mark.kind) && mark.at >= input.from && mark.at <= input.to);
  const places = placeLabels(
    shown.map((mark) => ({
      x: x(mark.at),
      width: input.measure(tell(mark.words)),
      priority: priority(mark),
    })),
    { low: plot.x, high: plot.x + plot.w, rows, gap: 10 },
    'middle',
  );
  return shown.map((mark, index) => ({ mark, x: x(mark.at), label: places[index] ?? null }));
}

function priority(mark: MarkRow): number {
  switch (mark.kind) {
    case 'violation':
      return 4;
    case 'fault':
      return 3;
    case 'command':
      return 2;
    default:
      return 1;
  }
}

/** Index of the bucket that `at` falls into, null outside the window. */
export function bucketAt(series: SeriesWindow, at: SimTime): number | null {
  const first = series.t[0];
  if (first === undefined) return null;
  const index = Math.floor((at - first) / series.bucketUs);
  return index >= 0 && index < series.t.length ? index : null;
}

/** A rate is told over this much time: in one bucket there is room for a write or two, or for none. */
const RATE_OVER_US = 1_000_000;

/**
 * Mean of a rate over the whole buckets of the last second; NaN before there is one. A series ends where something was
 * last measured: behind it nothing happened when it is up to date, else nobody has asked yet.
 */
export function rateAt(series: SeriesWindow, id: SeriesId, at: SimTime, upToDate: boolean): number {
  const { t, bucketUs } = series;
  const whole = Math.floor((at - (t[0] ?? at)) / bucketUs);
  const end = upToDate ? whole : Math.min(whole, t.length);
  const from = Math.max(0, end - Math.max(1, Math.round(RATE_OVER_US / bucketUs)));
  let sum = 0;
  for (let i = from; i < end; i++) sum += series.values[id][i] ?? 0;
  return end <= from ? Number.NaN : sum / (end - from);
}

/** Value of a series at a moment, or the last one before it within a few buckets; NaN when there is none. */
export function valueAt(series: SeriesWindow, id: SeriesId, at: SimTime): number {
  const index = bucketAt(series, at) ?? (at > 0 ? series.t.length - 1 : null);
  if (index === null) return Number.NaN;
  const values = series.values[id];
  for (let i = index; i >= 0 && i > index - 8; i--) {
    const value = values[i];
    if (value !== undefined && !Number.isNaN(value)) return value;
  }
  return Number.NaN;
}
