import type { Frame, LinkRow, PeerRow, ProcessRow, StoreRow } from '../../model/frame.ts';
import type { ProcessId, RegionId, StoreId } from '../../model/ids.ts';
import type { Point, Rect } from './geometry.ts';
import { centre, rect } from './geometry.ts';

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
  /** Where messages of a process start and end when no peer is named. */
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

export interface StoreBox {
  readonly row: StoreRow;
  readonly box: Rect;
  /** Its title; low on a small card. */
  readonly head: Rect;
  readonly cells: Rect;
  /** What fits into `cells`: replicas as cells or marks, or only bars over all of them. */
  readonly level: StoreLevel;
  /** Queues and the clock; null when the card is too small for them. */
  readonly foot: Rect | null;
}

/** Semantic zoom: cells with words, a matrix of marks in key order, bars that sum the store up. */
export type StoreLevel = 'cells' | 'dots' | 'bars';

/** How much of a peer can be drawn: everything, its number and bars, or a mark only. */
export type PeerDetail = 'full' | 'compact' | 'dot';

const DETAILS: readonly PeerDetail[] = ['dot', 'compact', 'full'];

export interface PeerBox {
  readonly row: PeerRow;
  readonly box: Rect;
  readonly detail: PeerDetail;
}

export interface LinkBox {
  readonly a: string;
  readonly b: string;
  readonly aName: string;
  readonly bName: string;
  readonly box: Rect;
  readonly bytesPerS: number;
  readonly messagesPerS: number;
  readonly cut: boolean;
}

