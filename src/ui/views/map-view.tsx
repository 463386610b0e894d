import { useCallback, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { Frame } from '../../model/frame.ts';
import { count } from '../format.ts';
import { refTo, regionOf } from '../refs.ts';
import { Afterimages, byPace, STANDING_MS, VISIBLE_MS } from '../scene/afterimages.ts';
import { describe, describePeer, LINK_REF } from '../scene/describe.ts';
import type { FlightPath } from '../scene/flights.ts';
import { strengthOf } from '../scene/density.ts';
import { flightAt, FOLLOWED_MAX, layoutFlights, layoutStreams, peerIndex } from '../scene/flights.ts';
import type { Rect } from '../scene/geometry.ts';
import type { MapLayout } from '../scene/layout-map.ts';
import { BUTTONS_MAX, layoutMap, peerAt } from '../scene/layout-map.ts';
import { markByKey } from '../scene/walk-marks.ts';
import { familyColour, paintFlights, paintStreams } from '../scene/paint-flights.ts';
import { paintMap } from '../scene/paint-map.ts';
import { usePage, useUi } from '../state/context.ts';
import type { FlightFamily, UiState } from '../state/store.ts';
import { say } from '../strings/index.ts';
import { ActionsMenu } from './actions-menu.tsx';
import { DensityChoice } from './density-choice.tsx';
import { HoverCard } from './hover-card.tsx';
import { LaneCards } from './lane-cards.tsx';
import type { Paint } from './layer.tsx';
import { coloursFor, Layer, useSize } from './layer.tsx';
import { refUnder, useListeners } from './listeners.ts';
import { moveFocus } from './roving.ts';
import { StageTabs } from './stage-tabs.tsx';

const layouts = new WeakMap<Frame, { w: number; h: number; layout: MapLayout }>();

/** One layout per frame and size, shared by both canvases and the buttons over them. */
function mapLayout(frame: Frame, w: number, h: number): MapLayout {
  const known = layouts.get(frame);
  if (known !== undefined && known.w === w && known.h === h) return known.layout;
  const layout = layoutMap(frame, w, h);
  layouts.set(frame, { w, h, layout });
  return layout;
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
  const size = useSize(view);
  const { frame, hovered } = useUi((state) => ({ frame: state.shown, hovered: state.hovered }));

  const layout = useMemo(
    () => (frame === null || size.w === 0 ? null : mapLayout(frame, size.w, size.h)),
    [frame, size],
  );
  const canvas = useMemo(
    () => ({ w: size.w, h: Math.max(size.h, layout?.height ?? 0) }),
    [size, layout?.height],
  );

  const paintBase = useCallback<Paint>(
    (ctx, state, colours) => {
      if (state.frame === null) return;
      paintMap(
        ctx,
        mapLayout(state.frame, size.w, size.h),
        {
          frame: state.frame,
          selection: state.selection,
          hovered: state.hovered,
          density: state.density,
        },
        colours,
      );
    },
    [size],
  );
  const paintMoving = useCallback<Paint>(
    (ctx, state, colours) => {
      if (state.frame === null) return;
      const boxes = mapLayout(state.frame, size.w, size.h);
      const { frame } = state;
      const index = peerIndex(boxes);
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
          ...layoutFlights(slow, boxes, index, state),
          ...layoutFlights(images, boxes, index, { ...state, cursor: now * 1_000 }),
        ];
      } else {
        afterimages.current.clear();
        paths.current = layoutFlights(followed, boxes, index, state);
      }
      if (streams) paintStreams(ctx, layoutStreams(frame.flights, boxes, frame.processes, state), colours);
      paintFlights(ctx, paths.current, { ...state, strength }, colours);
    },
    [size],
  );

  const messageAt = (event: PointerEvent) => {
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
  const hover = (ref: string | null) => {
    if (store.getState().hovered !== ref) store.setState({ hovered: ref });
  };
  useListeners(scene, {
    pointermove: (event) => {
      const flight = event.pointerType === 'touch' ? null : messageAt(event);
      hover(flight !== null ? refTo.message(flight.id) : (markAt(event) ?? refUnder(event)));
    },
    pointerleave: () => hover(null),
    // A finger never hovered: what it touches is known before the menu asks.
    pointerdown: (event) => {
      const mark = markAt(event);
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
        const flight = event instanceof PointerEvent && event.detail > 0 ? messageAt(event) : null;
        if (flight === null) return;
        // A moving message is caught: time stops and it tells what it is.
        event.preventDefault();
        event.stopPropagation();
        controller.pause();
        controller.select(refTo.message(flight.id));
        store.setState({ panel: 'inspector' });
      },
    },
    true,
  );

  return (
    <section aria-label={say.map.label} className="flex min-h-0 min-w-0 flex-1 flex-col" data-view="map">
      <header className="flex min-h-[38px] shrink-0 flex-wrap items-center justify-between gap-x-4 gap-y-1 px-[14px] py-1">
        <h2 className="sr-only">{say.views.map}</h2>
        <StageTabs />
        <DensityChoice />
        {frame !== null && <MapFigures frame={frame} />}
        {frame !== null && <MapSummary frame={frame} />}
      </header>
      <ActionsMenu>
        <div ref={view} className="relative min-h-0 flex-1 overflow-x-hidden overflow-y-auto">
          <div ref={scene} className="relative" style={{ width: canvas.w, height: canvas.h }}>
            <Layer size={canvas} paint={paintBase} depends={baseDepends} className="absolute inset-0" />
            {frame !== null && layout !== null && (
              <SceneButtons frame={frame} layout={layout} mark={dense ? mark : null} />
            )}
            {frame !== null && layout !== null && <LaneCards frame={frame} layout={layout} />}
            <Layer
              size={canvas}
              paint={paintMoving}
              depends={flightDepends}
              className="pointer-events-none absolute inset-0"
            />
            {frame !== null && layout !== null && hovered !== null && (
              <HoverCard frame={frame} layout={layout} hovered={hovered} />
            )}
          </div>
        </div>
      </ActionsMenu>
    </section>
  );
}

