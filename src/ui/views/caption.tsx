import { Lightbulb, PencilLine } from 'lucide-react';
import { Suspense } from 'react';
import { formatMoment } from '../../model/time.ts';
import { splitTerms } from '../glossary/split.ts';
import { usePage, useUi } from '../state/context.ts';
import { say, tell } from '../strings/index.ts';
import { late } from './late.ts';
import { PaceBadge } from './pace-badge.tsx';
import { Said } from './term.tsx';

// Reading an action takes its schema, which the first picture does without.
const ActionWords = late(async () => (await import('./action-words.tsx')).ActionWords);

/** One sentence about what just happened, and one thing to try. */
export function Caption() {
  const { controller, store } = usePage();
  const { caption, tryNext, doc, at, run, playing, loading, working } = useUi((state) => ({
    caption: state.caption,
    tryNext: state.tryNext,
    doc: state.doc,
    at: state.marks.findLast((mark) => mark.kind === 'caption' && mark.words === state.caption)?.at ?? null,
    run: state.shown?.run ?? 'running',
    playing: state.playing,
    loading: state.phase === 'loading',
    working: state.working,
  }));
  const words = loading ? say.app.loading : tell(caption !== '' ? caption : (doc?.shows ?? ''));
  return (
    <div className="flex min-h-[44px] items-center gap-x-4 gap-y-1 px-[14px] pt-[7px] pb-[3px] max-sm:flex-wrap max-sm:gap-x-1 sm:min-h-[50px]">
      <p
        aria-live="polite"
        data-caption=""
        className="chart-voice max-w-[1080px] flex-1 text-[16px] leading-[20px] text-pretty text-ink max-sm:basis-full sm:line-clamp-2"
      >
        {at !== null && caption !== '' && (
          <span className="num mr-2 text-2xs text-ink-3 not-italic">{formatMoment(at)}</span>
        )}
        <Said pieces={splitTerms(words)} />
        {!playing && run === 'ended' && <span className="text-ink-3"> {say.timeline.ended}</span>}
        {run === 'violated' && <span className="text-bad"> {say.timeline.violated}</span>}
      </p>
      {doc !== null && !loading && (
        <div className="flex shrink-0 items-center gap-1">
          {/* Where the past is changed, seconds of a large run may have to be judged again. */}
          <span aria-live="polite" data-working="" className="text-2xs text-ink-3 not-empty:mr-1">
            {working && say.app.working}
          </span>
          <PaceBadge config={doc.config} />
          <button
            type="button"
            className="btn btn-ghost h-6 px-[5px] text-ink-3"
            aria-label={say.timeline.tell}
            title={`${say.timeline.tell} (E)`}
            aria-haspopup="dialog"
            onClick={() => store.setState({ dialog: 'author' })}
          >
            <PencilLine size={13} />
          </button>
        </div>
      )}
      {tryNext !== '' && (
        <button
          type="button"
          className="btn max-w-full min-w-0 shrink-0 max-sm:min-h-[26px] max-sm:shrink"
          title={tryNext}
          onClick={() => void controller.actText(tryNext)}
        >
          <Lightbulb size={13} className="shrink-0 text-accent" aria-hidden="true" />
          <span className="text-ink-3">{say.timeline.tryNext}</span>
          <Suspense fallback={<span className="num truncate">{tryNext}</span>}>
            <ActionWords text={tryNext} />
          </Suspense>
        </button>
      )}
    </div>
  );
}
