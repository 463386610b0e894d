import { refTo, regionOf, storeOf } from '../refs.ts';
import { centre } from './geometry.ts';
import type { MapLayout } from './layout-map.ts';
import type { PeerBox } from './layout-store.ts';

/**
 * Arrow keys over replicas that have no buttons of their own. Down from a store enters its marks; from a mark the
 * arrows go to the nearest one in that direction; null: this key is not for the marks.
 */
export function markByKey(layout: MapLayout, event: KeyboardEvent): string | null {
  const under = event.target instanceof Element ? event.target.closest('[data-ref]') : null;
  const ref = under?.getAttribute('data-ref') ?? null;
  if (ref === null) return null;
  if (ref.startsWith('store:')) {
    if (event.key !== 'ArrowDown') return null;
    const first = layout.peers.find((peer) => peer.row.store === storeOf(ref));
    return first === undefined ? null : refTo.peer(first.row.region, first.row.store);
  }
  const region = regionOf(ref);
  const store = storeOf(ref);
  const from = layout.peers.find((peer) => peer.row.region === region && peer.row.store === store);
  const direction = DIRECTIONS[event.key];
  if (from === undefined || direction === undefined) return null;
  const next = nearest(layout.peers, from, direction);
  return next === null ? null : refTo.peer(next.row.region, next.row.store);
}

function nearest(
  peers: readonly PeerBox[],
  from: PeerBox,
  direction: { readonly x: number; readonly y: number },
): PeerBox | null {
  const here = centre(from.box);
  let best: PeerBox | null = null;
  let bestCost = Infinity;
  for (const peer of peers) {
    const there = centre(peer.box);
    const dx = there.x - here.x;
    const dy = there.y - here.y;
    const along = dx * direction.x + dy * direction.y;
    if (along <= 0.5) continue;
    const cost = along + (Math.abs(dx * direction.y) + Math.abs(dy * direction.x)) * 2.5;
    if (cost < bestCost) {
      bestCost = cost;
      best = peer;
    }
  }
  return best;
}

const DIRECTIONS: Readonly<Record<string, { readonly x: number; readonly y: number }>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};
