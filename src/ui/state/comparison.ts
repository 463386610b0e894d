import { must } from '../../base/assert.ts';
import type { Result } from '../../base/result.ts';
import { fail, ok } from '../../base/result.ts';
import type { SeriesWindow } from '../../model/frame.ts';
import type { Report } from '../../model/report.ts';
import type { SimTime } from '../../model/time.ts';
import type { ScenarioDoc } from '../../scenario/document.ts';
import type { SpareEngine } from './page.ts';

/** One of two runs on the same arrivals, up to the same moment. */
export interface Side {
  readonly series: SeriesWindow;
  readonly report: Report;
}

export interface Sides {
  readonly a: Side;
  readonly b: Side;
}

/** Worker time between two answers: short enough that a bar moves and a wish to stop is heard. */
const BUDGET_MS = 150;
const POINTS = 240;

/**
 * Runs two documents up to `to`, each in an engine of its own and at the same time. `progress` hears how much is done,
 * 0 … 1; `stop` ends both engines, and then the comparison fails.
 */
export function compareRuns(
  startEngine: () => SpareEngine,
  docs: { readonly a: ScenarioDoc; readonly b: ScenarioDoc },
  to: SimTime,
  progress: (done: number) => void,
): { readonly sides: Promise<Result<Sides>>; stop(): void } {
  const engines = [startEngine(), startEngine()] as const;
  const done = [0, 0];
  const stop = () => engines.forEach((engine) => engine.close());
  const side = async (which: 0 | 1, doc: ScenarioDoc): Promise<Result<Side>> => {
    const engine = engines[which];
    // A run that ends at its first violation has no figures to set beside those of one that goes on.
    const loaded = await engine.load({ ...doc, stopOnViolation: false });
    if (!loaded.ok) return loaded;
    for (;;) {
      const { frame } = await engine.advance(to, BUDGET_MS);
      done[which] = Math.min(1, frame.at / Math.max(1, to));
      progress(((done[0] ?? 0) + (done[1] ?? 0)) / 2);
      if (frame.at >= to || frame.run !== 'running') break;
    }
    // Once a report is there, so are the measurements.
    const report = await engine.report();
    return ok({ series: must(await engine.series(0, to, POINTS), 'series of a run that has ended'), report });
  };
  const both = async (): Promise<Result<Sides>> => {
    try {
      const [a, b] = await Promise.all([side(0, docs.a), side(1, docs.b)]);
      if (!a.ok) return a;
      return b.ok ? ok({ a: a.value, b: b.value }) : b;
    } catch (error) {
      return fail(error instanceof Error ? error.message : String(error));
    } finally {
      stop();
    }
  };
  return { sides: both(), stop };
}
