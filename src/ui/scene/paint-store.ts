import type { Frame, RegionRow } from '../../model/frame.ts';
import { formatDuration } from '../../model/time.ts';
import { count, offset, shortTs } from '../format.ts';
import { refTo } from '../refs.ts';
import { say } from '../strings/index.ts';
import type { Palette } from '../theme/palette.ts';
import type { Brush } from './canvas.ts';
import { fit, hatch, roundRect, setFont, strokeRound, textWidth } from './canvas.ts';
import type { Rect } from './geometry.ts';
import type { StoreBox } from './layout-store.ts';
import { peersByStore, regionsById } from './lookup.ts';
import type { MapView } from './map-scene.ts';

/** Clocks are never quite right; only an error that matters is said on the card. */
const CLOCK_SAID_US = 5_000;

/** A title with room for little more than the name. */
export function isLow(head: Rect): boolean {
  return head.h < 24;
}

/** How wrong a clock is, '' when that does not matter. */
export function clockWords(clockUs: number): string {
  return Math.abs(clockUs) >= CLOCK_SAID_US ? say.map.clock(offset(clockUs)) : '';
}

/** The card without its replicas. */
export function paintStore(ctx: Brush, store: StoreBox, view: MapView, colours: Palette): void {
  const { box, row, head, foot } = store;
  const ref = refTo.store(row.id);
  const chosen = view.selection === ref;
  const radius = isLow(head) ? 6 : 9;
  ctx.fillStyle = colours.panel;
  roundRect(ctx, box, radius);
  ctx.fill();
  if (row.health !== 'up') hatch(ctx, box, radius, colours.hatch, 7);
  ctx.strokeStyle = chosen ? colours.accent : view.hovered === ref ? colours.ink3 : colours.line;
  strokeRound(ctx, box, radius, chosen ? 2 : 1);
  paintStoreHead(ctx, store, view, colours);
  if (foot !== null) paintStoreFoot(ctx, store, foot, colours);
  if (store.level === 'bars') paintSummary(ctx, store, view.frame, colours);
}

export function paintStoreHead(ctx: Brush, { head, row }: StoreBox, view: MapView, colours: Palette): void {
  const low = isLow(head);
  const pad = low ? 6 : 11;
  const y = head.y + (low ? 10 : 15);
  ctx.textAlign = 'left';
  setFont(ctx, `600 ${low ? 11 : 12.5}px ${colours.sans}`);
  ctx.fillStyle = colours.ink;
  const name = fit(ctx, say.map.storeName(row.id), head.w - 2 * pad);
  ctx.fillText(name, head.x + pad, y);
  const room = head.w - textWidth(ctx, name) - 2 * pad - 8;
  const right = head.x + head.w - pad;
  ctx.textAlign = 'right';
  if (row.health !== 'up') {
    setFont(ctx, `600 11px ${colours.sans}`);
    ctx.fillStyle = row.health === 'down' ? colours.bad : colours.warn;
    ctx.fillText(fit(ctx, row.health === 'down' ? say.map.down : say.map.paused, room), right, y);
    return;
  }
  const clockUs = view.frame.processes.find((process) => process.id === row.process)?.clockOffsetUs ?? 0;
  const fsync = row.fsyncUs === null ? '' : say.map.fsync(formatDuration(row.fsyncUs));
  const clock = clockWords(clockUs);
  const both = [clock, fsync].filter((part) => part !== '').join(' · ');
  setFont(ctx, `400 11px ${colours.mono}`);
  ctx.fillStyle = colours.ink3;
  if (low) {
    // A crowded zone: how many it leads says more than its disk. A leader's mark is a filled square.
    const led = [say.map.led(row.leaders, row.peers), `■ ${row.leaders}`];
    ctx.fillText(led.find((words) => textWidth(ctx, words) <= room) ?? '', right, y);
    return;
  }
  // What does not fit is left out from the end: half a figure says nothing.
  const words = [both, clock === '' ? fsync : clock].find((each) => textWidth(ctx, each) <= room);
  ctx.fillText(words ?? '', right, y);
}

