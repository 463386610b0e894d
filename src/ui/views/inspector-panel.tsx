import { X } from 'lucide-react';
import { useState } from 'react';
import type { Inspection, OfferedAction } from '../../model/frame.ts';
import type { Offer } from '../offers/offer.ts';
import { offersFor } from '../offers/offers.ts';
import { changesBetween } from '../offers/changes.ts';
import { sentenceCase } from '../format.ts';
import { usePage, useUi } from '../state/context.ts';
import { tell } from '../strings/index.ts';
import { say } from '../strings/later.ts';
import { findTerm } from '../glossary/split.ts';
import { LogMatrixView } from './log-matrix.tsx';
import { ProgressTable } from './progress-table.tsx';
import { Term } from './term.tsx';

/** The story for who does not know yet what all this is about; links rely on its id. */
const PRIMER = 'resolved-ts';

/** What the selected thing is, what changed since the last step, and what can be done to it now. */
export function InspectorPanel() {
  const { controller, store, openStory } = usePage();
  const { source, selection, inspection, before, frame, playing } = useUi((state) => ({
    source: state.doc?.id ?? '',
    playing: state.playing,
    selection: state.selection,
    inspection: state.inspection,
    before: state.inspectionBefore,
    frame: state.shown,
  }));
  if (selection === null) {
    return (
      <div className="flex h-full flex-col items-center justify-center gap-1 px-8 text-center">
        <p className="chart-voice text-[17px] text-ink-2">{say.inspector.nothing}</p>
        <p className="max-w-[360px] text-xs text-ink-3">{say.inspector.hint}</p>
        <p className="mt-2 flex flex-wrap justify-center gap-[6px]">
          {source !== PRIMER && (
            <button type="button" className="btn" onClick={() => openStory(PRIMER)}>
              {say.inspector.beginHere}
            </button>
          )}
          <button type="button" className="btn btn-ghost" onClick={() => store.setState({ dialog: 'help' })}>
            {say.help.legend}
          </button>
        </p>
      </div>
    );
  }
  if (inspection === null || inspection.ref !== selection) {
    return <p className="p-[14px] text-xs text-ink-3">{say.inspector.waiting}</p>;
  }
  const extra = frame === null ? [] : offersFor(frame, selection);
  return (
    <div className="flex h-full flex-col overflow-y-auto">
      <div className="sticky top-0 z-10 flex items-baseline gap-3 bg-paper px-[14px] pt-[9px] pb-[6px] max-lg:bg-paper">
        <h3 className="shrink-0 text-[15px] font-semibold">{tell(inspection.title)}</h3>
        <p className="min-w-0 text-2xs text-ink-3">{tell(inspection.subtitle)}</p>
        <button
          type="button"
          className="btn btn-ghost ml-auto min-h-[22px] self-center px-1"
          aria-label={say.inspector.close}
          title={say.inspector.close}
          onClick={() => controller.select(null)}
        >
          <X size={14} />
        </button>
      </div>
      <div className="flex flex-col gap-[10px] px-[14px] pb-[14px]">
        <Deeds offered={inspection.actions} extra={extra} />
        {!playing && <Changes before={before} now={inspection} />}
        {inspection.log !== null && <LogMatrixView log={inspection.log} />}
        {inspection.log !== null && <ProgressTable log={inspection.log} />}
        <Facts inspection={inspection} before={playing ? null : before} />
      </div>
    </div>
  );
}

function Changes({ before, now }: { before: Inspection | null; now: Inspection }) {
  if (before === null || before.ref !== now.ref) return null;
  const changes = changesBetween(before, now);
  return (
    <p className="rounded-md bg-shade px-[9px] py-[5px] text-2xs text-ink-2" aria-live="polite">
      {changes.length === 0 ? (
        say.inspector.noChanges
      ) : (
        <>
          <span className="text-ink-3">{say.inspector.changes}: </span>
          {changes.slice(0, 8).map((change, index) => (
            <span key={change.name} className="num">
              {index > 0 && ' · '}
              <span className="font-sans">{tell(change.name)}</span> {tell(change.was)} →{' '}
              <span className="font-semibold text-ink">{tell(change.now)}</span>
            </span>
          ))}
        </>
      )}
    </p>
  );
}

