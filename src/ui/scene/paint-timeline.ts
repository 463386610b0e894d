import type { SimTime } from '../../model/time.ts';
import type { Palette } from '../theme/palette.ts';
import { seconds } from '../format.ts';
import type { Brush } from './canvas.ts';
import { fit, roundRect, setFont } from './canvas.ts';
import type { TimelineAxis, TimelineLayout } from './layout-timeline.ts';
import { FLAG_ROW_H, placeOf } from './layout-timeline.ts';
import { markColour } from './mark-colour.ts';

export const FLAG_LABEL_MAX = 230;

/** The track with its computed and its passed part: under everything, painted as time goes by. */
export function paintTrack(
  ctx: Brush,
  axis: TimelineAxis,
  { newest, cursor }: { readonly newest: SimTime; readonly cursor: SimTime },
  colours: Palette,
): void {
  const { track } = axis;
  ctx.fillStyle = colours.shade;
  roundRect(ctx, track, 5);
  ctx.fill();
  ctx.save();
  roundRect(ctx, track, 5);
  ctx.clip();
  ctx.globalAlpha = 0.45;
  ctx.fillStyle = colours.shallow;
  ctx.fillRect(track.x, track.y, placeOf(axis, newest) - track.x, track.h);
  ctx.globalAlpha = 0.55;
  ctx.fillStyle = colours.water;
  ctx.fillRect(track.x, track.y, placeOf(axis, cursor) - track.x, track.h);
  ctx.restore();
}

/** The cursor and the moment under the pointer: over everything. */
export function paintNeedles(
  ctx: Brush,
  axis: TimelineAxis,
  { cursor, hoverAt }: { readonly cursor: SimTime; readonly hoverAt: SimTime | null },
  colours: Palette,
): void {
  const { track } = axis;
  if (hoverAt !== null) {
    const x = placeOf(axis, hoverAt);
    ctx.strokeStyle = colours.ink3;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(x, track.y - 2);
    ctx.lineTo(x, track.y + track.h + 2);
    ctx.stroke();
  }
  const x = placeOf(axis, cursor);
  ctx.strokeStyle = colours.accent;
  ctx.fillStyle = colours.accent;
  ctx.lineWidth = 2;
  ctx.beginPath();
  ctx.moveTo(x, track.y - 4);
  ctx.lineTo(x, track.y + track.h + 2);
  ctx.stroke();
  ctx.beginPath();
  ctx.arc(x, track.y + track.h / 2, 5, 0, Math.PI * 2);
  ctx.fill();
  ctx.strokeStyle = colours.panel;
  ctx.lineWidth = 1.5;
  ctx.stroke();
}

/** What happened and what is done to the run, its former futures, and the axis' figures. */
export function paintTimeline(ctx: Brush, layout: TimelineLayout, colours: Palette): void {
  const { track } = layout;
  ctx.textBaseline = 'middle';
  ctx.save();
  roundRect(ctx, track, 5);
  ctx.clip();
  ctx.fillStyle = colours.ink2;
  for (const { x } of layout.ticks) {
    ctx.beginPath();
    ctx.arc(x, track.y + track.h / 2, 2.2, 0, Math.PI * 2);
    ctx.fill();
  }
  ctx.restore();

  setFont(ctx, `400 11px ${colours.mono}`);
  ctx.fillStyle = colours.ink3;
  layout.labels.forEach(({ at, x }, index) => {
    const last = index === layout.labels.length - 1;
    ctx.textAlign = index === 0 ? 'left' : last && x > track.x + track.w - 24 ? 'right' : 'center';
    ctx.fillText(seconds(at), x, track.y + track.h + 11);
  });

  setFont(ctx, `500 11px ${colours.sans}`);
  ctx.textAlign = 'left';
  for (const { flag, x, label } of layout.flags) {
    const colour = flag.pending ? colours.ink3 : markColour(flag.kind, colours);
    ctx.strokeStyle = colour;
    ctx.fillStyle = colour;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(Math.round(x) + 0.5, 4);
    ctx.lineTo(Math.round(x) + 0.5, track.y + track.h);
    if (flag.pending) ctx.setLineDash([2, 3]);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.beginPath();
    ctx.moveTo(x, 4);
    ctx.lineTo(x + 6, 6.5);
    ctx.lineTo(x, 9.5);
    ctx.closePath();
    if (flag.pending) ctx.stroke();
    else ctx.fill();
    if (label !== null)
      ctx.fillText(
        fit(ctx, flag.words, FLAG_LABEL_MAX),
        label.left + (label.left >= x ? 2 : 0),
        FLAG_ROW_H / 2 + 1,
      );
  }

  paintLanes(ctx, layout, colours);
}

/** Former futures: each leaves the run at its fork and goes as far as it was computed. */
function paintLanes(ctx: Brush, layout: TimelineLayout, colours: Palette): void {
  setFont(ctx, `400 11px ${colours.sans}`);
  ctx.textAlign = 'left';
  for (const { forkX, endX, y, words, textX, textW } of layout.lanes) {
    const x = Math.round(forkX) + 0.5;
    const middle = Math.round(y) + 0.5;
    ctx.strokeStyle = colours.shallow;
    ctx.lineWidth = 2;
    ctx.lineCap = 'round';
    ctx.beginPath();
    ctx.moveTo(x, middle - 6);
    ctx.quadraticCurveTo(x, middle, x + 6, middle);
    ctx.lineTo(endX, middle);
    ctx.stroke();
    ctx.lineCap = 'butt';
    ctx.fillStyle = colours.water;
    ctx.beginPath();
    ctx.arc(endX, middle, 3, 0, Math.PI * 2);
    ctx.fill();
    ctx.fillStyle = colours.ink3;
    if (textX !== null) ctx.fillText(fit(ctx, words, textW), textX, middle);
  }
}
