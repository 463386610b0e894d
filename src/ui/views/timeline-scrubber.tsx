import { useCallback, useMemo, useRef, useState } from 'react';
import { formatMoment } from '../../model/time.ts';
import type { SimTime } from '../../model/time.ts';
import { FLAG_LABEL_MAX, paintNeedles, paintTimeline, paintTrack } from '../scene/paint-timeline.ts';
import type { TimelineAxis } from '../scene/layout-timeline.ts';
import {
  horizonOf,
  LANE_H,
  layoutTimeline,
  momentAt,
  timelineAxis,
  TRACK_HEIGHT,
} from '../scene/layout-timeline.ts';
import { flagsOf } from '../scene/timeline-flags.ts';
import { usePage, useUi } from '../state/context.ts';
import { branchWords, openBranch, wordsOf } from '../state/deeds.ts';
import type { UiState } from '../state/store.ts';
import { forkOf } from '../state/versions.ts';
import type { Branch } from '../state/versions.ts';
import { say } from '../strings/index.ts';
import type { Paint } from './layer.tsx';
import { Layer, useSize } from './layer.tsx';
import { useListeners } from './listeners.ts';
import { measureLabel } from './measure.ts';
import { FlagButton } from './timeline-flag.tsx';

/** Former futures drawn before one asks for all. */
const LANES_SHOWN = 2;

const trackDepends = (state: UiState) => [state.cursor, state.newest, state.untilUs];
const needleDepends = (state: UiState) => [
  state.cursor,
  state.hoverAt,
  horizonOf(state.untilUs, state.newest),
];
const depends = (state: UiState) => [
  horizonOf(state.untilUs, state.newest),
  state.marks,
  state.commands,
  state.versions,
  state.draft,
  state.language,
];

type Shown = Pick<UiState, 'marks' | 'commands' | 'draft'> & { readonly horizonUs: SimTime };

function layoutOf(state: Shown, branches: readonly Branch[], width: number) {
  return layoutTimeline({
    ...state,
    width,
    flags: flagsOf({ ...state, wordsOf, refusedWords: say.timeline.refused }),
    branches: branches.map((branch) => ({
      fork: forkOf(branch, state.commands),
      newest: branch.newest,
      words: branchWords(branch, state.commands),
    })),
    measure: (words) => Math.min(FLAG_LABEL_MAX, measureLabel(words)) + 4,
  });
}

function axisOf({ untilUs, newest }: Pick<UiState, 'untilUs' | 'newest'>, width: number): TimelineAxis {
  return timelineAxis(width, horizonOf(untilUs, newest));
}

/** The newest ones first, all of them only when asked for. */
function lanesOf({ versions }: Pick<UiState, 'versions'>, all: boolean): readonly Branch[] {
  const newestFirst = versions.branches.toReversed();
  return all ? newestFirst : newestFirst.slice(0, LANES_SHOWN);
}

/** The run as one line: scrub anywhere, flags of what is done to it, and former futures under it. */
export function Scrubber() {
  const { store, controller } = usePage();
  const view = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const wasPlaying = useRef(false);
  const [all, setAll] = useState(false);
  /** The command whose flag is the one stop of the Tab key. */
  const [stop, setStop] = useState(0);
  const { at, newest, horizonUs, marks, commands, draft, versions } = useUi((state) => ({
    at: state.shownAt,
    newest: state.shownNewest,
    horizonUs: horizonOf(state.untilUs, state.newest),
    marks: state.marks,
    commands: state.commands,
    draft: state.draft,
    versions: state.versions,
  }));
  const box = useSize(view);
  const lanes = lanesOf({ versions }, all);
  const hidden = versions.branches.length - lanes.length;
  const height = TRACK_HEIGHT + (lanes.length === 0 ? 0 : (lanes.length + (hidden > 0 ? 1 : 0)) * LANE_H + 2);
  const size = useMemo(() => ({ w: box.w, h: height }), [box.w, height]);
  const paint = useCallback<Paint>(
    (ctx, state, colours) => {
      const horizonUs = horizonOf(state.untilUs, state.newest);
      paintTimeline(ctx, layoutOf({ ...state, horizonUs }, lanesOf(state, all), size.w), colours);
    },
    [size, all],
  );
  const paintUnder = useCallback<Paint>(
    (ctx, state, colours) => paintTrack(ctx, axisOf(state, size.w), state, colours),
    [size],
  );
  const paintOver = useCallback<Paint>(
    (ctx, state, colours) => paintNeedles(ctx, axisOf(state, size.w), state, colours),
    [size],
  );
  const layout = useMemo(
    () => layoutOf({ horizonUs, marks, commands, draft }, lanesOf({ versions }, all), size.w),
    [horizonUs, marks, commands, draft, versions, all, size],
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
        End: () => controller.seek(store.getState().newest),
      };
      const run = deeds[event.key];
      if (run === undefined || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      void run();
    },
  });
  return (
    <div ref={view} className="relative min-w-[240px] flex-1" style={{ height }}>
      <Layer size={size} paint={paintUnder} depends={trackDepends} className="absolute inset-0" />
      <Layer size={size} paint={paint} depends={depends} className="absolute inset-0" />
      <Layer size={size} paint={paintOver} depends={needleDepends} className="absolute inset-0" />
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
          top: layout.track.y,
          height: layout.track.h + 6,
        }}
      />
      {layout.flags.map(({ flag, x, label }, index) => (
        <FlagButton
          key={flag.command === null ? `${flag.at}/${index}` : `command ${flag.command}`}
          flag={flag}
          x={x}
          width={label === null ? 11 : 14}
          isStop={flag.command === Math.min(stop, commands.length - 1)}
          onFocus={setStop}
          horizonUs={layout.horizonUs}
          moment={(clientX) => momentAt(layout, clientX - (view.current?.getBoundingClientRect().left ?? 0))}
        />
      ))}
      {layout.lanes.map(({ branch, forkX, endX, y, words }) => {
        const lane = lanes[branch];
        if (lane === undefined) return null;
        const name = say.timeline.branch(words, formatMoment(forkOf(lane, commands)));
        return (
          <button
            key={branch}
            type="button"
            title={name}
            aria-label={name}
            className="absolute rounded hover:bg-shade/60"
            style={{ left: forkX - 4, width: endX - forkX + 12, top: y - LANE_H / 2, height: LANE_H }}
            onClick={() => void openBranch(controller, lane)}
          />
        );
      })}
      {hidden > 0 && (
        <button
          type="button"
          className="absolute left-[8px] rounded px-1 text-2xs leading-[24px] text-ink-3 hover:text-ink"
          style={{ top: TRACK_HEIGHT + lanes.length * LANE_H }}
          onClick={() => setAll(true)}
        >
          {say.timeline.moreBranches(hidden)}
        </button>
      )}
    </div>
  );
}
