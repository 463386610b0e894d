import { use, useState } from 'react';
import { glossaryIn } from '../glossary/meanings.ts';
import { AREAS, TERMS } from '../glossary/terms.ts';
import type { Term } from '../glossary/terms.ts';
import { usePage, useUi } from '../state/context.ts';
import { say } from '../strings/later.ts';
import { Sheet } from './dialog.tsx';

const ALL: readonly Term[] = TERMS;

/** Every term of the field that the page uses, to search and to read through. */
export function GlossaryDialog() {
  const { store } = usePage();
  const { meanings, references } = use(glossaryIn(useUi((state) => state.language)));
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const found = ALL.filter(({ id, names, zh = [] }) =>
    [...names, ...zh, meanings[id]].some((said) => said.toLowerCase().includes(wanted)),
  );
  return (
    <Sheet
      title={say.glossary.title}
      intro={say.glossary.intro}
      wide
      onClose={() => store.setState({ dialog: null })}
    >
      <div className="sticky top-0 z-10 flex items-center gap-3 bg-panel pb-2">
        <input
          type="search"
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder={say.glossary.search}
          aria-label={say.glossary.search}
          className="field flex-1"
        />
        <output className="num text-2xs text-ink-3">{say.glossary.found(found.length)}</output>
      </div>
      {found.length === 0 && <p className="chart-voice py-4 text-[15px] text-ink-3">{say.glossary.none}</p>}
      {AREAS.map((area) => {
        const own = found.filter((term) => term.area === area);
        if (own.length === 0) return null;
        return (
          <section key={area} className="mt-4 first-of-type:mt-1">
            <h3 className="mb-1 text-xs font-semibold text-ink-2">{say.glossary.areas[area]}</h3>
            <dl>
              {own.map(({ id, names: [first, ...others] }) => (
                <div
                  key={id}
                  className="grid gap-x-5 border-t border-hairline py-[7px] sm:grid-cols-[170px_1fr]"
                >
                  <dt className="text-xs font-medium">
                    {first}
                    <span className="block text-2xs font-normal text-ink-3">
                      {others.filter((name) => !name.startsWith(first)).join(', ')}
                    </span>
                  </dt>
                  <dd className="text-xs text-ink-2">
                    {meanings[id]}
                    <span className="mt-[2px] block text-2xs text-ink-3">{references[id].source}</span>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        );
      })}
    </Sheet>
  );
}
