import type { SpaceTime, SpaceTimeItem } from '../../model/spacetime.ts';
import type { Causality } from '../scene/causality.ts';
import { say } from '../strings/index.ts';
import { FamilyKey } from './family-key.tsx';

/** From the root to the chosen message, each a step to go to. */
export function ChainRow({
  piece,
  causality,
  choose,
}: {
  piece: SpaceTime | null;
  causality: Causality | null;
  choose: (seq: number) => void;
}) {
  if (piece === null || causality === null) {
    return (
      <div className="flex shrink-0 flex-wrap items-center justify-between gap-x-6 gap-y-1 border-t border-hairline px-[14px] py-2 text-2xs text-ink-3">
        <p>{piece?.cut === true ? say.spacetime.cut : say.spacetime.hint}</p>
        <FamilyKey />
      </div>
    );
  }
  const items = new Map(piece.items.map((item) => [item.seq, item]));
  const pending = new Map(piece.pending.map((message) => [message.seq, message]));
  const steps = causality.causes.map((seq) => {
    const item = items.get(seq);
    const message = item?.message ?? pending.get(seq) ?? null;
    const words =
      message === null
        ? item === undefined
          ? ''
          : workWords(item)
        : say.spacetime.message(message.label, message.from, message.to);
    return { seq, words, isMessage: message !== null };
  });
  return (
    <div
      className="flex max-h-[76px] shrink-0 flex-wrap items-center gap-x-1 gap-y-[2px] overflow-y-auto border-t border-hairline px-[14px] py-2 text-2xs"
      aria-live="polite"
    >
      <span className="text-ink-3">{say.spacetime.causes}</span>
      {steps.map(({ seq, words, isMessage }, index) => (
        <span key={seq} className="flex items-center gap-1">
          {index > 0 && (
            <span aria-hidden="true" className="text-ink-3">
              →
            </span>
          )}
          {isMessage ? (
            <button
              type="button"
              className={`num rounded-md px-[4px] py-[1px] hover:bg-shade ${index === steps.length - 1 ? 'font-semibold text-accent' : ''}`}
              onClick={() => choose(seq)}
            >
              {words}
            </button>
          ) : (
            <span className="num px-[4px] text-ink-2">{words}</span>
          )}
        </span>
      ))}
      <span className="pl-2 text-ink-3">{say.spacetime.effects(causality.effects.size)}</span>
    </div>
  );
}

function workWords(item: SpaceTimeItem): string {
  if (item.type === 'message') return '';
  const kind = say.spacetime.work[item.type];
  return [item.process, kind, item.label].filter((part) => part !== '').join(' · ');
}
