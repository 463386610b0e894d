import { AssertionError, must } from '../base/assert.ts';
import type { Result } from '../base/result.ts';
import { ok } from '../base/result.ts';
import type { Engine, EngineOptions } from '../engine/index.ts';
import { createPrelude } from '../engine/prelude.ts';
import type { Prelude } from '../engine/prelude.ts';
import type { Action } from '../model/command.ts';
import type { RunCondition } from '../model/condition.ts';
import type { EntityRef, Frame, Inspection, MarkRow, SeriesWindow } from '../model/frame.ts';
import type { HeatWindow } from '../model/heat.ts';
import type { Report } from '../model/report.ts';
import type { SpaceTime } from '../model/spacetime.ts';
import type { SimTime } from '../model/time.ts';
import type { ScenarioCommand, ScenarioDoc } from '../scenario/document.ts';
import type {
  Changed,
  EngineDoor,
  Loaded,
  Met,
  Moved,
  TraceFormat,
  TraceFilter,
  TraceLines,
} from './protocol.ts';
import { unlessLate } from './stand-in.ts';

/** Items between two looks at the clock: well below a millisecond of work. */
const SLICE_ITEMS = 64;

/** A first run that nobody leads yet waits no longer than this for what comes after its first moments. */
const PRELUDE_MS = 500;
const NO_MARKS: readonly MarkRow[] = [];

type CreateEngine = (doc: ScenarioDoc, options: EngineOptions) => Result<Engine>;

/** How frames and marks leave the host. */
export interface Carrier<F, M> {
  frame(frame: Frame): F;
  marks(marks: readonly MarkRow[]): M;
}

/**
 * The engine behind the page's door: it adds the clock for budgets, which the engine must not know, and fetches what a run
 * needs beyond its first moments when somebody leads in it, or asks. A prelude that needs a late part before is given up where it
 * stopped, however far into an item.
 *
 *     load ──▶ prelude ──(a leader │ 500 ms │ a late part │ any other question)──▶ fetched: engine of the same run ──▶ …
 *       └─────────────────── fetched already, or a late part ─────────────────────────▲
 */
export class EngineHost<F, M> implements EngineDoor<F, M> {
  private prelude: Prelude | null = null;
  private engine: Engine | null = null;
  private fetched: Promise<CreateEngine> | null = null;
  private create: CreateEngine | null = null;
  /** Why it could not be fetched: said with the next answer. */
  private failure: unknown = null;
  private loadedMs = 0;

  constructor(private readonly carrier: Carrier<F, M>) {}

  async load(doc: ScenarioDoc): Promise<Result<Loaded<F>>> {
    const begun = this.create === null ? unlessLate(() => createPrelude(doc)) : null;
    const built = begun ?? (await this.fetch())(doc, { history: true });
    if (!built.ok) return built;
    this.prelude = null;
    this.engine = null;
    if ('seek' in built.value) this.engine = built.value;
    else this.prelude = built.value;
    this.loadedMs = performance.now();
    const frame = this.carrier.frame(built.value.frame());
    return ok({ title: doc.title, untilUs: doc.untilUs, frame, commands: built.value.doc.commands });
  }

  async advance(cursor: SimTime, budgetMs: number): Promise<Moved<F, M>> {
    if (this.failure !== null) throw this.failure;
    const { prelude } = this;
    const begun = prelude === null ? null : unlessLate(() => this.advanceNow(prelude, cursor, budgetMs));
    return begun ?? this.advanceNow(await this.whole(), cursor, budgetMs);
  }

  async seek(at: SimTime, budgetMs: number): Promise<Moved<F, M>> {
    const engine = await this.whole();
    engine.seek(Math.min(at, engine.newest));
    return this.advanceNow(engine, at, budgetMs);
  }

  async runUntil(condition: RunCondition, budgetMs: number): Promise<Met<F, M>> {
    const engine = await this.whole();
    const endMs = performance.now() + budgetMs;
    let met: string | null = null;
    while (met === null && !engine.ended) {
      ({ met } = engine.runUntil(condition, engine.doc.untilUs, SLICE_ITEMS));
      if (performance.now() >= endMs) break;
    }
    return { ...this.moved(engine), met };
  }

