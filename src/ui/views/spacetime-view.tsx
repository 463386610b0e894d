import { ArrowLeftRight, Eye, EyeOff, Minus, Plus } from 'lucide-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { SpaceTime } from '../../model/spacetime.ts';
import { formatDuration, formatMoment, US_PER_MS } from '../../model/time.ts';
import { bytes, tickMs } from '../format.ts';
import { processOf, refTo } from '../refs.ts';
import { causalityOf } from '../scene/causality.ts';
import type { Causality } from '../scene/causality.ts';
import type { Point } from '../scene/geometry.ts';
import { arrowAt, layoutSpaceTime, noteAt } from '../scene/layout-spacetime.ts';
import type { SpaceTimeLayout } from '../scene/layout-spacetime.ts';
import { paintSpaceTime } from '../scene/paint-spacetime.ts';
import { usePage, useUi } from '../state/context.ts';
import type { UiState } from '../state/store.ts';
import { say, tell } from '../strings/index.ts';
import type { Paint } from './layer.tsx';
import { Layer, useSize } from './layer.tsx';
import { useListeners } from './listeners.ts';
import { ChainRow } from './spacetime-chain.tsx';
import { StageTabs } from './stage-tabs.tsx';

const SPANS_US: readonly number[] = [
  2_000, 5_000, 10_000, 20_000, 60_000, 150_000, 400_000, 1_000_000, 2_500_000,
];

const depends = (state: UiState) => [
  state.diagram,
  state.cursor,
  state.selection,
  state.familiesOff,
  state.frame,
];

function layoutOf(
  state: Pick<UiState, 'frame' | 'diagram' | 'familiesOff'>,
  w: number,
  h: number,
): SpaceTimeLayout | null {
  const { frame, diagram } = state;
  if (frame === null || diagram.piece === null || w < 200) return null;
  return layoutSpaceTime({
    diagram: diagram.piece,
    processes: frame.processes,
    hidden: diagram.hidden,
    familiesOff: state.familiesOff,
    axis: diagram.axis,
    width: w,
    height: h,
  });
}

/** The sequence number in `message:…`, null for other things. A row of a raft batch stands for the whole batch. */
function messageOf(selection: string | null): number | null {
  const match = /^message:(\d+)/.exec(selection ?? '');
  return match === null ? null : Number(match[1]);
}

