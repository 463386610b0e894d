import type { ReactNode } from 'react';
import type { CaptureRow, CaptureSpanRow, ChangefeedRow, Frame } from '../../model/frame.ts';
import { formatDuration } from '../../model/time.ts';
import { age, count, percent, seconds, shortTs } from '../format.ts';
import { refTo } from '../refs.ts';
import { describe } from '../scene/describe.ts';
import type { Rect } from '../scene/geometry.ts';
import type { MapLayout } from '../scene/layout-map.ts';
import { known, tsMs, pdNowMs } from '../scene/layout-tide.ts';
import { usePage, useUi } from '../state/context.ts';
import { say, tell } from '../strings/index.ts';

/** The captures lane: PD, etcd, captures with their spans, the recovery cluster, and who holds the checkpoint. */
export function LaneCards({ frame, layout }: { frame: Frame; layout: MapLayout }) {
  const { lane } = layout;
  const at = useUi((state) => state.shownAt);
  if (lane.box.h === 0) return null;
  const nowMs = pdNowMs(frame, at);
  const feed = frame.changefeeds[0];
  return (
    <>
      <div className="absolute flex items-center justify-between gap-3" style={place(lane.title)}>
        <h2 className="panel-title">{lane.captures.length === 0 ? say.lane.pdTitle : say.views.captures}</h2>
        {feed !== undefined && (
          <span className="truncate text-2xs text-ink-3">
            {say.lane.changefeed} <span className="num text-ink-2">{feed.id}</span> · {feed.state}
          </span>
        )}
      </div>
      <Pipes layout={layout} />
      {lane.pd.map(({ process, box }) => (
        <PdCard key={process} frame={frame} process={process} box={box} />
      ))}
      {lane.etcd !== null && <EtcdCard frame={frame} box={lane.etcd.box} />}
      {lane.captures.map(({ process, box }) => {
        const row = frame.captures.find((capture) => capture.process === process);
        return row === undefined ? null : (
          <CaptureCard key={process} frame={frame} row={row} box={box} nowMs={nowMs} />
        );
      })}
      {lane.recovery !== null && <RecoveryCard frame={frame} box={lane.recovery} feed={feed} />}
      <Blame frame={frame} box={lane.blame} feed={feed} />
    </>
  );
}

function place(box: Rect) {
  return { left: box.x, top: box.y, width: box.w, height: box.h };
}

/** Hairlines from captures to the recovery cluster: where changes go. */
function Pipes({ layout }: { layout: MapLayout }) {
  const { captures, recovery } = layout.lane;
  if (recovery === null || layout.narrow) return null;
  return (
    <svg
      aria-hidden="true"
      className="pointer-events-none absolute inset-0"
      width={layout.width}
      height={layout.height}
    >
      {captures.map(({ process, box }) => {
        const right = box.x + box.w;
        if (right > recovery.x) return null;
        const y = box.y + box.h / 2;
        return (
          <path
            key={process}
            d={`M${right} ${y}H${recovery.x}`}
            stroke="var(--line)"
            strokeWidth={1.5}
            fill="none"
          />
        );
      })}
    </svg>
  );
}

function Card({
  box,
  refName,
  name,
  down = false,
  paused = false,
  children,
}: {
  box: Rect;
  refName: string;
  name: string;
  down?: boolean;
  paused?: boolean;
  children: ReactNode;
}) {
  const { controller, store } = usePage();
  const chosen = useUi((state) => state.selection === refName);
  return (
    <button
      type="button"
      tabIndex={-1}
      data-ref={refName}
      data-spot=""
      aria-label={name}
      aria-pressed={chosen}
      onClick={() => {
        controller.select(chosen ? null : refName);
        if (!chosen) store.setState({ panel: 'inspector' });
      }}
      className={`absolute flex flex-col overflow-hidden rounded-[9px] border bg-panel px-[11px] py-[7px] text-left ${chosen ? 'border-accent ring-1 ring-accent' : 'border-line hover:border-ink-3'}`}
      style={{
        ...place(box),
        ...(down || paused
          ? { backgroundImage: 'repeating-linear-gradient(135deg, transparent 0 5px, var(--hatch) 5px 6px)' }
          : {}),
      }}
    >
      {children}
    </button>
  );
}

