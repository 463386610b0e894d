import { memo, useMemo } from 'react';
import type { FlightRow, Frame } from '../../model/frame.ts';
import { count } from '../format.ts';
import { refTo } from '../refs.ts';
import { describe, peerName } from '../scene/describe.ts';
import type { Point, Rect } from '../scene/geometry.ts';
import type { MapLayout } from '../scene/layout-map.ts';
import { BUTTONS_MAX } from '../scene/layout-map.ts';
import { usePage, useUi } from '../state/context.ts';
import { say } from '../strings/index.ts';
import { useCalm } from './calm.ts';

interface Scene {
  readonly frame: Frame;
  readonly layout: MapLayout;
  /** Where there are too many replicas for a button each: the one that has it. */
  readonly mark: string | null;
  /** The selected message and where it is, while time stands. */
  readonly caught: { readonly row: FlightRow; readonly at: Point } | null;
}

/** Invisible buttons over what the canvas draws: what a mouse can click, a keyboard and a screen reader reach too. */
export function SceneButtons({ mark, caught, ...now }: Scene) {
  const { frame, layout } = useCalm(now);
  const { selection, hovered } = useUi((state) => ({ selection: state.selection, hovered: state.hovered }));
  return useMemo(
    () => (
      <Spots
        frame={frame}
        layout={layout}
        mark={mark}
        caught={caught}
        selection={selection}
        hovered={hovered}
      />
    ),
    [frame, layout, mark, caught, selection, hovered],
  );
}

function Spots({
  frame,
  layout,
  mark,
  caught,
  selection,
  hovered,
}: Scene & { readonly selection: string | null; readonly hovered: string | null }) {
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
        const ref = refTo.link(link.a, link.b);
        const words = link.cut ? say.map.linkCut : `${count(link.bytesPerS)} B/s`;
        return (
          <Spot
            key={ref}
            refName={ref}
            name={say.aria.link(link.aName, link.bName, words)}
            box={link.box}
            chosen={selection === ref}
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
            name={peerName(frame, peer.row)}
            box={peer.box}
            chosen={selection === ref}
            mark={dense && ref === mark}
          />
        );
      })}
      {caught !== null && (
        <Spot
          refName={refTo.message(caught.row.id)}
          name={say.spacetime.message(caught.row.label, caught.row.from, caught.row.to)}
          box={{ x: caught.at.x - 12, y: caught.at.y - 12, w: 24, h: 24 }}
          chosen
        />
      )}
    </>
  );
}

const Spot = memo(function Spot({
  refName,
  name,
  box,
  chosen,
  large = false,
  stop = false,
  mark = false,
}: {
  refName: string;
  name: string;
  box: Rect;
  chosen: boolean;
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
      // A finger scrolls the scene; what is chosen can be dragged by it.
      className={`absolute bg-transparent ${chosen ? 'touch-none' : ''} ${large ? 'rounded-[9px]' : 'rounded-md'}`}
      style={{ left: box.x, top: box.y, width: box.w, height: box.h }}
      onClick={() => {
        controller.select(chosen ? null : refName);
        if (!chosen) store.setState({ panel: 'inspector' });
      }}
    />
  );
});
