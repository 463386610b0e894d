import { say } from '../strings/index.ts';
import type { Palette } from '../theme/palette.ts';
import type { Brush } from './canvas.ts';
import { fit, fitRange, hatch, roundRect, setFont, strokeRound, textWidth } from './canvas.ts';
import { clamp } from './geometry.ts';
import type { PeerBox } from './layout-store.ts';
import { CELL } from './layout-store.ts';
import type { logWindow } from './log-window.ts';
import type { Known } from './map-scene.ts';

/** A replica as a cell; on one that is larger than what stands in it needs, all of it is larger. */
export function paintPeer(ctx: Brush, peer: PeerBox, known: Known, colours: Palette): void {
  const { x, y, w, h } = peer.box;
  const scale = Math.min(w / CELL.w, h / CELL.h);
  if (scale <= 1) {
    paintCell(ctx, peer, known, colours);
    return;
  }
  ctx.save();
  ctx.translate(x, y);
  ctx.scale(scale, scale);
  paintCell(ctx, { ...peer, box: { x: 0, y: 0, w: w / scale, h: h / scale } }, known, colours);
  ctx.restore();
}

function paintCell(ctx: Brush, peer: PeerBox, known: Known, colours: Palette): void {
  const { box, row, detail } = peer;
  const alive = known.stores.get(row.store)?.health === 'up';
  const strong = known.strength(row.region);
  const full = (alive ? 1 : 0.6) * strong;
  const leads = row.role === 'leader';
  const campaigns = row.role === 'candidate' || row.role === 'pre-candidate';
  const chosen = known.chosen === row.region;
  const hovered = known.isHovered(row);
  const radius = detail === 'full' ? 7 : 4;

  ctx.globalAlpha = full;
  ctx.fillStyle = leads ? colours.ink : colours.panel;
  roundRect(ctx, box, radius);
  ctx.fill();
  if (!alive) hatch(ctx, box, radius, leads ? colours.panel : colours.hatch, 5);
  if (!leads || chosen || hovered) {
    ctx.strokeStyle = chosen
      ? colours.accent
      : campaigns
        ? colours.ink
        : hovered
          ? colours.ink2
          : colours.ink3;
    ctx.setLineDash(row.learner ? [3, 3] : campaigns ? [6, 2] : []);
    strokeRound(ctx, box, radius, chosen ? 2 : campaigns ? 1.6 : 1);
    ctx.setLineDash([]);
  }
  if (row.member === 'incoming' || row.member === 'demoting') {
    // Joint state: a second edge inside, whole for who comes, dotted for who goes.
    ctx.strokeStyle = leads ? colours.onInk : colours.ink;
    ctx.setLineDash(row.member === 'demoting' ? [1.5, 3] : []);
    const inner = { x: box.x + 3, y: box.y + 3, w: Math.max(0, box.w - 6), h: Math.max(0, box.h - 6) };
    strokeRound(ctx, inner, Math.max(0, radius - 2), 1);
    ctx.setLineDash([]);
  }
  if (chosen) {
    ctx.strokeStyle = colours.accentSoft;
    strokeRound(ctx, { x: box.x - 3, y: box.y - 3, w: box.w + 6, h: box.h + 6 }, radius + 3, 3);
  }
  const ink = leads ? colours.onInk : colours.ink;
  ctx.fillStyle = ink;
  ctx.textAlign = 'left';
  if (detail === 'compact') {
    setFont(ctx, `600 11px ${colours.sans}`);
    ctx.textAlign = 'center';
    // A number that is cut is another number.
    const name = String(row.region);
    if (textWidth(ctx, name) <= box.w - 2) ctx.fillText(name, box.x + box.w / 2, box.y + box.h / 2 + 0.5);
    ctx.globalAlpha = 1;
    return;
  }
  const wide = box.w >= 60;
  setFont(ctx, `650 ${wide ? 14 : 12.5}px ${colours.sans}`);
  ctx.fillText(String(row.region), box.x + 8, box.y + 14);
  ctx.textAlign = 'right';
  setFont(ctx, `400 11px ${colours.mono}`);
  ctx.globalAlpha = full * (leads ? 0.8 : 1);
  ctx.fillStyle = leads ? colours.onInk : colours.ink3;
  ctx.fillText(`t${row.term}`, box.x + box.w - 7, box.y + 14);
  ctx.globalAlpha = full;

  const barsY = box.y + box.h - 13;
  const middleY = (box.y + 22 + barsY) / 2;
  if (campaigns) paintVotes(ctx, peer, middleY, colours);
  else if (row.note !== '' && wide)
    paintNote(ctx, peer, box.h >= 70 && box.w >= 84 ? middleY + 8 : middleY, leads, colours);
  else if (alive && !leads && row.note !== 'hibernated') {
    // A low cell has room for the arc only beside the term.
    if (box.h >= 56) paintTimer(ctx, box.x + box.w - 13, middleY, 5.5, row.electionLeft, colours);
    else if (box.w >= 58) paintTimer(ctx, box.x + box.w - 34, box.y + 14, 4.5, row.electionLeft, colours);
  }
  if (!campaigns && box.h >= 56 && wide) {
    const roomy = box.h >= 70 && box.w >= 84;
    const room = box.w - (leads ? 14 : 32);
    ctx.textAlign = 'left';
    setFont(ctx, `400 11px ${colours.mono}`);
    ctx.fillStyle = leads ? colours.onInk : colours.ink3;
    ctx.globalAlpha = full * (leads ? 0.8 : 1);
    const region = known.regions.get(row.region);
    if (roomy && region !== undefined)
      ctx.fillText(fitRange(ctx, region.startWords, region.endWords, room), box.x + 8, middleY - 7);
    if (row.note === '')
      ctx.fillText(fit(ctx, `#${row.commit}`, room), box.x + 8, roomy ? middleY + 8 : middleY);
    ctx.globalAlpha = full;
  }
  paintBars(ctx, peer, barsY, known.window, leads, colours);
  ctx.globalAlpha = 1;
}

