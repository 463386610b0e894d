import type { Frame, PeerRow, StoreRow } from '../../model/frame.ts';
import type { RegionId, StoreId } from '../../model/ids.ts';
import type { Rect } from './geometry.ts';
import { rect } from './geometry.ts';

/** The card of a store: its title, the cells or marks of its replicas, its queues. */
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
  /** Place of the row in the frame. */
  readonly at: number;
  readonly box: Rect;
  readonly detail: PeerDetail;
}

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
const NARROW_CELL = { w: 54, h: 50 };
const CELL_GAP = 6;
/** What stands in a cell fills one of this size: on a larger one it is larger, too. */
export const CELL = { w: 240, h: 116 };
/** How much larger: for those who read from the back of a room. */
const CELL_SCALE_MAX = 2;

/** The most replicas that a store of the map holds. */
export function peersMaxOf(stores: readonly StoreRow[]): number {
  return Math.max(1, ...stores.map((store) => (store.cluster === 'upstream' ? store.peers : 0)));
}

/** Places per store: a few sizes, so that one more Region seldom moves all the others. */
export function capacityFor(peers: number): number {
  const size = CAPACITIES.find((capacity) => capacity >= peers);
  return size ?? Math.ceil(peers / CAPACITY_STEP) * CAPACITY_STEP;
}

const CAPACITIES = [2, 4, 6, 8, 12, 16, 20, 25, 30, 36, 42, 49, 64, 80, 100];
const CAPACITY_STEP = 20;

/** Height of `count` stores under a zone's name on a narrow page, `width` wide. */
export function narrowStoresHeight(width: number, count: number, peersMax: number): number {
  const few = peersMax * count <= NARROW_CELLS_MAX;
  const rows = few ? count : Math.ceil(count / NARROW_STORE_COLS);
  return rows * ((few ? narrowCellsHeight(width, peersMax) : narrowMarksHeight(width, peersMax)) + 10);
}

function narrowCellsHeight(width: number, peers: number): number {
  const cols = Math.max(1, Math.floor((width - 40) / (NARROW_CELL.w + CELL_GAP)));
  return STORE_HEAD + Math.ceil(peers / cols) * (NARROW_CELL.h + CELL_GAP) + STORE_FOOT;
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
export function storeGrid(
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

export function storeBox(row: StoreRow, card: Rect, peersMax: number): StoreBox {
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
  let bestRank: readonly number[] = [];
  for (let cols = 1; cols <= count; cols++) {
    const rows = Math.ceil(count / cols);
    const gap = cellGap(Math.min(area.w / cols, area.h / rows));
    const w = Math.min(CELL.w * CELL_SCALE_MAX, (area.w - gap * (cols - 1)) / cols);
    const highest = CELL.h * Math.max(1, w / CELL.w);
    const h = Math.min(highest, (area.h - gap * (rows - 1)) / rows);
    if (w <= 0 || h <= 0) continue;
    const side = sideOf(w, h);
    // Where all of a cell can be read, rows are filled before cells grow.
    const isFull = side >= sideOf(CELL.w, CELL.h);
    const rank = isFull ? [Infinity, Math.round(cols * (w + gap)), w * h] : [side * 10_000 + w * h];
    if (isBehind(bestRank, rank)) {
      bestRank = rank;
      best = { cols, w, h };
    }
  }
  return best;
}

/** How well a cell is read: best when it is a little wider than high. */
function sideOf(w: number, h: number): number {
  return Math.min(w / 1.15, h * 1.1);
}

/** By the first figure in which they differ. */
function isBehind(rank: readonly number[], other: readonly number[]): boolean {
  const i = other.findIndex((figure, place) => figure !== rank[place]);
  return i < 0 || (rank[i] ?? -Infinity) < (other[i] as number);
}

function cellGap(side: number): number {
  return side > 40 ? CELL_GAP : side > 16 ? 3 : 1;
}

export function detailFor(w: number, h: number): PeerDetail {
  if (w >= 46 && h >= 44) return 'full';
  return w >= 22 && h >= 17 ? 'compact' : 'dot';
}

interface Numbered {
  readonly row: PeerRow;
  readonly at: number;
}

/** The replicas of every store in key order, in its card. */
export function placePeers(frame: Frame, stores: readonly StoreBox[], peersMax: number): readonly PeerBox[] {
  const keyOrder = new Map<RegionId, number>();
  frame.regions.forEach((region, index) => keyOrder.set(region.id, index));
  const byStore = new Map<StoreId, Numbered[]>();
  frame.peers.forEach((row, at) => {
    const list = byStore.get(row.store);
    if (list === undefined) byStore.set(row.store, [{ row, at }]);
    else list.push({ row, at });
  });
  const placed: PeerBox[] = [];
  for (const store of stores) {
    if (store.level === 'bars') continue;
    const rows = (byStore.get(store.row.id) ?? []).toSorted(
      ({ row: a }, { row: b }) =>
        (keyOrder.get(a.region) ?? 1e9) - (keyOrder.get(b.region) ?? 1e9) || a.region - b.region,
    );
    const { cells } = store;
    if (store.level === 'dots') {
      const { cols, side } = dotGrid(cells, peersMax);
      const step = side + DOT.gap;
      // Whole pixels: marks of three would blur between two.
      const left = Math.round(cells.x);
      const top = Math.round(cells.y);
      rows.forEach((numbered, index) => {
        const box = rect(left + (index % cols) * step, top + Math.floor(index / cols) * step, side, side);
        placed.push({ ...numbered, box, detail: 'dot' });
      });
      continue;
    }
    const grid = gridFor(cells, peersMax);
    const gap = cellGap(Math.min(grid.w, grid.h));
    const detail = detailFor(grid.w, grid.h);
    rows.forEach((numbered, index) => {
      const box = rect(
        cells.x + (index % grid.cols) * (grid.w + gap),
        cells.y + Math.floor(index / grid.cols) * (grid.h + gap),
        grid.w,
        grid.h,
      );
      placed.push({ ...numbered, box, detail });
    });
  }
  return placed;
}
