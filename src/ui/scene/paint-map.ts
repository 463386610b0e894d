import type { EntityRef, Frame, ProcessHealth, RegionRow } from '../../model/frame.ts';
import type { RegionId, StoreId } from '../../model/ids.ts';
import { bytesPerS, count, offset, shortTs } from '../format.ts';
import { refTo, regionOf } from '../refs.ts';
import { say } from '../strings/index.ts';
import type { Palette } from '../theme/palette.ts';
import { formatDuration } from '../../model/time.ts';
import type { Brush } from './canvas.ts';
import { fit, hatch, roundRect, strokeRound, textWidth } from './canvas.ts';
import type { Rect } from './geometry.ts';
import { clamp } from './geometry.ts';
import type { AzBox, ClientBox, LinkBox, MapLayout, PeerBox, StoreBox } from './layout-map.ts';
import { logWindow } from './log-window.ts';
import { paintMarks, paintSummary } from './paint-marks.ts';
import { strengthOf } from './density.ts';
import type { Density } from './density.ts';

export interface MapView {
  readonly frame: Frame;
  readonly density: Density;
  readonly selection: EntityRef | null;
  readonly hovered: EntityRef | null;
}

/** Clocks are never quite right; only an error that matters is said on the card. */
const CLOCK_SAID_US = 5_000;

/** Paints everything of the map that does not move between frames. */
export function paintMap(ctx: Brush, layout: MapLayout, view: MapView, colours: Palette): void {
  ctx.textBaseline = 'middle';
  for (const az of layout.azs) paintAz(ctx, az, view, colours);
  for (const link of layout.links) paintLink(ctx, link, view, colours);
  for (const client of layout.clients) paintClient(ctx, client, view, colours);
  for (const store of layout.stores) paintStore(ctx, store, view, colours);
  const window = logWindow(layout.peers.map((peer) => peer.row));
  const known: Known = {
    health: new Map(view.frame.stores.map((row) => [row.id, row.health])),
    regions: new Map(view.frame.regions.map((row) => [row.id, row])),
    window,
    strength: strengthOf(view.frame, view.selection, view.density),
  };
  const marks: PeerBox[] = [];
  for (const peer of layout.peers) {
    if (peer.detail === 'dot') marks.push(peer);
    else paintPeer(ctx, peer, known, view, colours);
  }
  paintMarks(ctx, marks, known, view, colours);
}

/** What every cell asks for, looked up once for all of them. */
export interface Known {
  readonly health: ReadonlyMap<StoreId, ProcessHealth>;
  readonly regions: ReadonlyMap<RegionId, RegionRow>;
  readonly window: ReturnType<typeof logWindow>;
  readonly strength: (region: RegionId) => number;
}

function isCut(view: MapView, az: string): boolean {
  const links = view.frame.links.filter((link) => link.from === az || link.to === az);
  return links.length > 0 && links.every((link) => link.cut);
}

function paintAz(ctx: Brush, az: AzBox, view: MapView, colours: Palette): void {
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
  ctx.font = `italic 500 16px ${colours.chart}`;
  ctx.fillText(fit(ctx, az.name, box.w - 120), box.x + 13, box.y + 17);
  if (!cut) return;
  const nameW = textWidth(ctx, az.name);
  ctx.font = `600 11px ${colours.sans}`;
  ctx.fillStyle = colours.bad;
  ctx.fillText(say.map.cutOff, box.x + 13 + nameW + 10, box.y + 17.5);
}

function paintLink(ctx: Brush, link: LinkBox, _view: MapView, colours: Palette): void {
  const { box } = link;
  const y = box.y + box.h / 2;
  const words = link.cut ? say.map.linkCut : link.bytesPerS > 0 ? bytesPerS(link.bytesPerS) : say.map.quiet;
  const name = say.map.link(link.aName, link.bName);
  ctx.font = `400 11px ${colours.mono}`;
  const figuresW = textWidth(ctx, words);
  ctx.font = `400 11px ${colours.sans}`;
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
  ctx.font = `400 11px ${colours.mono}`;
  ctx.fillStyle = link.cut ? colours.bad : colours.ink2;
  ctx.fillText(words, x, y + 0.5);
}

function log10(value: number): number {
  return value <= 0 ? 0 : Math.log10(value);
}