  async step(what: 'event' | 'message' | 'tick'): Promise<Moved<F, M>> {
    const engine = await this.whole();
    engine.step(what);
    return this.moved(engine);
  }

  async act(action: Action): Promise<Result<Changed<F, M>>> {
    const engine = await this.whole();
    const done = engine.act(action);
    return done.ok ? ok(this.changed(engine)) : done;
  }

  async rewrite(commands: readonly ScenarioCommand[]): Promise<Result<Changed<F, M>>> {
    const engine = await this.whole();
    const done = engine.rewrite(commands);
    return done.ok ? ok(this.changed(engine)) : done;
  }

  async inspect(ref: EntityRef): Promise<Inspection | null> {
    return (await this.whole()).inspect(ref);
  }

  async trace(filter: TraceFilter): Promise<TraceLines> {
    return (await this.whole()).trace(filter);
  }

  async series(from: SimTime, to: SimTime, points: number): Promise<SeriesWindow | null> {
    // Without a leader nothing is written: not a reason to fetch what measures.
    if (this.fetched === null) return null;
    return (await this.whole()).series(from, to, points);
  }

  async heat(from: SimTime, to: SimTime, columnsMax: number, bandsMax: number): Promise<HeatWindow> {
    return (await this.whole()).heat(from, to, columnsMax, bandsMax);
  }

  async spaceTime(from: SimTime, to: SimTime): Promise<SpaceTime> {
    return (await this.whole()).spaceTime(from, to);
  }

  async exportTrace(format: TraceFormat): Promise<Result<string>> {
    const { doc, newest } = await this.whole();
    const { jsonl, perfetto, record, shiviz } = await import('../engine/export/index.ts');
    const recording = record({ ...doc, untilUs: Math.max(1, newest) });
    if (!recording.ok) return recording;
    const write = { perfetto, shiviz, jsonl }[format];
    return ok(`${write(recording.value, null).join('\n')}\n`);
  }

  async report(): Promise<Report> {
    return (await this.whole()).report();
  }

  async document(): Promise<ScenarioDoc> {
    return (await this.whole()).doc;
  }

  /** The engine; it takes the prelude's place once it can. */
  private async whole(): Promise<Engine> {
    const create = await this.fetch();
    // Whoever asked first has made it meanwhile.
    if (this.engine !== null) return this.engine;
    const { doc, at } = must(this.prelude, 'loaded scenario');
    const built = create(doc, { history: true });
    if (!built.ok) throw new AssertionError(`a run that went so far cannot be built: ${built.error}`);
    built.value.advance(at);
    this.engine = built.value;
    this.prelude = null;
    return built.value;
  }

  private fetch(): Promise<CreateEngine> {
    this.fetched ??= import('../engine/engine.ts').then(({ createEngine }) => {
      this.create = createEngine;
      return createEngine;
    });
    return this.fetched;
  }

  private advanceNow(run: Engine | Prelude, cursor: SimTime, budgetMs: number): Moved<F, M> {
    const until = Math.floor(cursor);
    const endMs = performance.now() + budgetMs;
    while (run.at < until && !run.ended) {
      run.advance(until, SLICE_ITEMS);
      if (performance.now() >= endMs) break;
    }
    // Whatever is due at the very moment asked for belongs to it.
    if (run.at === until) run.advance(until);
    return 'seek' in run ? this.moved(run) : this.begun(run);
  }

  private changed(engine: Engine): Changed<F, M> {
    return { ...this.moved(engine), commands: engine.doc.commands };
  }

  private moved(engine: Engine): Moved<F, M> {
    return {
      frame: this.carrier.frame(engine.frame()),
      newest: engine.newest,
      keyframeAt: engine.keyframeAt,
      marks: this.carrier.marks(engine.marks()),
      ...engine.caption(),
    };
  }

  private begun(prelude: Prelude): Moved<F, M> {
    const frame = prelude.frame();
    const isLed = frame.peers.some(({ role }) => role === 'leader');
    if (isLed || performance.now() - this.loadedMs > PRELUDE_MS)
      this.whole().catch((error: unknown) => {
        this.failure = error;
      });
    return {
      frame: this.carrier.frame(frame),
      newest: frame.at,
      keyframeAt: 0,
      marks: this.carrier.marks(NO_MARKS),
      ...prelude.caption(),
    };
  }
}
