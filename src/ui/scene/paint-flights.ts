import type { EntityRef } from '../../model/frame.ts';
import type { RegionId } from '../../model/ids.ts';
import { refTo, regionOf } from '../refs.ts';
import type { FlightFamily } from '../state/store.ts';
import type { Palette } from '../theme/palette.ts';
import type { Brush } from './canvas.ts';
import { roundRect, setFont, textWidth } from './canvas.ts';
import type { FlightPath, StreamMark } from './flights.ts';
import { pointAt } from './flights.ts';
import { clamp } from './geometry.ts';

/** Whole arcs are drawn only while there are few; then the comet tails say enough. */
const ARCS_MAX = 90;
const TAIL = 0.16;

export function familyColour(family: FlightFamily, colours: Palette): string {
  switch (family) {
    case 'raft':
      return colours.s1;
    case 'client':
      return colours.ink;
    case 'pd':
    case 'check-leader':
      return colours.s3;
    case 'cdc':
      return colours.s4;
    case 'sink':
      return colours.s2;
    case 'etcd':
    case 'capture':
      return colours.ink3;
  }
}

export interface FlightsView {
  readonly selection: EntityRef | null;
  readonly hovered: EntityRef | null;
  readonly playing: boolean;
  readonly strength: (region: RegionId) => number;
}

export function paintFlights(
  ctx: Brush,
  paths: readonly FlightPath[],
  view: FlightsView,
  colours: Palette,
): void {
  const region = regionOf(view.selection);
  const arcs = paths.length <= ARCS_MAX;
  for (const path of paths) {
    const own = region !== null && path.row.region === region;
    if (arcs || own)
      strokeArc(
        ctx,
        path,
        0,
        1,
        own ? colours.accent : familyColour(path.row.family, colours),
        (own ? 0.5 : 0.16) * view.strength(path.row.region),
        1,
      );
  }
  for (const path of paths) {
    const strong = view.strength(path.row.region);
    if (strong < 1) ctx.globalAlpha = strong;
    paintFlight(ctx, path, strong, view, colours);
    ctx.globalAlpha = 1;
  }
}

/** Streams: each message a small mark on the link between its zones, one path per family. */
export function paintStreams(ctx: Brush, marks: readonly StreamMark[], colours: Palette): void {
  const families = new Map<FlightFamily, StreamMark[]>();
  for (const mark of marks) {
    const list = families.get(mark.row.family);
    if (list === undefined) families.set(mark.row.family, [mark]);
    else list.push(mark);
  }
  for (const [family, list] of families) {
    ctx.fillStyle = familyColour(family, colours);
    ctx.beginPath();
    for (const { at, row } of list) if (!row.doomed) ctx.rect(at.x - 1.5, at.y - 1, 3, 2);
    ctx.fill();
  }
  ctx.fillStyle = colours.bad;
  ctx.beginPath();
  for (const { at, row } of marks) if (row.doomed) ctx.rect(at.x - 1.5, at.y - 1.5, 3, 3);
  ctx.fill();
}

function strokeArc(
  ctx: Brush,
  path: FlightPath,
  from: number,
  to: number,
  colour: string,
  alpha: number,
  width: number,
): void {
  ctx.globalAlpha = alpha;
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.beginPath();
  const start = pointAt(path, from);
  ctx.moveTo(start.x, start.y);
  if (from === 0 && to === 1) {
    ctx.quadraticCurveTo(path.control.x, path.control.y, path.to.x, path.to.y);
  } else {
    for (let i = 1; i <= 6; i++) {
      const point = pointAt(path, from + ((to - from) * i) / 6);
      ctx.lineTo(point.x, point.y);
    }
  }
  ctx.stroke();
  ctx.globalAlpha = 1;
}

