import { useEffect, useRef, useState } from 'react';
import { formatMoment } from '../../model/time.ts';
import type { TraceEvent } from '../../model/trace.ts';
import { TRACE_KINDS } from '../../scenario/trace-kinds.ts';
import { count } from '../format.ts';
import { refTo, stillThere } from '../refs.ts';
import { usePage, useUi } from '../state/context.ts';
import { tell } from '../strings/index.ts';
import { say } from '../strings/later.ts';
import { useSize } from './layer.tsx';
import { useListeners } from './listeners.ts';

const FAMILIES: readonly string[] = [...new Set(TRACE_KINDS.map((kind) => kind.slice(0, kind.indexOf('.'))))];
const ROW_H = 24;
const OVERSCAN = 10;

/** Plain words for everything that was observed up to the cursor; a line leads to its moment and its thing. */
export function LogPanel() {
  const { controller, store } = usePage();
  const { log, filter, at, selection } = useUi((state) => ({
    log: state.log,
    filter: state.logFilter,
    at: state.shownAt,
    selection: state.selection,
  }));
  const scroller = useRef<HTMLDivElement>(null);
  const lines = log?.lines ?? [];
  const [top, setTop] = useState(0);
  const size = useSize(scroller);
  const lastN = lines.at(-1)?.record.n ?? -1;
  // Only a new last line scrolls: reading back must not be disturbed.
  useEffect(() => {
    if (lastN >= 0) scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, [lastN]);
  useListeners(scroller, { scroll: () => setTop(scroller.current?.scrollTop ?? 0) });
  // All rows have one height, so the visible ones are a division away.
  const first = Math.max(0, Math.floor(top / ROW_H) - OVERSCAN);
  const visible = lines.slice(first, first + Math.ceil(size.h / ROW_H) + 2 * OVERSCAN);
  useEffect(() => {
    controller.refresh();
  }, [controller]);
  return (
    <div className="flex h-full flex-col">
      <div className="flex flex-wrap items-center gap-2 px-[14px] py-[7px] text-2xs">
        <select
          aria-label={say.log.families}
          value={filter.family}
          onChange={(event) => controller.setLogFilter({ family: event.target.value })}
          className="h-[26px] rounded-md border border-line bg-panel px-1 text-xs"
        >
          <option value="">{say.log.all}</option>
          {FAMILIES.map((family) => (
            <option key={family} value={family}>
              {family}
            </option>
          ))}
        </select>
        <input
          type="search"
          aria-label={say.log.filter}
          placeholder={say.log.filter}
          value={filter.text}
          onChange={(event) => controller.setLogFilter({ text: event.target.value })}
          className="h-[26px] min-w-[100px] flex-1 rounded-md border border-line bg-panel px-2 text-xs placeholder:text-ink-3"
        />
        <label className={`flex items-center gap-1 ${selection === null ? 'text-ink-3' : 'text-ink-2'}`}>
          <input
            type="checkbox"
            checked={filter.selectionOnly}
            disabled={selection === null}
            onChange={(event) => controller.setLogFilter({ selectionOnly: event.target.checked })}
          />
          {say.log.onlySelection}
        </label>
        <span className="num text-ink-3">
          {log === null ? '' : say.log.matched(count(lines.length), count(log.matched))}
        </span>
      </div>
      <div
        ref={scroller}
        className="min-h-0 flex-1 overflow-auto border-t border-hairline"
        role="log"
        aria-label={say.views.log}
        aria-live="off"
      >
        {log !== null && log.oldestKept > 0 && (
          <p className="px-[14px] py-1 text-2xs text-ink-3">{say.log.dropped}</p>
        )}
        {log !== null && lines.length === 0 && (
          <p className="chart-voice px-[14px] py-3 text-[15px] text-ink-3">{say.log.none}</p>
        )}
        <div className="relative w-full" style={{ height: lines.length * ROW_H }}>
          {visible.map(({ record, words }, index) => {
            const now = record.at === Math.round(at);
            return (
              <button
                key={record.n}
                type="button"
                title={tell(words)}
                onClick={() => {
                  void controller.seek(record.at);
                  const ref = refOfEvent(record.event);
                  const frame = store.getState().frame;
                  if (ref !== null && frame !== null && stillThere(ref, frame)) controller.select(ref);
                }}
                className={`absolute left-0 flex w-full items-baseline gap-3 px-[14px] text-left text-2xs hover:bg-shade ${now ? 'bg-shade shadow-[inset_3px_0_var(--accent)]' : ''}`}
                style={{ top: (first + index) * ROW_H, height: ROW_H, lineHeight: `${ROW_H}px` }}
              >
                <span className="num shrink-0 text-ink-3">{formatMoment(record.at)}</span>
                <span className="num w-[78px] shrink-0 truncate text-ink-3 max-sm:hidden">{record.by}</span>
                <span className={`truncate ${toneOf(record.event)}`}>{tell(words)}</span>
              </button>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function toneOf(event: TraceEvent): string {
  switch (event.kind) {
    case 'check.violated':
      return 'font-semibold text-bad';
    case 'process.crashed':
    case 'command.refused':
    case 'fault.began':
    case 'net.connection-lost':
      return 'text-warn';
    case 'command.applied':
    case 'raft.role-changed':
      return 'font-medium text-ink';
    default:
      return 'text-ink-2';
  }
}

/** The thing a line is about, for the shared selection. */
function refOfEvent(event: TraceEvent): string | null {
  if ('region' in event && event.region !== 0) return refTo.region(event.region);
  if ('store' in event) return refTo.store(event.store);
  if ('process' in event) return refTo.process(event.process);
  if ('changefeed' in event) return refTo.changefeed(event.changefeed);
  return null;
}
