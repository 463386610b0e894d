import type { Ts } from '../../model/ts.ts';
import { TS_ZERO, composeTs, physicalMs } from '../../model/ts.ts';

/**
 * The hybrid logical clock of one store in the design that was proposed first (facts 1.2): one number, counted up
 * for every timestamp given out, and lifted by what the store hears of.
 *
 * ```
 *   next()      returns the clock, then clock + 1: the logical part may run over into the physical one
 *   advance(t)  clock := max(clock, t)
 *   refresh(t)  clock := max(clock, physical part of a TSO of PD)        every `hlcRefreshUs`
 * ```
 *
 * Alone it orders nothing between stores: that is what Region-Max-TS is for (facts 1.2.6, 1.3).
 */
export class HybridClock {
  private clock: Ts = TS_ZERO;

  /** What `next` would return; TS_ZERO before the first refresh. */
  get now(): Ts {
    return this.clock;
  }

  /** False until one TSO was seen: the store serves no writes before (facts 1.2.4). */
  get ready(): boolean {
    return this.clock !== TS_ZERO;
  }

  /** The next timestamp, null before the first refresh. */
  next(): Ts | null {
    if (!this.ready) return null;
    const ts = this.clock;
    this.clock = (ts + 1) as Ts;
    return ts;
  }

  advance(to: Ts): void {
    if (to > this.clock) this.clock = to;
  }

  /** A TSO came from PD: its physical part counts, 1 ms at least. */
  refresh(tso: Ts): void {
    this.advance(composeTs(Math.max(1, physicalMs(tso)), 0));
  }

  clone(): HybridClock {
    const copy = new HybridClock();
    copy.clock = this.clock;
    return copy;
  }
}