function Health({ health }: { health: 'up' | 'down' | 'paused' }) {
  if (health === 'up') return null;
  return (
    <span className={`text-2xs font-semibold ${health === 'down' ? 'text-bad' : 'text-warn'}`}>
      {say.health[health]}
    </span>
  );
}

function PdCard({ frame, process, box }: { frame: Frame; process: string; box: Rect }) {
  const row = frame.pd.find((pd) => pd.process === process);
  const health = frame.processes.find((candidate) => candidate.id === process)?.health ?? 'up';
  if (row === undefined) return null;
  const [operator] = row.operators;
  return (
    <Card
      box={box}
      refName={refTo.process(process)}
      name={describe(frame, refTo.process(process))?.name ?? process}
      down={health === 'down'}
      paused={health === 'paused'}
    >
      <div className="flex items-baseline justify-between gap-2">
        <span className="text-xs font-semibold">{say.lane.pdTitle}</span>
        {health === 'up' ? (
          <span className="truncate text-2xs text-ink-3">{row.leader ? process : ''}</span>
        ) : (
          <Health health={health} />
        )}
      </div>
      <div className="num mt-[3px] truncate text-2xs text-ink-2">
        <span className="font-sans text-ink-3">{say.lane.tso}</span> {shortTs(row.tso)}
      </div>
      <div className="truncate text-2xs text-ink-3">
        {operator === undefined ? (
          say.lane.savedTo(seconds(row.savedMs * 1_000))
        ) : (
          <span className="text-ink-2">{tell(operator)}</span>
        )}
      </div>
    </Card>
  );
}

function EtcdCard({ frame, box }: { frame: Frame; box: Rect }) {
  const { etcd } = frame;
  if (etcd === null) return null;
  const health = frame.processes.find((candidate) => candidate.id === etcd.process)?.health ?? 'up';
  return (
    <Card
      box={box}
      refName={refTo.process(etcd.process)}
      name={describe(frame, refTo.process(etcd.process))?.name ?? etcd.process}
      down={health === 'down'}
      paused={health === 'paused'}
    >
      <div className="flex items-baseline justify-between gap-2">
        <span className="text-xs font-semibold">{say.lane.etcdTitle}</span>
        {health === 'up' ? (
          <span className="num truncate text-2xs text-ink-3">{say.lane.revision(etcd.revision)}</span>
        ) : (
          <Health health={health} />
        )}
      </div>
      <div className="mt-[3px] truncate text-2xs text-ink-2">
        {etcd.ownerProcess === null ? (
          <span className="text-warn">{say.lane.noOwner}</span>
        ) : (
          `${say.lane.owner} ${etcd.ownerProcess}`
        )}
      </div>
      <div className="truncate text-2xs text-ink-3">
        {etcd.ownerProcess === null
          ? say.lane.leases(etcd.leases)
          : say.lane.lease(formatDuration(etcd.ownerLeaseLeftUs))}
      </div>
    </Card>
  );
}

