import type { ProcessId, StoreId } from '../model/ids.ts';
import type { SimTime } from '../model/time.ts';
import { formatDuration, US_PER_MS } from '../model/time.ts';
import type { TraceRecord } from '../model/trace.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';

const INFO: CheckInfo = {
  id: 'write-availability',
  title: 'Writes go on without PD',
  words:
    'In the first quarter of a second without PD, while nothing else fails and leaders stay, no store that stamped writes before refuses one for lack of timestamps.',
  source: 'facts 1.4.3, B-07',
  only: 'PD away',
};

/** Less than what every configuration caches ahead: 300 ms where clocks run fast, 3 s as shipped (facts 1.4.2). */
const BOUND_US = 250 * US_PER_MS;

/**
 * Liveness, and therefore modest: it speaks only while a PD process is down or paused and everything else runs.
 *
 *     calm ──PD stops──▶ outage, judged for the bound ──PD is back──▶ calm
 *       └──── a fault, or another process stops ────▶ silent ──all is well again──▶ calm
 */
class WriteAvailability extends CheckBase {
  private pdStopped = new Map<ProcessId, SimTime>();
  private othersStopped = new Set<ProcessId>();
  private faults = 0;
  /** When anything but PD was last wrong. */
  private disturbedAt: SimTime = 0;
  /** Last write stamped, by store. */
  private stampedAt = new Map<StoreId, SimTime>();
  /** Last time a store came to lead a Region or discarded its cache, which costs what was cached. */
  private emptiedAt = new Map<StoreId, SimTime>();

  constructor() {
    super(INFO);
  }

  observe(record: TraceRecord, report: Report): void {
    const { at, event } = record;
    switch (event.kind) {
      case 'fault.began':
        this.faults++;
        return;
      case 'fault.healed':
        this.faults--;
        this.disturbedAt = at;
        return;
      case 'process.crashed':
      case 'process.paused':
        if (!event.process.startsWith('pd-')) this.othersStopped.add(event.process);
        else if (!this.pdStopped.has(event.process)) this.pdStopped.set(event.process, at);
        return;
      case 'process.started':
      case 'process.resumed':
        this.pdStopped.delete(event.process);
        if (this.othersStopped.delete(event.process)) this.disturbedAt = at;
        return;
      case 'raft.role-changed':
        if (event.role === 'leader') this.emptiedAt.set(event.store, at);
        return;
      case 'ts.flushed':
      case 'ts.flush-failed':
        this.emptiedAt.set(event.store, at);
        return;
      case 'raw.stamped':
        if (this.outageOf(event.store, at) !== null) this.evaluations++;
        this.stampedAt.set(event.store, at);
        return;
      case 'raw.refused': {
        const since = event.error === 'ServerIsBusy' ? this.outageOf(event.store, at) : null;
        if (since === null) return;
        this.evaluations++;
        const words = `Store ${event.store} refused a write ${formatDuration(at - since)} after PD was gone: it had no timestamps left, though nothing else is wrong`;
        report(this.violation(record, event.region, event.store, words));
        return;
      }
    }
  }

  clone(): WriteAvailability {
    const copy = new WriteAvailability();
    copy.evaluations = this.evaluations;
    copy.pdStopped = new Map(this.pdStopped);
    copy.othersStopped = new Set(this.othersStopped);
    copy.faults = this.faults;
    copy.disturbedAt = this.disturbedAt;
    copy.stampedAt = new Map(this.stampedAt);
    copy.emptiedAt = new Map(this.emptiedAt);
    return copy;
  }

  /** When the outage began in which this store must go on; null when there is none, or something excuses the store. */
  private outageOf(store: StoreId, at: SimTime): SimTime | null {
    if (this.faults > 0 || this.othersStopped.size > 0) return null;
    for (const since of this.pdStopped.values()) {
      if (at - since > BOUND_US) continue;
      // A cache is full again after a few renewals.
      const quiet = Math.max(this.disturbedAt, this.emptiedAt.get(store) ?? 0) + BOUND_US <= since;
      if (quiet && (this.stampedAt.get(store) ?? -Infinity) + BOUND_US >= since) return since;
    }
    return null;
  }
}

export const writeAvailability: CheckSpec = { ...INFO, create: () => new WriteAvailability() };
