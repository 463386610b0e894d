import type { EntityRef } from '../../model/frame.ts';
import type { RegionId } from '../../model/ids.ts';
import type { SimTime } from '../../model/time.ts';
import { age, tickAge } from '../format.ts';
import { regionOf } from '../refs.ts';
import { say } from '../strings/index.ts';
import type { Palette } from '../theme/palette.ts';
import type { Brush } from './canvas.ts';
import { fit, setFont, textWidth } from './canvas.ts';
import { placeLabels, spread } from './labels.ts';
import type { TideColumn, TideGround, TideLayout } from './layout-tide.ts';
import { lowestColumn } from './layout-tide.ts';

export interface TideView {
  readonly selection: EntityRef | null;
  readonly hovered: EntityRef | null;
  readonly cursor: SimTime;
  readonly reducedMotion: boolean;
}

/** The scale, the key space and the names of the Regions: what stands still. */
export function paintTideGround(
  ctx: Brush,
  ground: TideGround,
  selection: EntityRef | null,
  colours: Palette,
): void {
  ctx.textBaseline = 'middle';
  paintTicks(ctx, ground, colours);
  paintNames(ctx, ground, regionOf(selection), colours);
  paintBounds(ctx, ground, colours);
}

/** The water: what moves with time. */
export function paintWater(ctx: Brush, layout: TideLayout, view: TideView, colours: Palette): void {
  const { plot } = layout.ground;
  const chosen = regionOf(view.selection);
  const hovered = regionOf(view.hovered);
  ctx.textBaseline = 'middle';
  for (const column of layout.columns)
    paintColumn(
      ctx,
      column,
      { chosen: holds(column, chosen), hovered: holds(column, hovered) },
      view,
      colours,
    );
  paintNewest(ctx, layout.columns, colours);
  paintWrites(ctx, layout, colours);
  paintLines(ctx, layout, colours);
  // Over the lines, which may pass there.
  if (!layout.dry)
    for (const column of layout.columns) if (column.resolvedY === null) paintUncaptured(ctx, column, colours);
  ctx.strokeStyle = colours.line;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(plot.x, plot.y + plot.h + 0.5);
  ctx.lineTo(plot.x + plot.w, plot.y + plot.h + 0.5);
  ctx.stroke();
}

export function paintTide(ctx: Brush, layout: TideLayout, view: TideView, colours: Palette): void {
  paintTideGround(ctx, layout.ground, view.selection, colours);
  paintWater(ctx, layout, view, colours);
}

function holds({ regions }: TideColumn, region: RegionId | null): boolean {
  return region !== null && regions.some(({ id }) => id === region);
}

function paintTicks(ctx: Brush, { plot, ticks, rangeMs }: TideGround, colours: Palette): void {
  ctx.textAlign = 'right';
  for (const tick of ticks) {
    const y = Math.round(tick.y) + 0.5;
    ctx.strokeStyle = colours.hairline;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(plot.x, y);
    ctx.lineTo(plot.x + plot.w, y);
    ctx.stroke();
    ctx.fillStyle = colours.ink3;
    setFont(ctx, tick.ageMs === 0 ? `500 11px ${colours.sans}` : `400 11px ${colours.mono}`);
    ctx.fillText(tick.ageMs === 0 ? say.tide.now : `−${tickAge(tick.ageMs, rangeMs)}`, plot.x - 6, y);
  }
}

/** Narrower columns are flat: there is no room for a ripple. */
const RIPPLED_FROM = 12;

function paintColumn(
  ctx: Brush,
  column: TideColumn,
  state: { readonly chosen: boolean; readonly hovered: boolean },
  view: TideView,
  colours: Palette,
): void {
  const { box, resolvedY: top } = column;
  if (top === null) {
    ctx.fillStyle = colours.shade;
    ctx.fillRect(box.x, box.y, box.w, box.h);
  } else if (box.w < RIPPLED_FROM) {
    ctx.fillStyle = state.chosen ? colours.water : colours.waterTop;
    ctx.fillRect(box.x, top, box.w, box.y + box.h - top);
    ctx.fillStyle = state.chosen ? colours.accent : colours.water;
    ctx.fillRect(box.x, top - 1, box.w, 2);
  } else paintRippled(ctx, column, top, state.chosen, view, colours);
  if (state.hovered && !state.chosen) {
    ctx.fillStyle = colours.shade;
    ctx.fillRect(box.x, box.y, box.w, box.h);
  }
}

function paintRippled(
  ctx: Brush,
  column: TideColumn,
  top: number,
  chosen: boolean,
  view: TideView,
  colours: Palette,
): void {
  const { box } = column;
  const bottom = box.y + box.h;
  const water = ctx.createLinearGradient(0, top, 0, bottom);
  water.addColorStop(0, colours.waterTop);
  water.addColorStop(1, colours.waterBottom);
  ctx.beginPath();
  surface(ctx, column, top, view);
  ctx.lineTo(box.x + box.w, bottom);
  ctx.lineTo(box.x, bottom);
  ctx.closePath();
  ctx.fillStyle = water;
  ctx.fill();
  if (chosen) {
    ctx.globalAlpha = 0.3;
    ctx.fillStyle = colours.water;
    ctx.fill();
    ctx.globalAlpha = 1;
  }
  // Depth lines below the surface, closer where the water is shallow, as on a chart.
  ctx.strokeStyle = colours.isobath;
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (let depth = 9, step = 9; top + depth < bottom - RIPPLE; step *= 1.28, depth += step)
    surface(ctx, column, top + depth, view);
  ctx.stroke();
  ctx.strokeStyle = chosen ? colours.accent : colours.water;
  ctx.lineWidth = chosen ? 2.4 : 2;
  ctx.beginPath();
  surface(ctx, column, top, view);
  ctx.stroke();
}