function Facts({ inspection, before }: { inspection: Inspection; before: Inspection | null }) {
  const groups = new Map<string, typeof inspection.facts>();
  for (const fact of inspection.facts) {
    // The table above says the same, column by column.
    if (fact.group === 'progress') continue;
    groups.set(fact.group, [...(groups.get(fact.group) ?? []), fact]);
  }
  const old = new Map(
    before?.ref === inspection.ref
      ? before.facts.map((fact) => [`${fact.group}/${fact.name}`, fact.value])
      : [],
  );
  return (
    <div className="grid grid-cols-[repeat(auto-fill,minmax(205px,1fr))] gap-x-6 gap-y-3">
      {[...groups].map(([group, facts]) => (
        <dl key={group} className="min-w-0 text-2xs">
          <dt className="mb-[2px] font-semibold text-ink-2">{tell(group)}</dt>
          {facts.map((fact) => {
            const was = old.get(`${fact.group}/${fact.name}`);
            const term = findTerm(fact.term) ?? findTerm(fact.name);
            const changed = was !== undefined && was !== fact.value;
            return (
              <dd
                key={fact.name}
                className="flex min-h-[24px] items-baseline justify-between gap-3 border-t border-hairline py-[3px]"
              >
                <span className="shrink-0 text-ink-3">
                  {term === null ? tell(fact.name) : <Term id={term}>{tell(fact.name)}</Term>}
                </span>
                <span
                  className={`num min-w-0 text-right break-words ${changed ? 'font-semibold text-accent' : 'text-ink'}`}
                >
                  {tell(fact.value)}
                </span>
              </dd>
            );
          })}
        </dl>
      ))}
    </div>
  );
}

/** Shown at once; the rest waits behind a button, so that what the thing is stays in sight. */
const DEEDS_FIRST = 4;

interface DeedChoice {
  readonly words: string;
  /** Why it cannot be done now; '' when it can. */
  readonly impossible: string;
  readonly run: () => void;
}

/** The engine's own offers first, then what the page knows besides; impossible ones last, with their reason. */
function Deeds({ offered, extra }: { offered: readonly OfferedAction[]; extra: readonly Offer[] }) {
  const { controller, store } = usePage();
  const [all, setAll] = useState(false);
  const named = new Set(offered.map((action) => action.command));
  const choices: readonly DeedChoice[] = [
    ...offered.map((action) => ({
      words: sentenceCase(tell(action.words)),
      impossible: tell(action.impossible),
      run: () => void controller.actText(action.command),
    })),
    ...extra
      .filter((offer) => offer.asks.length > 0 || !named.has(offer.command))
      .map((offer) => ({
        words: offer.words,
        impossible: tell(offer.impossible),
        run: () =>
          offer.asks.length > 0
            ? store.setState({ paletteOpen: true, paletteText: `${offer.command} ${offer.asks[0]}=` })
            : void controller.actText(offer.command),
      })),
  ].toSorted((a, b) => Number(a.impossible !== '') - Number(b.impossible !== ''));
  if (choices.length === 0) return null;
  const hidden = choices.length - DEEDS_FIRST;
  return (
    <section aria-label={say.inspector.actions}>
      <div className="flex flex-wrap gap-[5px]">
        {choices.slice(0, all || hidden === 1 ? choices.length : DEEDS_FIRST).map((choice) => (
          <Deed key={choice.words} {...choice} />
        ))}
        {hidden > 1 && (
          <button
            type="button"
            className="btn btn-ghost min-h-[25px] px-2 text-2xs text-ink-2"
            aria-expanded={all}
            onClick={() => setAll(!all)}
          >
            {all ? say.inspector.fewer : say.inspector.more(hidden)}
          </button>
        )}
      </div>
    </section>
  );
}

function Deed({ words, impossible, run }: DeedChoice) {
  const { controller } = usePage();
  if (impossible === '') {
    return (
      <button type="button" className="btn min-h-[25px] px-2 text-2xs" onClick={run}>
        {words}
      </button>
    );
  }
  return (
    <button
      type="button"
      className="btn h-auto min-h-[25px] flex-wrap justify-start gap-x-[6px] px-2 py-[2px] text-left text-2xs whitespace-normal"
      aria-disabled="true"
      title={say.inspector.impossible(impossible)}
      onClick={() => controller.toast('info', `${words}: ${impossible}`)}
    >
      {words}
      <span className="font-normal">{impossible}</span>
    </button>
  );
}
