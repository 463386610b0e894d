import type { Frame, ProcessRow, StoreRow } from '../../model/frame.ts';
import type { ProcessId, RegionId } from '../../model/ids.ts';
import type { Point, Rect } from './geometry.ts';
import { centre, MAP_PAD, rect } from './geometry.ts';
import type { LaneBoxes } from './layout-lane.ts';
import { narrowLane, wideLane, wideLaneHeight } from './layout-lane.ts';
import type { LinkBox } from './layout-links.ts';
import { LINK_ROW, linkRowCount, placeLinks, zonePairs } from './layout-links.ts';
import type { PeerBox, StoreBox } from './layout-store.ts';
import {
  capacityFor,
  narrowStoresHeight,
  peersMaxOf,
  placePeers,
  storeBox,
  storeGrid,
} from './layout-store.ts';

/**
 * Where everything of the cluster map and the captures lane stands. Pure: the same frame and size give the same
 * boxes, so a picture is reproducible and tests need no canvas.
 *
 *     wide (columns)                              narrow (rows)
 *     ┌ AZ 1 ───┐ ┌ AZ 2 ───┐ ┌ AZ 3 ───┐         ┌ AZ 1 ──────────┐
 *     │ client  │ │ store 2 │ │ store 3 │         │ store 1        │
 *     │ store 1 │ │         │ │         │         └────────────────┘
 *     └─────────┘ └─────────┘ └─────────┘         ┌ AZ 2 ──────────┐ …
 *     ════ links between zones ════
 *     PD, etcd │ captures          │ recovery     PD, etcd / captures / recovery
 */
export interface MapLayout {
  readonly width: number;
  readonly height: number;
  readonly narrow: boolean;
  readonly azs: readonly AzBox[];
  readonly clients: readonly ClientBox[];
  readonly stores: readonly StoreBox[];
  readonly peers: readonly PeerBox[];
  readonly links: readonly LinkBox[];
  readonly lane: LaneBoxes;
  /** Where messages of a process about a Region start and end: at its replica. */
  readonly replicas: ReadonlyMap<ProcessId, ReadonlyMap<RegionId, Point>>;
  /** Where they start and end when no replica is named or drawn. */
  readonly anchors: ReadonlyMap<ProcessId, Point>;
  /** The same for changes on their way downstream: they leave a capture at its far side. */
  readonly sinkAnchors: ReadonlyMap<ProcessId, Point>;
}

export interface AzBox {
  readonly id: string;
  readonly name: string;
  readonly box: Rect;
}

export interface ClientBox {
  readonly process: ProcessRow;
  readonly box: Rect;
}

/** From here on there is no button per replica: what lies under the pointer is found by geometry. */
export const BUTTONS_MAX = 400;

/** The replica at a point, or the nearest one within `reach`; null when there is none. */
export function peerAt(layout: MapLayout, point: Point, reach = 0): PeerBox | null {
  let best: PeerBox | null = null;
  let bestFar = reach + 0.001;
  for (const peer of layout.peers) {
    const { box } = peer;
    const far = Math.max(
      box.x - point.x,
      point.x - box.x - box.w,
      box.y - point.y,
      point.y - box.y - box.h,
      0,
    );
    if (far < bestFar) {
      bestFar = far;
      best = peer;
    }
  }
  return best;
}

/** Below this width zones stand under each other. */
export const NARROW_WIDTH = 620;

const GAP = 14;
const AZ_HEAD = 32;
const CLIENT_H = 24;
/** Space that a zone's name keeps beside its clients. */
const AZ_NAME = 66;

