import type { EntityRef } from '../../model/frame.ts';
import type { SimTime } from '../../model/time.ts';
import { age, tickAge } from '../format.ts';
import { regionOf } from '../refs.ts';
import { say } from '../strings/index.ts';
import type { Palette } from '../theme/palette.ts';
import type { Brush } from './canvas.ts';
import { fit, textWidth } from './canvas.ts';
import { placeLabels, spread } from './labels.ts';
import type { TideColumn, TideLayout } from './layout-tide.ts';
import { lowestColumn } from './layout-tide.ts';

export interface TideView {
  readonly selection: EntityRef | null;
  readonly hovered: EntityRef | null;
  readonly cursor: SimTime;
  readonly reducedMotion: boolean;
}

export function paintTide(ctx: Brush, layout: TideLayout, view: TideView, colours: Palette): void {
  const { plot } = layout;
  const chosen = regionOf(view.selection);
  const hovered = regionOf(view.hovered);
  ctx.textBaseline = 'middle';
  paintTicks(ctx, layout, colours);
  for (const column of layout.columns) {
    paintColumn(
      ctx,
      layout,
      column,
      { chosen: chosen === column.region.id, hovered: hovered === column.region.id },
      view,
      colours,
    );
  }
  paintBounds(ctx, layout, chosen, colours);
  const lowest = lowestColumn(layout);
  for (const column of layout.columns) paintWrites(ctx, column, column.region.id === lowest, colours);
  paintLines(ctx, layout, colours);
  ctx.strokeStyle = colours.line;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(plot.x, plot.y + plot.h + 0.5);
  ctx.lineTo(plot.x + plot.w, plot.y + plot.h + 0.5);
  ctx.stroke();
}

function paintTicks(ctx: Brush, layout: TideLayout, colours: Palette): void {
  const { plot } = layout;
  ctx.textAlign = 'right';
  for (const tick of layout.ticks) {
    const y = Math.round(tick.y) + 0.5;
    ctx.strokeStyle = colours.hairline;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(plot.x, y);
    ctx.lineTo(plot.x + plot.w, y);
    ctx.stroke();
    ctx.fillStyle = colours.ink3;
    ctx.font = tick.ageMs === 0 ? `500 11px ${colours.sans}` : `400 11px ${colours.mono}`;
    ctx.fillText(tick.ageMs === 0 ? say.tide.now : `−${tickAge(tick.ageMs, layout.rangeMs)}`, plot.x - 6, y);
  }
}

function paintColumn(
  ctx: Brush,
  layout: TideLayout,
  column: TideColumn,
  state: { chosen: boolean; hovered: boolean },
  view: TideView,
  colours: Palette,
): void {
  const { box } = column;
  const bottom = box.y + box.h;
  if (column.resolvedY === null) {
    ctx.fillStyle = colours.shade;
    ctx.fillRect(box.x, box.y, box.w, box.h);
  } else {
    const top = column.resolvedY;
    const water = ctx.createLinearGradient(0, top, 0, bottom);
    water.addColorStop(0, colours.waterTop);
    water.addColorStop(1, colours.waterBottom);
    ctx.save();
    surface(ctx, column, top, view);
    ctx.lineTo(box.x + box.w, bottom);
    ctx.lineTo(box.x, bottom);
    ctx.closePath();
    ctx.fillStyle = water;
    ctx.fill();
    if (state.chosen) {
      ctx.globalAlpha = 0.3;
      ctx.fillStyle = colours.water;
      ctx.fill();
      ctx.globalAlpha = 1;
    }
    ctx.clip();
    // Depth lines below the surface, closer where the water is shallow, as on a chart.
    ctx.strokeStyle = colours.isobath;
    ctx.lineWidth = 1;
    for (let depth = 9, step = 9; top + depth < bottom; step *= 1.28, depth += step) {
      surface(ctx, column, top + depth, view);
      ctx.stroke();
    }
    ctx.restore();
    ctx.strokeStyle = state.chosen ? colours.accent : colours.water;
    ctx.lineWidth = state.chosen ? 2.4 : 2;
    surface(ctx, column, top, view);
    ctx.stroke();
  }
  if (state.hovered && !state.chosen) {
    ctx.fillStyle = colours.shade;
    ctx.fillRect(box.x, box.y, box.w, box.h);
  }
  if (column.maxY !== null) {
    ctx.strokeStyle = colours.ink2;
    ctx.lineWidth = 1.4;
    ctx.setLineDash([1.5, 3]);
    ctx.beginPath();
    ctx.moveTo(box.x + 3, column.maxY);
    ctx.lineTo(box.x + box.w - 3, column.maxY);
    ctx.stroke();
    ctx.setLineDash([]);
  }
  if (column.resolvedY === null && box.w > 70) {
    ctx.fillStyle = colours.ink3;
    ctx.font = `italic 400 13px ${colours.chart}`;
    ctx.textAlign = 'center';
    const words = fit(ctx, say.tide.uncaptured, box.w - 8);
    const y = layout.plot.y + layout.plot.h / 2;
    const half = textWidth(ctx, words) / 2 + 3;
    // The line of the newest write may pass here.
    ctx.fillStyle = colours.sea;
    ctx.fillRect(box.x + box.w / 2 - half, y - 9, 2 * half, 18);
    ctx.fillStyle = colours.ink3;
    ctx.fillText(words, box.x + box.w / 2, y);
  }
}

