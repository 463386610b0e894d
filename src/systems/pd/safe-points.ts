import type { Ts } from '../../model/ts.ts';
import { TS_MAX, minTs } from '../../model/ts.ts';
import type { SafePoint } from './disk.ts';

/**
 * Service safe points (facts 4.14.1): each service holds back garbage collection to its timestamp until its
 * entry expires. A service that asks for less than the smallest live one is told so: the data may be gone.
 */
export class SafePoints {
  private entries: Map<string, SafePoint>;

  constructor(entries: ReadonlyMap<string, SafePoint>) {
    this.entries = new Map(entries);
  }

  /** The smallest live safe point; TS_MAX when nobody holds garbage collection back. */
  min(nowMs: number): Ts {
    let min = TS_MAX;
    for (const entry of this.entries.values()) if (entry.expiresAtMs > nowMs) min = minTs(min, entry.ts);
    return min;
  }

  /** The entry to persist, or null when it was refused. A lifetime of zero or less gives the entry up. */
  update(service: string, ts: Ts, ttlUs: number, nowMs: number): SafePoint | null {
    const min = this.min(nowMs);
    if (ttlUs > 0 && min !== TS_MAX && ts < min) return null;
    const entry = { service, ts, expiresAtMs: nowMs + Math.ceil(ttlUs / 1000) };
    this.entries.set(service, entry);
    return entry;
  }

  clone(): SafePoints {
    return new SafePoints(this.entries);
  }
}
