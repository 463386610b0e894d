import type { Palette } from '../theme/palette.ts';
import type { Brush } from './canvas.ts';
import type { MapLayout } from './layout-map.ts';
import type { PeerBox } from './layout-store.ts';
import type { Known, MapView } from './map-scene.ts';
import { knownOf } from './map-scene.ts';
import { paintMarks } from './paint-marks.ts';
import { paintPeer } from './paint-peer.ts';
import { paintStore } from './paint-store.ts';
import { paintAz, paintClient, paintLink } from './paint-zones.ts';

/** Paints everything of the map that does not move between frames. */
export function paintMap(ctx: Brush, layout: MapLayout, view: MapView, colours: Palette): void {
  ctx.textBaseline = 'middle';
  for (const az of layout.azs) paintAz(ctx, az, view, colours);
  for (const link of layout.links) paintLink(ctx, link, colours);
  for (const client of layout.clients) paintClient(ctx, client, view, colours);
  for (const store of layout.stores) paintStore(ctx, store, view, colours);
  paintPeers(ctx, layout.peers, knownOf(layout, view), colours);
}

/** Replicas as cells or marks, whichever there is room for. */
export function paintPeers(ctx: Brush, peers: readonly PeerBox[], known: Known, colours: Palette): void {
  const marks: PeerBox[] = [];
  for (const peer of peers) {
    if (peer.detail === 'dot') marks.push(peer);
    else paintPeer(ctx, peer, known, colours);
  }
  paintMarks(ctx, marks, known, colours);
}
