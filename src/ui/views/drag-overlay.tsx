import type { Frame } from '../../model/frame.ts';
import { dropsFor } from '../offers/drops.ts';
import type { Drop } from '../offers/drops.ts';
import { offersFor } from '../offers/offers.ts';
import { refTo, regionOf } from '../refs.ts';
import { linksCrossed } from '../scene/drag-geometry.ts';
import type { Rect } from '../scene/geometry.ts';
import type { MapLayout } from '../scene/layout-map.ts';
import type { Grab } from '../state/grab.ts';
import { pullOf } from '../state/grab.ts';
import { say } from '../strings/later.ts';

/** What is held, where it can go, and what letting go there would do. */
export function DragOverlay({ grab, frame, layout }: { grab: Grab; frame: Frame; layout: MapLayout }) {
  return (
    <div className="pointer-events-none absolute inset-0 z-10" data-grab={grab.what}>
      {grab.what === 'replica' ? (
        <Replica grab={grab} frame={frame} layout={layout} />
      ) : grab.what === 'stroke' ? (
        <Stroke grab={grab} frame={frame} layout={layout} />
      ) : (
        <Zone grab={grab} frame={frame} layout={layout} />
      )}
    </div>
  );
}

type Of<W extends Grab['what']> = { grab: Extract<Grab, { what: W }>; frame: Frame; layout: MapLayout };

function Replica({ grab, frame, layout }: Of<'replica'>) {
  const drops = dropsFor(frame, grab.ref);
  const over = drops.find((drop) => drop.store === grab.over);
  const region = regionOf(grab.ref) ?? 0;
  return (
    <>
      {drops.map((drop) => {
        const box = layout.stores.find((store) => store.row.id === drop.store)?.box;
        if (box === undefined) return null;
        const isOver = drop === over;
        const possible = drop.impossible === '';
        return (
          <div
            key={drop.store}
            data-drop={drop.store}
            data-possible={possible}
            className={`absolute flex items-end justify-center rounded-[9px] border-2 p-[6px] ${
              possible
                ? isOver
                  ? 'border-accent bg-accent-soft'
                  : 'border-dashed border-accent'
                : 'border-dashed border-line bg-paper/60'
            }`}
            style={at(box)}
          >
            {(isOver || !possible) && <Words text={wordsOf(drop)} />}
          </div>
        );
      })}
      {grab.at !== null && (
        <div
          className="absolute rounded-md bg-ink px-[8px] py-[3px] text-2xs font-semibold whitespace-nowrap text-on-ink shadow-float"
          style={{ left: grab.at.x + 12, top: grab.at.y + 12 }}
        >
          {say.tide.region(region)}
        </div>
      )}
      <output className="sr-only">
        {say.drag.held(region)}{' '}
        {over === undefined ? '' : `${say.map.storeName(over.store)}: ${wordsOf(over)}`}
      </output>
    </>
  );
}

function wordsOf(drop: Drop): string {
  return drop.impossible === '' ? drop.offers.map((offer) => offer.words).join(' · ') : drop.impossible;
}

function Stroke({ grab, frame, layout }: Of<'stroke'>) {
  const crossed = linksCrossed(layout, grab.from, grab.at);
  const deeds = crossed.flatMap(({ a, b }) =>
    offersFor(frame, refTo.link(a, b)).filter(({ command }) => command.includes('fault=cut-link')),
  );
  return (
    <>
      <svg aria-hidden="true" className="absolute inset-0" width={layout.width} height={layout.height}>
        <line
          x1={grab.from.x}
          y1={grab.from.y}
          x2={grab.at.x}
          y2={grab.at.y}
          stroke="var(--accent)"
          strokeWidth="2"
          strokeDasharray="6 4"
        />
        {crossed.map(({ a, b, box }) => (
          <rect
            key={`${a}/${b}`}
            x={box.x}
            y={box.y}
            width={box.w}
            height={box.h}
            rx="4"
            fill="var(--accent-soft)"
            stroke="var(--accent)"
          />
        ))}
      </svg>
      <output className="absolute" style={{ left: grab.at.x + 12, top: grab.at.y + 12 }}>
        <Words
          text={
            deeds.length === 0
              ? say.drag.strokeHint
              : deeds
                  .map(({ words, impossible }) => (impossible === '' ? words : `${words}: ${impossible}`))
                  .join(' · ')
          }
        />
      </output>
    </>
  );
}

function Zone({ grab, frame, layout }: Of<'zone'>) {
  const zone = layout.azs.find((az) => az.id === grab.az);
  const name = frame.azs.find((az) => az.id === grab.az)?.name ?? grab.az;
  const deed = pullOf(grab.pulled);
  const offer = offersFor(frame, refTo.az(grab.az)).find(
    ({ command }) => deed !== null && command.startsWith(deed),
  );
  if (zone === undefined) return null;
  const possible = offer !== undefined && offer.impossible === '';
  return (
    <output
      className={`absolute flex items-start justify-center rounded-[11px] border-2 pt-[34px] ${
        possible ? 'border-accent bg-accent-soft' : 'border-dashed border-accent'
      }`}
      style={at(zone.box)}
    >
      <Words
        text={
          offer === undefined
            ? say.drag.zoneHint(name)
            : possible
              ? say.drag.letGo(offer.words)
              : `${offer.words}: ${offer.impossible}`
        }
      />
    </output>
  );
}

function Words({ text }: { text: string }) {
  return (
    <span className="rounded-md border border-line bg-raised px-[7px] py-[3px] text-center text-2xs text-ink shadow-float">
      {text}
    </span>
  );
}

function at(box: Rect) {
  return { left: box.x, top: box.y, width: box.w, height: box.h };
}
