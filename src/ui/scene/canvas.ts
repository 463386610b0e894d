import { must } from '../../base/assert.ts';
import type { Rect } from './geometry.ts';

/** Small brushes shared by all painters. Coordinates are CSS pixels; the caller has set the scale. */
export type Brush = CanvasRenderingContext2D;

/** What measures letters: all that is asked of a brush for that. */
export interface Ruler {
  font: string;
  measureText(text: string): { readonly width: number };
}

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

/** What is known of one font: measuring is the slowest part of drawing labels. */
interface Measures {
  readonly widths: Map<string, number>;
  readonly fits: Map<string, string>;
}

const measures = new Map<string, Measures>();
/** The font that each canvas was last given: asking the canvas itself costs more than drawing. */
const current = new WeakMap<Ruler, Measures>();
/** Enough for every label of a large cluster; cleared when full, which costs one slow frame. */
const KEPT_MAX = 4_000;

/** Every painter sets fonts with this, before it measures or writes. */
export function setFont(ctx: Ruler, font: string): void {
  let known = measures.get(font);
  if (known === undefined) measures.set(font, (known = { widths: new Map(), fits: new Map() }));
  current.set(ctx, known);
  ctx.font = font;
}

function measuresOf(ctx: Ruler): Measures {
  return must(current.get(ctx), 'a font: setFont first');
}

/** Width of `text` in the font that was set. */
export function textWidth(ctx: Ruler, text: string): number {
  const { widths } = measuresOf(ctx);
  const seen = widths.get(text);
  if (seen !== undefined) return seen;
  if (widths.size >= KEPT_MAX) widths.clear();
  const { width } = ctx.measureText(text);
  widths.set(text, width);
  return width;
}

/** Fonts that load late change every width. */
export function forgetWidths(): void {
  for (const { widths, fits } of measures.values()) {
    widths.clear();
    fits.clear();
  }
}

/** `text`, or as much of it as fits into `width` with an ellipsis; '' when not even that does. */
export function fit(ctx: Ruler, text: string, width: number): string {
  if (textWidth(ctx, text) <= width) return text;
  return kept(ctx, text, width, (room) => cutTo(ctx, text, room));
}

/** `from … to`; where that does not fit, the longer of both is cut, so that something of each is seen. */
export function fitRange(ctx: Ruler, from: string, to: string, width: number): string {
  const text = rangeOf(from, to);
  if (textWidth(ctx, text) <= width) return text;
  return kept(ctx, `${from}\n${to}`, width, (room) => cutRange(ctx, from, to, room));
}

/** What was cut to this width before is not measured again. */
function kept(ctx: Ruler, text: string, width: number, cut: (room: number) => string): string {
  const { fits } = measuresOf(ctx);
  const room = Math.floor(width);
  const key = `${room} ${text}`;
  const seen = fits.get(key);
  if (seen !== undefined) return seen;
  if (fits.size >= KEPT_MAX) fits.clear();
  const words = cut(room);
  fits.set(key, words);
  return words;
}

function rangeOf(from: string, to: string): string {
  return `${from} … ${to}`;
}

function cutRange(ctx: Ruler, from: string, to: string, width: number): string {
  let [low, high] = [from, to];
  while (low.length > 1 || high.length > 1) {
    if (low.length >= high.length) low = low.slice(0, -1);
    else high = high.slice(0, -1);
    const words = rangeOf(low === from ? low : `${low}…`, high === to ? high : `${high}…`);
    if (ctx.measureText(words).width <= width) return words;
  }
  return '';
}

function cutTo(ctx: Ruler, text: string, width: number): string {
  for (let length = text.length - 1; length > 0; length--) {
    const cut = `${text.slice(0, length).trimEnd()}…`;
    if (ctx.measureText(cut).width <= width) return cut;
  }
  return '';
}
