import { Suspense, useRef } from 'react';
import type { ComponentProps, ReactNode, RefObject } from 'react';

/** What a card needs of the button that opens it. */
export interface CardPlace {
  readonly anchor: RefObject<HTMLButtonElement | null>;
  readonly onClose: () => void;
}

/** A button that opens a card beside itself and closes it again. The card is a `FloatingCard`, fetched with what is in it. */
export function CardButton({
  open,
  setOpen,
  card,
  ...button
}: Omit<ComponentProps<'button'>, 'type' | 'ref' | 'onClick'> & {
  open: boolean;
  setOpen: (open: boolean) => void;
  card: (place: CardPlace) => ReactNode;
}) {
  const anchor = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        type="button"
        ref={anchor}
        aria-haspopup="dialog"
        aria-expanded={open}
        {...button}
        onClick={() => setOpen(!open)}
      />
      {open && <Suspense fallback={null}>{card({ anchor, onClose: () => setOpen(false) })}</Suspense>}
    </>
  );
}
