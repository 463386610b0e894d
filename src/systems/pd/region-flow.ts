import type { RegionId } from '../../model/ids.ts';
import type { RegionHeartbeat } from './msg.ts';

/** What PD measured of one Region. Frozen. */
export interface Flow {
  /** Keys written and read per second, as of the newest heartbeats. */
  readonly opsPerS: number;
  /** Heartbeats in a row in which the Region was hot; PD acts only on what lasts. */
  readonly hotDegree: number;
}

/** A heartbeat that covers less than this says too little to be a rate. */
const SAMPLE_MIN_US = 50_000;

/** How busy each Region is, from the counters in its leader's heartbeats (PD's hot cache). */
export class RegionFlow {
  private readonly hotOpsPerS: number;
  private flows = new Map<RegionId, Flow>();

  constructor(hotOpsPerS: number) {
    this.hotOpsPerS = hotOpsPerS;
  }

  onHeartbeat(beat: RegionHeartbeat): void {
    if (beat.intervalUs < SAMPLE_MIN_US) return;
    const now = Math.floor(((beat.keysWritten + beat.keysRead) * 1_000_000) / beat.intervalUs);
    const before = this.flows.get(beat.region.id);
    // Smoothed, so that one burst does not move anything.
    const opsPerS = before === undefined ? now : Math.floor((before.opsPerS + now) / 2);
    const hotDegree = opsPerS >= this.hotOpsPerS ? (before?.hotDegree ?? 0) + 1 : 0;
    this.flows.set(beat.region.id, { opsPerS, hotDegree });
  }

  of(region: RegionId): Flow {
    return this.flows.get(region) ?? { opsPerS: 0, hotDegree: 0 };
  }

  forget(region: RegionId): void {
    this.flows.delete(region);
  }

  clone(): RegionFlow {
    const copy = new RegionFlow(this.hotOpsPerS);
    copy.flows = new Map(this.flows);
    return copy;
  }
}
