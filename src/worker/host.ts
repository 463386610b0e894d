import { must } from '../base/assert.ts';
import type { Result } from '../base/result.ts';
import { ok } from '../base/result.ts';
import { createEngine } from '../engine/index.ts';
import type { Engine } from '../engine/index.ts';
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
  TraceQuery,
  TraceWindow,
} from './protocol.ts';

/** Items between two looks at the clock: well below a millisecond of work. */
const SLICE_ITEMS = 64;

/** How frames and marks leave the host. */
export interface Carrier<F, M> {
  frame(frame: Frame): F;
  marks(marks: readonly MarkRow[]): M;
}

/** The engine behind the page's door: it adds the only thing that the engine must not know, a clock for budgets. */
export class EngineHost<F, M> implements EngineDoor<F, M> {
  private current: Engine | null = null;

  constructor(private readonly carrier: Carrier<F, M>) {}

  async load(doc: ScenarioDoc): Promise<Result<Loaded<F>>> {
    const built = createEngine(doc, { history: true });
    if (!built.ok) return built;
    this.current = built.value;
    const { commands } = built.value.doc;
    const frame = this.carrier.frame(built.value.frame());
    return ok({ title: doc.title, untilUs: doc.untilUs, frame, commands });
  }

  async advance(cursor: SimTime, budgetMs: number): Promise<Moved<F, M>> {
    const { engine } = this;
    const until = Math.floor(cursor);
    const endMs = performance.now() + budgetMs;
    while (engine.at < until && !engine.ended) {
      engine.advance(until, SLICE_ITEMS);
      if (performance.now() >= endMs) break;
    }
    // Whatever is due at the very moment asked for belongs to it.
    if (engine.at === until) engine.advance(until);
    return this.moved(engine);
  }

  async seek(at: SimTime, budgetMs: number): Promise<Moved<F, M>> {
    const { engine } = this;
    engine.seek(Math.min(at, engine.newest));
    return this.advance(at, budgetMs);
  }

  async runUntil(condition: RunCondition, budgetMs: number): Promise<Met<F, M>> {
    const { engine } = this;
    const endMs = performance.now() + budgetMs;
    let met: string | null = null;
    while (met === null && !engine.ended) {
      ({ met } = engine.runUntil(condition, engine.doc.untilUs, SLICE_ITEMS));
      if (performance.now() >= endMs) break;
    }
    return { ...this.moved(engine), met };
  }

  async step(what: 'event' | 'message' | 'tick'): Promise<Moved<F, M>> {
    this.engine.step(what);
    return this.moved(this.engine);
  }

  async act(action: Action): Promise<Result<Changed<F, M>>> {
    const done = this.engine.act(action);
    return done.ok ? ok(this.changed(this.engine)) : done;
  }

  async rewrite(commands: readonly ScenarioCommand[]): Promise<Result<Changed<F, M>>> {
    const done = this.engine.rewrite(commands);
    return done.ok ? ok(this.changed(this.engine)) : done;
  }

  async inspect(ref: EntityRef): Promise<Inspection | null> {
    return this.engine.inspect(ref);
  }

  async trace(query: TraceQuery): Promise<TraceWindow> {
    return this.engine.trace(query);
  }

  async series(from: SimTime, to: SimTime, points: number): Promise<SeriesWindow> {
    return this.engine.series(from, to, points);
  }

  async heat(from: SimTime, to: SimTime, columnsMax: number, bandsMax: number): Promise<HeatWindow> {
    return this.engine.heat(from, to, columnsMax, bandsMax);
  }

  async spaceTime(from: SimTime, to: SimTime): Promise<SpaceTime> {
    return this.engine.spaceTime(from, to);
  }

  async exportTrace(format: TraceFormat): Promise<Result<string>> {
    const { doc, newest } = this.engine;
    const { jsonl, perfetto, record, shiviz } = await import('../engine/export/index.ts');
    const recording = record({ ...doc, untilUs: Math.max(1, newest) });
    if (!recording.ok) return recording;
    const write = { perfetto, shiviz, jsonl }[format];
    return ok(`${write(recording.value, null).join('\n')}\n`);
  }

  async report(): Promise<Report> {
    return this.engine.report();
  }

  async document(): Promise<ScenarioDoc> {
    return this.engine.doc;
  }

  private get engine(): Engine {
    return must(this.current, 'loaded scenario');
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
}
