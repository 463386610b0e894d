import type { EntityRef, Inspection } from '../../model/frame.ts';
import type { EngineDoor, TraceFilter } from '../../worker/protocol.ts';
import { processOf, regionOf } from '../refs.ts';
import { describe } from '../scene/describe.ts';
import { say } from '../strings/index.ts';
import type { UiStore } from './store.ts';

const QUERIES_EVERY_MS = 250;
const SERIES_POINTS = 200;
/** The chart shows at most this much of the past. */
export const CHART_WINDOW_US = 60_000_000;
const LOG_LINES = 500;
const CONSOLE_LINES = 100;
/** Part of the space-time diagram that lies behind the cursor in time, when that is known already. */
const AHEAD = 0.25;
/** Cells of the heatmap: not more than pixels that a reader can tell apart. */
const HEAT_COLUMNS = 120;
const HEAT_BANDS = 200;

export const EVERYTHING: TraceFilter = {
  before: 0,
  limit: 1,
  kinds: null,
  region: null,
  process: null,
  text: '',
};

/** What the views need beside frames, asked of the engine for the present moment: only for views that are open. */
export class Questions {
  private lastMs = -Infinity;
  private asking = false;
  private again = false;
  /** Answers about a former run are not wanted any more. */
  private session = 0;

  constructor(
    private readonly door: EngineDoor,
    private readonly store: UiStore,
    private readonly now: () => number,
    private readonly crashed: (error: unknown) => void,
  ) {}

  get open(): boolean {
    return this.asking;
  }

  /** Another run stands on the page. */
  begin(): void {
    this.session++;
  }

  refreshSometimes(): void {
    const wall = this.now();
    if (wall - this.lastMs < QUERIES_EVERY_MS) return;
    this.lastMs = wall;
    this.refresh();
  }

  /** Series, inspection and log for the present moment; asked again if something changes meanwhile. */
  refresh(): void {
    if (this.asking) {
      this.again = true;
      return;
    }
    this.asking = true;
    void this.query().then(
      () => this.queried(),
      (error: unknown) => {
        this.crashed(error);
        this.queried();
      },
    );
  }

  private queried(): void {
    this.asking = false;
    if (!this.again) return;
    this.again = false;
    this.refresh();
  }

  private async query(): Promise<void> {
    const { phase, newest, selection, panel, narrowView, cursor } = this.store.getState();
    if (phase !== 'ready') return;
    const session = this.session;
    const from = Math.max(0, Math.min(cursor - CHART_WINDOW_US / 2, newest - CHART_WINDOW_US));
    const to = Math.max(from + 1, Math.min(newest, from + CHART_WINDOW_US));
    const series = await this.door.series(from, to, SERIES_POINTS);
    if (session !== this.session) return;
    this.store.setState({ series });
    if (selection !== null) {
      const inspection = (await this.door.inspect(selection)) ?? this.inspectHere(selection);
      if (this.store.getState().selection === selection) this.store.setState({ inspection });
    }
    await this.queryDiagram(session);
    await this.queryHeat(session);
    if (panel === 'console' || narrowView === 'console') {
      const before = this.store.getState().frame?.at ?? 0;
      const query = { ...EVERYTHING, before, limit: CONSOLE_LINES, kinds: ['client.answered'] as const };
      const answers = await this.door.trace(query);
      if (session === this.session) this.store.setState({ console: answers });
    }
    if (panel === 'log' || narrowView === 'log') {
      const log = await this.door.trace(await this.logQuery());
      if (session === this.session) this.store.setState({ log });
    }
  }

  /** The piece of the run around the cursor, most of it past. */
  private async queryDiagram(session: number): Promise<void> {
    const { stage, narrowView, diagram, cursor } = this.store.getState();
    if (stage !== 'spacetime' && narrowView !== 'spacetime') return;
    const from = Math.max(0, Math.floor(cursor - diagram.spanUs * (1 - AHEAD)));
    const piece = await this.door.spaceTime(from, from + diagram.spanUs);
    if (session === this.session) this.store.setState((state) => ({ diagram: { ...state.diagram, piece } }));
  }

  private async queryHeat(session: number): Promise<void> {
    const { stage, narrowView, newest } = this.store.getState();
    if (stage !== 'heat' && narrowView !== 'heat') return;
    const heat = await this.door.heat(0, newest, HEAT_COLUMNS, HEAT_BANDS);
    if (session === this.session) this.store.setState({ heat });
  }

  /** What the page itself knows of a thing that the engine has no page for, or that is gone. */
  private inspectHere(ref: EntityRef): Inspection {
    const { frame, inspection } = this.store.getState();
    const words = frame === null ? null : describe(frame, ref);
    const title = words?.name ?? (inspection?.ref === ref ? inspection.title : ref);
    const subtitle = words === null ? say.map.gone : words.lines.join(' · ');
    const facts = words === null && inspection?.ref === ref ? inspection.facts : [];
    return { ref, title, subtitle, facts, log: null, actions: [] };
  }

  private async logQuery(): Promise<TraceFilter> {
    const { frame, logFilter, selection } = this.store.getState();
    const narrow = logFilter.selectionOnly ? selection : null;
    return {
      before: frame?.at ?? 0,
      limit: LOG_LINES,
      kinds: await kindsOf(logFilter.family),
      region: narrow === null ? null : regionOf(narrow),
      process: narrow === null ? null : processOf(narrow, frame),
      text: logFilter.text,
    };
  }
}

/** The kinds of a family, null for all kinds. */
async function kindsOf(family: string): Promise<TraceFilter['kinds']> {
  if (family === '') return null;
  const { isTraceKind, TRACE_KINDS } = await import('../../scenario/trace-kinds.ts');
  return TRACE_KINDS.filter(isTraceKind).filter((kind) => kind.startsWith(`${family}.`));
}