function paintClient(ctx: Brush, client: ClientBox, view: MapView, colours: Palette): void {
  const { box, process } = client;
  const chosen = view.selection === refTo.process(process.id);
  const work = view.frame.workloads.filter((row) => row.process === process.id);
  ctx.strokeStyle = chosen ? colours.accent : colours.line;
  ctx.fillStyle = colours.panel;
  roundRect(ctx, box, 12);
  ctx.fill();
  strokeRound(ctx, box, 12, chosen ? 2 : 1);
  const acked = work.reduce((sum, row) => sum + row.acked, 0);
  const total = work.reduce((sum, row) => sum + row.total, 0);
  const waiting = work.reduce((sum, row) => sum + row.inFlight, 0);
  const y = box.y + box.h / 2 + 0.5;
  ctx.textAlign = 'left';
  ctx.font = `600 12px ${colours.sans}`;
  ctx.fillStyle = colours.ink;
  const name = fit(ctx, process.id, box.w * 0.4);
  ctx.fillText(name, box.x + 12, y);
  const nameW = textWidth(ctx, name);
  ctx.textAlign = 'right';
  ctx.font = `400 11px ${colours.mono}`;
  ctx.fillStyle = colours.ink2;
  const ackedWords =
    total > 0 ? say.map.acked(count(acked), count(total)) : say.map.ackedEndless(count(acked));
  const room = box.w - nameW - 36;
  const long = `${ackedWords} · ${say.map.pending(waiting)}`;
  const shown = [long, ackedWords, count(acked)].find((words) => textWidth(ctx, words) <= room) ?? '';
  ctx.fillText(shown, box.x + box.w - 12, y);
}

function paintStore(ctx: Brush, store: StoreBox, view: MapView, colours: Palette): void {
  const { box, row, head } = store;
  const ref = refTo.store(row.id);
  const chosen = view.selection === ref;
  const alive = row.health === 'up';
  const radius = head.h < 24 ? 6 : 9;
  ctx.fillStyle = colours.panel;
  roundRect(ctx, box, radius);
  ctx.fill();
  if (!alive) hatch(ctx, box, radius, colours.hatch, 7);
  ctx.strokeStyle = chosen ? colours.accent : view.hovered === ref ? colours.ink3 : colours.line;
  strokeRound(ctx, box, radius, chosen ? 2 : 1);
  paintStoreHead(ctx, store, view, colours);
  if (store.foot !== null) paintFoot(ctx, store, store.foot, colours);
  if (store.level === 'bars') paintSummary(ctx, store, view.frame, colours);
}

function paintStoreHead(ctx: Brush, { head, row }: StoreBox, view: MapView, colours: Palette): void {
  const low = head.h < 24;
  const pad = low ? 6 : 11;
  const y = head.y + (low ? 10 : 15);
  ctx.textAlign = 'left';
  ctx.font = `600 ${low ? 11 : 12.5}px ${colours.sans}`;
  ctx.fillStyle = colours.ink;
  const name = fit(ctx, say.map.storeName(row.id), head.w - 2 * pad);
  ctx.fillText(name, head.x + pad, y);
  const room = head.w - textWidth(ctx, name) - 2 * pad - 8;
  const right = head.x + head.w - pad;
  ctx.textAlign = 'right';
  if (row.health !== 'up') {
    ctx.font = `600 11px ${colours.sans}`;
    ctx.fillStyle = row.health === 'down' ? colours.bad : colours.warn;
    ctx.fillText(fit(ctx, row.health === 'down' ? say.map.down : say.map.paused, room), right, y);
    return;
  }
  const clockUs = view.frame.processes.find((process) => process.id === row.process)?.clockOffsetUs ?? 0;
  const fsync = row.fsyncUs === null ? '' : say.map.fsync(formatDuration(row.fsyncUs));
  const clock = Math.abs(clockUs) >= CLOCK_SAID_US ? say.map.clock(offset(clockUs)) : '';
  const both = [clock, fsync].filter((part) => part !== '').join(' · ');
  ctx.font = `400 11px ${colours.mono}`;
  ctx.fillStyle = colours.ink3;
  if (low) {
    // A crowded zone: how many it leads says more than its disk.
    const led = say.map.led(row.leaders, row.peers);
    ctx.fillText([led, String(row.leaders)].find((words) => textWidth(ctx, words) <= room) ?? '', right, y);
    return;
  }
  ctx.fillText(textWidth(ctx, both) <= room ? both : fit(ctx, clock === '' ? fsync : clock, room), right, y);
}

