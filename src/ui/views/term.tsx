import { memo, useState } from 'react';
import type { ReactNode } from 'react';
import type { Piece } from '../glossary/split.ts';
import type { TermId } from '../glossary/terms.ts';
import { CardButton } from './card-button.tsx';
import { late } from './late.ts';

const TermCard = late(async () => (await import('./term-card.tsx')).TermCard);

/** A word of the field that says what it means when asked. */
export const Term = memo(function Term({ id, children }: { id: TermId; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <CardButton
      open={open}
      setOpen={setOpen}
      card={(place) => <TermCard {...place} first={id} />}
      className="term"
      data-term={id}
    >
      {children}
    </CardButton>
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
