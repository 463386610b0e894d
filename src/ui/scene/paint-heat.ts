import { scaleLinear } from 'd3-scale';
import type { HeatWindow } from '../../model/heat.ts';
import type { MarkRow } from '../../model/frame.ts';
import type { SimTime } from '../../model/time.ts';
import type { HeatBy } from '../state/store.ts';
import type { Palette } from '../theme/palette.ts';
import type { Brush } from './canvas.ts';
import { fit, setFont, textWidth } from './canvas.ts';
import type { HeatLayout, HeatPlace } from './layout-heat.ts';

export interface HeatView {
  readonly by: HeatBy;
  readonly cursor: SimTime;
  readonly marks: readonly MarkRow[];
  readonly selectedRegion: number | null;
  readonly focus: HeatPlace | null;
}

/** Colour of a cell: water grows deep with writes, amber with lag, one hue a store. */
export function heatColour(
  colours: Palette,
  by: HeatBy,
  top: number,
): (value: number, leader: number) => string {
  if (by === 'leader') {
    const hues = [
      colours.s1,
      colours.s3,
      colours.s4,
      colours.s2,
      colours.deep,
      colours.shallow,
      colours.ink3,
    ];
    return (_, leader) => (leader === 0 ? colours.bad : (hues[(leader - 1) % hues.length] ?? colours.ink3));
  }
  const scale = scaleLinear<string>()
    .domain([0, Math.max(1e-9, top * 0.35), Math.max(2e-9, top)])
    .range(
      by === 'writes'
        ? [colours.panel, colours.shallow, colours.deep]
        : [colours.panel, colours.accentSoft, colours.accent],
    )
    .clamp(true);
  return (value) => (value < 0 ? colours.hatch : scale(value));
}

export function paintHeat(
  ctx: Brush,
  heat: HeatWindow,
  layout: HeatLayout,
  view: HeatView,
  colours: Palette,
): void {
  const { plot } = layout;
  ctx.fillStyle = colours.panel;
  ctx.fillRect(plot.x, plot.y, plot.w, plot.h);
  paintCells(ctx, heat, layout, view, colours);
  paintBoundaries(ctx, heat, layout, colours);
  paintKeys(ctx, heat, layout, colours);
  paintTime(ctx, heat, layout, colours);
  paintMarks(ctx, layout, view, colours);
  const x = layout.x(view.cursor);
  ctx.strokeStyle = colours.accent;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.moveTo(x, plot.y - 4);
  ctx.lineTo(x, plot.y + plot.h + 4);
  ctx.stroke();
  if (view.focus !== null) {
    ctx.strokeStyle = colours.ink;
    ctx.lineWidth = 2;
    ctx.strokeRect(
      plot.x + view.focus.column * layout.columnW - 1,
      plot.y + view.focus.band * layout.bandH - 1,
      Math.max(6, layout.columnW + 2),
      layout.bandH + 2,
    );
  }
}

function paintCells(
  ctx: Brush,
  heat: HeatWindow,
  { plot, columnW, bandH, top }: HeatLayout,
  { by, selectedRegion }: HeatView,
  colours: Palette,
): void {
  const colour = heatColour(colours, by, top);
  const values = by === 'lag' ? heat.lags : heat.writes;
  for (let c = 0; c < heat.columns; c++) {
    const x = Math.floor(plot.x + c * columnW);
    const w = Math.ceil(plot.x + (c + 1) * columnW) - x;
    for (let b = 0; b < heat.bands;) {
      const cell = c * heat.bands + b;
      let end = b + 1;
      // One rectangle a Region: its bands have one colour.
      while (end < heat.bands && heat.regions[c * heat.bands + end] === heat.regions[cell]) end++;
      const y = plot.y + b * bandH;
      ctx.fillStyle = colour(values[cell] ?? 0, heat.leaders[cell] ?? 0);
      ctx.globalAlpha = selectedRegion === null || heat.regions[cell] === selectedRegion ? 1 : 0.35;
      ctx.fillRect(x, y, w, (end - b) * bandH + 0.5);
      b = end;
    }
  }
  ctx.globalAlpha = 1;
}

/** Lines between Regions, so that a split or a merge is seen as a line that begins or ends. */
function paintBoundaries(
  ctx: Brush,
  heat: HeatWindow,
  { plot, columnW, bandH }: HeatLayout,
  colours: Palette,
): void {
  if (bandH < 3) return;
  ctx.strokeStyle = colours.line;
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (let b = 1; b < heat.bands; b++) {
    const y = Math.round(plot.y + b * bandH) + 0.5;
    let since = -1;
    for (let c = 0; c <= heat.columns; c++) {
      const at = c * heat.bands + b;
      const apart = c < heat.columns && heat.regions[at] !== heat.regions[at - 1];
      if (apart && since < 0) since = c;
      if (!apart && since >= 0) {
        ctx.moveTo(plot.x + since * columnW, y);
        ctx.lineTo(plot.x + c * columnW, y);
        since = -1;
      }
    }
  }
  ctx.stroke();
}

function paintKeys(ctx: Brush, heat: HeatWindow, { plot, bandH }: HeatLayout, colours: Palette): void {
  setFont(ctx, `11px ${colours.mono}`);
  ctx.textAlign = 'right';
  ctx.textBaseline = 'middle';
  ctx.fillStyle = colours.ink3;
  let clear = -Infinity;
  heat.startWords.forEach((words, band) => {
    const y = plot.y + band * bandH + (band === 0 ? 6 : 0);
    if (y < clear) return;
    ctx.fillText(fit(ctx, words, plot.x - 18), plot.x - 8, y);
    clear = y + 14;
  });
  const bottom = plot.y + plot.h;
  if (bottom >= clear) ctx.fillText('+∞', plot.x - 8, bottom);
}

function paintTime(ctx: Brush, heat: HeatWindow, layout: HeatLayout, colours: Palette): void {
  const { plot } = layout;
  const span = layout.timeAt(plot.x + plot.w) - heat.from;
  const ticks = scaleLinear()
    .domain([heat.from / 1e6, (heat.from + span) / 1e6])
    .ticks(Math.max(2, Math.floor(plot.w / 90)));
  ctx.textAlign = 'center';
  ctx.textBaseline = 'top';
  ctx.fillStyle = colours.ink3;
  for (const seconds of ticks) {
    const words = `${seconds} s`;
    const x = layout.x(seconds * 1e6);
    if (x + textWidth(ctx, words) / 2 > plot.x + plot.w + 14) continue;
    ctx.fillText(words, x, plot.y + plot.h + 8);
  }
}

function paintMarks(ctx: Brush, layout: HeatLayout, { marks }: HeatView, colours: Palette): void {
  const { plot } = layout;
  ctx.lineWidth = 1;
  for (const mark of marks) {
    if (mark.kind === 'caption' || mark.kind === 'drained') continue;
    ctx.strokeStyle = mark.kind === 'violation' ? colours.bad : colours.ink2;
    ctx.setLineDash(mark.kind === 'violation' ? [] : [2, 3]);
    const x = Math.round(layout.x(mark.at)) + 0.5;
    ctx.beginPath();
    ctx.moveTo(x, plot.y);
    ctx.lineTo(x, plot.y + plot.h);
    ctx.stroke();
  }
  ctx.setLineDash([]);
}