/** Its queues and the newest timestamp it gave out. */
export function paintStoreFoot(ctx: Brush, store: StoreBox, foot: Rect, colours: Palette): void {
  const { row } = store;
  const queues = [
    { name: say.map.raftLog, length: row.raftLogQueue, colour: colours.s3 },
    { name: say.map.apply, length: row.applyQueue, colour: colours.s1 },
    { name: say.map.cdc, length: row.cdcQueue, colour: colours.s4 },
  ];
  ctx.textAlign = 'left';
  if (foot.h < 40) {
    setFont(ctx, `400 11px ${colours.mono}`);
    ctx.fillStyle = colours.ink3;
    const words = queues.map((queue) => `${queue.name} ${queue.length}`).join(' · ');
    ctx.fillText(fit(ctx, words, foot.w), foot.x, foot.y + foot.h / 2);
    return;
  }
  const labelW = 54;
  queues.forEach((queue, index) => {
    const y = foot.y + 9 + index * 16;
    ctx.textAlign = 'left';
    setFont(ctx, `400 11px ${colours.sans}`);
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
    setFont(ctx, `400 11px ${colours.mono}`);
    ctx.fillStyle = queue.length === 0 ? colours.ink3 : colours.ink2;
    ctx.fillText(count(queue.length), foot.x + foot.w, y);
  });
  ctx.textAlign = 'left';
  setFont(ctx, `400 11px ${colours.sans}`);
  ctx.fillStyle = colours.ink3;
  const y = foot.y + 9 + 3 * 16;
  ctx.fillText('ts', foot.x, y);
  ctx.textAlign = 'left';
  setFont(ctx, `400 11px ${colours.mono}`);
  ctx.fillStyle = colours.ink2;
  ctx.fillText(
    fit(ctx, row.clockTs === 0 ? say.map.noTs : shortTs(row.clockTs), foot.w - labelW),
    foot.x + labelW,
    y,
  );
}

/** A store whose replicas do not even fit as marks: bars of what they are, and the Region with the most work. */
function paintSummary(ctx: Brush, store: StoreBox, frame: Frame, colours: Palette): void {
  const { cells, row } = store;
  if (cells.h < 4 || cells.w < 8) return;
  const counts = { leader: 0, follower: 0, learner: 0, campaigns: 0 };
  const peers = peersByStore(frame.peers).get(row.id) ?? [];
  for (const peer of peers) {
    if (peer.role === 'leader') counts.leader++;
    else if (peer.role !== 'follower') counts.campaigns++;
    else if (peer.learner) counts.learner++;
    else counts.follower++;
  }
  const total = Math.max(1, counts.leader + counts.follower + counts.learner + counts.campaigns);
  const barH = Math.min(8, cells.h);
  let { x } = cells;
  const part = (count: number, fill: string, alpha: number) => {
    const w = (cells.w * count) / total;
    ctx.globalAlpha = alpha;
    ctx.fillStyle = fill;
    ctx.fillRect(x, cells.y, w, barH);
    x += w;
  };
  part(counts.leader, colours.ink, 1);
  part(counts.campaigns, colours.warn, 1);
  part(counts.follower, colours.water, 0.5);
  part(counts.learner, colours.s2, 0.8);
  ctx.globalAlpha = 1;
  if (cells.h < barH + 14) return;
  const regions = regionsById(frame.regions);
  let hottest: RegionRow | null = null;
  for (const peer of peers) {
    const region = regions.get(peer.region);
    if (region === undefined || region.leader !== row.id) continue;
    const work = region.writeQps + region.readQps;
    if (work > 0 && (hottest === null || work > hottest.writeQps + hottest.readQps)) hottest = region;
  }
  if (hottest === null) return;
  ctx.textAlign = 'left';
  setFont(ctx, `400 11px ${colours.mono}`);
  ctx.fillStyle = colours.ink3;
  const words = say.map.hottest(hottest.id, Math.round(hottest.writeQps + hottest.readQps));
  ctx.fillText(fit(ctx, words, cells.w), cells.x, cells.y + barH + 8);
}
