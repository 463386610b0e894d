import type { Drop } from '../offers/drops.ts';
import type { Point } from '../scene/geometry.ts';
import { centre } from '../scene/geometry.ts';
import type { MapLayout } from '../scene/layout-map.ts';
import { usePage } from '../state/context.ts';
import { say } from '../strings/later.ts';
import { Menu, MenuItem } from './menu.tsx';

/** Several things could be meant by letting go there: the person says which. */
export function DropChoice({
  drop,
  layout,
  onClose,
}: {
  drop: Drop;
  layout: MapLayout;
  onClose: () => void;
}) {
  const { controller } = usePage();
  const box = layout.stores.find((store) => store.row.id === drop.store)?.box;
  const point: Point = box === undefined ? { x: 0, y: 0 } : centre(box);
  return (
    <Menu
      label={say.menu.title(say.map.storeName(drop.store))}
      place={{ position: 'absolute', left: point.x, top: point.y }}
      onClose={onClose}
    >
      {drop.offers.map((offer) => (
        <MenuItem
          key={offer.command}
          className="menu-item"
          onSelect={() => void controller.actText(offer.command)}
        >
          {offer.words}
        </MenuItem>
      ))}
    </Menu>
  );
}
