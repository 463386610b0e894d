import type { Result } from '../../base/result.ts';
import { fail, ok } from '../../base/result.ts';
import type { SpaceTimeItem } from '../../model/spacetime.ts';
import { formatMoment, US_PER_MS } from '../../model/time.ts';
import type { TraceRecord } from '../../model/trace.ts';
import type { ScenarioDoc } from '../../scenario/document.ts';
import { createEngine } from '../engine.ts';

/** One queue item with everything that was observed while it was handled. */
export interface Step {
  readonly item: SpaceTimeItem;
  readonly records: readonly TraceRecord[];
}

/** A run as other tools want it: every item in the order of handling, and what a person did from outside. */
export interface Recording {
  readonly steps: readonly Step[];
  readonly outside: readonly TraceRecord[];
  readonly ok: boolean;
}

/** So much is read back at a time: a few thousand items. */
const WINDOW_US = 250 * US_PER_MS;
/** What a browser still opens. */
const STEPS_MAX = 400_000;

/** Runs `doc` to its end and keeps what caused what. Fails when the cluster cannot be built or the run is too long to draw. */
export function record(doc: ScenarioDoc): Result<Recording> {
  const built = createEngine(doc, { history: true });
  if (!built.ok) return built;
  const engine = built.value;
  const byItem = new Map<number, TraceRecord[]>();
  const records: TraceRecord[] = [];
  engine.onRecord = (each) => void records.push(each);
  const steps: SpaceTimeItem[] = [];
  let seen = -1;
  for (let from = 0; from <= doc.untilUs;) {
    const to = Math.min(doc.untilUs, from + WINDOW_US);
    const { ended } = engine.advance(to);
    for (let at = from; at <= to;) {
      const part = engine.spaceTime(at, to);
      for (const item of part.items) {
        // A window that was cut in the middle of a moment begins with that moment again.
        if (item.at === at && steps.length > 0 && steps.slice(seen).some((each) => each.seq === item.seq))
          continue;
        steps.push(item);
      }
      seen = Math.max(0, steps.length - part.items.length);
      if (!part.cut || part.to <= at) break;
      at = part.to;
    }
    if (steps.length > STEPS_MAX)
      return fail(
        `more than ${STEPS_MAX} events up to ${formatMoment(to)}, too many for a picture; give a shorter --until`,
      );
    if (ended || to >= doc.untilUs) break;
    from = to + 1;
  }
  const known = new Set(steps.map((item) => item.seq));
  const outside: TraceRecord[] = [];
  for (const each of records) {
    if (each.by === '' || !known.has(each.item)) {
      outside.push(each);
      continue;
    }
    const list = byItem.get(each.item);
    if (list === undefined) byItem.set(each.item, [each]);
    else list.push(each);
  }
  return ok({
    steps: steps.map((item) => ({ item, records: byItem.get(item.seq) ?? [] })),
    outside,
    ok: engine.report().ok,
  });
}
