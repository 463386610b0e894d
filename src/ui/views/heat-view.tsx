import { useCallback, useMemo, useRef, useState } from 'react';
import type { HeatWindow } from '../../model/heat.ts';
import { formatMoment } from '../../model/time.ts';
import { age } from '../format.ts';
import { refTo, regionOf } from '../refs.ts';
import type { HeatPlace } from '../scene/layout-heat.ts';
import { cellAt, layoutHeat, moved, placeAt } from '../scene/layout-heat.ts';
import { heatColour, paintHeat } from '../scene/paint-heat.ts';
import { usePage, useUi } from '../state/context.ts';
import type { HeatBy, UiState } from '../state/store.ts';
import { say } from '../strings/index.ts';
import type { Paint } from './layer.tsx';
import { coloursFor, Layer, useSize } from './layer.tsx';
import { useListeners } from './listeners.ts';
import { StageTabs } from './stage-tabs.tsx';

const MODES: readonly HeatBy[] = ['writes', 'lag', 'leader'];
const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const depends = (state: UiState) => [state.heat, state.heatBy, state.cursor, state.selection, state.marks];

/** Key space × time: where the writes go, how old the resolved ts is, who leads; splits and merges as lines. */
export function HeatView() {
  const { store, controller } = usePage();
  const view = useRef<HTMLDivElement>(null);
  const size = useSize(view);
  const [focus, setFocus] = useState<HeatPlace | null>(null);
  const { heat, by, theme } = useUi((state) => ({
    heat: state.heat,
    by: state.heatBy,
    theme: state.theme,
  }));
  const layout = useMemo(
    () => (heat === null || size.w < 120 ? null : layoutHeat(heat, by, size.w, size.h)),
    [heat, by, size],
  );
  const paint = useCallback<Paint>(
    (ctx, state, colours) => {
      if (state.heat === null || size.w < 120 || state.heat.columns === 0) return;
      const drawn = layoutHeat(state.heat, state.heatBy, size.w, size.h);
      const { cursor, marks, heatBy, selection } = state;
      paintHeat(
        ctx,
        state.heat,
        drawn,
        { by: heatBy, cursor, marks, selectedRegion: regionOf(selection), focus },
        colours,
      );
    },
    [size, focus],
  );
  const placeOf = (event: MouseEvent): HeatPlace | null => {
    const box = view.current?.getBoundingClientRect();
    if (heat === null || layout === null || box === undefined) return null;
    return placeAt(heat, layout, { x: event.clientX - box.left, y: event.clientY - box.top });
  };
  const goTo = (place: HeatPlace) => {
    if (heat === null) return;
    const cell = cellAt(heat, place);
    controller.pause();
    if (cell.region !== 0) controller.select(refTo.region(cell.region));
    store.setState({ panel: 'inspector' });
    void controller.seek(cell.to - 1);
  };
  useListeners(view, {
    pointermove: (event) => setFocus(placeOf(event)),
    pointerleave: () => setFocus(null),
    click: (event) => {
      // A click made by the keyboard has been dealt with as a key.
      if (event.detail === 0) return;
      const place = placeOf(event);
      if (place !== null) goTo(place);
    },
    keydown: (event) => {
      if (heat === null) return;
      const by = STEPS[event.key];
      if (by === undefined && event.key !== 'Enter') return;
      event.preventDefault();
      event.stopPropagation();
      if (by !== undefined) setFocus(moved(heat, focus, by[0], by[1]));
      else if (focus !== null) goTo(focus);
    },
  });
  return (
    <section aria-label={say.heat.label} className="flex min-h-0 min-w-0 flex-1 flex-col" data-view="heat">
      <header className="flex min-h-[38px] shrink-0 flex-wrap items-center gap-x-3 gap-y-1 px-[14px] py-1">
        <h2 className="sr-only">{say.views.heat}</h2>
        <StageTabs />
        <fieldset className="ml-auto flex items-center gap-1">
          <legend className="sr-only">{say.heat.by}</legend>
          {MODES.map((mode) => (
            <button
              key={mode}
              type="button"
              aria-pressed={by === mode}
              className={`h-7 rounded-md px-[8px] text-2xs ${by === mode ? 'bg-shade font-semibold text-ink' : 'text-ink-3 hover:bg-shade'}`}
              onClick={() => store.setState({ heatBy: mode })}
            >
              {say.heat[mode]}
            </button>
          ))}
        </fieldset>
      </header>
      <div ref={view} className="relative min-h-0 flex-1 overflow-hidden">
        <Layer size={size} paint={paint} depends={depends} className="absolute inset-0" />
        <button
          type="button"
          aria-label={`${say.heat.label}. ${say.heat.keys}`}
          className="absolute inset-0 cursor-crosshair bg-transparent"
        />
        {(heat === null || heat.columns === 0) && (
          <p className="chart-voice pointer-events-none absolute inset-0 flex items-center justify-center text-[15px] text-ink-3">
            {say.heat.nothing}
          </p>
        )}
      </div>
      <footer className="flex min-h-[40px] shrink-0 flex-wrap items-center justify-between gap-x-4 gap-y-1 border-t border-hairline px-[14px] py-2 text-2xs">
        <p className="num text-ink-2" aria-live="polite">
          {heat !== null && focus !== null ? cellWords(heat, focus) : ''}
        </p>
        {heat !== null && layout !== null && <Legend by={by} top={layout.top} heat={heat} theme={theme} />}
      </footer>
    </section>
  );
}

function cellWords(heat: HeatWindow, place: HeatPlace): string {
  const cell = cellAt(heat, place);
  if (cell.region === 0) return formatMoment(cell.from);
  return [
    say.heat.cell(cell.region, `[${cell.startWords}, ${cell.endWords})`),
    formatMoment(cell.from),
    cell.leader === 0 ? say.heat.noLeader : say.heat.ledBy(cell.leader),
    say.heat.perSecond(rateWords(cell.regionWrites)),
    cell.lagMs < 0 ? say.heat.notCaptured : say.heat.age(age(cell.lagMs)),
  ].join('  ·  ');
}

function rateWords(value: number): string {
  return value < 10 ? value.toFixed(1) : String(Math.round(value));
}

function Legend({ by, top, heat, theme }: { by: HeatBy; top: number; heat: HeatWindow; theme: string }) {
  const colours = coloursFor(theme);
  const colour = heatColour(colours, by, top);
  if (by === 'leader') {
    const leaders = [...new Set(heat.leaders)].sort((a, b) => a - b);
    return (
      <ul className="flex flex-wrap items-center gap-x-3">
        {leaders.map((leader) => (
          <li key={leader} className="flex items-center gap-[5px] text-ink-2">
            <span
              aria-hidden="true"
              className="size-[10px] rounded-[2px]"
              style={{ background: colour(0, leader) }}
            />
            {leader === 0 ? say.heat.noLeader : say.map.storeName(leader)}
          </li>
        ))}
      </ul>
    );
  }
  const words = by === 'writes' ? rateWords(top) : age(top);
  const stops = [0, 0.25, 0.5, 0.75, 1].map((part) => colour(part * top, 0)).join(', ');
  return (
    <p className="num flex items-center gap-2 text-ink-3">
      0
      <span
        aria-hidden="true"
        className="h-[10px] w-[110px] rounded-[2px] border border-hairline"
        style={{ background: `linear-gradient(to right, ${stops})` }}
      />
      {words} {by === 'writes' ? say.heat.writes : ''}
    </p>
  );
}
