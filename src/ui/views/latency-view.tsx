import { axisBottom, axisLeft } from 'd3-axis';
import { select } from 'd3-selection';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { SeriesWindow } from '../../model/frame.ts';
import type { SimTime } from '../../model/time.ts';
import { formatMoment } from '../../model/time.ts';
import { ms, tickMs } from '../format.ts';
import { CHART_SERIES, layoutChart, rateAt, valueAt } from '../scene/layout-chart.ts';
import type { ChartLayout } from '../scene/layout-chart.ts';
import {
  MARK_LABEL_MAX,
  paintChart,
  paintChartNeedles,
  seriesColour,
  seriesDash,
} from '../scene/paint-chart.ts';
import { usePage, useUi } from '../state/context.ts';
import { CHART_WINDOW_US } from '../state/questions.ts';
import type { UiState } from '../state/store.ts';
import { say, tell } from '../strings/index.ts';
import type { Paint } from './layer.tsx';
import { coloursFor, Layer, useSize } from './layer.tsx';
import { useListeners } from './listeners.ts';
import { measureLabel } from './measure.ts';

/** Shortest span of the time axis, so that the first seconds do not stretch across the whole chart. */
const SPAN_MIN_US = 10_000_000;
/** The axis grows in steps: between two of them nothing of the chart moves but its needles. */
const SPAN_STEP_US = 500_000;

type Charted = Pick<UiState, 'series' | 'seriesOff' | 'newest' | 'cursor'>;

/** The right end of the axis; 0 without a series. */
function endOf({ series, newest, cursor }: Charted): SimTime {
  if (series === null) return 0;
  const from = startOf(series);
  const last = (series.t.at(-1) ?? 0) + series.bucketUs;
  const wanted = Math.min(Math.max(last, newest, cursor), from + CHART_WINDOW_US);
  return Math.max(from + SPAN_MIN_US, Math.ceil(wanted / SPAN_STEP_US) * SPAN_STEP_US);
}

function startOf(series: SeriesWindow): SimTime {
  return Math.max(0, series.t[0] ?? 0);
}

const depends = (state: UiState) => [state.series, state.seriesOff, endOf(state)];
const needleDepends = (state: UiState) => [state.series, state.cursor, state.hoverAt, endOf(state)];

interface Made {
  readonly key: readonly unknown[];
  readonly layout: ChartLayout;
}

let latest: Made | null = null;

/** The same layout for both canvases and the page's words, as long as nothing of it changes. */
function chartOf(state: Charted, w: number, h: number): ChartLayout | null {
  const { series, seriesOff } = state;
  if (series === null || w < 80) return null;
  const to = endOf(state);
  const key = [series, seriesOff, to, w, h];
  if (latest === null || key.some((part, index) => part !== latest?.key[index]))
    latest = {
      key,
      layout: layoutChart({
        series,
        from: startOf(series),
        to,
        off: seriesOff,
        width: w,
        height: h,
        measure: (words) => Math.min(MARK_LABEL_MAX, measureLabel(words)),
      }),
    };
  return latest.layout;
}