export function layoutMap(frame: Frame, width: number, height: number): MapLayout {
  const narrow = width < NARROW_WIDTH;
  const zones = zonesOf(frame);
  const pairs = zonePairs(zones.map((zone) => zone.id));
  const linkRows = zones.length < 2 ? 0 : narrow ? pairs.length : linkRowCount(zones.length);
  const linksH = linkRows === 0 ? 0 : linkRows * LINK_ROW + 8;

  const azs: AzBox[] = [];
  const clients: ClientBox[] = [];
  const stores: StoreBox[] = [];
  const peersMax = capacityFor(peersMaxOf(zones.flatMap((zone) => zone.stores)));

  let mapBottom: number;
  if (narrow) {
    let y = 0;
    const w = width - 2 * MAP_PAD;
    for (const zone of zones) {
      const h = AZ_HEAD + narrowStoresHeight(w, zone.stores.length, peersMax);
      placeZone(zone, rect(MAP_PAD, y, w, h));
      y += h + GAP;
    }
    mapBottom = y - GAP;
  } else {
    mapBottom = Math.max(240, height - wideLaneHeight(frame) - linksH);
    const n = Math.max(1, zones.length);
    const w = (width - 2 * MAP_PAD - GAP * (n - 1)) / n;
    zones.forEach((zone, index) => placeZone(zone, rect(MAP_PAD + index * (w + GAP), 0, w, mapBottom)));
  }

  function placeZone(zone: Zone, box: Rect): void {
    azs.push({ id: zone.id, name: zone.name, box });
    const inner = rect(box.x + 9, box.y + AZ_HEAD, box.w - 18, box.h - AZ_HEAD - 9);
    const clientW = Math.min(236, (inner.w - AZ_NAME) / Math.max(1, zone.clients.length) - 6);
    zone.clients.forEach((process, index) => {
      const right = inner.x + inner.w - index * (clientW + 6);
      clients.push({ process, box: rect(right - clientW, box.y + 5, clientW, CLIENT_H) });
    });
    const grid = storeGrid(inner, Math.max(1, zone.stores.length), peersMax, narrow);
    zone.stores.forEach((row, index) => {
      const card = rect(
        inner.x + (index % grid.cols) * (grid.w + grid.gap),
        inner.y + Math.floor(index / grid.cols) * (grid.h + grid.gap),
        grid.w,
        grid.h,
      );
      stores.push(storeBox(row, card, peersMax));
    });
  }

  const peers = placePeers(frame, stores, peersMax);
  const links = placeLinks(frame.links, azs, pairs, mapBottom + 6, narrow, width);
  const laneTop = mapBottom + linksH;
  const lane = narrow ? narrowLane(frame, width, laneTop) : wideLane(frame, width, laneTop);
  const total = lane.blame.y + lane.blame.h;
  return {
    width,
    height: narrow ? total : Math.max(height, total),
    narrow,
    azs,
    clients,
    stores,
    peers,
    links,
    lane,
    replicas: replicasOf(stores, peers),
    anchors: anchorsOf(frame, stores, clients, lane),
    sinkAnchors: new Map(
      lane.captures.map(({ process, box }) => [process, { x: box.x + box.w, y: box.y + box.h / 2 }]),
    ),
  };
}

interface Zone {
  readonly id: string;
  readonly name: string;
  readonly stores: readonly StoreRow[];
  readonly clients: readonly ProcessRow[];
}

/** Zones of the map: those that hold upstream stores or clients. The recovery site is part of the lane. */
function zonesOf(frame: Frame): readonly Zone[] {
  return frame.azs
    .map((az) => ({
      id: az.id,
      name: az.name,
      stores: frame.stores.filter((store) => store.cluster === 'upstream' && store.az === az.id),
      clients: frame.processes.filter((process) => process.kind === 'client' && process.az === az.id),
    }))
    .filter((zone) => zone.stores.length > 0);
}

/** The middle of each replica that is drawn. */
function replicasOf(
  stores: readonly StoreBox[],
  peers: readonly PeerBox[],
): ReadonlyMap<ProcessId, ReadonlyMap<RegionId, Point>> {
  const places = new Map(stores.map(({ row }) => [row.id, new Map<RegionId, Point>()]));
  for (const { row, box } of peers) places.get(row.store)?.set(row.region, centre(box));
  return new Map(stores.map(({ row }) => [row.process, places.get(row.id) ?? new Map<RegionId, Point>()]));
}

/** Wide enough for the name of a store, messages, and a figure. */
const HEAD_WITH_ROOM = 130;

function anchorsOf(
  frame: Frame,
  stores: readonly StoreBox[],
  clients: readonly ClientBox[],
  lane: LaneBoxes,
): ReadonlyMap<ProcessId, Point> {
  const anchors = new Map<ProcessId, Point>();
  for (const { row, box, head } of stores)
    // Between the name and the figure of its head; where they leave no room, on its upper edge.
    anchors.set(row.process, {
      x: box.x + box.w / 2,
      y: head.w < HEAD_WITH_ROOM ? box.y : head.y + head.h / 2,
    });
  for (const client of clients)
    anchors.set(client.process.id, { x: client.box.x, y: client.box.y + client.box.h / 2 });
  for (const { process, box } of lane.pd) anchors.set(process, { x: box.x + box.w, y: box.y + box.h / 2 });
  if (lane.etcd !== null)
    anchors.set(lane.etcd.process, {
      x: lane.etcd.box.x + lane.etcd.box.w,
      y: lane.etcd.box.y + lane.etcd.box.h / 2,
    });
  for (const { process, box } of lane.captures) anchors.set(process, { x: box.x, y: box.y + box.h / 2 });
  if (lane.recovery !== null) {
    // Processes of the recovery cluster share its card.
    const far = frame.processes.filter((process) => process.cluster === 'recovery');
    far.forEach((process, index) => {
      const box = lane.recovery;
      if (box === null) return;
      anchors.set(process.id, { x: box.x, y: box.y + 22 + ((index + 1) * (box.h - 44)) / (far.length + 1) });
    });
  }
  return anchors;
}
