import type { WorkloadRow } from '../../model/frame.ts';
import { bytesPerS, count } from '../format.ts';
import { refTo } from '../refs.ts';
import { say } from '../strings/index.ts';
import type { Palette } from '../theme/palette.ts';
import type { Brush } from './canvas.ts';
import { fit, hatch, roundRect, setFont, strokeRound, textWidth } from './canvas.ts';
import { clamp } from './geometry.ts';
import type { LinkBox } from './layout-links.ts';
import type { AzBox, ClientBox } from './layout-map.ts';
import type { MapView } from './map-scene.ts';

/** No link of the zone carries anything. */
export function isCut(view: MapView, az: string): boolean {
  const links = view.frame.links.filter((link) => link.from === az || link.to === az);
  return links.length > 0 && links.every((link) => link.cut);
}

export function paintAz(ctx: Brush, az: AzBox, view: MapView, colours: Palette): void {
  const { box } = az;
  ctx.fillStyle = colours.sea;
  roundRect(ctx, box, 12);
  ctx.fill();
  const chosen = view.selection === refTo.az(az.id);
  const cut = isCut(view, az.id);
  ctx.strokeStyle = chosen ? colours.accent : cut ? colours.bad : colours.hairline;
  ctx.setLineDash(cut ? [5, 4] : []);
  strokeRound(ctx, box, 12, chosen || cut ? 1.5 : 1);
  ctx.setLineDash([]);
  ctx.textAlign = 'left';
  ctx.fillStyle = colours.ink2;
  setFont(ctx, `italic 500 16px ${colours.chart}`);
  ctx.fillText(fit(ctx, az.name, box.w - 120), box.x + 13, box.y + 17);
  if (!cut) return;
  const nameW = textWidth(ctx, az.name);
  setFont(ctx, `600 11px ${colours.sans}`);
  ctx.fillStyle = colours.bad;
  ctx.fillText(say.map.cutOff, box.x + 13 + nameW + 10, box.y + 17.5);
}

export function paintLink(ctx: Brush, link: LinkBox, colours: Palette): void {
  const { box } = link;
  const y = box.y + box.h / 2;
  const words = link.cut ? say.map.linkCut : link.bytesPerS > 0 ? bytesPerS(link.bytesPerS) : say.map.quiet;
  const name = say.map.link(link.aName, link.bName);
  setFont(ctx, `400 11px ${colours.mono}`);
  const figuresW = textWidth(ctx, words);
  setFont(ctx, `400 11px ${colours.sans}`);
  const nameW = textWidth(ctx, name);
  const both = nameW + figuresW + 22;
  const showName = both < box.w - 24;
  const w = showName ? both : figuresW + 14;
  const middle = box.x + box.w / 2;
  // Four decades of traffic from a hair to a rope.
  const width = link.bytesPerS <= 0 ? 1 : clamp(1 + 1.4 * log10(link.bytesPerS / 100), 1, 7);
  ctx.strokeStyle = link.cut ? colours.bad : colours.s3;
  ctx.globalAlpha = link.cut ? 1 : 0.5;
  ctx.lineWidth = link.cut ? 1.5 : width;
  ctx.lineCap = 'round';
  ctx.setLineDash(link.cut ? [4, 5] : []);
  ctx.beginPath();
  ctx.moveTo(box.x, y);
  ctx.lineTo(middle - w / 2, y);
  ctx.moveTo(middle + w / 2, y);
  ctx.lineTo(box.x + box.w, y);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
  ctx.lineCap = 'butt';
  ctx.textAlign = 'left';
  let x = middle - w / 2 + 7;
  if (showName) {
    ctx.fillStyle = colours.ink3;
    ctx.fillText(name, x, y + 0.5);
    x += nameW + 8;
  }
  setFont(ctx, `400 11px ${colours.mono}`);
  ctx.fillStyle = link.cut ? colours.bad : colours.ink2;
  ctx.fillText(words, x, y + 0.5);
}

function log10(value: number): number {
  return value <= 0 ? 0 : Math.log10(value);
}

export function paintClient(ctx: Brush, client: ClientBox, view: MapView, colours: Palette): void {
  const { box, process } = client;
  const chosen = view.selection === refTo.process(process.id);
  const work = view.frame.workloads.filter((row) => row.process === process.id);
  ctx.strokeStyle = chosen ? colours.accent : colours.line;
  ctx.fillStyle = colours.panel;
  roundRect(ctx, box, 12);
  ctx.fill();
  if (process.health !== 'up') hatch(ctx, box, 12, colours.hatch, 7);
  strokeRound(ctx, box, 12, chosen ? 2 : 1);
  const y = box.y + box.h / 2 + 0.5;
  ctx.textAlign = 'left';
  setFont(ctx, `600 12px ${colours.sans}`);
  ctx.fillStyle = colours.ink;
  const name = fit(ctx, process.id, box.w * 0.4);
  ctx.fillText(name, box.x + 12, y);
  const nameW = textWidth(ctx, name);
  ctx.textAlign = 'right';
  if (process.health !== 'up') {
    setFont(ctx, `600 11px ${colours.sans}`);
    ctx.fillStyle = process.health === 'down' ? colours.bad : colours.warn;
    ctx.fillText(process.health === 'down' ? say.map.down : say.map.paused, box.x + box.w - 12, y);
    return;
  }
  setFont(ctx, `400 11px ${colours.mono}`);
  ctx.fillStyle = colours.ink2;
  ctx.fillText(progressOf(ctx, work, box.w - nameW - 36), box.x + box.w - 12, y);
}

/** What the client's workloads have come to, in as many words as there is room for. */
function progressOf(ctx: Brush, work: readonly WorkloadRow[], room: number): string {
  const acked = work.reduce((sum, row) => sum + row.acked, 0);
  const total = work.reduce((sum, row) => sum + row.total, 0);
  const waiting = work.reduce((sum, row) => sum + row.inFlight, 0);
  const ackedWords =
    total > 0 ? say.map.acked(count(acked), count(total)) : say.map.ackedEndless(count(acked));
  const long = `${ackedWords} · ${say.map.pending(waiting)}`;
  return [long, ackedWords, count(acked)].find((words) => textWidth(ctx, words) <= room) ?? '';
}