/** Log up to here (faint), committed (solid), applied (thin): over a window of indexes shared by the Region's peers. */
function paintBars(
  ctx: Brush,
  peer: PeerBox,
  y: number,
  window: ReturnType<typeof logWindow>,
  leads: boolean,
  colours: Palette,
): void {
  const { box, row } = peer;
  const x = box.x + 7;
  const w = box.w - 14;
  const at = (index: number) => w * window.share(row.region, index);
  const bar = (top: number, height: number, length: number, colour: string, alpha: number) => {
    if (length <= 0) return;
    const before = ctx.globalAlpha;
    ctx.globalAlpha = before * alpha;
    ctx.fillStyle = colour;
    roundRect(ctx, { x, y: top, w: Math.max(2, length), h: height }, 2);
    ctx.fill();
    ctx.globalAlpha = before;
  };
  bar(y, 4, w, leads ? colours.onInk : colours.ink, leads ? 0.2 : 0.1);
  bar(y, 4, at(row.last), leads ? colours.onInk : colours.s3, leads ? 0.45 : 0.55);
  bar(y, 4, at(row.commit), leads ? colours.shallow : colours.water, 1);
  bar(y + 6, 2, at(row.applied), leads ? colours.onInk : colours.deep, leads ? 0.75 : 0.8);
}

function paintTimer(ctx: Brush, x: number, y: number, r: number, left: number, colours: Palette): void {
  ctx.lineWidth = 2;
  ctx.strokeStyle = colours.hairline;
  ctx.beginPath();
  ctx.arc(x, y, r, 0, Math.PI * 2);
  ctx.stroke();
  ctx.strokeStyle = left < 0.25 ? colours.warn : colours.ink3;
  ctx.lineCap = 'round';
  ctx.beginPath();
  ctx.arc(x, y, r, -Math.PI / 2, -Math.PI / 2 + Math.PI * 2 * clamp(left, 0, 1));
  ctx.stroke();
  ctx.lineCap = 'butt';
}

function paintVotes(ctx: Brush, peer: PeerBox, y: number, colours: Palette): void {
  const { box, row } = peer;
  const n = Math.max(1, row.votesNeeded);
  const gap = Math.min(12, (box.w - 16) / n);
  for (let i = 0; i < n; i++) {
    const x = box.x + 12 + i * gap;
    ctx.beginPath();
    ctx.arc(x, y, 3.6, 0, Math.PI * 2);
    ctx.strokeStyle = colours.ink;
    ctx.fillStyle = colours.ink;
    ctx.lineWidth = 1.2;
    if (i < row.votesGranted) ctx.fill();
    ctx.stroke();
    if (i >= row.votesGranted && i < row.votesGranted + row.votesRejected) {
      ctx.beginPath();
      ctx.moveTo(x - 2, y);
      ctx.lineTo(x + 2, y);
      ctx.stroke();
    }
  }
}

function paintNote(ctx: Brush, peer: PeerBox, y: number, leads: boolean, colours: Palette): void {
  const { box, row } = peer;
  if (row.note === '') return;
  ctx.textAlign = 'left';
  setFont(ctx, `500 11px ${colours.sans}`);
  ctx.fillStyle = leads ? colours.onInk : colours.ink2;
  ctx.fillText(fit(ctx, say.notes[row.note], box.w - 14), box.x + 8, y);
}