/** A ripple that moves with simulated time: it stands still when time does. */
function surface(ctx: Brush, column: TideColumn, y: number, view: TideView): void {
  const { box } = column;
  ctx.beginPath();
  if (view.reducedMotion) {
    ctx.moveTo(box.x, y);
    ctx.lineTo(box.x + box.w, y);
    return;
  }
  const phase = view.cursor / 160_000 + column.region.id * 1.7;
  const steps = Math.max(4, Math.ceil(box.w / 6));
  for (let i = 0; i <= steps; i++) {
    const x = box.x + (box.w * i) / steps;
    const wave = Math.sin(x / 11 + phase) * 1.5 + Math.sin(x / 5.3 - phase * 1.3) * 0.6;
    if (i === 0) ctx.moveTo(x, y + wave);
    else ctx.lineTo(x, y + wave);
  }
}

function paintWrites(ctx: Brush, column: TideColumn, lowest: boolean, colours: Palette): void {
  const { box } = column;
  ctx.save();
  ctx.beginPath();
  ctx.rect(box.x, box.y - 6, box.w, box.h + 6);
  ctx.clip();
  ctx.fillStyle = colours.ink2;
  for (const { write, x, y } of column.writes) {
    ctx.beginPath();
    // A write of the store is a dot, the lock of a transaction a square.
    if (write.lock === 'memory') ctx.arc(x, y, 2.6, 0, Math.PI * 2);
    else ctx.rect(x - 2.6, y - 2.6, 5.2, 5.2);
    ctx.fill();
  }
  const oldest = column.writes[0];
  if (lowest && oldest !== undefined && column.region.heldBy !== '') {
    ctx.strokeStyle = colours.accent;
    ctx.lineWidth = 2;
    ctx.beginPath();
    ctx.arc(oldest.x, oldest.y, 5, 0, Math.PI * 2);
    ctx.stroke();
  }
  ctx.restore();
}

function paintBounds(ctx: Brush, layout: TideLayout, chosen: number | null, colours: Palette): void {
  const { plot } = layout;
  ctx.font = `600 12px ${colours.sans}`;
  const names = layout.columns.map((column) => ({
    x: column.box.x + column.box.w / 2,
    width: textWidth(ctx, `R${column.region.id}`),
    priority: column.region.id === chosen ? 2 : 1,
  }));
  const bounds = { low: plot.x - 6, high: plot.x + plot.w + 6, rows: 1, gap: 5 };
  placeLabels(names, bounds, 'middle').forEach((place, index) => {
    const column = layout.columns[index];
    if (place === null || column === undefined) return;
    ctx.textAlign = 'left';
    ctx.fillStyle = column.region.id === chosen ? colours.accent : colours.ink2;
    ctx.fillText(`R${column.region.id}`, place.left, plot.y + plot.h + 13);
  });
  ctx.font = `400 11px ${colours.mono}`;
  const words = layout.bounds.map((bound) => fit(ctx, bound.words, 76));
  const wishes = layout.bounds.map((bound, index) => ({
    x: bound.x,
    width: textWidth(ctx, words[index] ?? ''),
    priority: index === 0 || index === layout.bounds.length - 1 ? 2 : 1,
  }));
  placeLabels(wishes, { ...bounds, low: plot.x - 14, high: plot.x + plot.w + 14, gap: 8 }, 'middle').forEach(
    (place, index) => {
      const bound = layout.bounds[index];
      if (bound === undefined) return;
      ctx.strokeStyle = colours.line;
      ctx.lineWidth = 1;
      ctx.beginPath();
      ctx.moveTo(Math.round(bound.x) + 0.5, plot.y + plot.h + 1);
      ctx.lineTo(Math.round(bound.x) + 0.5, plot.y + plot.h + 5);
      ctx.stroke();
      if (place === null) return;
      ctx.textAlign = 'left';
      ctx.fillStyle = colours.ink3;
      ctx.fillText(words[index] ?? '', place.left, plot.y + plot.h + 29);
    },
  );
}

function paintLines(ctx: Brush, layout: TideLayout, colours: Palette): void {
  const { plot } = layout;
  const right = plot.x + plot.w;
  const labels = spread(
    layout.lines.map((line) => line.y),
    30,
    plot.y + 8,
    plot.y + plot.h - 8,
  );
  layout.lines.forEach((line, index) => {
    const colour = line.kind === 'checkpoint' ? colours.accent : colours.deep;
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1.8;
    ctx.setLineDash(line.kind === 'checkpoint' ? [6, 4] : []);
    ctx.beginPath();
    ctx.moveTo(plot.x, line.y);
    ctx.lineTo(right, line.y);
    ctx.stroke();
    ctx.setLineDash([]);
    const y = labels[index] ?? line.y;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(right, line.y);
    ctx.lineTo(right + 8, y);
    ctx.stroke();
    ctx.fillStyle = colour;
    ctx.textAlign = 'left';
    ctx.font = `600 11px ${colours.sans}`;
    ctx.fillText(line.kind === 'checkpoint' ? say.tide.checkpoint : say.tide.resolved, right + 12, y - 6.5);
    ctx.font = `500 12px ${colours.mono}`;
    ctx.fillText(`−${age(line.ageMs)}`, right + 12, y + 7.5);
  });
}
