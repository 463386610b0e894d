import { useCallback, useMemo, useRef, useState } from 'react';
import type { Frame } from '../../model/frame.ts';
import type { SimTime } from '../../model/time.ts';
import { age, count } from '../format.ts';
import { refTo, regionOf } from '../refs.ts';
import { describe } from '../scene/describe.ts';
import type { TideLayout } from '../scene/layout-tide.ts';
import { layoutTide, lowestColumn } from '../scene/layout-tide.ts';
import { paintTideGround, paintWater } from '../scene/paint-tide.ts';
import { usePage, useUi } from '../state/context.ts';
import type { UiState } from '../state/store.ts';
import { say, tell } from '../strings/index.ts';
import { ActionsMenu } from './actions-menu.tsx';
import { useCalm } from './calm.ts';
import type { Paint } from './layer.tsx';
import { Layer, useSize } from './layer.tsx';
import { refUnder, useListeners } from './listeners.ts';
import { moveFocus } from './roving.ts';

const waterDepends = (state: UiState) => [
  state.frame,
  state.cursor,
  state.selection,
  state.hovered,
  state.reducedMotion,
];

/** The newest layout: one for each frame, moment and size, and each takes over from the last what stands still. */
class Layouts {
  private key: readonly unknown[] = [];
  private newest: TideLayout | null = null;

  at(frame: Frame, cursor: SimTime, { w, h }: { readonly w: number; readonly h: number }): TideLayout {
    const key = [frame, cursor, w, h];
    const before = this.newest;
    if (before !== null && key.every((part, index) => part === this.key[index])) return before;
    this.key = key;
    this.newest = layoutTide(frame, cursor, w, h, before);
    return this.newest;
  }
}

/** The signature view: how far each Region is resolved, and what holds the water down. */
export function TideView() {
  const { store } = usePage();
  const view = useRef<HTMLDivElement>(null);
  /** Shared by both canvases and the buttons over them. */
  const [layouts] = useState(() => new Layouts());
  const size = useSize(view);
  const { frame, at, selection } = useUi((state) => ({
    frame: state.shown,
    at: state.shownAt,
    selection: state.selection,
  }));
  const layoutAt = useCallback(
    (of: Frame, cursor: SimTime): TideLayout => layouts.at(of, cursor, size),
    [layouts, size],
  );
  const layout = useMemo(
    () => (frame === null || size.w === 0 ? null : layoutAt(frame, at)),
    [frame, at, size, layoutAt],
  );
  const paintGround = useCallback<Paint>(
    (ctx, state, colours) => {
      if (state.frame !== null)
        paintTideGround(ctx, layoutAt(state.frame, state.cursor).ground, state.selection, colours);
    },
    [layoutAt],
  );
  const groundDepends = useCallback(
    (state: UiState) => [
      state.frame === null || size.w === 0 ? null : layoutAt(state.frame, state.cursor).ground,
      state.selection,
    ],
    [layoutAt, size],
  );
  const paint = useCallback<Paint>(
    (ctx, state, colours) => {
      if (state.frame !== null) paintWater(ctx, layoutAt(state.frame, state.cursor), state, colours);
    },
    [layoutAt],
  );
  const chosen = regionOf(selection);
  const about = chosen ?? (layout === null ? null : lowestColumn(layout));
  const told = layout?.columns.flatMap(({ regions }) => regions).find(({ id }) => id === about) ?? null;
  const hover = (ref: string | null) => {
    if (store.getState().hovered !== ref) store.setState({ hovered: ref });
  };
  useListeners(view, {
    pointermove: (event) => hover(refUnder(event)),
    pointerleave: () => hover(null),
    keydown: (event) => {
      if (view.current !== null) moveFocus(view.current, event);
    },
  });
  return (
    <section aria-label={say.tide.label} className="flex min-h-0 min-w-0 flex-1 flex-col" data-view="tide">
      <header className="@container flex min-h-[38px] shrink-0 items-center justify-between gap-3 px-[14px] max-sm:flex-wrap max-sm:gap-y-0 max-sm:py-[6px]">
        <h2 className="panel-title whitespace-nowrap">{say.views.tide}</h2>
        <span className="mr-auto hidden truncate text-2xs text-ink-3 @[600px]:inline">
          {say.tide.subtitle}
        </span>
        <Legend />
      </header>
      <ActionsMenu>
        <div ref={view} className="relative min-h-0 flex-1">
          <Layer size={size} paint={paintGround} depends={groundDepends} className="absolute inset-0" />
          <Layer size={size} paint={paint} depends={waterDepends} className="absolute inset-0" />
          {layout?.dry === true && (
            <p className="chart-voice pointer-events-none absolute inset-0 flex items-center justify-center pt-3 pr-[112px] pb-[40px] pl-[70px] text-center text-[15px] leading-[20px] text-balance text-ink-2">
              <span className="rounded-md bg-sea px-2 py-1">{say.tide.dry}</span>
            </p>
          )}
          {frame !== null && layout !== null && <TideButtons frame={frame} layout={layout} />}
        </div>
      </ActionsMenu>
      <p className="flex min-h-[26px] shrink-0 items-baseline gap-2 px-[14px] pb-[3px] text-2xs text-ink-2">
        {told === null ? null : told.id === chosen || told.heldBy !== '' ? (
          <>
            <span className={`shrink-0 font-semibold ${told.id === chosen ? 'text-accent' : ''}`}>
              {say.tide.region(told.id)}
            </span>
            <span className="num truncate text-ink-3">
              {told.heldBy !== '' ? (
                <span className="font-sans text-ink-2">{tell(told.heldBy)}</span>
              ) : (
                say.tide.keysLine(count(told.keys), told.writeQps.toFixed(told.writeQps < 10 ? 1 : 0))
              )}
            </span>
          </>
        ) : (
          <span className="text-ink-3">{layout?.dry === false && say.tide.rule}</span>
        )}
      </p>
    </section>
  );
}

