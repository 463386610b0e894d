import { Suspense, useCallback, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { Frame } from '../../model/frame.ts';
import { flightOf, refTo, regionOf } from '../refs.ts';
import { Afterimages, byPace, STANDING_MS, VISIBLE_MS } from '../scene/afterimages.ts';
import type { FlightPath } from '../scene/flights.ts';
import { strengthOf } from '../scene/density.ts';
import { flightAt, FOLLOWED_MAX, layoutFlights, layoutStreams, pointAt } from '../scene/flights.ts';
import type { MapLayout } from '../scene/layout-map.ts';
import { BUTTONS_MAX, peerAt } from '../scene/layout-map.ts';
import { MapPainter } from '../scene/map-painter.ts';
import type { Laid } from '../scene/relayout-map.ts';
import { relayoutMap } from '../scene/relayout-map.ts';
import { markByKey } from '../scene/walk-marks.ts';
import { paintFlights, paintStreams } from '../scene/paint-flights.ts';
import { usePage, useUi } from '../state/context.ts';
import type { UiState } from '../state/store.ts';
import { say } from '../strings/index.ts';
import { ActionsMenu } from './actions-menu.tsx';
import type { Drop } from '../offers/drops.ts';
import { DensityChoice } from './density-choice.tsx';
import { LaneCards } from './lane-cards.tsx';
import { late } from './late.ts';
import type { Paint } from './layer.tsx';
import { Layer, useSize } from './layer.tsx';
import { refUnder, useListeners } from './listeners.ts';
import { MapFigures, MapSummary } from './map-summary.tsx';
import { moveFocus } from './roving.ts';
import { SceneButtons } from './scene-buttons.tsx';
import { StageTabs } from './stage-tabs.tsx';
import { useBegun } from './use-begun.ts';

const DragOverlay = late(async () => (await import('./drag-overlay.tsx')).DragOverlay);
const HoverCard = late(async () => (await import('./hover-card.tsx')).HoverCard);
const MapDrag = late(async () => (await import('./map-drag.ts')).MapDrag);
const DropChoice = late(async () => (await import('./drop-choice.tsx')).DropChoice);

let latest: Laid | null = null;

/** One layout per frame and size, shared by both canvases and the buttons over them. */
function mapLayout(frame: Frame, w: number, h: number): MapLayout {
  latest = relayoutMap(latest, frame, w, h);
  return latest.layout;
}

const baseDepends = (state: UiState) => [state.frame, state.selection, state.hovered, state.density];
const flightDepends = (state: UiState) => [
  state.frame,
  state.cursor,
  state.selection,
  state.hovered,
  state.familiesOff,
  state.playing,
  state.reducedMotion,
  state.density,
];

export function MapView() {
  const page = usePage();
  const { store, controller } = page;
  const view = useRef<HTMLDivElement>(null);
  const scene = useRef<HTMLDivElement>(null);
  const paths = useRef<readonly FlightPath[]>([]);
  const afterimages = useRef(new Afterimages());
  /** The one replica that has a button where there are too many for one each. */
  const [mark, setMark] = useState<string | null>(null);
  /** Where a replica was let go that could be meant in several ways. */
  const [drop, setDrop] = useState<Drop | null>(null);
  const size = useSize(view);
  const begun = useBegun();
  const { frame, hovered, selection, grab, playing, at } = useUi((state) => ({
    frame: state.shown,
    grab: state.grab,
    hovered: state.hovered,
    selection: state.selection,
    playing: state.playing,
    // Only a message that is caught needs the moment.
    at: state.selection?.startsWith('message:') === true ? state.shownAt : 0,
  }));

  const layout = useMemo(
    () => (frame === null || size.w === 0 ? null : mapLayout(frame, size.w, size.h)),
    [frame, size],
  );
  const canvas = useMemo(
    () => ({ w: size.w, h: Math.max(size.h, layout?.height ?? 0) }),
    [size, layout?.height],
  );

  const caught = useMemo(() => {
    const row = playing || frame === null || selection === null ? null : flightOf(selection, frame);
    if (row === null || layout === null) return null;
    const { reducedMotion } = store.getState();
    const [path] = layoutFlights([row], layout, {
      cursor: at,
      familiesOff: [],
      reducedMotion,
    });
    return path === undefined ? null : { row, at: pointAt(path, path.progress) };
  }, [playing, frame, selection, layout, at, store]);

  const painter = useRef(new MapPainter());
  const paintBase = useCallback<Paint>(
    (ctx, state, colours, canvasSize, fresh) => {
      const { frame, selection, hovered, density } = state;
      if (frame === null) return;
      const view = { frame, selection, hovered, density };
      painter.current.paint(ctx, mapLayout(frame, size.w, size.h), view, colours, canvasSize, fresh);
    },
    [size],
  );
  const paintMoving = useCallback<Paint>(
    (ctx, state, colours) => {
      if (state.frame === null) return;
      const boxes = mapLayout(state.frame, size.w, size.h);
      const { frame } = state;
      const strength = strengthOf(frame, state.selection, state.density);
      // Too many to follow: they run along the links; those of the selected Region are still drawn one by one.
      const streams = frame.flightsTotal > FOLLOWED_MAX || boxes.peers.length > BUTTONS_MAX;
      const own = regionOf(state.selection);
      const followed = streams
        ? frame.flights.filter((row) => own !== null && row.region === own)
        : frame.flights;
      if (state.playing) {
        const now = performance.now();
        const { slow, quick } = byPace(followed, state.rate);
        const images = afterimages.current.update(
          quick,
          now,
          state.rate,
          state.reducedMotion ? STANDING_MS : VISIBLE_MS,
        );
        paths.current = [
          ...layoutFlights(slow, boxes, state),
          ...layoutFlights(images, boxes, { ...state, cursor: now * 1_000 }),
        ];
      } else {
        afterimages.current.clear();
        paths.current = layoutFlights(followed, boxes, state);
      }
      if (streams) paintStreams(ctx, layoutStreams(frame.flights, boxes, frame.processes, state), colours);
      paintFlights(ctx, paths.current, { ...state, strength }, colours);
    },
    [size],
  );

  const messageAt = (event: MouseEvent) => {
    const box = scene.current?.getBoundingClientRect();
    if (box === undefined) return null;
    return flightAt(paths.current, { x: event.clientX - box.left, y: event.clientY - box.top });
  };
  const dense = (layout?.peers.length ?? 0) > BUTTONS_MAX;
  /** Where there are no buttons: the replica under the pointer, by geometry. */
  const markAt = (event: MouseEvent): string | null => {
    const box = scene.current?.getBoundingClientRect();
    if (!dense || layout === null || box === undefined) return null;
    const peer = peerAt(layout, { x: event.clientX - box.left, y: event.clientY - box.top }, 1);
    return peer === null ? null : refTo.peer(peer.row.region, peer.row.store);
  };
  const targetAt = (event: MouseEvent): string | null => {
    const flight = messageAt(event);
    return flight !== null ? refTo.message(flight.id) : (markAt(event) ?? refUnder(event));
  };
  const hover = (ref: string | null) => {
    if (store.getState().hovered !== ref) store.setState({ hovered: ref });
  };
  useListeners(scene, {
    pointermove: (event) => {
      hover(event.pointerType === 'touch' ? (markAt(event) ?? refUnder(event)) : targetAt(event));
    },
    pointerleave: () => hover(null),
    // A finger never hovered: what it touches is known before the menu asks. What a mouse is over has its button already.
    pointerdown: (event) => {
      const mark = event.pointerType === 'touch' ? markAt(event) : null;
      if (mark !== null) setMark(mark);
    },
    keydown: (event) => {
      const next = dense && layout !== null ? markByKey(layout, event) : null;
      if (next !== null) {
        event.preventDefault();
        event.stopPropagation();
        flushSync(() => setMark(next));
        scene.current?.querySelector<HTMLElement>('[data-mark]')?.focus();
      } else if (scene.current !== null) moveFocus(scene.current, event);
    },
  });
  useListeners(
    scene,
    {
      click: (event) => {
        const pointed = event instanceof PointerEvent && event.detail > 0;
        const flight = pointed ? messageAt(event) : null;
        // Neither has a button of its own that would hear the click before what lies under it.
        const chosen = flight !== null ? refTo.message(flight.id) : pointed ? markAt(event) : null;
        if (chosen === null) return;
        event.preventDefault();
        event.stopPropagation();
        // A moving message is caught: time stops and it tells what it is.
        if (flight !== null) controller.pause();
        const again = flight === null && store.getState().selection === chosen;
        controller.select(again ? null : chosen);
        store.setState({ panel: 'inspector' });
      },
    },
    true,
  );

  return (
    <section aria-label={say.map.label} className="flex min-h-0 min-w-0 flex-1 flex-col" data-view="map">
      <header className="flex min-h-[38px] shrink-0 flex-wrap items-center justify-between gap-x-2 gap-y-1 px-[14px] py-1">
        <h2 className="sr-only">{say.views.map}</h2>
        <StageTabs />
        <DensityChoice />
        {frame !== null && <MapFigures frame={frame} />}
        <MapSummary frame={frame} />
      </header>
      <ActionsMenu targetAt={targetAt}>
        <div ref={view} className="relative min-h-0 flex-1 overflow-x-hidden overflow-y-auto">
          <div ref={scene} className="relative" style={{ width: canvas.w, height: canvas.h }}>
            <Layer size={canvas} paint={paintBase} depends={baseDepends} keep className="absolute inset-0" />
            {frame !== null && layout !== null && (
              <SceneButtons frame={frame} layout={layout} mark={dense ? mark : null} caught={caught} />
            )}
            {frame !== null && layout !== null && <LaneCards frame={frame} layout={layout} />}
            <Layer
              size={canvas}
              paint={paintMoving}
              depends={flightDepends}
              className="pointer-events-none absolute inset-0"
            />
            <Suspense fallback={null}>
              {begun && (
                <MapDrag view={view} scene={scene} layout={layout} refAt={targetAt} choose={setDrop} />
              )}
            </Suspense>
            <Suspense fallback={null}>
              {frame !== null && layout !== null && grab !== null && (
                <DragOverlay grab={grab} frame={frame} layout={layout} />
              )}
              {layout !== null && drop !== null && (
                <DropChoice drop={drop} layout={layout} onClose={() => setDrop(null)} />
              )}
              {frame !== null && layout !== null && hovered !== null && (
                <HoverCard frame={frame} layout={layout} hovered={hovered} />
              )}
            </Suspense>
          </div>
        </div>
      </ActionsMenu>
    </section>
  );
}
