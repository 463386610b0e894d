import { Suspense, use, useState } from 'react';
import { glossaryIn } from '../glossary/meanings.ts';
import { nameOf } from '../glossary/terms.ts';
import type { TermId } from '../glossary/terms.ts';
import { usePage, useUi } from '../state/context.ts';
import { say } from '../strings/later.ts';
import type { CardPlace } from './card-button.tsx';
import { FloatingCard } from './floating-card.tsx';

/** What a term means, where that is from, and the terms beside it. */
export function TermCard({ first, ...place }: CardPlace & { first: TermId }) {
  return (
    <FloatingCard {...place} label={first} className="w-[340px] max-w-[calc(100vw-16px)] p-[14px]">
      <Suspense fallback={null}>
        <Meaning first={first} close={place.onClose} />
      </Suspense>
    </FloatingCard>
  );
}

function Meaning({ first, close }: { first: TermId; close: () => void }) {
  const { store } = usePage();
  const { meanings, references } = use(glossaryIn(useUi((state) => state.language)));
  const [id, setId] = useState(first);
  const { source, see } = references[id];
  return (
    <div aria-live="polite">
      <p className="chart-voice text-[17px] leading-[22px] font-medium">{nameOf(id)}</p>
      <p className="mt-1 text-xs text-ink-2">{meanings[id]}</p>
      <p className="mt-2 text-2xs text-ink-3">{source}</p>
      <div className="mt-2 flex flex-wrap items-center gap-[5px]">
        {see.map((other) => (
          <button
            key={other}
            type="button"
            className="btn min-h-[24px] px-2 text-2xs"
            onClick={() => setId(other)}
          >
            {nameOf(other)}
          </button>
        ))}
        <button
          type="button"
          className="btn btn-ghost ml-auto min-h-[24px] px-2 text-2xs text-ink-2"
          onClick={() => {
            close();
            store.setState({ dialog: 'glossary' });
          }}
        >
          {say.glossary.all}
        </button>
      </div>
    </div>
  );
}
