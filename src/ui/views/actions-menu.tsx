import { ContextMenu } from 'radix-ui';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { EntityRef } from '../../model/frame.ts';
import type { Offer } from '../offers/offer.ts';
import { offersFor } from '../offers/offers.ts';
import { messageOf } from '../refs.ts';
import { describe } from '../scene/describe.ts';
import { usePage } from '../state/context.ts';
import { say } from '../strings/index.ts';
import { refUnder } from './listeners.ts';

/**
 * The menu on a right click, a long touch or Enter: what can be done to the thing under it, impossible things with the
 * reason. `targetAt` knows what is only painted there.
 */
export function ActionsMenu({
  children,
  targetAt = refUnder,
}: {
  children: ReactNode;
  targetAt?: (event: MouseEvent) => EntityRef | null;
}) {
  const { store, controller } = usePage();
  const [target, setTarget] = useState<EntityRef | null>(null);
  const frame = store.getState().frame;
  const offers = target === null || frame === null ? [] : offersFor(frame, target);
  const words = target === null || frame === null ? null : describe(frame, target);
  const run = (offer: Offer) => {
    if (offer.asks.length > 0)
      store.setState({ paletteOpen: true, paletteText: `${offer.command} ${offer.asks[0]}=` });
    else void controller.actText(offer.command);
  };
  const groups = (['messages', 'regions', 'processes', 'faults'] as const)
    .map((group) => offers.filter((offer) => offer.group === group))
    .filter((group) => group.length > 0);
  return (
    <ContextMenu.Root
      onOpenChange={(open) => {
        if (!open) setTarget(null);
      }}
    >
      <ContextMenu.Trigger
        asChild
        onContextMenu={(event) => {
          const ref = targetAt(event.nativeEvent);
          if (ref === null) {
            event.preventDefault();
            return;
          }
          setTarget(ref);
          // A message is caught, or it would be gone before anything is chosen.
          if (messageOf(ref) === null) return;
          controller.pause();
          controller.select(ref);
        }}
        onPointerDown={(event) => {
          // A long touch opens the menu without asking again.
          if (event.pointerType === 'mouse') return;
          const ref = targetAt(event.nativeEvent);
          if (ref === null) event.preventDefault();
          else setTarget(ref);
        }}
      >
        {children}
      </ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content
          className="menu max-h-[70vh] overflow-y-auto"
          collisionPadding={8}
          aria-label={say.menu.title(words?.name ?? '')}
        >
          <ContextMenu.Label className="px-[9px] pt-1 pb-[6px] text-2xs font-semibold text-ink-3 first-letter:uppercase">
            {words?.name ?? ''}
          </ContextMenu.Label>
          <ContextMenu.Item
            className="menu-item"
            onSelect={() => {
              controller.select(target);
              store.setState({ panel: 'inspector' });
            }}
          >
            {say.menu.inspect}
          </ContextMenu.Item>
          {groups.map((group) => (
            <div key={group[0]?.group}>
              <ContextMenu.Separator className="mx-2 my-1 h-px bg-hairline" />
              {group.map((offer) => (
                <ContextMenu.Item
                  key={offer.command + offer.words}
                  className="menu-item"
                  disabled={offer.impossible !== ''}
                  onSelect={() => run(offer)}
                >
                  {offer.words}
                  {offer.impossible !== '' && <span className="text-2xs text-ink-3">{offer.impossible}</span>}
                </ContextMenu.Item>
              ))}
            </div>
          ))}
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}