function paintUncaptured(ctx: Brush, { box }: TideColumn, colours: Palette): void {
  if (box.w <= 70) return;
  setFont(ctx, `italic 400 13px ${colours.chart}`);
  ctx.textAlign = 'center';
  const words = fit(ctx, say.tide.uncaptured, box.w - 8);
  const y = box.y + box.h / 2;
  const half = textWidth(ctx, words) / 2 + 3;
  ctx.fillStyle = colours.sea;
  ctx.fillRect(box.x + box.w / 2 - half, y - 9, 2 * half, 18);
  ctx.fillStyle = colours.ink3;
  ctx.fillText(words, box.x + box.w / 2, y);
}

/** Where the newest applied write of each column stands. */
function paintNewest(ctx: Brush, columns: readonly TideColumn[], colours: Palette): void {
  ctx.strokeStyle = colours.ink2;
  ctx.lineWidth = 1.4;
  ctx.setLineDash([1.5, 3]);
  ctx.beginPath();
  for (const { box, maxY } of columns) {
    if (maxY === null) continue;
    const inset = Math.min(3, box.w / 4);
    ctx.moveTo(box.x + inset, maxY);
    ctx.lineTo(box.x + box.w - inset, maxY);
  }
  ctx.stroke();
  ctx.setLineDash([]);
}

/** How far a ripple goes up and down. */
const RIPPLE = 2.1;

/** Adds a ripple that moves with simulated time: it stands still when time does. */
function surface(ctx: Brush, column: TideColumn, y: number, view: TideView): void {
  const { box } = column;
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

/** Writes in flight; the one that holds the lowest water has a ring. */
function paintWrites(ctx: Brush, layout: TideLayout, colours: Palette): void {
  const { plot } = layout.ground;
  ctx.save();
  ctx.beginPath();
  ctx.rect(plot.x, plot.y - 6, plot.w, plot.h + 6);
  ctx.clip();
  ctx.fillStyle = colours.ink2;
  ctx.beginPath();
  for (const { box, writes } of layout.columns) {
    const r = Math.min(2.6, Math.max(1, box.w / 3));
    for (const { write, x, y } of writes) {
      // A write of the store is a dot, the lock of a transaction a square.
      if (write.lock !== 'memory') ctx.rect(x - r, y - r, 2 * r, 2 * r);
      else {
        ctx.moveTo(x + r, y);
        ctx.arc(x, y, r, 0, Math.PI * 2);
      }
    }
  }
  ctx.fill();
  const lowest = lowestColumn(layout);
  const column = layout.columns.find(({ region }) => region.id === lowest);
  const oldest = column?.writes[0];
  if (column !== undefined && oldest !== undefined && column.region.heldBy !== '') {
    ctx.strokeStyle = colours.accent;
    ctx.lineWidth = 2;
    ctx.beginPath();
    ctx.arc(oldest.x, oldest.y, 5, 0, Math.PI * 2);
    ctx.stroke();
  }
  ctx.restore();
}

const NAMES = { rows: 1, gap: 5 };

function paintNames(
  ctx: Brush,
  { plot, names }: TideGround,
  chosen: RegionId | null,
  colours: Palette,
): void {
  setFont(ctx, `600 12px ${colours.sans}`);
  const wishes = names.map(({ region, x }) => ({
    x,
    width: textWidth(ctx, `R${region}`),
    priority: region === chosen ? 2 : 1,
  }));
  const bounds = { low: plot.x - 6, high: plot.x + plot.w + 6, ...NAMES };
  placeLabels(wishes, bounds, 'middle').forEach((place, index) => {
    const name = names[index];
    if (place === null || name === undefined) return;
    ctx.textAlign = 'left';
    ctx.fillStyle = name.region === chosen ? colours.accent : colours.ink2;
    ctx.fillText(`R${name.region}`, place.left, plot.y + plot.h + 13);
  });
}

/** Ticks closer than this are a grey band. */
const TICK_GAP = 3;

function paintBounds(ctx: Brush, { plot, bounds }: TideGround, colours: Palette): void {
  setFont(ctx, `400 11px ${colours.mono}`);
  ctx.strokeStyle = colours.line;
  ctx.lineWidth = 1;
  ctx.beginPath();
  let drawn = -Infinity;
  for (const { x } of bounds) {
    if (x - drawn < TICK_GAP) continue;
    drawn = x;
    ctx.moveTo(Math.round(x) + 0.5, plot.y + plot.h + 1);
    ctx.lineTo(Math.round(x) + 0.5, plot.y + plot.h + 5);
  }
  ctx.stroke();
  const words = bounds.map((bound) => fit(ctx, bound.words, 76));
  const wishes = bounds.map((bound, index) => ({
    x: bound.x,
    width: textWidth(ctx, words[index] ?? ''),
    priority: index === 0 || index === bounds.length - 1 ? 2 : 1,
  }));
  const room = { low: plot.x - 14, high: plot.x + plot.w + 14, ...NAMES, gap: 8 };
  ctx.textAlign = 'left';
  ctx.fillStyle = colours.ink3;
  placeLabels(wishes, room, 'middle').forEach((place, index) => {
    if (place !== null) ctx.fillText(words[index] ?? '', place.left, plot.y + plot.h + 29);
  });
}

function paintLines(ctx: Brush, layout: TideLayout, colours: Palette): void {
  const { plot } = layout.ground;
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
    setFont(ctx, `600 11px ${colours.sans}`);
    ctx.fillText(line.kind === 'checkpoint' ? say.tide.checkpoint : say.tide.resolved, right + 12, y - 6.5);
    setFont(ctx, `500 12px ${colours.mono}`);
    ctx.fillText(`−${age(line.ageMs)}`, right + 12, y + 7.5);
  });
}
