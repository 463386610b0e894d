import type { PeerRow, ProcessRow, StoreRow } from '../../model/frame.ts';
import type { RegionId, StoreId } from '../../model/ids.ts';
import type { Palette } from '../theme/palette.ts';
import type { Brush } from './canvas.ts';
import type { Rect, Size } from './geometry.ts';
import type { MapLayout } from './layout-map.ts';
import type { PeerBox, StoreBox } from './layout-store.ts';
import { regionsById } from './lookup.ts';
import type { Known, MapView } from './map-scene.ts';
import { knownOf } from './map-scene.ts';
import { paintMap, paintPeers } from './paint-map.ts';
import { clockWords, isLow, paintStore, paintStoreFoot, paintStoreHead } from './paint-store.ts';
import { isCut, paintClient, paintLink } from './paint-zones.ts';

interface Painted {
  readonly layout: MapLayout;
  readonly view: MapView;
  readonly colours: Palette;
}

/**
 * Paints the map over what it painted last: a thing is painted again when its row is another one, in its own box. What
 * may reach beyond a box (a ring around what is chosen, a card that is hatched) is painted with the whole card; what
 * concerns all of the map (selection, zones cut off, other places) paints everything.
 */
export class MapPainter {
  private last: Painted | null = null;

  /** `fresh`: nothing of what was painted last is on the canvas any more. */
  paint(ctx: Brush, layout: MapLayout, view: MapView, colours: Palette, size: Size, fresh: boolean): void {
    const { last } = this;
    this.last = { layout, view, colours };
    if (last === null || fresh || concernsAll(last, this.last)) {
      ctx.clearRect(0, 0, size.w, size.h);
      paintMap(ctx, layout, view, colours);
    } else {
      ctx.textBaseline = 'middle';
      paintBetween(ctx, last, this.last);
      paintStores(ctx, last, this.last);
    }
  }
}

function concernsAll(a: Painted, b: Painted): boolean {
  return (
    a.layout.azs !== b.layout.azs ||
    a.colours !== b.colours ||
    a.view.selection !== b.view.selection ||
    a.view.hovered !== b.view.hovered ||
    a.view.density !== b.view.density ||
    b.layout.azs.some((az) => isCut(a.view, az.id) !== isCut(b.view, az.id))
  );
}

/** Links and clients: few, and their figures change all the time. */
function paintBetween(ctx: Brush, before: Painted, { layout, view, colours }: Painted): void {
  layout.links.forEach((link, index) => {
    const former = before.layout.links[index];
    if (former === link || (former?.bytesPerS === link.bytesPerS && former.cut === link.cut)) return;
    ctx.clearRect(link.box.x - 4, link.box.y, link.box.w + 8, link.box.h);
    paintLink(ctx, link, colours);
  });
  if (before.view.frame.workloads === view.frame.workloads) return;
  for (const client of layout.clients) {
    wipe(ctx, client.box, colours.sea);
    paintClient(ctx, client, view, colours);
  }
}

function paintStores(ctx: Brush, before: Painted, now: Painted): void {
  const { layout, view, colours } = now;
  const known = knownOf(layout, view);
  const changed = changedPeers(before, now);
  const clocks = clocksOf(view);
  const formerClocks = clocksOf(before.view);
  // Where marks do not stand on whole pixels of the screen, wiping one would touch the next.
  const exact = Number.isInteger(ctx.getTransform().a);
  const own = memoByStore(layout.peers);
  layout.stores.forEach((store, index) => {
    const former = before.layout.stores[index]?.row ?? store.row;
    const cells = changed.get(store.row.id) ?? [];
    const peers = () => own().get(store.row.id) ?? [];
    if (wantsCard(store, former, cells, peers, known, exact) || barsChanged(store, before, now)) {
      wipe(ctx, store.box, colours.sea);
      paintStore(ctx, store, view, colours);
      paintPeers(ctx, peers(), known, colours);
      return;
    }
    const { process } = store.row;
    if (headChanged(store, former) || clocks.get(process) !== formerClocks.get(process)) {
      wipe(ctx, inside(store.head), colours.panel);
      paintStoreHead(ctx, store, view, colours);
    }
    if (store.foot !== null && footChanged(former, store.row)) {
      const { x, y, w, h } = store.foot;
      wipe(ctx, { x: x - 2, y: y + 2, w: w + 4, h: h - 4 }, colours.panel);
      paintStoreFoot(ctx, store, store.foot, colours);
    }
    for (const { box } of cells) wipe(ctx, box, colours.panel);
    paintPeers(ctx, cells, known, colours);
  });
}

