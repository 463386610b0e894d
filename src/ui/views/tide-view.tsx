import { useCallback, useMemo, useRef } from 'react';
import { age, count } from '../format.ts';
import { refTo, regionOf } from '../refs.ts';
import { describe } from '../scene/describe.ts';
import { layoutTide, lowestColumn } from '../scene/layout-tide.ts';
import { paintTide } from '../scene/paint-tide.ts';
import { usePage, useUi } from '../state/context.ts';
import type { UiState } from '../state/store.ts';
import { say, tell } from '../strings/index.ts';
import { ActionsMenu } from './actions-menu.tsx';
import type { Paint } from './layer.tsx';
import { Layer, useSize } from './layer.tsx';
import { refUnder, useListeners } from './listeners.ts';
import { moveFocus } from './roving.ts';

const depends = (state: UiState) => [
  state.frame,
  state.cursor,
  state.selection,
  state.hovered,
  state.reducedMotion,
];

/** The signature view: how far each Region is resolved, and what holds the water down. */
export function TideView() {
  const { store, controller } = usePage();
  const view = useRef<HTMLDivElement>(null);
  const size = useSize(view);
  const { frame, at, selection } = useUi((state) => ({
    frame: state.shown,
    at: state.shownAt,
    selection: state.selection,
  }));
  const layout = useMemo(
    () => (frame === null || size.w === 0 ? null : layoutTide(frame, at, size.w, size.h)),
    [frame, at, size],
  );
  const paint = useCallback<Paint>(
    (ctx, state, colours) => {
      if (state.frame !== null)
        paintTide(ctx, layoutTide(state.frame, state.cursor, size.w, size.h), state, colours);
    },
    [size],
  );
  const chosen = regionOf(selection);
  const told =
    layout === null
      ? null
      : (layout.columns.find((column) => column.region.id === (chosen ?? lowestColumn(layout))) ?? null);
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
      <header className="flex h-[38px] shrink-0 items-center justify-between gap-3 px-[14px]">
        <h2 className="panel-title">{say.views.tide}</h2>
        <span className="truncate text-2xs text-ink-3">{say.tide.subtitle}</span>
      </header>
      <ActionsMenu>
        <div ref={view} className="relative min-h-0 flex-1">
          <Layer size={size} paint={paint} depends={depends} className="absolute inset-0" />
          {frame !== null &&
            layout?.columns.map((column, index) => {
              const ref = refTo.region(column.region.id);
              const words =
                column.resolvedAgeMs === null
                  ? say.tide.uncaptured
                  : say.tide.resolvedAge(age(column.resolvedAgeMs));
              return (
                <button
                  key={ref}
                  type="button"
                  tabIndex={index === 0 ? 0 : -1}
                  data-ref={ref}
                  data-spot=""
                  aria-label={`${describe(frame, ref)?.name ?? ref}, ${words}, ${say.tide.writes(column.region.inFlightTotal)}`}
                  aria-pressed={chosen === column.region.id}
                  className="absolute rounded-[3px]"
                  style={{
                    left: column.box.x,
                    top: column.box.y,
                    width: column.box.w,
                    height: column.box.h + 22,
                  }}
                  onClick={() => {
                    controller.select(selection === ref ? null : ref);
                    store.setState({ panel: 'inspector' });
                  }}
                />
              );
            })}
        </div>
      </ActionsMenu>
      <p className="flex h-[26px] shrink-0 items-baseline gap-2 px-[14px] text-2xs text-ink-2">
        {told !== null && (
          <>
            <span className={`shrink-0 font-semibold ${told.region.id === chosen ? 'text-accent' : ''}`}>
              {say.tide.region(told.region.id)}
            </span>
            <span className="num truncate text-ink-3">
              {told.region.heldBy !== '' ? (
                <span className="font-sans text-ink-2">{tell(told.region.heldBy)}</span>
              ) : (
                say.tide.keysLine(
                  count(told.region.keys),
                  told.region.writeQps.toFixed(told.region.writeQps < 10 ? 1 : 0),
                )
              )}
            </span>
          </>
        )}
      </p>
    </section>
  );
}
