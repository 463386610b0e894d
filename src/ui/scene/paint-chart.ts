import { curveMonotoneX, line } from 'd3-shape';
import type { SeriesId } from '../../model/frame.ts';
import type { SimTime } from '../../model/time.ts';
import type { Palette } from '../theme/palette.ts';
import type { Brush } from './canvas.ts';
import { fit, setFont, textWidth } from './canvas.ts';
import type { ChartLayout } from './layout-chart.ts';
import { markColour } from './mark-colour.ts';
import { tell } from '../strings/index.ts';

/** Longest label of a mark; the rest is in its tooltip and in the log. */
export const MARK_LABEL_MAX = 250;

export function seriesColour(id: SeriesId, colours: Palette): string {
  switch (id) {
    case 'pre-propose-p99':
    case 'write-p50':
    case 'write-qps':
      return colours.s1;
    case 'write-p99':
    case 'read-qps':
      return colours.s2;
    case 'cdc-p50':
    case 'cdc-p99':
      return colours.s4;
    case 'resolved-ts-lag':
      return colours.s3;
    case 'checkpoint-lag':
      return colours.accent;
  }
}

/** Dashes tell lines apart without colour. */
export function seriesDash(id: SeriesId): number[] {
  switch (id) {
    case 'write-p99':
      return [5, 2.5];
    case 'pre-propose-p99':
      return [1, 3];
    case 'cdc-p99':
      return [2, 2.5];
    case 'resolved-ts-lag':
      return [9, 3];
    default:
      return [];
  }
}

/** Lines, marks and decades: all that stands still between two answers of the engine. */
export function paintChart(ctx: Brush, layout: ChartLayout, colours: Palette): void {
  const { plot } = layout;
  for (const decade of layout.decades) {
    const y = Math.round(layout.y(decade)) + 0.5;
    ctx.strokeStyle = colours.hairline;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(plot.x, y);
    ctx.lineTo(plot.x + plot.w, y);
    ctx.stroke();
  }
  paintMarks(ctx, layout, colours);
  ctx.save();
  ctx.beginPath();
  ctx.rect(plot.x, plot.y - 3, plot.w, plot.h + 6);
  ctx.clip();
  const draw = line<readonly [number, number] | null>()
    .defined((point) => point !== null)
    .x((point) => point?.[0] ?? 0)
    .y((point) => point?.[1] ?? 0)
    .curve(curveMonotoneX)
    .context(ctx);
  for (const { id, points } of layout.lines) {
    ctx.strokeStyle = seriesColour(id, colours);
    ctx.lineWidth = id === 'checkpoint-lag' || id === 'write-p50' ? 2 : 1.6;
    ctx.setLineDash(seriesDash(id));
    ctx.lineJoin = 'round';
    ctx.beginPath();
    draw(points);
    ctx.stroke();
    lonely(ctx, points, seriesColour(id, colours));
  }
  ctx.setLineDash([]);
  ctx.restore();
}

/** The cursor and the moment under the pointer. */
export function paintChartNeedles(
  ctx: Brush,
  layout: ChartLayout,
  view: { readonly cursor: SimTime; readonly hoverAt: SimTime | null },
  colours: Palette,
): void {
  needle(ctx, layout, view.cursor, colours.accent, 1.6);
  if (view.hoverAt !== null) needle(ctx, layout, view.hoverAt, colours.ink3, 1);
}

/** A value between two gaps is a point: a line alone would hide it. */
function lonely(ctx: Brush, points: readonly (readonly [number, number] | null)[], colour: string): void {
  ctx.fillStyle = colour;
  points.forEach((point, index) => {
    if (point === null || (points[index - 1] ?? null) !== null || (points[index + 1] ?? null) !== null)
      return;
    ctx.beginPath();
    ctx.arc(point[0], point[1], 1.8, 0, Math.PI * 2);
    ctx.fill();
  });
}

function needle(ctx: Brush, layout: ChartLayout, at: SimTime, colour: string, width: number): void {
  const x = layout.x(at);
  const { plot } = layout;
  if (x < plot.x - 1 || x > plot.x + plot.w + 1) return;
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.beginPath();
  ctx.moveTo(x, plot.y);
  ctx.lineTo(x, plot.y + plot.h);
  ctx.stroke();
}

/** Height of a row of labels above the plot. */
const MARK_ROW = 15;

function paintMarks(ctx: Brush, layout: ChartLayout, colours: Palette): void {
  const { plot } = layout;
  setFont(ctx, `500 11px ${colours.sans}`);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  const labels = layout.marks.flatMap(({ mark, label }) => {
    if (label === null) return [];
    const words = fit(ctx, tell(mark.words), MARK_LABEL_MAX);
    return [{ ...label, words, right: label.left + textWidth(ctx, words), kind: mark.kind }];
  });
  for (const { mark, x, label } of layout.marks) {
    const at = Math.round(x) + 0.5;
    const pole = (from: number, to: number): void => {
      ctx.moveTo(at, from);
      ctx.lineTo(at, to);
    };
    ctx.strokeStyle = markColour(mark.kind, colours);
    ctx.lineWidth = 1;
    ctx.setLineDash([2, 3]);
    ctx.beginPath();
    pole(label === null ? plot.y - 2 : plot.y, plot.y + plot.h);
    // On its way up it makes room for the labels of others.
    for (let row = 0; row < (label?.row ?? 0); row++)
      if (!labels.some((other) => other.row === row && other.left - 2 < x && x < other.right + 2))
        pole(plot.y - (row + 1) * MARK_ROW, plot.y - row * MARK_ROW);
    ctx.stroke();
    ctx.setLineDash([]);
  }
  for (const { words, left, row, kind } of labels) {
    ctx.fillStyle = markColour(kind, colours);
    ctx.fillText(words, left, plot.y - 8 - row * MARK_ROW);
  }
}