function wantsCard(
  { row }: StoreBox,
  former: StoreRow,
  cells: readonly PeerBox[],
  peers: () => readonly PeerBox[],
  known: Known,
  exact: boolean,
): boolean {
  if (row === former && cells.length === 0) return false;
  if (row.health !== former.health) return true;
  // A hatched card shows through its cells and words.
  if (row.health !== 'up') return true;
  if (cells.length === 0) return false;
  if (!exact && cells.some(({ detail }) => detail === 'dot')) return true;
  return peers().some(({ row: peer }) => peer.region === known.chosen || known.isHovered(peer));
}

/** A low title counts replicas, another tells of the disk. */
function headChanged({ row, head }: StoreBox, then: StoreRow): boolean {
  if (isLow(head)) return row.leaders !== then.leaders || row.peers !== then.peers;
  return row.fsyncUs !== then.fsyncUs;
}

function footChanged(a: StoreRow, b: StoreRow): boolean {
  return (
    a !== b &&
    (a.raftLogQueue !== b.raftLogQueue ||
      a.applyQueue !== b.applyQueue ||
      a.cdcQueue !== b.cdcQueue ||
      a.clockTs !== b.clockTs)
  );
}

function barsChanged(store: StoreBox, before: Painted, { view }: Painted): boolean {
  const { peers, regions } = before.view.frame;
  return store.level === 'bars' && (peers !== view.frame.peers || regions !== view.frame.regions);
}

/** The replicas that look otherwise than before, per store. */
function changedPeers(before: Painted, { layout, view }: Painted): ReadonlyMap<StoreId, readonly PeerBox[]> {
  const former = before.layout.peers;
  const stirred = stirredRegions(before, { layout, view });
  if (former === layout.peers && stirred.size === 0) return new Map();
  return byStore(
    layout.peers.filter((peer, index) => {
      const then = former[index]?.row ?? peer.row;
      return stirred.has(peer.row.region) || (then !== peer.row && looksChanged(peer, then));
    }),
  );
}

function looksChanged({ detail, row }: PeerBox, then: PeerRow): boolean {
  return (
    detail === 'full' ||
    then.role !== row.role ||
    then.learner !== row.learner ||
    then.member !== row.member ||
    then.note !== row.note
  );
}

/**
 * Regions all of whose replicas look otherwise: their bars share one window of the log, and marks say whether anybody
 * leads.
 */
function stirredRegions(
  before: Painted,
  { layout, view }: Pick<Painted, 'layout' | 'view'>,
): ReadonlySet<RegionId> {
  const stirred = new Set<RegionId>();
  layout.peers.forEach(({ row, detail }, index) => {
    const then = before.layout.peers[index]?.row ?? row;
    if (then === row || detail !== 'full') return;
    if (then.last !== row.last || then.commit !== row.commit || then.applied !== row.applied)
      stirred.add(row.region);
  });
  if (view.frame.regions === before.view.frame.regions) return stirred;
  const led = regionsById(before.view.frame.regions);
  for (const region of view.frame.regions) {
    const then = led.get(region.id);
    if (then !== region && (then?.leader === 0) !== (region.leader === 0)) stirred.add(region.id);
  }
  return stirred;
}

function byStore(peers: readonly PeerBox[]): ReadonlyMap<StoreId, readonly PeerBox[]> {
  const found = new Map<StoreId, PeerBox[]>();
  for (const peer of peers) {
    const list = found.get(peer.row.store);
    if (list === undefined) found.set(peer.row.store, [peer]);
    else list.push(peer);
  }
  return found;
}

function memoByStore(peers: readonly PeerBox[]): () => ReturnType<typeof byStore> {
  let made: ReturnType<typeof byStore> | null = null;
  return () => (made ??= byStore(peers));
}

/** What the cards say of their clocks, for each process where that is anything. */
function clocksOf(view: MapView): ReadonlyMap<ProcessRow['id'], string> {
  const said = new Map<ProcessRow['id'], string>();
  for (const { id, clockOffsetUs } of view.frame.processes) {
    const words = clockWords(clockOffsetUs);
    if (words !== '') said.set(id, words);
  }
  return said;
}

/** Without the edge of the card, or of the cells above: words do not reach them. */
function inside({ x, y, w, h }: Rect): Rect {
  return { x: x + 6, y: y + 2, w: w - 12, h: h - 3 };
}

/** Fills whole pixels of the screen, so that nothing of what was painted shines through at the edges. */
function wipe(ctx: Brush, box: Rect, colour: string): void {
  const { a: scale } = ctx.getTransform();
  const x = Math.floor(box.x * scale) / scale;
  const y = Math.floor(box.y * scale) / scale;
  ctx.fillStyle = colour;
  ctx.fillRect(
    x,
    y,
    Math.ceil((box.x + box.w) * scale) / scale - x,
    Math.ceil((box.y + box.h) * scale) / scale - y,
  );
}
