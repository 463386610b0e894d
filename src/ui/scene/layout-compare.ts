import { scaleLinear, scaleLog } from 'd3-scale';
import type { ScaleLinear } from 'd3-scale';
import type { MarkRow, SeriesId, SeriesWindow } from '../../model/frame.ts';
import type { SimTime } from '../../model/time.ts';
import { axisDomain, CHART_SERIES, pointsOf } from './layout-chart.ts';

type Line = readonly (readonly [number, number] | null)[];

/** A series of both runs over each other, on an axis that fits both. */
export interface CompareRow {
  readonly id: SeriesId;
  readonly top: number;
  readonly height: number;
  readonly low: number;
  readonly high: number;
  readonly a: Line;
  readonly b: Line;
}

export interface CompareLayout {
  readonly x: ScaleLinear<number, number>;
  readonly left: number;
  readonly right: number;
  readonly height: number;
  /** What was done and what happened in each run, one line each. */
  readonly timelines: Readonly<
    Record<'a' | 'b', { readonly y: number; readonly marks: readonly TimedMark[] }>
  >;
  readonly rows: readonly CompareRow[];
}

export interface TimedMark {
  readonly mark: MarkRow;
  readonly x: number;
}

const LEFT = 150;
const RIGHT = 14;
const TIMELINE_H = 20;
const ROW_H = 70;
const ROW_GAP = 14;
const AXIS_H = 22;
const KINDS = new Set<MarkRow['kind']>(['command', 'refused', 'fault', 'heal', 'violation', 'drained']);

/** Two timelines, then one row for each series that either run has, all on one time axis from 0 to `to`. */
export function layoutCompare(a: SeriesWindow, b: SeriesWindow, to: SimTime, width: number): CompareLayout {
  const x = scaleLinear([0, Math.max(1, to)], [LEFT, Math.max(LEFT + 40, width - RIGHT)]);
  const head = 2 * TIMELINE_H + ROW_GAP;
  const rows = CHART_SERIES.filter((id) => hasValues(a, id) || hasValues(b, id)).map(
    (id, index): CompareRow => {
      const top = head + index * (ROW_H + ROW_GAP);
      const [low, high] = axisDomain([...a.values[id], ...b.values[id]].filter((value) => value > 0));
      const y = scaleLog([low, high], [top + ROW_H, top]);
      return { id, top, height: ROW_H, low, high, a: pointsOf(a, id, x, y), b: pointsOf(b, id, x, y) };
    },
  );
  const timeline = (series: SeriesWindow, y: number) => ({
    y,
    marks: series.marks
      .filter((mark) => KINDS.has(mark.kind) && mark.at <= to)
      .map((mark) => ({ mark, x: x(mark.at) })),
  });
  return {
    x,
    left: LEFT,
    right: Math.max(LEFT + 40, width - RIGHT),
    height: head + rows.length * (ROW_H + ROW_GAP) + AXIS_H,
    timelines: { a: timeline(a, TIMELINE_H / 2), b: timeline(b, TIMELINE_H * 1.5) },
    rows,
  };
}

function hasValues(series: SeriesWindow, id: SeriesId): boolean {
  return series.values[id].some((value) => value > 0);
}

/** The newest mark at or before a moment; null when nothing was done yet. */
export function markBefore(marks: readonly TimedMark[], at: SimTime): MarkRow | null {
  return marks.findLast(({ mark }) => mark.at <= at)?.mark ?? null;
}
