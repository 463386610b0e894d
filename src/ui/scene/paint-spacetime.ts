import type { EntityRef } from '../../model/frame.ts';
import type { SimTime } from '../../model/time.ts';
import { regionOf } from '../refs.ts';
import type { Palette } from '../theme/palette.ts';
import type { Causality } from './causality.ts';
import type { Brush } from './canvas.ts';
import { fit, setFont, textWidth } from './canvas.ts';
import type { Rect } from './geometry.ts';
import { overlaps } from './geometry.ts';
import type { Arrow, NoteMark, SpaceTimeLayout } from './layout-spacetime.ts';
import { familyColour } from './paint-flights.ts';
import { tell } from '../strings/index.ts';

export interface SpaceTimeView {
  readonly cursor: SimTime;
  readonly selection: EntityRef | null;
  readonly selectedProcess: string | null;
  readonly causality: Causality | null;
  readonly hovered: number | null;
}

/** More lines than this are drawn fainter, so that the picture stays a picture. */
const CROWD = 160;
const NOTE_W = 150;

export function paintSpaceTime(
  ctx: Brush,
  layout: SpaceTimeLayout,
  view: SpaceTimeView,
  colours: Palette,
  width: number,
): void {
  paintAxis(ctx, layout, colours);
  paintLanes(ctx, layout, view, colours, width);
  ctx.save();
  ctx.beginPath();
  ctx.rect(layout.left - 10, 0, layout.right - layout.left + 24, layout.height);
  ctx.clip();
  const crowd = layout.arrows.length > CROWD ? Math.max(0.28, CROWD / layout.arrows.length) : 1;
  // The chosen ones last, so that nothing covers them.
  const weights = layout.arrows.map((arrow) => weightOf(arrow, view, crowd));
  for (const strong of [false, true])
    layout.arrows.forEach((arrow, index) => {
      const weight = weights[index];
      if (weight !== undefined && weight.strong === strong) paintArrow(ctx, arrow, weight, colours);
    });
  paintNotes(ctx, layout, view, colours);
  paintCursor(ctx, layout, view.cursor, colours);
  ctx.restore();
}

interface Weight {
  readonly alpha: number;
  readonly width: number;
  readonly accent: boolean;
  readonly strong: boolean;
}

function weightOf({ message }: Arrow, view: SpaceTimeView, crowd: number): Weight {
  const { causality, hovered } = view;
  if (message.seq === hovered) return { alpha: 1, width: 2.2, accent: false, strong: true };
  if (causality !== null) {
    if (causality.causes.includes(message.seq) || causality.effects.has(message.seq))
      return { alpha: 1, width: 2, accent: true, strong: true };
    if (causality.past.has(message.seq) || causality.future.has(message.seq))
      return { alpha: 0.55, width: 1, accent: false, strong: false };
    return { alpha: 0.12, width: 1, accent: false, strong: false };
  }
  const region = regionOf(view.selection);
  if (region !== null && message.region === region)
    return { alpha: 1, width: 1.8, accent: true, strong: true };
  if (region !== null) return { alpha: 0.18, width: 1, accent: false, strong: false };
  const { selectedProcess } = view;
  if (selectedProcess !== null) {
    const own = message.from === selectedProcess || message.to === selectedProcess;
    return { alpha: own ? 0.95 : 0.18, width: own ? 1.4 : 1, accent: false, strong: own };
  }
  return { alpha: 0.85 * crowd, width: 1.15, accent: false, strong: false };
}

function paintArrow(ctx: Brush, arrow: Arrow, weight: Weight, colours: Palette): void {
  const { message, from } = arrow;
  const colour = weight.accent ? colours.accent : familyColour(message.family, colours);
  const to = message.dropped
    ? { x: from.x + (arrow.to.x - from.x) * 0.72, y: from.y + (arrow.to.y - from.y) * 0.72 }
    : arrow.to;
  ctx.globalAlpha = weight.alpha;
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  ctx.lineWidth = weight.width;
  ctx.setLineDash(message.dropped ? [3, 3] : []);
  ctx.beginPath();
  ctx.moveTo(from.x, from.y);
  ctx.lineTo(to.x, to.y);
  ctx.stroke();
  ctx.setLineDash([]);
  if (message.dropped) paintCross(ctx, to.x, to.y);
  else paintHead(ctx, arrow, weight.width, message.shape !== 'accepted' && message.shape !== 'rejected');
  ctx.globalAlpha = 1;
}

/** Requests arrive with a filled head, replies with an open one. */
function paintHead(ctx: Brush, { from, to }: Arrow, width: number, filled: boolean): void {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length < 7) return;
  const size = 4.5 + width;
  const ux = (to.x - from.x) / length;
  const uy = (to.y - from.y) / length;
  ctx.beginPath();
  ctx.moveTo(to.x - ux * size - uy * size * 0.42, to.y - uy * size + ux * size * 0.42);
  ctx.lineTo(to.x, to.y);
  ctx.lineTo(to.x - ux * size + uy * size * 0.42, to.y - uy * size - ux * size * 0.42);
  if (filled) ctx.fill();
  else ctx.stroke();
}

