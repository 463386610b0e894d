import type { StoreId } from '../../model/ids.ts';
import type { Point, Rect } from './geometry.ts';
import { contains } from './geometry.ts';
import type { LinkBox } from './layout-links.ts';
import type { MapLayout } from './layout-map.ts';

/** A link is a thin line: a stroke that ends within this much of it counts as one across it. */
const LINK_REACH = 3;

/** The store whose card lies under a point, null between cards. */
export function storeAt(layout: MapLayout, point: Point): StoreId | null {
  return layout.stores.find((store) => contains(store.box, point))?.row.id ?? null;
}

/** Links that a stroke from `a` to `b` goes across, from one side to the other or at least into. */
export function linksCrossed(layout: MapLayout, a: Point, b: Point): readonly LinkBox[] {
  return layout.links.filter(({ box }) => {
    const middle = box.y + box.h / 2;
    return strikes(a, b, { x: box.x, y: middle - LINK_REACH, w: box.w, h: 2 * LINK_REACH });
  });
}

/** True when the segment has a point in the box (Liang and Barsky). */
export function strikes(a: Point, b: Point, box: Rect): boolean {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  let from = 0;
  let to = 1;
  const edges = [
    [-dx, a.x - box.x],
    [dx, box.x + box.w - a.x],
    [-dy, a.y - box.y],
    [dy, box.y + box.h - a.y],
  ] as const;
  for (const [along, room] of edges) {
    if (along === 0) {
      if (room < 0) return false;
      continue;
    }
    const at = room / along;
    if (along < 0) from = Math.max(from, at);
    else to = Math.min(to, at);
    if (from > to) return false;
  }
  return true;
}
