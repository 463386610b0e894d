import type { ChangefeedId } from '../model/ids.ts';
import type { SimTime } from '../model/time.ts';
import { US_PER_MS } from '../model/time.ts';
import type { TraceRecord } from '../model/trace.ts';
import type { Ts } from '../model/ts.ts';
import { physicalMs } from '../model/ts.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import type { World } from '../sim/world.ts';
import { Beats } from './beats.ts';
import { pdLeader } from './servers.ts';
import { Progress } from './progress.ts';
import { Rates } from './rates.ts';

/** µs; −1 while there is nothing to measure. */
export interface Lags {
  readonly resolvedUs: number;
  readonly checkpointUs: number;
}

export interface Position {
  readonly checkpoint: Ts;
  readonly resolved: Ts;
}

/**
 * What follows a run from outside and belongs to its moment: what the run needs to go on, and what a picture of the moment
 * shows. It is small, because every keyframe holds it and every replay follows the run with it; what judges and measures
 * the whole run is the `Chronicle`.
 */
export class Watch {
  readonly progress: Progress;
  readonly beats: Beats;
  readonly rates: Rates;
  private readonly doc: ScenarioDoc;
  private readonly forPage: boolean;
  private readonly positions: Map<ChangefeedId, Position>;
  /** As last sampled. */
  private sampled: Lags = { resolvedUs: -1, checkpointUs: -1 };

  constructor(doc: ScenarioDoc, forPage: boolean, from: Watch | null = null) {
    this.doc = doc;
    this.forPage = forPage;
    this.progress = from?.progress.clone(doc) ?? new Progress(doc);
    this.beats = from?.beats.clone() ?? new Beats(doc.beats);
    this.rates = from?.rates.clone() ?? new Rates();
    this.positions = new Map(from?.positions);
    if (from !== null) this.sampled = from.sampled;
  }

  clone(): Watch {
    return new Watch(this.doc, this.forPage, this);
  }

  /** True with the one record that makes the run drained. */
  observe(record: TraceRecord): boolean {
    const { event } = record;
    this.beats.observe(record);
    if (event.kind === 'changefeed.checkpoint')
      this.positions.set(event.changefeed, { checkpoint: event.checkpoint, resolved: event.resolved });
    return this.progress.observe(event);
  }

  /** Of the changefeed that is furthest behind, as last sampled. */
  get lags(): Lags {
    return this.sampled;
  }

  /** Last persisted checkpoint and resolved ts of each changefeed. */
  changefeedPositions(): ReadonlyMap<ChangefeedId, Position> {
    return this.positions;
  }

  /** Called on a rhythm of simulated time. */
  sample(world: World): void {
    if (this.forPage) this.rates.sample(world);
    const pdNowUs = pdTimeUs(world);
    let resolvedUs = -1;
    let checkpointUs = -1;
    for (const { resolved, checkpoint } of this.positions.values()) {
      resolvedUs = Math.max(resolvedUs, lagUs(pdNowUs, resolved));
      checkpointUs = Math.max(checkpointUs, lagUs(pdNowUs, checkpoint));
    }
    this.sampled = { resolvedUs, checkpointUs };
  }
}

/** PD's clock. */
export function pdTimeUs(world: World): SimTime {
  return world.now + world.wallOffsetUs(world.process(pdLeader(world)));
}

/** How far `ts` is behind PD's clock, −1 without a timestamp or at the beginning of time. */
export function lagUs(pdNowUs: number, ts: Ts): number {
  const ms = physicalMs(ts);
  return ms === 0 ? -1 : Math.max(0, Math.floor(pdNowUs - ms * US_PER_MS));
}