function MapFigures({ frame }: { frame: Frame }) {
  const stores = frame.stores.filter((store) => store.cluster === 'upstream');
  const regions = frame.regions.filter((region) => region.cluster === 'upstream');
  const zones = new Set(stores.map((store) => store.az)).size;
  const replicas = Math.max(0, ...regions.map((region) => region.stores.length));
  return (
    <p className="mr-auto text-2xs text-ink-3 max-[1700px]:hidden">
      {say.map.summary(zones, stores.length, regions.length, replicas)}
    </p>
  );
}

/** Families of messages with how many fly now; a click hides or shows one. */
function MapSummary({ frame }: { frame: Frame }) {
  const { store } = usePage();
  const { familiesOff, theme } = useUi((state) => ({ familiesOff: state.familiesOff, theme: state.theme }));
  const colours = coloursFor(theme);
  const counts = new Map<FlightFamily, number>();
  for (const flight of frame.flights) counts.set(flight.family, (counts.get(flight.family) ?? 0) + 1);
  const families: readonly FlightFamily[] = [
    'client',
    'raft',
    'cdc',
    'check-leader',
    'pd',
    'etcd',
    'capture',
    'sink',
  ];
  const toggle = (family: FlightFamily) => {
    store.setState({
      familiesOff: familiesOff.includes(family)
        ? familiesOff.filter((other) => other !== family)
        : [...familiesOff, family],
    });
  };
  const hiddenCount = frame.flightsTotal - frame.flights.length;
  return (
    <fieldset className="flex flex-wrap items-center gap-x-1">
      <legend className="sr-only">{say.map.families}</legend>
      {families.map((family) => {
        const on = !familiesOff.includes(family);
        return (
          <button
            key={family}
            type="button"
            aria-pressed={on}
            onClick={() => toggle(family)}
            className={`flex h-6 items-center gap-[5px] rounded-md px-[6px] text-2xs hover:bg-shade ${on ? 'text-ink-2' : 'text-ink-3 line-through'}`}
          >
            <span
              aria-hidden="true"
              className="size-[7px] rounded-full"
              style={{
                background: on ? familyColour(family, colours) : 'transparent',
                boxShadow: `inset 0 0 0 1.5px ${familyColour(family, colours)}`,
              }}
            />
            {say.families[family]}
            <span className="num min-w-[14px] text-left text-ink-3">{counts.get(family) ?? ''}</span>
          </button>
        );
      })}
      {hiddenCount > 0 && (
        <span className="num pl-1 text-2xs text-ink-3">{say.map.notShown(hiddenCount)}</span>
      )}
    </fieldset>
  );
}