function CaptureCard({
  frame,
  row,
  box,
  nowMs,
}: {
  frame: Frame;
  row: CaptureRow;
  box: Rect;
  nowMs: number;
}) {
  const perColumn = Math.max(1, Math.floor((box.h - 34) / 20));
  const columns = box.w > 350 && row.spans.length > perColumn ? 2 : 1;
  // What does not fit is counted in the place of the last line.
  const places = perColumn * columns;
  const shown = row.spans.slice(0, row.spans.length > places ? places - 1 : places);
  return (
    <Card
      box={box}
      refName={refTo.capture(row.process)}
      name={describe(frame, refTo.capture(row.process))?.name ?? row.process}
      down={row.health === 'down'}
      paused={row.health === 'paused'}
    >
      <div className="flex w-full items-baseline gap-2">
        <span className="text-xs font-semibold">{row.process}</span>
        {row.owner && (
          <span className="rounded-full border border-ink px-[6px] text-2xs leading-[14px] font-medium">
            {say.lane.owner}
          </span>
        )}
        <Health health={row.health} />
        <span className="ml-auto flex items-baseline gap-3 overflow-hidden text-2xs whitespace-nowrap text-ink-3">
          <span>
            {say.lane.sorter} <Queue length={row.sorterDepth} colour="var(--s-1)" />{' '}
            <span className="num text-ink-2">{count(row.sorterDepth)}</span>
          </span>
          <span>
            {say.lane.sink} <Queue length={row.sinkInFlight} colour="var(--s-2)" />{' '}
            <span className="num text-ink-2">{count(row.sinkInFlight)}</span>
          </span>
        </span>
      </div>
      <div
        className={`mt-[5px] grid w-full min-h-0 gap-x-4 ${columns === 2 ? 'grid-cols-2' : 'grid-cols-1'}`}
      >
        {shown.map((span) => (
          <SpanLine
            key={`${span.changefeed}/${span.span}`}
            span={span}
            nowMs={nowMs}
            compact={columns === 2 || box.w < 340}
          />
        ))}
        {shown.length < row.spans.length && (
          <div className="h-[20px] text-2xs leading-[20px] text-ink-3">
            {say.lane.more(row.spans.length - shown.length)}
          </div>
        )}
      </div>
      {row.spans.length === 0 && (
        <div className="text-2xs text-ink-3">
          {row.capture === '' ? say.lane.unregistered : say.lane.noSpans}
        </div>
      )}
    </Card>
  );
}

/** At most eight blocks; the number beside it is exact. */
function Queue({ length, colour }: { length: number; colour: string }) {
  return (
    <span aria-hidden="true" className="inline-flex gap-[2px] align-baseline">
      {Array.from({ length: Math.min(8, length) }, (_, index) => (
        <span
          key={index}
          className="inline-block h-[8px] w-[5px] rounded-[1.5px]"
          style={{ background: colour }}
        />
      ))}
    </span>
  );
}

/** A span's water level: how near to now it is resolved (fill) and checkpointed (tick), over five seconds. */
const SPAN_SCALE_MS = 5_000;

function SpanLine({ span, nowMs, compact }: { span: CaptureSpanRow; nowMs: number; compact: boolean }) {
  const share = (ts: CaptureSpanRow['resolvedTs']) =>
    known(ts) ? Math.min(1, Math.max(0, 1 - (nowMs - tsMs(ts)) / SPAN_SCALE_MS)) : 0;
  const scanning = span.regionsInitialized < span.regions;
  const resolvedAge = known(span.resolvedTs) ? age(Math.max(0, nowMs - tsMs(span.resolvedTs))) : '–';
  return (
    <div
      className="flex h-[20px] w-full items-center gap-2 text-2xs"
      title={say.lane.initialized(span.regionsInitialized, span.regions)}
    >
      <span className="num w-[76px] shrink-0 truncate text-ink-2">
        [{span.startWords}, {span.endWords})
      </span>
      <span
        aria-hidden="true"
        className="relative h-[8px] min-w-[30px] flex-1 overflow-hidden rounded-full bg-shade"
      >
        <span
          className="absolute inset-y-0 left-0 rounded-full"
          style={{ width: `${share(span.resolvedTs) * 100}%`, background: 'var(--water)' }}
        />
        <span
          className="absolute inset-y-0 w-[2px]"
          style={{ left: `calc(${share(span.checkpointTs) * 100}% - 1px)`, background: 'var(--accent)' }}
        />
      </span>
      <span className="num w-[46px] shrink-0 text-right text-ink-2">{resolvedAge}</span>
      {!compact && (
        <span className="w-[84px] shrink-0 truncate text-ink-3">
          {scanning && span.tableState !== 'Stopped'
            ? `${span.tableState} ${span.regionsInitialized}/${span.regions}`
            : span.tableState}
        </span>
      )}
    </div>
  );
}

