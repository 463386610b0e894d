import { line } from 'd3-shape';
import { useMemo, useRef, useState } from 'react';
import { formatMoment } from '../../model/time.ts';
import type { SimTime } from '../../model/time.ts';
import { ms, tickMs } from '../format.ts';
import { valueAt } from '../scene/layout-chart.ts';
import { layoutCompare, markBefore } from '../scene/layout-compare.ts';
import type { CompareLayout, CompareRow } from '../scene/layout-compare.ts';
import { markColour } from '../scene/mark-colour.ts';
import { useUi } from '../state/context.ts';
import type { Sides } from '../state/comparison.ts';
import { tell } from '../strings/index.ts';
import { say } from '../strings/later.ts';
import { coloursFor, useSize } from './layer.tsx';
import { useListeners } from './listeners.ts';

const SIDES = ['a', 'b'] as const;
const STROKE = {
  a: { stroke: 'var(--ink-2)', strokeWidth: 1.6 },
  b: { stroke: 'var(--accent)', strokeWidth: 2, strokeDasharray: '6 3' },
} as const;

const path = line<readonly [number, number] | null>()
  .defined((point) => point !== null)
  .x((point) => point?.[0] ?? 0)
  .y((point) => point?.[1] ?? 0);

/** Two timelines and each series of both runs over each other, on one time axis, with one cursor. */
export function CompareCharts({ sides, to }: { sides: Sides; to: SimTime }) {
  const view = useRef<HTMLDivElement>(null);
  const size = useSize(view);
  const [at, setAt] = useState(to);
  const layout = useMemo(
    () => (size.w === 0 ? null : layoutCompare(sides.a.series, sides.b.series, to, size.w)),
    [sides, to, size.w],
  );
  const point = (event: PointerEvent) => {
    const box = view.current?.getBoundingClientRect();
    if (layout === null || box === undefined) return;
    setAt(Math.round(Math.min(to, Math.max(0, layout.x.invert(event.clientX - box.left)))));
  };
  useListeners(view, { pointermove: point, pointerdown: point });
  return (
    <section aria-label={say.compare.charts} className="flex min-w-0 flex-col gap-2">
      <div className="flex flex-wrap items-center gap-x-5 gap-y-1 text-2xs">
        <h3 className="panel-title">{say.compare.charts}</h3>
        {SIDES.map((side) => (
          <span key={side} className="flex items-center gap-2 text-ink-2">
            <svg aria-hidden="true" width="24" height="6">
              <line x1="0" x2="24" y1="3" y2="3" {...STROKE[side]} />
            </svg>
            {say.compare.sides[side]}
          </span>
        ))}
        <span className="num ml-auto font-semibold">{formatMoment(at)}</span>
      </div>
      <div ref={view} className="relative touch-pan-y">
        {layout !== null && (
          <svg aria-hidden="true" width={size.w} height={layout.height} className="block">
            <Timelines layout={layout} />
            {layout.rows.map((row) => (
              <Row key={row.id} row={row} layout={layout} />
            ))}
            <Axis layout={layout} />
            <line
              x1={layout.x(at)}
              x2={layout.x(at)}
              y1={0}
              y2={layout.height - 20}
              stroke="var(--accent)"
              strokeWidth="1.2"
            />
          </svg>
        )}
      </div>
      <input
        type="range"
        min={0}
        max={Math.round(to / 1_000)}
        value={Math.round(at / 1_000)}
        aria-label={say.compare.cursor}
        aria-valuetext={formatMoment(at)}
        onChange={(event) => setAt(Number(event.target.value) * 1_000)}
        className="w-full accent-[var(--accent)]"
      />
      {layout !== null && <AtCursor layout={layout} sides={sides} at={at} />}
    </section>
  );
}

function Timelines({ layout }: { layout: CompareLayout }) {
  const theme = useUi((state) => state.theme);
  const colours = coloursFor(theme);
  return SIDES.map((side) => {
    const { y, marks } = layout.timelines[side];
    return (
      <g key={side}>
        <text x={0} y={y + 4} fontSize="11" fill="var(--ink-2)">
          {say.compare.sides[side]}
        </text>
        <line x1={layout.left} x2={layout.right} y1={y} y2={y} stroke="var(--line)" strokeWidth="2" />
        {marks.map(({ mark, x }, index) => (
          <rect
            key={`${mark.at}/${index}`}
            x={x - 2}
            y={y - 6}
            width="4"
            height="12"
            rx="1"
            fill={markColour(mark.kind, colours)}
          >
            <title>{`${formatMoment(mark.at)}  ${tell(mark.words)}`}</title>
          </rect>
        ))}
      </g>
    );
  });
}

function Row({ row, layout }: { row: CompareRow; layout: CompareLayout }) {
  const bottom = row.top + row.height;
  return (
    <g>
      <text x={0} y={row.top + 12} fontSize="11" fill="var(--ink-2)">
        {say.series[row.id]}
      </text>
      {[row.low, row.high].map((value) => (
        <text
          key={value}
          x={layout.left - 8}
          y={value === row.low ? bottom : row.top + 8}
          textAnchor="end"
          fontSize="10"
          fill="var(--ink-3)"
          className="num"
        >
          {tickMs(value)}
        </text>
      ))}
      <rect
        x={layout.left}
        y={row.top}
        width={layout.right - layout.left}
        height={row.height}
        fill="none"
        stroke="var(--hairline)"
      />
      {SIDES.map((side) => (
        <path key={side} d={path(row[side]) ?? ''} fill="none" {...STROKE[side]} />
      ))}
    </g>
  );
}

function Axis({ layout }: { layout: CompareLayout }) {
  return layout.x.ticks(Math.max(2, Math.floor((layout.right - layout.left) / 90))).map((us) => (
    <text
      key={us}
      x={layout.x(us)}
      y={layout.height - 6}
      textAnchor="middle"
      fontSize="11"
      fill="var(--ink-3)"
      className="num"
    >
      {`${us / 1e6} s`}
    </text>
  ));
}

/** What both runs say at the cursor, also for who cannot see the lines. */
function AtCursor({ layout, sides, at }: { layout: CompareLayout; sides: Sides; at: SimTime }) {
  const value = (side: 'a' | 'b', id: CompareRow['id']): string => {
    const found = valueAt(sides[side].series, id, at);
    return Number.isNaN(found) ? say.latency.none : ms(found);
  };
  return (
    <table className="w-full text-2xs" aria-live="polite">
      <thead>
        <tr className="text-left text-ink-3">
          <th className="font-medium">{say.latency.at(formatMoment(at))}</th>
          {SIDES.map((side) => (
            <th key={side} className="px-2 font-medium">
              {say.compare.sides[side]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <tr className="border-t border-hairline align-top">
          <th className="py-[2px] pr-2 text-left font-normal text-ink-2">{say.views.timeline}</th>
          {SIDES.map((side) => {
            const mark = markBefore(layout.timelines[side].marks, at);
            return (
              <td key={side} className="px-2">
                {mark === null ? say.compare.nothingYet : `${formatMoment(mark.at)}  ${tell(mark.words)}`}
              </td>
            );
          })}
        </tr>
        {layout.rows.map(({ id }) => (
          <tr key={id} className="border-t border-hairline">
            <th className="py-[2px] pr-2 text-left font-normal text-ink-2" title={say.seriesLong[id]}>
              {say.series[id]}
            </th>
            {SIDES.map((side) => (
              <td key={side} className="num px-2">
                {value(side, id)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
