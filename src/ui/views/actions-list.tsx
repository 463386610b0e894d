import type { EntityRef } from '../../model/frame.ts';
import type { Offer } from '../offers/offer.ts';
import { offersFor } from '../offers/offers.ts';
import { describe } from '../scene/describe.ts';
import type { Point } from '../scene/geometry.ts';
import { usePage } from '../state/context.ts';
import { showView } from '../state/show-view.ts';
import { say } from '../strings/later.ts';
import { Menu, MenuItem, MenuLabel, MenuSeparator } from './menu.tsx';

/** What can be done to `target`, at a point of the window. */
export function ActionsList({
  target,
  at,
  byKeyboard,
  onClose,
}: {
  target: EntityRef;
  at: Point;
  byKeyboard: boolean;
  onClose: () => void;
}) {
  const { store, controller } = usePage();
  const { frame } = store.getState();
  if (frame === null) return null;
  const offers = offersFor(frame, target);
  const name = describe(frame, target)?.name ?? '';
  const run = (offer: Offer) => {
    if (offer.asks.length > 0)
      store.setState({ paletteOpen: true, paletteText: `${offer.command} ${offer.asks[0]}=` });
    else void controller.actText(offer.command);
  };
  const groups = (['messages', 'regions', 'processes', 'faults'] as const)
    .map((group) => offers.filter((offer) => offer.group === group))
    .filter((group) => group.length > 0);
  return (
    <Menu
      label={say.menu.title(name)}
      place={{ position: 'fixed', left: at.x, top: at.y }}
      byKeyboard={byKeyboard}
      side="right"
      className="max-h-[70vh] overflow-y-auto"
      onClose={onClose}
    >
      <MenuLabel className="px-[9px] pt-1 pb-[6px] text-2xs font-semibold text-ink-3">{name}</MenuLabel>
      <MenuItem
        className="menu-item"
        onSelect={() => {
          controller.select(target);
          showView(controller, 'inspector');
        }}
      >
        {say.menu.inspect}
      </MenuItem>
      {groups.map((group) => (
        <div key={group[0]?.group}>
          <MenuSeparator className="mx-2 my-1 h-px bg-hairline" />
          {group.map((offer) => (
            <MenuItem
              key={offer.command + offer.words}
              className="menu-item"
              disabled={offer.impossible !== ''}
              onSelect={() => run(offer)}
            >
              {offer.words}
              {offer.impossible !== '' && <span className="text-2xs text-ink-3">{offer.impossible}</span>}
            </MenuItem>
          ))}
        </div>
      ))}
    </Menu>
  );
}