/** What is drawn besides the changefeed's two lines, which have their names beside them. */
function Legend() {
  return (
    <span className="flex shrink-0 items-center gap-3 text-2xs text-ink-3">
      {(
        [
          [
            'surface',
            <path
              key="surface"
              d="M0 4q1.75-2.6 3.5 0t3.5 0 3.5 0 3.5 0"
              fill="none"
              strokeWidth="2"
              stroke="var(--water)"
            />,
          ],
          ['newest', <path key="newest" d="M0 4h14" strokeWidth="1.4" strokeDasharray="1.5 3" />],
          ['write', <circle key="write" cx="7" cy="4" r="2.6" fill="var(--ink-2)" stroke="none" />],
          ['lock', <path key="lock" d="M4.4 1.4h5.2v5.2h-5.2z" fill="var(--ink-2)" stroke="none" />],
        ] as const
      ).map(([words, sign]) => (
        <span key={words} className="flex items-center gap-[4px]">
          <svg aria-hidden="true" width="14" height="8" stroke="var(--ink-2)">
            {sign}
          </svg>
          {say.tide.legend[words]}
        </span>
      ))}
    </span>
  );
}

/** Over each column a button with its name and its figures. */
function TideButtons(now: { readonly frame: Frame; readonly layout: TideLayout }) {
  const { frame, layout } = useCalm(now);
  const { controller, store } = usePage();
  const { selection } = useUi((state) => ({ selection: state.selection }));
  const chosen = regionOf(selection);
  return useMemo(
    () =>
      layout.columns.map(({ region, regions, box, resolvedAgeMs }, index) => {
        const ref = refTo.region(region.id);
        const words = resolvedAgeMs === null ? say.tide.uncaptured : say.tide.resolvedAge(age(resolvedAgeMs));
        const others = regions.length > 1 ? `, ${say.tide.among(regions.length)}` : '';
        return (
          <button
            key={regions[0]?.id}
            type="button"
            tabIndex={index === 0 ? 0 : -1}
            data-ref={ref}
            data-spot=""
            aria-label={`${describe(frame, ref)?.name ?? ref}, ${words}, ${say.tide.writes(region.inFlightTotal)}${others}`}
            aria-pressed={chosen === region.id}
            className="absolute rounded-[3px]"
            style={{ left: box.x, top: box.y, width: box.w, height: box.h + 22 }}
            onClick={() => {
              controller.select(selection === ref ? null : ref);
              store.setState({ panel: 'inspector' });
            }}
          />
        );
      }),
    [frame, layout, chosen, selection, controller, store],
  );
}
