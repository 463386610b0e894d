import { Sketch } from '../base/sketch.ts';
import type { Report } from '../model/report.ts';
import { US_PER_S } from '../model/time.ts';

/** What was measured over a whole run, µs. */
export class Totals {
  write = new Sketch();
  read = new Sketch();
  prePropose = new Sketch();
  /** When clients began, −1: not yet, and when they last had an answer. */
  beganAt = -1;
  endedAt = -1;
  cdc = new Sketch();
  resolvedLag = new Sketch();
  checkpointLag = new Sketch();

  clone(): Totals {
    const copy = new Totals();
    copy.write = this.write.clone();
    copy.read = this.read.clone();
    copy.prePropose = this.prePropose.clone();
    copy.beganAt = this.beganAt;
    copy.endedAt = this.endedAt;
    copy.cdc = this.cdc.clone();
    copy.resolvedLag = this.resolvedLag.clone();
    copy.checkpointLag = this.checkpointLag.clone();
    return copy;
  }

  /** Null before anything was answered. */
  throughput(): Report['throughput'] {
    const us = this.endedAt - this.beganAt;
    if (this.beganAt < 0 || us <= 0) return null;
    const perS = (count: number): number => (count * US_PER_S) / us;
    return {
      seconds: us / US_PER_S,
      opsPerS: perS(this.read.count + this.write.count),
      readsPerS: perS(this.read.count),
      writesPerS: perS(this.write.count),
    };
  }
}