export interface LaneBoxes {
  readonly box: Rect;
  readonly title: Rect;
  readonly pd: readonly { readonly process: ProcessId; readonly box: Rect }[];
  readonly etcd: { readonly process: ProcessId; readonly box: Rect } | null;
  readonly captures: readonly { readonly process: ProcessId; readonly box: Rect }[];
  readonly recovery: Rect | null;
  readonly blame: Rect;
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

const PAD = 14;
const GAP = 14;
const AZ_HEAD = 32;
const CLIENT_H = 24;
/** Space that a zone's name keeps beside its clients. */
const AZ_NAME = 66;
const STORE_HEAD = 28;
/** On cards of a crowded zone. */
const STORE_HEAD_LOW = 19;
/** A mark smaller than this cannot be told from its neighbour, one larger wastes room that says nothing. */
const DOT = { min: 3, max: 12, gap: 1 };
/** A card narrower than this cannot carry its own name. */
const STORE_MIN_W = 50;
const STORE_FOOT = 76;
/** On a narrow page: up to so many replicas of a zone are cells, then stores stand in columns and hold marks. */
const NARROW_CELLS_MAX = 60;
const NARROW_STORE_COLS = 3;
const LINK_ROW = 17;
const CELL_GAP = 6;
const LANE_TITLE = 30;
const BLAME = 50;
const LANE_H = 176;
/** Cells larger than this only waste paper. */
const CELL_MAX = { w: 240, h: 116 };

export function layoutMap(frame: Frame, width: number, height: number): MapLayout {
  const narrow = width < NARROW_WIDTH;
  const zones = zonesOf(frame);
  const hasLane = frame.captures.length > 0 || frame.pd.length > 0;
  const pairs = zonePairs(zones.map((zone) => zone.id));
  const linkRows = zones.length < 2 ? 0 : narrow ? pairs.length : linkRowCount(zones.length);
  const linksH = linkRows === 0 ? 0 : linkRows * LINK_ROW + 8;

  const azs: AzBox[] = [];
  const clients: ClientBox[] = [];
  const stores: StoreBox[] = [];
  const peersMax = capacityFor(
    Math.max(1, ...zones.flatMap((zone) => zone.stores.map((store) => store.peers))),
  );

  let mapBottom: number;
  if (narrow) {
    let y = 0;
    const w = width - 2 * PAD;
    const cellW = 54;
    for (const zone of zones) {
      const cols = Math.max(1, Math.floor((w - 40) / (cellW + CELL_GAP)));
      const rows = Math.ceil(peersMax / cols);
      const few = peersMax * zone.stores.length <= NARROW_CELLS_MAX;
      const storeH = few ? STORE_HEAD + rows * (50 + CELL_GAP) + STORE_FOOT : narrowMarksHeight(w, peersMax);
      const storeRows = few ? zone.stores.length : Math.ceil(zone.stores.length / NARROW_STORE_COLS);
      const h = AZ_HEAD + storeRows * (storeH + 10);
      placeZone(zone, rect(PAD, y, w, h));
      y += h + GAP;
    }
    mapBottom = y - GAP;
  } else {
    const laneH = hasLane ? LANE_TITLE + LANE_H + BLAME : 0;
    mapBottom = Math.max(240, height - laneH - linksH);
    const n = Math.max(1, zones.length);
    const w = (width - 2 * PAD - GAP * (n - 1)) / n;
    zones.forEach((zone, index) => placeZone(zone, rect(PAD + index * (w + GAP), 0, w, mapBottom)));
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
  const lane = narrow ? narrowLane(frame, width, laneTop) : wideLane(frame, width, laneTop, hasLane);
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
    anchors: anchorsOf(frame, stores, clients, lane),
    sinkAnchors: new Map(
      lane.captures.map(({ process, box }) => [process, { x: box.x + box.w, y: box.y + box.h / 2 }]),
    ),
  };
}

/** Places per store: a few sizes, so that one more Region seldom moves all the others. */
export function capacityFor(peers: number): number {
  const size = CAPACITIES.find((capacity) => capacity >= peers);
  return size ?? Math.ceil(peers / 50) * 50;
}

const CAPACITIES = [2, 4, 6, 8, 12, 16, 20, 25, 30, 36, 42, 49, 64, 80, 100];

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

/** The height in which a third of a narrow page's width holds `peers` marks of a size that a finger finds. */
function narrowMarksHeight(width: number, peers: number): number {
  const side = 7 + DOT.gap;
  const cols = Math.max(
    1,
    Math.floor(((width - 18 - 10 * (NARROW_STORE_COLS - 1)) / NARROW_STORE_COLS - 12) / side),
  );
  return STORE_HEAD_LOW + Math.ceil(peers / cols) * side + 8;
}

/** How the stores of a zone stand: the number of columns that leaves their replicas the largest cells. */
function storeGrid(
  inner: Rect,
  count: number,
  peersMax: number,
  narrow: boolean,
): { cols: number; w: number; h: number; gap: number } {
  const gap = count > 12 ? 6 : 10;
  const sized = (cols: number) => {
    const rows = Math.ceil(count / cols);
    return { cols, w: (inner.w - gap * (cols - 1)) / cols, h: (inner.h - gap * (rows - 1)) / rows, gap };
  };
  if (narrow) return sized(peersMax * count <= NARROW_CELLS_MAX ? 1 : Math.min(count, NARROW_STORE_COLS));
  let best = sized(1);
  let bestSide = cellSide(best.w, best.h, peersMax);
  for (let cols = 2; cols <= count; cols++) {
    const next = sized(cols);
    if (next.w < STORE_MIN_W) break;
    const side = cellSide(next.w, next.h, peersMax);
    // One column reads best; it takes a real gain to leave it.
    if (side > bestSide * 1.15) {
      best = next;
      bestSide = side;
    }
  }
  return best;
}

/** How well replicas are seen on such a card, comparable over levels: any cell is better than the largest mark. */
function cellSide(w: number, h: number, peersMax: number): number {
  const { cells } = cellsOf(rect(0, 0, w, h), peersMax);
  if (cells.w <= 0 || cells.h <= 0) return 0;
  const grid = gridFor(cells, peersMax);
  if (detailFor(grid.w, grid.h) === 'dot') return dotGrid(cells, peersMax).side;
  return DOT.max + Math.min(grid.w / 1.15, grid.h * 1.1);
}

/** Title, cells and foot of a card; a small one gives up its foot, then part of its title, for its cells. */
function cellsOf(card: Rect, peersMax: number): { head: Rect; cells: Rect; foot: Rect | null } {
  const low = card.h < STORE_HEAD + 48 || card.w < 110;
  const headH = low ? STORE_HEAD_LOW : STORE_HEAD;
  const roomy = card.w >= 150;
  const room = (foot: number) => ({ w: card.w - 18, h: card.h - headH - foot - 4 });
  const rank = (foot: number) => {
    const grid = gridFor(room(foot), peersMax);
    return DETAILS.indexOf(detailFor(grid.w, grid.h));
  };
  const wanted =
    roomy && card.h >= STORE_HEAD + 44 + STORE_FOOT
      ? STORE_FOOT
      : roomy && card.h >= STORE_HEAD + 34 + 22
        ? 22
        : 0;
  const footH = wanted > 0 && rank(wanted) === 0 && rank(0) > 0 ? 0 : wanted;
  const pad = low ? 6 : 9;
  return {
    head: rect(card.x, card.y, card.w, headH),
    cells: rect(
      card.x + pad,
      card.y + headH,
      card.w - 2 * pad,
      Math.max(0, card.h - headH - footH - (low ? 5 : 4)),
    ),
    foot: footH === 0 ? null : rect(card.x + 10, card.y + card.h - footH, card.w - 20, footH),
  };
}

function storeBox(row: StoreRow, card: Rect, peersMax: number): StoreBox {
  const parts = cellsOf(card, peersMax);
  const grid = gridFor(parts.cells, peersMax);
  const level: StoreLevel =
    detailFor(grid.w, grid.h) !== 'dot'
      ? 'cells'
      : dotGrid(parts.cells, peersMax).side >= DOT.min
        ? 'dots'
        : 'bars';
  return { row, box: card, level, ...parts };
}

/** The largest square marks of which `count` fit. */
export function dotGrid(area: { w: number; h: number }, count: number): { cols: number; side: number } {
  for (let side = DOT.max; side >= DOT.min; side--) {
    const cols = Math.floor((area.w + DOT.gap) / (side + DOT.gap));
    const rows = Math.floor((area.h + DOT.gap) / (side + DOT.gap));
    if (cols * rows >= count) return { cols, side };
  }
  return { cols: 1, side: 0 };
}

/** Columns and cell size that use `area` best for `count` cells. */
export function gridFor(
  area: { w: number; h: number },
  count: number,
): { cols: number; w: number; h: number } {
  let best = { cols: 1, w: 1, h: 1 };
  let bestScore = -Infinity;
  for (let cols = 1; cols <= count; cols++) {
    const rows = Math.ceil(count / cols);
    const gap = cellGap(Math.min(area.w / cols, area.h / rows));
    const w = Math.min(CELL_MAX.w, (area.w - gap * (cols - 1)) / cols);
    const h = Math.min(CELL_MAX.h, (area.h - gap * (rows - 1)) / rows);
    if (w <= 0 || h <= 0) continue;
    // A cell reads best a little wider than high.
    const score = Math.min(w / 1.15, h * 1.1) * 10_000 + w * h;
    if (score > bestScore) {
      bestScore = score;
      best = { cols, w, h };
    }
  }
  return best;
}

function cellGap(side: number): number {
  return side > 40 ? CELL_GAP : side > 16 ? 3 : 1;
}

export function detailFor(w: number, h: number): PeerDetail {
  if (w >= 46 && h >= 44) return 'full';
  return w >= 22 && h >= 17 ? 'compact' : 'dot';
}

function placePeers(frame: Frame, stores: readonly StoreBox[], peersMax: number): readonly PeerBox[] {
  const keyOrder = new Map<RegionId, number>();
  frame.regions.forEach((region, index) => keyOrder.set(region.id, index));
  const byStore = new Map<StoreId, PeerRow[]>();
  for (const peer of frame.peers) {
    const list = byStore.get(peer.store);
    if (list === undefined) byStore.set(peer.store, [peer]);
    else list.push(peer);
  }
  const placed: PeerBox[] = [];
  for (const store of stores) {
    if (store.level === 'bars') continue;
    const rows = (byStore.get(store.row.id) ?? []).toSorted(
      (a, b) => (keyOrder.get(a.region) ?? 1e9) - (keyOrder.get(b.region) ?? 1e9) || a.region - b.region,
    );
    const { cells } = store;
    if (store.level === 'dots') {
      const { cols, side } = dotGrid(cells, peersMax);
      const step = side + DOT.gap;
      // Whole pixels: marks of three would blur between two.
      const left = Math.round(cells.x);
      const top = Math.round(cells.y);
      rows.forEach((row, index) => {
        const box = rect(left + (index % cols) * step, top + Math.floor(index / cols) * step, side, side);
        placed.push({ row, box, detail: 'dot' });
      });
      continue;
    }
    const grid = gridFor(cells, peersMax);
    const gap = cellGap(Math.min(grid.w, grid.h));
    const detail = detailFor(grid.w, grid.h);
    rows.forEach((row, index) => {
      const box = rect(
        cells.x + (index % grid.cols) * (grid.w + gap),
        cells.y + Math.floor(index / grid.cols) * (grid.h + gap),
        grid.w,
        grid.h,
      );
      placed.push({ row, box, detail });
    });
  }
  return placed;
}

function zonePairs(ids: readonly string[]): readonly (readonly [number, number])[] {
  const pairs: [number, number][] = [];
  for (let span = 1; span < ids.length; span++) {
    for (let i = 0; i + span < ids.length; i++) pairs.push([i, i + span]);
  }
  return pairs;
}

/** Pairs that do not overlap share a row: row k holds the pairs of distance k, staggered. */
function linkRowCount(zones: number): number {
  let rows = 0;
  for (let span = 1; span < zones; span++) rows += Math.min(span, zones - span);
  return rows;
}

function placeLinks(
  rows: readonly LinkRow[],
  azs: readonly AzBox[],
  pairs: readonly (readonly [number, number])[],
  top: number,
  narrow: boolean,
  width: number,
): readonly LinkBox[] {
  const links: LinkBox[] = [];
  let rowBase = 0;
  pairs.forEach(([i, j], index) => {
    const a = azs[i];
    const b = azs[j];
    if (a === undefined || b === undefined) return;
    const span = j - i;
    const here = rows.filter(
      (row) => (row.from === a.id && row.to === b.id) || (row.from === b.id && row.to === a.id),
    );
    const row = narrow ? index : rowBase + (i % span);
    const box = narrow
      ? rect(PAD, top + row * LINK_ROW, width - 2 * PAD, LINK_ROW)
      : rect(
          a.box.x + a.box.w / 2 + 4,
          top + row * LINK_ROW,
          centre(b.box).x - centre(a.box).x - 8,
          LINK_ROW,
        );
    links.push({
      a: a.id,
      b: b.id,
      aName: a.name,
      bName: b.name,
      box,
      bytesPerS: here.reduce((sum, link) => sum + link.bytesPerS, 0),
      messagesPerS: here.reduce((sum, link) => sum + link.messagesPerS, 0),
      cut: here.some((link) => link.cut),
    });
    const next = pairs[index + 1];
    if (next !== undefined && next[1] - next[0] !== span) rowBase += Math.min(span, azs.length - span);
  });
  return links;
}

function wideLane(frame: Frame, width: number, top: number, shown: boolean): LaneBoxes {
  const box = rect(0, top, width, shown ? LANE_TITLE + LANE_H + BLAME : 0);
  const y = top + LANE_TITLE;
  const leftW = Math.round(Math.min(196, Math.max(150, width * 0.19)));
  const rightW =
    frame.downstream === null && !hasRecovery(frame)
      ? 0
      : Math.round(Math.min(210, Math.max(158, width * 0.2)));
  const services = frame.pd.filter((row) => row.cluster === 'upstream');
  const count = services.length + (frame.etcd === null ? 0 : 1);
  const serviceH = (LANE_H - 10 * Math.max(0, count - 1)) / Math.max(1, count);
  const serviceBox = (index: number) => rect(PAD, y + index * (serviceH + 10), leftW, serviceH);
  const midX = PAD + leftW + 26;
  const midW = width - midX - PAD - (rightW === 0 ? 0 : rightW + 26);
  const cols = frame.captures.length > 3 ? 2 : 1;
  const rows = Math.max(1, Math.ceil(frame.captures.length / cols));
  const captureH = (LANE_H - 10 * (rows - 1)) / rows;
  const captureW = (midW - 10 * (cols - 1)) / cols;
  return {
    box,
    title: rect(PAD, top, width - 2 * PAD, LANE_TITLE),
    pd: services.map((row, index) => ({ process: row.process, box: serviceBox(index) })),
    etcd: frame.etcd === null ? null : { process: frame.etcd.process, box: serviceBox(services.length) },
    captures: frame.captures.map((row, index) => ({
      process: row.process,
      box: rect(
        midX + (index % cols) * (captureW + 10),
        y + Math.floor(index / cols) * (captureH + 10),
        captureW,
        captureH,
      ),
    })),
    recovery: rightW === 0 ? null : rect(width - PAD - rightW, y, rightW, LANE_H),
    blame: rect(PAD, y + LANE_H, width - 2 * PAD, shown ? BLAME : 0),
  };
}

function narrowLane(frame: Frame, width: number, top: number): LaneBoxes {
  const w = width - 2 * PAD;
  const half = (w - 10) / 2;
  const y = top + LANE_TITLE;
  const services = frame.pd.filter((row) => row.cluster === 'upstream');
  const serviceH = 82;
  const cell = (index: number) =>
    rect(PAD + (index % 2) * (half + 10), y + Math.floor(index / 2) * (serviceH + 10), half, serviceH);
  const count = services.length + (frame.etcd === null ? 0 : 1);
  const capturesY = y + Math.ceil(count / 2) * (serviceH + 10);
  const captureH = 108;
  const recoveryY = capturesY + frame.captures.length * (captureH + 10);
  const recovery = frame.downstream === null && !hasRecovery(frame) ? null : rect(PAD, recoveryY, w, 150);
  const bottom = recovery === null ? recoveryY : recoveryY + 160;
  return {
    box: rect(0, top, width, bottom + 70 - top),
    title: rect(PAD, top, w, LANE_TITLE),
    pd: services.map((row, index) => ({ process: row.process, box: cell(index) })),
    etcd: frame.etcd === null ? null : { process: frame.etcd.process, box: cell(services.length) },
    captures: frame.captures.map((row, index) => ({
      process: row.process,
      box: rect(PAD, capturesY + index * (captureH + 10), w, captureH),
    })),
    recovery,
    blame: rect(PAD, bottom, w, 70),
  };
}

function hasRecovery(frame: Frame): boolean {
  return frame.stores.some((store) => store.cluster === 'recovery');
}

function anchorsOf(
  frame: Frame,
  stores: readonly StoreBox[],
  clients: readonly ClientBox[],
  lane: LaneBoxes,
): ReadonlyMap<ProcessId, Point> {
  const anchors = new Map<ProcessId, Point>();
  for (const store of stores)
    anchors.set(store.row.process, { x: store.box.x + store.box.w / 2, y: store.head.y + store.head.h / 2 });
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
