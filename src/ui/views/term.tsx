import { Popover } from 'radix-ui';
import { lazy, memo, Suspense, useState } from 'react';
import type { ReactNode } from 'react';
import type { Piece } from '../glossary/split.ts';
import type { TermId } from '../glossary/terms.ts';

const TermCard = lazy(async () => ({ default: (await import('./term-card.tsx')).TermCard }));

/** A word of the field that says what it means when asked. */
export const Term = memo(function Term({ id, children }: { id: TermId; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className="term" data-term={id}>
        {children}
      </Popover.Trigger>
      {open && (
        <Popover.Portal>
          <Popover.Content
            className="menu w-[340px] max-w-[calc(100vw-16px)] p-[14px]"
            side="top"
            sideOffset={6}
            collisionPadding={8}
            aria-label={id}
          >
            <Suspense fallback={null}>
              <TermCard first={id} close={() => setOpen(false)} />
            </Suspense>
          </Popover.Content>
        </Popover.Portal>
      )}
    </Popover.Root>
  );
});

/** A sentence with its terms to ask about. */
export function Said({ pieces }: { pieces: readonly Piece[] }) {
  return pieces.map((piece) =>
    piece.term === null ? (
      piece.text
    ) : (
      <Term key={piece.term} id={piece.term}>
        {piece.text}
      </Term>
    ),
  );
}
