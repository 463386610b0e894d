import {
  ChevronsLeft,
  ChevronsRight,
  Pause,
  Play,
  Redo2,
  RotateCcw,
  StepBack,
  StepForward,
  Undo2,
} from 'lucide-react';
import { Suspense } from 'react';
import { formatMoment } from '../../model/time.ts';
import { rate as rateWords, seconds } from '../format.ts';
import { usePage, useUi } from '../state/context.ts';
import { redo, undo } from '../state/deeds.ts';
import { nearestRate, RATE_MAX, RATES } from '../state/rates.ts';
import { say } from '../strings/index.ts';
import { Caption } from './caption.tsx';
import { late } from './late.ts';
import { Scrubber } from './timeline-scrubber.tsx';
import { StepMenu } from './timeline-steps.tsx';
import { RunUntil } from './timeline-until.tsx';

const EditCommand = late(async () => (await import('./timeline-edit.tsx')).EditCommand);

export function TimelineView() {
  const editing = useUi((state) => state.editing !== null);
  return (
    <footer className="shrink-0 border-t border-line bg-panel">
      <Caption />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-[14px] pb-[8px]">
        <Transport />
        <Scrubber />
      </div>
      <Suspense fallback={null}>{editing && <EditCommand />}</Suspense>
    </footer>
  );
}

function Transport() {
  const { controller } = usePage();
  const { playing, at, untilUs, ended, phase } = useUi((state) => ({
    playing: state.playing,
    at: state.shownAt,
    untilUs: state.untilUs,
    phase: state.phase,
    ended:
      !state.playing &&
      state.shown !== null &&
      (state.shownAt >= state.untilUs || (state.shown.run !== 'running' && state.shownAt >= state.newest)),
  }));
  const idle = phase !== 'ready';
  return (
    <div className="flex max-w-full shrink-0 flex-wrap items-center gap-1 max-sm:gap-0">
      <button
        type="button"
        aria-label={playing ? say.timeline.pause : ended ? say.timeline.again : say.timeline.play}
        title={`${playing ? say.timeline.pause : say.timeline.play} (Space)`}
        disabled={idle}
        onClick={() => controller.toggle()}
        className="mr-1 flex size-[36px] max-sm:mr-0 items-center justify-center rounded-full bg-ink text-on-ink hover:opacity-90"
      >
        {playing ? (
          <Pause size={16} fill="currentColor" strokeWidth={0} />
        ) : ended ? (
          <RotateCcw size={16} />
        ) : (
          <Play size={16} fill="currentColor" strokeWidth={0} className="translate-x-px" />
        )}
      </button>
      <button
        type="button"
        className="btn btn-ghost px-[7px] max-sm:px-[5px]"
        aria-label={say.timeline.stepBack}
        title={`${say.timeline.stepBack} (,)`}
        disabled={idle}
        onClick={() => void controller.stepBack()}
      >
        <StepBack size={15} />
      </button>
      <button
        type="button"
        className="btn btn-ghost px-[7px] max-sm:px-[5px]"
        aria-label={say.timeline.stepEvent}
        title={`${say.timeline.stepEvent} (.)`}
        disabled={idle}
        onClick={() => void controller.step('event')}
      >
        <StepForward size={15} />
      </button>
      <StepMenu disabled={idle} />
      <RunUntil disabled={idle} />
      <UndoRedo />
      <div className="num ml-1 min-w-[64px] text-sm whitespace-nowrap sm:w-[132px]">
        <span className="font-semibold">{formatMoment(at)}</span>{' '}
        <span className="text-2xs text-ink-3 max-sm:hidden">{say.timeline.of(seconds(untilUs))}</span>
      </div>
      <Speed />
    </div>
  );
}

function UndoRedo() {
  const { controller } = usePage();
  const { undos, redos } = useUi((state) => ({
    undos: state.versions.undo.length,
    redos: state.versions.redo.length,
  }));
  if (undos + redos === 0) return null;
  return (
    <>
      <button
        type="button"
        className="btn btn-ghost px-[5px] max-sm:px-1"
        aria-label={say.timeline.undo}
        title={`${say.timeline.undo} (Ctrl Z)`}
        disabled={undos === 0}
        onClick={() => void undo(controller)}
      >
        <Undo2 size={14} />
      </button>
      <button
        type="button"
        className="btn btn-ghost px-[5px] max-sm:px-1"
        aria-label={say.timeline.redo}
        title={`${say.timeline.redo} (Ctrl Shift Z)`}
        disabled={redos === 0}
        onClick={() => void redo(controller)}
      >
        <Redo2 size={14} />
      </button>
    </>
  );
}

function Speed() {
  const { controller } = usePage();
  const { rate, achieved, playing } = useUi((state) => ({
    rate: state.rate,
    achieved: state.achievedRate,
    playing: state.playing,
  }));
  const words = rateWords(rate, RATE_MAX);
  const behind = playing && achieved !== null && achieved < rate * 0.8;
  return (
    <div
      className="flex items-center gap-1 max-sm:gap-0"
      title={behind ? say.timeline.achieved(rateWords(achieved)) : say.timeline.speedIs(words)}
    >
      <button
        type="button"
        className="btn btn-ghost px-1"
        aria-label={say.timeline.slower}
        onClick={() => controller.slower()}
      >
        <ChevronsLeft size={14} />
      </button>
      <input
        type="range"
        min={0}
        max={RATES.length - 1}
        step={1}
        value={nearestRate(rate)}
        aria-label={say.timeline.speed}
        aria-valuetext={words}
        onChange={(event) => controller.setRate(RATES[Number(event.target.value)] ?? rate)}
        className="speed-slider hidden w-[74px] md:block"
      />
      <button
        type="button"
        className="btn btn-ghost px-1"
        aria-label={say.timeline.faster}
        onClick={() => controller.faster()}
      >
        <ChevronsRight size={14} />
      </button>
      <span
        className={`num w-[52px] text-xs max-sm:w-[46px] max-sm:text-2xs ${behind ? 'text-warn' : 'text-ink-2'}`}
      >
        {behind ? rateWords(achieved) : words}
      </span>
    </div>
  );
}
