import type { PeerRow } from '../../model/frame.ts';
import type { Palette } from '../theme/palette.ts';
import type { Brush } from './canvas.ts';
import { strokeRound } from './canvas.ts';
import type { PeerBox } from './layout-store.ts';
import type { Known } from './map-scene.ts';

/** What a mark says by its fill alone, from the calm to the one that must be seen. */
type Mark = 'asleep' | 'follower' | 'learner' | 'dead' | 'leader' | 'campaigns' | 'headless';

/**
 * Replicas as small squares: one path per kind and strength, so that thousands cost a few fills. Red is for a Region
 * that nobody leads; what campaigns is hollow, so that it is told from red without colour.
 */
export function paintMarks(ctx: Brush, marks: readonly PeerBox[], known: Known, colours: Palette): void {
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
  for (const { box, row } of marks) {
    if (row.region !== known.chosen && !known.isHovered(row)) continue;
    ctx.strokeStyle = row.region === known.chosen ? colours.accent : colours.ink2;
    strokeRound(ctx, { x: box.x - 2.5, y: box.y - 2.5, w: box.w + 5, h: box.h + 5 }, 3, 2);
  }
}

function markOf(row: PeerRow, known: Known): Mark {
  if (known.stores.get(row.store)?.health === 'down') return 'dead';
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