function paintFlight(
  ctx: Brush,
  path: FlightPath,
  strong: number,
  view: FlightsView,
  colours: Palette,
): void {
  const at = pointAt(path, path.progress);
  const colour = familyColour(path.row.family, colours);
  if (path.burst) {
    paintBurst(ctx, at.x, at.y, colours);
    return;
  }
  strokeArc(ctx, path, Math.max(0, path.progress - TAIL), path.progress, colour, 0.55 * strong, 2);
  ctx.globalAlpha = strong;
  ctx.fillStyle = colour;
  ctx.strokeStyle = colour;
  const r = clamp(3.4 + Math.log2(1 + path.row.bytes / 256) * 0.45, 3.4, 6.5);
  switch (path.row.shape) {
    case 'request':
      disc(ctx, at.x, at.y, r);
      ctx.fill();
      break;
    case 'stream':
      ctx.save();
      ctx.translate(at.x, at.y);
      ctx.rotate(Math.PI / 4);
      ctx.fillRect(-r * 0.85, -r * 0.85, r * 1.7, r * 1.7);
      ctx.restore();
      break;
    case 'accepted':
    case 'rejected':
      paintReply(ctx, at.x, at.y, path.row.shape === 'accepted', colour, colours);
      break;
  }
  const chosen = view.selection === refTo.message(path.row.id);
  if (chosen || view.hovered === refTo.message(path.row.id)) {
    ctx.strokeStyle = colours.accent;
    ctx.lineWidth = 2;
    disc(ctx, at.x, at.y, 9.5);
    ctx.stroke();
    paintTag(
      ctx,
      at.x,
      at.y - 20,
      path.row.count > 1 ? `${path.row.label} × ${path.row.count}` : path.row.label,
      colours,
    );
  } else if (path.count > 1) {
    setFont(ctx, `600 11px ${colours.mono}`);
    // Straight up or down along a card: what stands in the card is at the right.
    const left = Math.abs(path.to.x - path.from.x) < 1;
    ctx.textAlign = left ? 'right' : 'left';
    ctx.textBaseline = 'middle';
    const x = at.x + (left ? -9 : 9);
    // Over whatever it comes to stand on, a leader's ink too.
    ctx.strokeStyle = colours.panel;
    ctx.lineWidth = 3;
    ctx.lineJoin = 'round';
    ctx.strokeText(String(path.count), x, at.y);
    ctx.fillStyle = colours.ink;
    ctx.fillText(String(path.count), x, at.y);
  }
  // In motion the movement itself tells the direction.
  if (!view.playing && path.progress > 0.02 && path.progress < 0.98) paintArrow(ctx, path, colour);
}

function disc(ctx: Brush, x: number, y: number, r: number): void {
  ctx.beginPath();
  ctx.arc(x, y, r, 0, Math.PI * 2);
}

function paintReply(
  ctx: Brush,
  x: number,
  y: number,
  accepted: boolean,
  colour: string,
  colours: Palette,
): void {
  disc(ctx, x, y, 5.2);
  ctx.fillStyle = colours.panel;
  ctx.fill();
  ctx.lineWidth = 1.5;
  ctx.strokeStyle = colour;
  ctx.stroke();
  ctx.beginPath();
  ctx.moveTo(x - 2.6, y);
  ctx.lineTo(x + 2.6, y);
  if (accepted) {
    ctx.moveTo(x, y - 2.6);
    ctx.lineTo(x, y + 2.6);
  }
  ctx.stroke();
}

function paintBurst(ctx: Brush, x: number, y: number, colours: Palette): void {
  ctx.strokeStyle = colours.bad;
  ctx.lineWidth = 1.8;
  ctx.beginPath();
  for (let i = 0; i < 8; i++) {
    const angle = (i * Math.PI) / 4 + 0.2;
    ctx.moveTo(x + Math.cos(angle) * 3, y + Math.sin(angle) * 3);
    ctx.lineTo(x + Math.cos(angle) * 7, y + Math.sin(angle) * 7);
  }
  ctx.stroke();
}

function paintArrow(ctx: Brush, path: FlightPath, colour: string): void {
  const tip = pointAt(path, Math.min(1, path.progress + 0.035));
  const at = pointAt(path, path.progress);
  const length = Math.hypot(tip.x - at.x, tip.y - at.y);
  if (length < 0.5) return;
  const ux = (tip.x - at.x) / length;
  const uy = (tip.y - at.y) / length;
  const x = at.x + ux * 12;
  const y = at.y + uy * 12;
  ctx.fillStyle = colour;
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(x - ux * 5 - uy * 3, y - uy * 5 + ux * 3);
  ctx.lineTo(x - ux * 5 + uy * 3, y - uy * 5 - ux * 3);
  ctx.closePath();
  ctx.fill();
}

export function paintTag(ctx: Brush, x: number, y: number, words: string, colours: Palette): void {
  setFont(ctx, `500 11px ${colours.mono}`);
  const w = textWidth(ctx, words) + 14;
  const left = Math.max(2, x - w / 2);
  ctx.fillStyle = colours.ink;
  roundRect(ctx, { x: left, y: y - 10, w, h: 20 }, 6);
  ctx.fill();
  ctx.fillStyle = colours.onInk;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  ctx.fillText(words, left + 7, y + 0.5);
}
