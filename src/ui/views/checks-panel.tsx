import { Check, TriangleAlert } from 'lucide-react';
import { formatMoment } from '../../model/time.ts';
import { count } from '../format.ts';
import { usePage, useUi } from '../state/context.ts';
import { splitTerms } from '../glossary/split.ts';
import type { TermId } from '../glossary/terms.ts';
import { tell, tellCheck } from '../strings/index.ts';
import { say } from '../strings/later.ts';
import { Said } from './term.tsx';

/** A scrolling area without anything to focus in it must take the focus itself, or the keyboard cannot scroll it. */
function reachable(area: HTMLElement | null): void {
  area?.setAttribute('tabindex', '0');
}

/** Every check with how often it was evaluated, violations with the way to their moment, and active faults. */
export function ChecksPanel() {
  const { controller } = usePage();
  const { shown, marks } = useUi((state) => ({ shown: state.shown, marks: state.marks }));
  const checks = shown?.checks ?? [];
  const seen = new Set<TermId>();
  const faults = shown?.faults ?? [];
  const violations = marks.filter((mark) => mark.kind === 'violation');
  return (
    <div className="h-full overflow-y-auto px-[14px] py-[10px]" ref={reachable}>
      {violations.map((mark) => (
        <button
          key={`${mark.at}/${mark.words}`}
          type="button"
          onClick={() => void controller.seek(mark.at)}
          className="mb-2 flex w-full items-baseline gap-3 rounded-md border border-bad bg-bad-soft px-3 py-2 text-left text-xs text-bad"
        >
          <span className="num shrink-0">{formatMoment(mark.at)}</span>
          <span>{tell(mark.words)}</span>
        </button>
      ))}
      <div className="mb-2 flex items-end justify-between gap-4 text-2xs text-ink-3">
        <p className="max-w-[560px]">{say.checks.intro}</p>
        <span className="shrink-0">{say.checks.evaluations}</span>
      </div>
      <ul>
        {checks.map((check) => {
          const broken = check.violations > 0;
          return (
            <li key={check.id} className="flex items-center gap-3 border-t border-hairline py-[5px] text-xs">
              {broken ? (
                <TriangleAlert size={14} className="shrink-0 text-bad" aria-hidden="true" />
              ) : check.evaluations > 0 ? (
                <Check size={14} className="shrink-0 text-ok" aria-hidden="true" />
              ) : (
                <span
                  aria-hidden="true"
                  className="mx-[4px] size-[6px] shrink-0 rounded-full border border-ink-3"
                />
              )}
              <span className={`min-w-0 flex-1 ${broken ? 'font-semibold text-bad' : ''}`}>
                <Said pieces={splitTerms(tellCheck(check.id, check.title), seen)} />
              </span>
              <span className="num shrink-0 text-2xs text-ink-3">
                {broken
                  ? say.checks.violated(count(check.violations))
                  : check.evaluations > 0
                    ? count(check.evaluations)
                    : say.checks.never}
              </span>
            </li>
          );
        })}
      </ul>
      {faults.length > 0 && (
        <>
          <h3 className="mt-3 mb-1 text-xs font-semibold">{say.checks.faults}</h3>
          {faults.map((fault) => (
            <div key={fault.id} className="flex items-center gap-3 border-t border-hairline py-[5px] text-xs">
              <span className="flex-1">{tell(fault.words)}</span>
              <span className="num text-2xs text-ink-3">{formatMoment(fault.since)}</span>
              <button
                type="button"
                className="btn min-h-[24px]"
                onClick={() => void controller.act({ do: 'heal', id: fault.id })}
              >
                {say.checks.heal}
              </button>
            </div>
          ))}
        </>
      )}
    </div>
  );
}
