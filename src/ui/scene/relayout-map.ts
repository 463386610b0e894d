import type { Frame } from '../../model/frame.ts';
import type { MapLayout } from './layout-map.ts';
import { layoutMap } from './layout-map.ts';
import { trafficOf } from './layout-links.ts';
import { capacityFor, peersMaxOf } from './layout-store.ts';
import { storesById } from './lookup.ts';

/** A layout and what it is of. */
export interface Laid {
  readonly frame: Frame;
  readonly w: number;
  readonly h: number;
  readonly layout: MapLayout;
}

/**
 * The layout of `frame`. As long as the same things stand in the same places, only the rows in the boxes of `before` are
 * changed: a box that is the same object has not moved, a row that is the same object says the same.
 */
export function relayoutMap(before: Laid | null, frame: Frame, w: number, h: number): Laid {
  if (before === null || before.w !== w || before.h !== h || !sameThings(before.frame, frame))
    return { frame, w, h, layout: layoutMap(frame, w, h) };
  return before.frame === frame
    ? before
    : { frame, w, h, layout: refilled(before.layout, before.frame, frame) };
}

function refilled(layout: MapLayout, before: Frame, frame: Frame): MapLayout {
  const { peers, stores, processes, links } = frame;
  const rows = storesById(stores);
  return {
    ...layout,
    peers:
      peers === before.peers
        ? layout.peers
        : layout.peers.map((box) => {
            const row = peers[box.at] ?? box.row;
            return row === box.row ? box : { ...box, row };
          }),
    stores:
      stores === before.stores
        ? layout.stores
        : layout.stores.map((box) => {
            const row = rows.get(box.row.id) ?? box.row;
            return row === box.row ? box : { ...box, row };
          }),
    clients:
      processes === before.processes
        ? layout.clients
        : layout.clients.map((box) => ({
            ...box,
            process: processes.find((row) => row.id === box.process.id) ?? box.process,
          })),
    links:
      links === before.links
        ? layout.links
        : layout.links.map((box) => ({ ...box, ...trafficOf(links, box.a, box.b) })),
  };
}

/** Whether everything that has a place on the map has the same in both frames. */
function sameThings(a: Frame, b: Frame): boolean {
  return (
    same(a.azs, b.azs, (p, q) => p.id === q.id && p.name === q.name) &&
    same(
      a.stores,
      b.stores,
      (p, q) => p.id === q.id && p.process === q.process && p.az === q.az && p.cluster === q.cluster,
    ) &&
    (a.stores === b.stores || capacityFor(peersMaxOf(a.stores)) === capacityFor(peersMaxOf(b.stores))) &&
    same(
      a.processes,
      b.processes,
      (p, q) => p.id === q.id && p.kind === q.kind && p.az === q.az && p.cluster === q.cluster,
    ) &&
    same(a.peers, b.peers, (p, q) => p.region === q.region && p.store === q.store) &&
    same(a.regions, b.regions, (p, q) => p.id === q.id) &&
    same(a.captures, b.captures, (p, q) => p.process === q.process) &&
    same(a.pd, b.pd, (p, q) => p.process === q.process && p.cluster === q.cluster) &&
    a.etcd?.process === b.etcd?.process &&
    (a.downstream === null) === (b.downstream === null)
  );
}

function same<R>(a: readonly R[], b: readonly R[], alike: (a: R, b: R) => boolean): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    const p = a[i];
    const q = b[i];
    if (p === undefined || q === undefined || (p !== q && !alike(p, q))) return false;
  }
  return true;
}