function paintCross(ctx: Brush, x: number, y: number): void {
  ctx.lineWidth = 1.6;
  ctx.beginPath();
  ctx.moveTo(x - 3.5, y - 3.5);
  ctx.lineTo(x + 3.5, y + 3.5);
  ctx.moveTo(x + 3.5, y - 3.5);
  ctx.lineTo(x - 3.5, y + 3.5);
  ctx.stroke();
}

function paintAxis(ctx: Brush, layout: SpaceTimeLayout, colours: Palette): void {
  setFont(ctx, `11px ${colours.mono}`);
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  let clear = -Infinity;
  const digits = digitsOf(layout);
  for (const { at, x } of layout.ticks) {
    ctx.strokeStyle = colours.hairline;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(Math.round(x) + 0.5, layout.top - 6);
    ctx.lineTo(Math.round(x) + 0.5, layout.height);
    ctx.stroke();
    const words = `${(at / 1e6).toFixed(digits)} s`;
    const half = textWidth(ctx, words) / 2;
    if (x - half < clear || x + half > layout.right + 14) continue;
    ctx.fillStyle = colours.ink3;
    ctx.fillText(words, x, 10);
    clear = x + half + 10;
  }
}

/** As many digits as tell neighbouring ticks apart. */
function digitsOf({ ticks }: SpaceTimeLayout): number {
  const [first, second] = ticks;
  const step = first === undefined || second === undefined ? 1_000 : second.at - first.at;
  return step >= 1_000 ? 3 : step >= 100 ? 4 : 6;
}

function paintLanes(
  ctx: Brush,
  layout: SpaceTimeLayout,
  view: SpaceTimeView,
  colours: Palette,
  width: number,
): void {
  for (const { row, y } of layout.lanes) {
    const chosen = row.id === view.selectedProcess;
    const line = Math.round(y) + 0.5;
    if (chosen) {
      ctx.fillStyle = colours.accentSoft;
      ctx.fillRect(0, y - 11, width, 22);
    }
    ctx.strokeStyle = row.health === 'up' ? colours.ink3 : colours.bad;
    ctx.globalAlpha = row.health === 'up' ? 0.45 : 0.7;
    ctx.setLineDash(row.health === 'up' ? [] : [2, 4]);
    ctx.lineWidth = chosen ? 2 : 1;
    ctx.beginPath();
    ctx.moveTo(layout.left, line);
    ctx.lineTo(layout.right, line);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.globalAlpha = 1;
  }
}

function paintNotes(ctx: Brush, layout: SpaceTimeLayout, view: SpaceTimeView, colours: Palette): void {
  const taken: Rect[] = [];
  setFont(ctx, `11px ${colours.sans}`);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  for (const mark of layout.notes) paintNote(ctx, mark, view, colours);
  for (const mark of layout.notes) {
    if (!mark.major) continue;
    const words = fit(ctx, tell(mark.note.words), NOTE_W);
    const w = textWidth(ctx, words);
    const box = { x: mark.at.x + 7, y: mark.at.y - 17, w: w + 8, h: 14 };
    if (box.x + w > layout.right + 10 || taken.some((other) => overlaps(other, box))) continue;
    taken.push(box);
    ctx.fillStyle = colours.sea;
    ctx.globalAlpha = 0.86;
    ctx.fillRect(box.x - 2, box.y, w + 4, box.h);
    ctx.globalAlpha = 1;
    ctx.fillStyle = mark.note.kind === 'check.violated' ? colours.bad : colours.ink2;
    ctx.fillText(words, box.x, box.y + 7.5);
  }
}

function paintNote(ctx: Brush, { note, at, major }: NoteMark, view: SpaceTimeView, colours: Palette): void {
  const { causality } = view;
  const related =
    causality === null || causality.causes.includes(note.item) || causality.effects.has(note.item);
  ctx.globalAlpha = related ? 1 : 0.3;
  ctx.fillStyle =
    note.kind === 'check.violated' || note.kind === 'process.crashed'
      ? colours.bad
      : major
        ? colours.ink
        : colours.ink3;
  ctx.beginPath();
  if (major) {
    ctx.moveTo(at.x, at.y - 5);
    ctx.lineTo(at.x + 5, at.y);
    ctx.lineTo(at.x, at.y + 5);
    ctx.lineTo(at.x - 5, at.y);
  } else {
    ctx.arc(at.x, at.y, 2, 0, 2 * Math.PI);
  }
  ctx.fill();
  ctx.globalAlpha = 1;
}

function paintCursor(ctx: Brush, layout: SpaceTimeLayout, cursor: SimTime, colours: Palette): void {
  const x = layout.x(cursor);
  if (x < layout.left - 1 || x > layout.right + 12) return;
  ctx.strokeStyle = colours.accent;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.moveTo(x, layout.top - 8);
  ctx.lineTo(x, layout.height);
  ctx.stroke();
}
