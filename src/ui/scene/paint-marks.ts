import type { Frame, PeerRow } from '../../model/frame.ts';
import { refTo, regionOf } from '../refs.ts';
import { say } from '../strings/index.ts';
import type { Palette } from '../theme/palette.ts';
import type { Brush } from './canvas.ts';
import { fit, strokeRound } from './canvas.ts';
import type { PeerBox, StoreBox } from './layout-map.ts';
import type { Known, MapView } from './paint-map.ts';

/** What a mark says by its fill alone, from the calm to the one that must be seen. */
type Mark = 'asleep' | 'follower' | 'learner' | 'dead' | 'leader' | 'campaigns' | 'headless';

/**
 * Replicas as small squares: one path per kind and strength, so that thousands cost a few fills. Red is for a Region
 * that nobody leads; what campaigns is hollow, so that it is told from red without colour.
 */
export function paintMarks(
  ctx: Brush,
  marks: readonly PeerBox[],
  known: Known,
  view: MapView,
  colours: Palette,
): void {
  if (marks.length === 0) return;
  const groups = new Map<string, { mark: Mark; strong: number; boxes: PeerBox[] }>();
  for (const peer of marks) {
    const mark = markOf(peer.row, known);
    const strong = known.strength(peer.row.region);
    const key = `${mark}/${strong}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { mark, strong, boxes: [peer] });
    else group.boxes.push(peer);
  }
  for (const { mark, strong, boxes } of groups.values()) {
    const { fill, alpha } = inkOf(mark, colours);
    ctx.fillStyle = fill;
    ctx.globalAlpha = alpha * strong;
    ctx.beginPath();
    for (const { box } of boxes) {
      ctx.rect(box.x, box.y, box.w, box.h);
      // The other way round: a hole.
      if (mark === 'campaigns' && box.w >= 3) ctx.rect(box.x + box.w - 1, box.y + 1, 2 - box.w, box.h - 2);
    }
    ctx.fill();
  }
  ctx.globalAlpha = 1;
  const chosen = regionOf(view.selection);
  for (const peer of marks) {
    const { box, row } = peer;
    const hovered =
      view.hovered !== null &&
      (view.hovered === refTo.peer(row.region, row.store) || view.hovered === refTo.region(row.region));
    if (row.region !== chosen && !hovered) continue;
    ctx.strokeStyle = row.region === chosen ? colours.accent : colours.ink2;
    strokeRound(ctx, { x: box.x - 2.5, y: box.y - 2.5, w: box.w + 5, h: box.h + 5 }, 3, 2);
  }
}

function markOf(row: PeerRow, known: Known): Mark {
  if (known.health.get(row.store) === 'down') return 'dead';
  if (row.role === 'leader') return 'leader';
  if (row.role === 'candidate' || row.role === 'pre-candidate') return 'campaigns';
  if (known.regions.get(row.region)?.leader === 0) return 'headless';
  if (row.learner) return 'learner';
  return row.note === 'hibernated' ? 'asleep' : 'follower';
}

function inkOf(mark: Mark, colours: Palette): { fill: string; alpha: number } {
  switch (mark) {
    case 'leader':
      return { fill: colours.ink, alpha: 1 };
    case 'follower':
      return { fill: colours.water, alpha: 0.5 };
    case 'asleep':
      return { fill: colours.ink3, alpha: 0.26 };
    case 'learner':
      return { fill: colours.s2, alpha: 0.8 };
    case 'dead':
      return { fill: colours.ink3, alpha: 0.4 };
    case 'campaigns':
      return { fill: colours.ink, alpha: 1 };
    case 'headless':
      return { fill: colours.bad, alpha: 0.9 };
  }
}

/** A store whose replicas do not even fit as marks: bars of what they are, and the Region with the most work. */
export function paintSummary(ctx: Brush, store: StoreBox, frame: Frame, colours: Palette): void {
  const { cells, row } = store;
  if (cells.h < 4 || cells.w < 8) return;
  const counts = { leader: 0, follower: 0, learner: 0, campaigns: 0 };
  const own = new Set<number>();
  for (const peer of frame.peers) {
    if (peer.store !== row.id) continue;
    own.add(peer.region);
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
  part(counts.campaigns, colours.bad, 1);
  part(counts.follower, colours.water, 0.5);
  part(counts.learner, colours.s2, 0.8);
  ctx.globalAlpha = 1;
  if (cells.h < barH + 14) return;
  let hottest: Frame['regions'][number] | null = null;
  for (const region of frame.regions) {
    if (region.leader !== row.id || !own.has(region.id)) continue;
    const work = region.writeQps + region.readQps;
    if (work > 0 && (hottest === null || work > hottest.writeQps + hottest.readQps)) hottest = region;
  }
  if (hottest === null) return;
  ctx.textAlign = 'left';
  ctx.font = `400 11px ${colours.mono}`;
  ctx.fillStyle = colours.ink3;
  const words = say.map.hottest(hottest.id, Math.round(hottest.writeQps + hottest.readQps));
  ctx.fillText(fit(ctx, words, cells.w), cells.x, cells.y + barH + 8);
}