/** Invisible buttons over what the canvas draws: what a mouse can click, a keyboard and a screen reader reach too. */
function SceneButtons({ frame, layout, mark }: { frame: Frame; layout: MapLayout; mark: string | null }) {
  const { selection, hovered } = useUi((state) => ({ selection: state.selection, hovered: state.hovered }));
  const dense = layout.peers.length > BUTTONS_MAX;
  const shown = dense
    ? layout.peers.filter(({ row }) => {
        const ref = refTo.peer(row.region, row.store);
        return ref === mark || ref === hovered;
      })
    : layout.peers;
  return (
    <>
      {layout.azs.map((az, index) => (
        <Spot
          key={az.id}
          refName={refTo.az(az.id)}
          name={say.aria.az(az.name)}
          box={{ ...az.box, h: 30 }}
          chosen={selection === refTo.az(az.id)}
          stop={index === 0}
        />
      ))}
      {layout.links.map((link) => {
        const ref = LINK_REF(link.a, link.b);
        const words = link.cut ? say.map.linkCut : `${count(link.bytesPerS)} B/s`;
        return (
          <Spot
            key={ref}
            refName={ref}
            name={say.aria.link(link.aName, link.bName, words)}
            box={link.box}
            chosen={false}
            inert
          />
        );
      })}
      {layout.clients.map(({ process, box }) => (
        <Spot
          key={process.id}
          refName={refTo.process(process.id)}
          name={describe(frame, refTo.process(process.id))?.name ?? process.id}
          box={box}
          chosen={selection === refTo.process(process.id)}
        />
      ))}
      {layout.stores.map((store) => (
        <Spot
          key={store.row.id}
          refName={refTo.store(store.row.id)}
          name={describe(frame, refTo.store(store.row.id))?.name ?? ''}
          box={store.box}
          chosen={selection === refTo.store(store.row.id)}
          large
        />
      ))}
      {shown.map((peer) => {
        const ref = refTo.peer(peer.row.region, peer.row.store);
        return (
          <Spot
            key={dense && ref === mark ? 'mark' : ref}
            refName={ref}
            name={describePeer(frame, peer.row).name}
            box={peer.box}
            chosen={selection === ref}
            mark={dense && ref === mark}
          />
        );
      })}
    </>
  );
}

function Spot({
  refName,
  name,
  box,
  chosen,
  inert = false,
  large = false,
  stop = false,
  mark = false,
}: {
  refName: string;
  name: string;
  box: Rect;
  chosen: boolean;
  inert?: boolean;
  large?: boolean;
  /** Where Tab enters the scene; arrows go on from there. */
  stop?: boolean;
  /** It stands for whichever replica the keyboard is at. */
  mark?: boolean;
}) {
  const { controller, store } = usePage();
  return (
    <button
      type="button"
      tabIndex={stop ? 0 : -1}
      data-ref={refName}
      data-spot=""
      {...(mark ? { 'data-mark': '' } : {})}
      aria-label={name}
      aria-pressed={chosen}
      className={`absolute bg-transparent ${large ? 'rounded-[9px]' : 'rounded-md'}`}
      style={{ left: box.x, top: box.y, width: box.w, height: box.h }}
      onClick={() => {
        if (inert) return;
        controller.select(chosen ? null : refName);
        if (!chosen) store.setState({ panel: 'inspector' });
      }}
    />
  );
}