/** Write duration, CDC latency and lags over time, on a logarithmic axis, with every command and fault marked. */
export function LatencyView() {
  const { store, controller } = usePage();
  const view = useRef<HTMLDivElement>(null);
  const axes = useRef<SVGSVGElement>(null);
  const drawnAxes = useRef('');
  const size = useSize(view);
  const { series, seriesOff, newest, at, hoverAt, playing, theme } = useUi((state) => ({
    series: state.series,
    seriesOff: state.seriesOff,
    newest: state.shownNewest,
    at: state.shownAt,
    hoverAt: state.hoverAt,
    playing: state.playing,
    theme: state.theme,
  }));
  const layout = useMemo(
    () => chartOf({ series, seriesOff, newest, cursor: at }, size.w, size.h),
    [series, seriesOff, newest, at, size],
  );
  const paint = useCallback<Paint>(
    (ctx, state, colours) => {
      const chart = chartOf(state, size.w, size.h);
      if (chart !== null) paintChart(ctx, chart, colours);
    },
    [size],
  );
  const paintNeedles = useCallback<Paint>(
    (ctx, state, colours) => {
      const chart = chartOf(state, size.w, size.h);
      if (chart !== null) paintChartNeedles(ctx, chart, state, colours);
    },
    [size],
  );

  useEffect(() => {
    if (axes.current === null || layout === null) return;
    const key = [layout.plot, layout.x.domain(), layout.y.domain()]
      .map((part) => JSON.stringify(part))
      .join();
    if (key === drawnAxes.current) return;
    drawnAxes.current = key;
    const svg = select(axes.current);
    const { plot } = layout;
    const ticks = Math.max(2, Math.floor(plot.w / 80));
    svg
      .select<SVGGElement>('[data-axis=x]')
      .attr('transform', `translate(0,${plot.y + plot.h})`)
      .call(
        axisBottom<number>(layout.x.copy().domain(layout.x.domain().map((us) => us / 1e6)))
          .ticks(ticks)
          .tickSize(4)
          .tickFormat((s) => `${s} s`),
      );
    svg
      .select<SVGGElement>('[data-axis=y]')
      .attr('transform', `translate(${plot.x},0)`)
      .call(
        axisLeft<number>(layout.y)
          .tickValues([...layout.decades])
          .tickSize(0)
          .tickPadding(8)
          .tickFormat((value) => tickMs(value)),
      );
    svg.selectAll('.domain').remove();
  }, [layout]);

  const hover = (event: PointerEvent) => {
    const box = view.current?.getBoundingClientRect();
    if (layout === null || box === undefined) return;
    const x = event.clientX - box.left;
    const inside = x >= layout.plot.x && x <= layout.plot.x + layout.plot.w;
    store.setState({ hoverAt: inside ? Math.max(0, layout.x.invert(x)) : null });
  };
  useListeners(view, {
    pointermove: hover,
    pointerleave: () => store.setState({ hoverAt: null }),
    click: () => {
      const target = store.getState().hoverAt;
      if (target !== null) void controller.seek(target);
    },
  });
  const colours = coloursFor(theme);
  const moment = hoverAt ?? at;
  return (
    <section
      aria-label={say.latency.label}
      className="flex min-h-0 min-w-0 flex-1 flex-col"
      data-view="latency"
    >
      <header className="flex h-[34px] shrink-0 items-center justify-between gap-3 px-[14px]">
        <h2 className="panel-title">{say.views.latency}</h2>
        <span className="num truncate text-2xs text-ink-3">
          {series !== null && hoverAt !== null
            ? say.latency.at(formatMoment(hoverAt))
            : series !== null
              ? (['write-qps', 'read-qps'] as const)
                  .map((id) => `${rateWords(rateAt(series, id, at, !playing))} ${say.series[id]}`)
                  .join(' · ')
              : ''}
        </span>
      </header>
      <div ref={view} className="relative min-h-0 flex-1 touch-pan-y">
        <Layer size={size} paint={paint} depends={depends} className="absolute inset-0" />
        <Layer size={size} paint={paintNeedles} depends={needleDepends} className="absolute inset-0" />
        <svg
          ref={axes}
          aria-hidden="true"
          className="chart-axes pointer-events-none absolute inset-0 size-full text-ink-3"
        >
          <g data-axis="x" />
          <g data-axis="y" />
        </svg>
        {layout?.marks.map(({ mark, x }, index) => (
          <span
            key={`${mark.at}/${index}`}
            title={`${formatMoment(mark.at)}  ${tell(mark.words)}`}
            className="absolute"
            style={{ left: x - 5, top: 0, width: 10, height: layout.plot.y + layout.plot.h }}
          />
        ))}
        {series !== null && CHART_SERIES.every((id) => series.values[id].every(Number.isNaN)) && (
          <p className="chart-voice absolute inset-0 flex items-center justify-center text-[15px] text-ink-3">
            {say.latency.nothing}
          </p>
        )}
      </div>
      <div className="flex shrink-0 flex-wrap items-center gap-x-1 px-[9px] pb-[6px]">
        {CHART_SERIES.map((id) => {
          const on = !seriesOff.includes(id);
          const value = series === null ? Number.NaN : valueAt(series, id, moment);
          return (
            <button
              key={id}
              type="button"
              aria-pressed={on}
              title={say.seriesLong[id]}
              onClick={() =>
                store.setState({
                  seriesOff: on ? [...seriesOff, id] : seriesOff.filter((other) => other !== id),
                })
              }
              className={`flex h-6 items-center gap-[5px] rounded-md px-[5px] text-2xs hover:bg-shade ${on ? 'text-ink-2' : 'text-ink-3 line-through'}`}
            >
              <svg aria-hidden="true" width="16" height="6">
                <line
                  x1="0"
                  x2="16"
                  y1="3"
                  y2="3"
                  stroke={seriesColour(id, colours)}
                  strokeWidth="2.5"
                  strokeDasharray={seriesDash(id).join(' ')}
                  opacity={on ? 1 : 0.4}
                />
              </svg>
              {say.series[id]}
              {on && (
                <span className="num text-ink">{Number.isNaN(value) ? say.latency.none : ms(value)}</span>
              )}
            </button>
          );
        })}
      </div>
    </section>
  );
}

function rateWords(value: number): string {
  return Number.isNaN(value) ? say.latency.none : value < 10 ? value.toFixed(1) : String(Math.round(value));
}