/** Processes as lines, messages between them, and for a chosen message what caused it and what it caused. */
export function SpaceTimeView() {
  const { store, controller } = usePage();
  const view = useRef<HTMLDivElement>(null);
  const size = useSize(view);
  const [hover, setHover] = useState<{
    point: Point;
    title: string;
    lines: readonly string[];
    seq: number;
  } | null>(null);
  const state = useUi((all) => ({
    diagram: all.diagram,
    frame: all.shown,
    selection: all.selection,
    familiesOff: all.familiesOff,
  }));
  const { diagram, frame, selection } = state;
  const { piece } = diagram;
  const chosen = messageOf(selection);
  const causality = useMemo(
    () => (piece === null || chosen === null ? null : causalityOf(piece, chosen)),
    [piece, chosen],
  );
  const { familiesOff } = state;
  const layout = useMemo(
    () => layoutOf({ frame, diagram, familiesOff }, size.w, size.h),
    [size, diagram, frame, familiesOff],
  );
  const canvas = useMemo(
    () => ({ w: size.w, h: Math.max(size.h, layout?.height ?? 0) }),
    [size, layout?.height],
  );
  const hovered = hover?.seq ?? null;
  const paint = useCallback<Paint>(
    (ctx, all, colours) => {
      const drawn = layoutOf(all, size.w, size.h);
      if (drawn === null) return;
      const selectedProcess = all.selection === null ? null : processOf(all.selection, all.frame);
      paintSpaceTime(
        ctx,
        drawn,
        { cursor: all.cursor, selection: all.selection, selectedProcess, causality, hovered },
        colours,
        size.w,
      );
    },
    [size, causality, hovered],
  );

  const choose = (seq: number | null) => {
    if (seq === null) return;
    controller.select(refTo.message(seq));
    store.setState({ panel: 'inspector' });
  };
  const goTo = (seq: number) => {
    const at = piece === null ? undefined : momentOf(piece, seq);
    if (at === undefined) return;
    controller.pause();
    void controller.seek(at);
  };
  const pointOf = (event: MouseEvent): Point => {
    const box = view.current?.getBoundingClientRect();
    return {
      x: event.clientX - (box?.left ?? 0),
      y: event.clientY - (box?.top ?? 0) + (view.current?.scrollTop ?? 0),
    };
  };
  useListeners(view, {
    pointermove: (event) =>
      setHover(layout === null || piece === null ? null : under(layout, pointOf(event))),
    pointerleave: () => setHover(null),
    click: (event) => {
      if (layout === null || !isDiagram(event.target)) return;
      const point = pointOf(event);
      const arrow = arrowAt(layout, point);
      if (arrow === null) {
        controller.select(null);
        return;
      }
      choose(arrow.message.seq);
      goTo(arrow.message.seq);
    },
    keydown: (event) => {
      if (piece === null || !isDiagram(event.target)) return;
      const next = step(event.key, piece, chosen, causality, store.getState().cursor);
      if (next === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      if (next === null) return;
      if (event.key === 'Enter') goTo(next);
      else choose(next);
    },
  });

  const spanAt = SPANS_US.indexOf(diagram.spanUs);
  const setSpan = (by: number) => {
    const spanUs = SPANS_US[spanAt + by];
    if (spanUs !== undefined) controller.setDiagram({ spanUs });
  };
  return (
    <section
      aria-label={say.spacetime.label}
      className="flex min-h-0 min-w-0 flex-1 flex-col"
      data-view="spacetime"
    >
      <header className="flex min-h-[38px] shrink-0 flex-wrap items-center gap-x-3 gap-y-1 px-[14px] py-1">
        <h2 className="sr-only">{say.views.spacetime}</h2>
        <StageTabs />
        {diagram.hidden.length > 0 && (
          <span className="flex flex-wrap items-center gap-1 text-2xs text-ink-3">
            {say.spacetime.hidden}
            {diagram.hidden.map((id) => (
              <button
                key={id}
                type="button"
                className="num flex h-6 items-center gap-1 rounded-md px-[6px] hover:bg-shade"
                aria-label={say.spacetime.unhide(id)}
                onClick={() =>
                  controller.setDiagram({ hidden: diagram.hidden.filter((other) => other !== id) })
                }
              >
                <Eye size={11} aria-hidden="true" />
                {id}
              </button>
            ))}
          </span>
        )}
        <div className="ml-auto flex items-center gap-1">
          <button
            type="button"
            className="btn btn-ghost h-7 px-2 text-2xs"
            aria-label={`${say.spacetime.axis}: ${say.spacetime[diagram.axis]}`}
            title={diagram.axis === 'time' ? say.spacetime.axisTime : say.spacetime.axisOrder}
            onClick={() => controller.setDiagram({ axis: diagram.axis === 'time' ? 'order' : 'time' })}
          >
            <ArrowLeftRight size={12} aria-hidden="true" />
            {say.spacetime[diagram.axis]}
          </button>
          <button
            type="button"
            className="btn btn-ghost h-7 px-[6px]"
            aria-label={say.spacetime.shorter}
            disabled={spanAt <= 0}
            onClick={() => setSpan(-1)}
          >
            <Minus size={13} />
          </button>
          <span className="num text-2xs text-ink-2">
            {say.spacetime.span(tickMs(diagram.spanUs / US_PER_MS))}
          </span>
          <button
            type="button"
            className="btn btn-ghost h-7 px-[6px]"
            aria-label={say.spacetime.longer}
            disabled={spanAt >= SPANS_US.length - 1}
            onClick={() => setSpan(1)}
          >
            <Plus size={13} />
          </button>
        </div>
      </header>
      <div ref={view} className="relative min-h-0 flex-1 overflow-x-hidden overflow-y-auto">
        <div className="relative" style={{ width: canvas.w, height: canvas.h }}>
          <Layer size={canvas} paint={paint} depends={depends} className="absolute inset-0" />
          <button
            type="button"
            data-diagram=""
            aria-label={`${say.views.spacetime}. ${say.spacetime.keys}`}
            className="absolute inset-0 cursor-default bg-transparent"
          />
          {layout?.lanes.map(({ row, y }) => (
            <span
              key={row.id}
              className="group absolute left-[8px] flex h-[24px] w-[96px] items-center justify-between"
              style={{ top: y - 12 }}
            >
              <button
                type="button"
                data-ref={refTo.process(row.id)}
                className={`h-full truncate rounded-md px-[4px] text-xs hover:bg-shade ${row.health === 'up' ? '' : 'text-bad line-through'} ${processOf(selection ?? '', frame) === row.id ? 'font-semibold' : ''}`}
                onClick={() => {
                  controller.select(refTo.process(row.id));
                  store.setState({ panel: 'inspector' });
                }}
              >
                {row.id}
              </button>
              <button
                type="button"
                className="flex size-[24px] shrink-0 items-center justify-center rounded-md text-ink-3 opacity-0 group-hover:opacity-100 focus-visible:opacity-100 hover:bg-shade"
                aria-label={say.spacetime.hide(row.id)}
                onClick={() => controller.setDiagram({ hidden: [...diagram.hidden, row.id] })}
              >
                <EyeOff size={11} />
              </button>
            </span>
          ))}
          {piece === null && (
            <p className="chart-voice absolute inset-0 flex items-center justify-center text-[15px] text-ink-3">
              {say.spacetime.waiting}
            </p>
          )}
          {hover !== null && (
            <div
              aria-hidden="true"
              className="pointer-events-none absolute z-20 rounded-lg border border-line bg-raised px-3 py-2 shadow-float"
              style={{
                left: Math.min(hover.point.x + 14, Math.max(6, size.w - 280)),
                ...(hover.point.y > canvas.h - 110
                  ? { bottom: canvas.h - hover.point.y + 12 }
                  : { top: hover.point.y + 14 }),
                maxWidth: 268,
              }}
            >
              <div className="text-xs font-semibold first-letter:uppercase">{hover.title}</div>
              {hover.lines.map((line) => (
                <div key={line} className="num text-2xs text-ink-2">
                  {line}
                </div>
              ))}
            </div>
          )}
        </div>
      </div>
      <ChainRow
        piece={piece}
        causality={causality}
        choose={(seq) => {
          choose(seq);
          goTo(seq);
        }}
      />
    </section>
  );
}

/** The diagram itself, not a name or a button over it. */
function isDiagram(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.dataset['diagram'] !== undefined;
}

function under(layout: SpaceTimeLayout, point: Point) {
  const mark = noteAt(layout, point);
  if (mark !== null)
    return {
      point,
      title: tell(mark.note.words),
      lines: [formatMoment(mark.note.at), mark.note.process],
      seq: -1,
    };
  const arrow = arrowAt(layout, point);
  if (arrow === null) return null;
  const { message } = arrow;
  return {
    point,
    title: message.label,
    seq: message.seq,
    lines: [
      `${message.from} → ${message.to}`,
      `${formatMoment(message.sentAt)} · ${message.dropped ? say.spacetime.dropped : say.spacetime.took(formatDuration(message.dueAt - message.sentAt))}`,
      bytes(message.bytes),
    ],
  };
}

/** When to look at a message: the moment at which it has just left. */
function momentOf(piece: SpaceTime, seq: number): number | undefined {
  const message =
    piece.items.find((item) => item.seq === seq)?.message ?? piece.pending.find((one) => one.seq === seq);
  return message?.sentAt;
}

/** The message that a key leads to; null when there is none that way, undefined for other keys. */
function step(
  key: string,
  piece: SpaceTime,
  chosen: number | null,
  causality: Causality | null,
  cursor: number,
): number | null | undefined {
  const order = piece.items.flatMap(({ message }) => (message === null ? [] : [message]));
  const place = order.findIndex((message) => message.seq === chosen);
  const isMessage = (seq: number) => order.some((message) => message.seq === seq);
  switch (key) {
    case 'ArrowRight':
    case 'ArrowLeft': {
      if (place < 0) return order.findLast((message) => message.sentAt <= cursor)?.seq ?? null;
      return order[place + (key === 'ArrowRight' ? 1 : -1)]?.seq ?? null;
    }
    case 'ArrowUp':
      return causality?.causes.slice(0, -1).findLast(isMessage) ?? null;
    case 'ArrowDown':
      return [...(causality?.effects ?? [])].find(isMessage) ?? null;
    case 'Enter':
      return chosen;
    default:
      return undefined;
  }
}
