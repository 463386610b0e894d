import type { EntityRef, Frame } from '../../model/frame.ts';
import { refTo, regionOf, storeOf } from '../refs.ts';
import { describe, isLinkRef } from '../scene/describe.ts';
import type { Rect } from '../scene/geometry.ts';
import type { MapLayout } from '../scene/layout-map.ts';

const CARD_W = 268;

/** What is under the pointer, in words, beside it and never under it. */
export function HoverCard({
  frame,
  layout,
  hovered,
}: {
  frame: Frame;
  layout: MapLayout;
  hovered: EntityRef;
}) {
  const words = describe(frame, hovered);
  const box = boxOf(layout, hovered);
  if (words === null || box === null) return null;
  const above = box.y + box.h + 110 > layout.height;
  const left = Math.min(Math.max(6, box.x), Math.max(6, layout.width - CARD_W - 6));
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute z-20 rounded-lg border border-line bg-raised px-3 py-2 shadow-float"
      style={{
        left,
        width: 'max-content',
        maxWidth: CARD_W,
        ...(above ? { bottom: layout.height - box.y + 6 } : { top: box.y + box.h + 6 }),
      }}
    >
      <div className="text-xs font-semibold">{words.name}</div>
      {words.lines.map((line) => (
        <div key={line} className="num text-2xs text-ink-2">
          {line}
        </div>
      ))}
    </div>
  );
}

function boxOf(layout: MapLayout, ref: EntityRef): Rect | null {
  if (ref.startsWith('message:')) return null;
  if (isLinkRef(ref)) return layout.links.find((link) => ref === refTo.link(link.a, link.b))?.box ?? null;
  if (ref.startsWith('peer:')) {
    return (
      layout.peers.find((peer) => peer.row.region === regionOf(ref) && peer.row.store === storeOf(ref))
        ?.box ?? null
    );
  }
  if (ref.startsWith('store:')) {
    const store = layout.stores.find((candidate) => candidate.row.id === storeOf(ref));
    // Beside its title, so that the card does not cover the cells.
    return store === undefined ? null : { ...store.box, h: 24 };
  }
  const id = ref.slice(ref.indexOf(':') + 1);
  return layout.clients.find((client) => client.process.id === id)?.box ?? null;
}
