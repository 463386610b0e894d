import type { Rect } from './geometry.ts';

/** Small brushes shared by all painters. Coordinates are CSS pixels; the caller has set the scale. */
export type Brush = CanvasRenderingContext2D;

export function roundRect(ctx: Brush, box: Rect, radius: number): void {
  ctx.beginPath();
  ctx.roundRect(box.x, box.y, box.w, box.h, Math.min(radius, box.w / 2, box.h / 2));
}

/** A rounded rectangle whose 1 px stroke falls on whole pixels. */
export function strokeRound(ctx: Brush, box: Rect, radius: number, width = 1): void {
  const inset = width / 2;
  ctx.lineWidth = width;
  roundRect(ctx, { x: box.x + inset, y: box.y + inset, w: box.w - width, h: box.h - width }, radius - inset);
  ctx.stroke();
}

/** Diagonal lines over a box: what is down stays readable without colour. */
export function hatch(ctx: Brush, box: Rect, radius: number, colour: string, gap = 6): void {
  ctx.save();
  roundRect(ctx, box, radius);
  ctx.clip();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (let x = box.x - box.h; x < box.x + box.w; x += gap) {
    ctx.moveTo(x, box.y + box.h);
    ctx.lineTo(x + box.h, box.y);
  }
  ctx.stroke();
  ctx.restore();
}

const widths = new Map<string, number>();
/** Enough for every label of a large cluster; cleared when full, which costs one slow frame. */
const WIDTHS_MAX = 4_000;

/** Width of `text` in the current font, remembered: measuring is the slowest part of drawing labels. */
export function textWidth(ctx: Brush, text: string): number {
  const key = `${ctx.font}\n${text}`;
  const seen = widths.get(key);
  if (seen !== undefined) return seen;
  if (widths.size >= WIDTHS_MAX) widths.clear();
  const width = ctx.measureText(text).width;
  widths.set(key, width);
  return width;
}

/** Fonts that load late change every width. */
export function forgetWidths(): void {
  widths.clear();
}

/** `text`, or as much of it as fits into `width` with an ellipsis; '' when not even that does. */
export function fit(ctx: Brush, text: string, width: number): string {
  if (textWidth(ctx, text) <= width) return text;
  for (let length = text.length - 1; length > 0; length--) {
    const cut = `${text.slice(0, length).trimEnd()}…`;
    if (ctx.measureText(cut).width <= width) return cut;
  }
  return '';
}
