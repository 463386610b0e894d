import type { Result } from '../base/result.ts';
import { ok } from '../base/result.ts';
import type { Frame } from '../model/frame.ts';
import type { SimTime } from '../model/time.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import type { Caption } from './api.ts';
import { frameOf } from './frame.ts';
import type { Run } from './run.ts';
import { startRun } from './start.ts';

/**
 * A run that is only moved on and looked at: nobody judges or measures it, and it cannot go back. A page shows its first
 * moments with one, while what an engine needs beyond that is still being fetched. Then an engine of the same document, brought
 * to the same moment, takes its place: until the first violation both are the same run.
 *
 *     prelude   0 ──▶ t                      (given up)
 *     engine          0 ──▶ t ──▶ …          judged from its beginning
 */
export class Prelude {
  constructor(private readonly run: Run) {}

  get doc(): ScenarioDoc {
    return this.run.doc;
  }

  get at(): SimTime {
    return this.run.world.now;
  }

  get ended(): boolean {
    return this.run.state !== 'running';
  }

  /** As an engine does. */
  advance(until: SimTime, itemsMax = Infinity): void {
    if (until >= this.at) this.run.advance(until, itemsMax);
  }

  frame(): Frame {
    return frameOf(this.run);
  }

  caption(): Caption {
    return this.run.watch.beats.caption(this.at);
  }
}

export function createPrelude(doc: ScenarioDoc): Result<Prelude> {
  const started = startRun(doc, true);
  return started.ok ? ok(new Prelude(started.value)) : started;
}
