import { ChevronsLeft, ChevronsRight, Pause, Play, RotateCcw, StepBack, StepForward } from 'lucide-react';
import { useCallback, useMemo, useRef } from 'react';
import { formatMoment } from '../../model/time.ts';
import { rate as rateWords, seconds } from '../format.ts';
import { FLAG_LABEL_MAX, paintTimeline } from '../scene/paint-timeline.ts';
import { layoutTimeline, momentAt } from '../scene/layout-timeline.ts';
import { usePage, useUi } from '../state/context.ts';
import { nearestRate, RATE_MAX, RATES } from '../state/rates.ts';
import type { UiState } from '../state/store.ts';
import { say } from '../strings/index.ts';
import { Caption } from './caption.tsx';
import type { Paint } from './layer.tsx';
import { Layer, useSize } from './layer.tsx';
import { useListeners } from './listeners.ts';
import { measureLabel } from './measure.ts';

const TRACK_HEIGHT = 58;
const depends = (state: UiState) => [state.cursor, state.newest, state.marks, state.untilUs, state.hoverAt];

function layoutOf(state: Pick<UiState, 'untilUs' | 'newest' | 'cursor' | 'marks'>, width: number) {
  return layoutTimeline({
    ...state,
    width,
    measure: (words) => Math.min(FLAG_LABEL_MAX, measureLabel(words)) + 4,
  });
}

export function TimelineView() {
  return (
    <footer className="shrink-0 border-t border-line bg-panel">
      <Caption />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-[14px] pb-[8px]">
        <Transport />
        <Scrubber />
      </div>
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
    <div className="flex shrink-0 items-center gap-1">
      <button
        type="button"
        aria-label={playing ? say.timeline.pause : ended ? say.timeline.again : say.timeline.play}
        title={`${playing ? say.timeline.pause : say.timeline.play} (Space)`}
        disabled={idle}
        onClick={() => controller.toggle()}
        className="mr-1 flex size-[36px] items-center justify-center rounded-full bg-ink text-on-ink hover:opacity-90"
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
        className="btn btn-ghost px-[7px]"
        aria-label={say.timeline.stepBack}
        title={`${say.timeline.stepBack} (,)`}
        disabled={idle}
        onClick={() => void controller.stepBack()}
      >
        <StepBack size={15} />
      </button>
      <button
        type="button"
        className="btn btn-ghost px-[7px]"
        aria-label={say.timeline.stepEvent}
        title={`${say.timeline.stepEvent} (.)`}
        disabled={idle}
        onClick={() => void controller.step('event')}
      >
        <StepForward size={15} />
      </button>
      <div className="num ml-1 w-[132px] text-sm whitespace-nowrap">
        <span className="font-semibold">{formatMoment(at)}</span>{' '}
        <span className="text-2xs text-ink-3">{say.timeline.of(seconds(untilUs))}</span>
      </div>
      <Speed />
    </div>
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
      className="flex items-center gap-1"
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
      <span className={`num w-[52px] text-xs ${behind ? 'text-warn' : 'text-ink-2'}`}>
        {behind ? rateWords(achieved) : words}
      </span>
    </div>
  );
}

function Scrubber() {
  const { store, controller } = usePage();
  const view = useRef<HTMLDivElement>(null);
  const box = useSize(view);
  const size = useMemo(() => ({ w: box.w, h: TRACK_HEIGHT }), [box.w]);
  const input = useRef<HTMLInputElement>(null);
  const wasPlaying = useRef(false);
  const { at, untilUs, newest, marks } = useUi((state) => ({
    at: state.shownAt,
    untilUs: state.untilUs,
    newest: state.newest,
    marks: state.marks,
  }));
  const paint = useCallback<Paint>(
    (ctx, state, colours) => {
      const layout = layoutOf(state, size.w);
      const hoverX =
        state.hoverAt === null
          ? null
          : layout.track.x + (state.hoverAt / Math.max(1, layout.horizonUs)) * layout.track.w;
      paintTimeline(ctx, layout, { hoverX }, colours);
    },
    [size],
  );
  const layout = useMemo(
    () => layoutOf({ untilUs, newest, cursor: at, marks }, size.w),
    [untilUs, newest, at, marks, size],
  );
  useListeners(input, {
    pointermove: (event) => {
      const left = view.current?.getBoundingClientRect().left ?? 0;
      store.setState({ hoverAt: momentAt(layout, event.clientX - left) });
    },
    pointerleave: () => store.setState({ hoverAt: null }),
    pointerdown: () => {
      wasPlaying.current = store.getState().playing;
      controller.pause();
    },
    pointerup: () => {
      if (wasPlaying.current) controller.play();
      wasPlaying.current = false;
    },
    keydown: (event) => {
      const share = layout.horizonUs / (event.shiftKey ? 10 : 100);
      const deeds: Readonly<Record<string, () => unknown>> = {
        ArrowLeft: () => controller.seekBy(-share),
        ArrowDown: () => controller.seekBy(-share),
        ArrowRight: () => controller.seekBy(share),
        ArrowUp: () => controller.seekBy(share),
        PageDown: () => controller.seekBy(-layout.horizonUs / 10),
        PageUp: () => controller.seekBy(layout.horizonUs / 10),
        Home: () => controller.seek(0),
        End: () => controller.seek(newest),
      };
      const run = deeds[event.key];
      if (run === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      void run();
    },
  });
  return (
    <div ref={view} className="relative min-w-[240px] flex-1" style={{ height: TRACK_HEIGHT }}>
      <Layer size={size} paint={paint} depends={depends} className="absolute inset-0" />
      <input
        ref={input}
        type="range"
        min={0}
        max={Math.max(1, Math.round(layout.horizonUs / 1_000))}
        step={1}
        value={Math.round(at / 1_000)}
        aria-label={say.timeline.label}
        aria-valuetext={`${formatMoment(at)}, ${say.timeline.computed(formatMoment(newest))}`}
        onChange={(event) => void controller.seek(Number(event.target.value) * 1_000)}
        className="scrubber absolute"
        style={{
          left: layout.track.x,
          width: layout.track.w,
          top: layout.track.y - 4,
          height: layout.track.h + 8,
        }}
      />
      {layout.flags.map(({ mark, x, label }, index) => (
        <button
          key={`${mark.at}/${index}`}
          type="button"
          tabIndex={-1}
          title={`${formatMoment(mark.at)}  ${mark.words}`}
          aria-label={say.timeline.mark(mark.words, formatMoment(mark.at))}
          className="absolute top-0 rounded"
          style={{ left: x - 3, width: label === null ? 11 : 14, height: 18 }}
          onClick={() => void controller.seek(mark.at)}
        />
      ))}
    </div>
  );
}