function paintFoot(ctx: Brush, store: StoreBox, foot: Rect, colours: Palette): void {
  const { row } = store;
  const queues = [
    { name: say.map.raftLog, length: row.raftLogQueue, colour: colours.s3 },
    { name: say.map.apply, length: row.applyQueue, colour: colours.s1 },
    { name: say.map.cdc, length: row.cdcQueue, colour: colours.s4 },
  ];
  ctx.textAlign = 'left';
  if (foot.h < 40) {
    ctx.font = `400 11px ${colours.mono}`;
    ctx.fillStyle = colours.ink3;
    const words = queues.map((queue) => `${queue.name} ${queue.length}`).join(' · ');
    ctx.fillText(fit(ctx, words, foot.w), foot.x, foot.y + foot.h / 2);
    return;
  }
  const labelW = 54;
  queues.forEach((queue, index) => {
    const y = foot.y + 9 + index * 16;
    ctx.textAlign = 'left';
    ctx.font = `400 11px ${colours.sans}`;
    ctx.fillStyle = colours.ink3;
    ctx.fillText(queue.name, foot.x, y);
    const fits = Math.max(0, Math.floor((foot.w - labelW - 34) / 8));
    const shown = Math.min(queue.length, fits);
    ctx.fillStyle = queue.colour;
    for (let i = 0; i < shown; i++) {
      roundRect(ctx, { x: foot.x + labelW + i * 8, y: y - 4, w: 6, h: 8 }, 2);
      ctx.fill();
    }
    if (shown === 0) {
      ctx.fillStyle = colours.hairline;
      ctx.fillRect(foot.x + labelW, y, foot.w - labelW - 34, 1);
    }
    ctx.textAlign = 'right';
    ctx.font = `400 11px ${colours.mono}`;
    ctx.fillStyle = queue.length === 0 ? colours.ink3 : colours.ink2;
    ctx.fillText(count(queue.length), foot.x + foot.w, y);
  });
  ctx.textAlign = 'left';
  ctx.font = `400 11px ${colours.sans}`;
  ctx.fillStyle = colours.ink3;
  const y = foot.y + 9 + 3 * 16;
  ctx.fillText('ts', foot.x, y);
  ctx.textAlign = 'left';
  ctx.font = `400 11px ${colours.mono}`;
  ctx.fillStyle = colours.ink2;
  ctx.fillText(
    fit(ctx, row.clockTs === 0 ? say.map.noTs : shortTs(row.clockTs), foot.w - labelW),
    foot.x + labelW,
    y,
  );
}

function paintPeer(ctx: Brush, peer: PeerBox, known: Known, view: MapView, colours: Palette): void {
  const { box, row, detail } = peer;
  const alive = known.health.get(row.store) === 'up';
  const strong = known.strength(row.region);
  const full = (alive ? 1 : 0.6) * strong;
  const leads = row.role === 'leader';
  const campaigns = row.role === 'candidate' || row.role === 'pre-candidate';
  const chosen = regionOf(view.selection) === row.region;
  const ref = refTo.peer(row.region, row.store);
  const hovered =
    view.hovered === ref || (view.hovered !== null && view.hovered === refTo.region(row.region));
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
    ctx.font = `600 11px ${colours.sans}`;
    ctx.textAlign = 'center';
    ctx.fillText(fit(ctx, String(row.region), box.w - 4), box.x + box.w / 2, box.y + box.h / 2 + 0.5);
    ctx.globalAlpha = 1;
    return;
  }
  const wide = box.w >= 60;
  ctx.font = `650 ${wide ? 14 : 12.5}px ${colours.sans}`;
  ctx.fillText(String(row.region), box.x + 8, box.y + 14);
  ctx.textAlign = 'right';
  ctx.font = `400 11px ${colours.mono}`;
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
    ctx.font = `400 11px ${colours.mono}`;
    ctx.fillStyle = leads ? colours.onInk : colours.ink3;
    ctx.globalAlpha = full * (leads ? 0.8 : 1);
    const region = known.regions.get(row.region);
    if (roomy && region !== undefined)
      ctx.fillText(fit(ctx, `${region.startWords} … ${region.endWords}`, room), box.x + 8, middleY - 7);
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
  ctx.font = `500 11px ${colours.sans}`;
  ctx.fillStyle = leads ? colours.onInk : colours.ink2;
  ctx.fillText(fit(ctx, say.notes[row.note], box.w - 14), box.x + 8, y);
}