function RecoveryCard({ frame, box, feed }: { frame: Frame; box: Rect; feed: ChangefeedRow | undefined }) {
  const { downstream } = frame;
  const store = frame.stores.find((row) => row.cluster === 'recovery');
  const stores = frame.stores.filter((row) => row.cluster === 'recovery').length;
  const ref = store === undefined ? refTo.changefeed(feed?.id ?? '') : refTo.store(store.id);
  return (
    <Card
      box={box}
      refName={ref}
      name={say.aria.recovery}
      down={store?.health === 'down'}
      paused={store?.health === 'paused'}
    >
      <div className="flex w-full items-baseline justify-between gap-2">
        <span className="truncate text-xs font-semibold">{say.lane.recoveryTitle}</span>
        {store !== undefined && store.health !== 'up' ? (
          <Health health={store.health} />
        ) : (
          <span className="text-2xs whitespace-nowrap text-ink-3">{say.lane.stores(stores)}</span>
        )}
      </div>
      {downstream === null && (
        <div className="chart-voice mt-2 text-[15px] leading-[19px] text-ink-3">{say.lane.notCompared}</div>
      )}
      {downstream !== null && (
        <>
          <div className="num mt-[3px] text-[26px] leading-[30px] font-semibold tracking-tight">
            {percent(downstream.equal, downstream.keys + downstream.extra)}
          </div>
          <div className="text-2xs text-ink-3">{say.lane.equal}</div>
          <div className="mt-[7px] grid w-full grid-cols-3 gap-1 text-2xs">
            <Figure name={say.lane.missing} value={downstream.missing} />
            <Figure name={say.lane.stale} value={downstream.stale} />
            <Figure name={say.lane.extra} value={downstream.extra} />
          </div>
          <div className="mt-auto w-full truncate text-2xs text-ink-2">
            {downstream.drained ? (
              say.lane.drained
            ) : feed?.checkpointLagUs !== null && feed !== undefined ? (
              <>
                {say.lane.rpo('')}
                <span className="num">{age(feed.checkpointLagUs / 1_000)}</span>
              </>
            ) : (
              say.lane.keys(count(downstream.keys))
            )}
          </div>
        </>
      )}
    </Card>
  );
}

function Figure({ name, value }: { name: string; value: number }) {
  return (
    <span className="flex flex-col">
      <span className={`num text-sm font-medium ${value === 0 ? 'text-ink-3' : 'text-ink'}`}>
        {count(value)}
      </span>
      <span className="text-ink-3">{name}</span>
    </span>
  );
}

/** The engine's sentence; a bare chain of causes is put into one, and stands below in full. */
function sentenceOf(feed: ChangefeedRow): string {
  const cause = feed.blame.at(-1);
  return feed.heldBy.includes('←') && cause !== undefined ? say.lane.holds(tell(cause)) : tell(feed.heldBy);
}

function Blame({ frame, box, feed }: { frame: Frame; box: Rect; feed: ChangefeedRow | undefined }) {
  if (frame.captures.length === 0) return null;
  const sentence =
    feed === undefined
      ? say.lane.noCapture
      : feed.heldBy !== ''
        ? sentenceOf(feed)
        : feed.checkpointLagUs === null
          ? say.lane.noCapture
          : say.lane.calm(age(feed.checkpointLagUs / 1_000));
  return (
    <div className="absolute flex flex-col justify-center gap-[2px] overflow-hidden" style={place(box)}>
      <p className="chart-voice truncate text-[15px] leading-[20px] text-ink">{sentence}</p>
      {feed !== undefined && feed.blame.length > 0 && (
        <p className="truncate text-2xs text-ink-3" title={feed.blame.map(tell).join(' → ')}>
          {say.lane.checkpoint}
          {feed.blame.map((part, index) => (
            <span key={`${index}/${part}`}>
              <span aria-hidden="true"> → </span>
              {tell(part)}
            </span>
          ))}
        </p>
      )}
    </div>
  );
}
