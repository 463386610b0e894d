import type { ProcessId } from '../model/ids.ts';
import type { EventOf, TraceRecord } from '../model/trace.ts';
import type { Ts } from '../model/ts.ts';
import { formatTs } from '../model/ts.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';

const INFO: CheckInfo = {
  id: 'provider-order',
  title: 'A store’s timestamps rise',
  words:
    'A store hands out timestamps in ascending order, after a flush only from the batch the flush fetched, and after a failed flush none that it had cached before.',
  source: 'facts 5.1 I-T5, I-T6',
};

/** What a store's next timestamp must be above, and why. */
interface Floor {
  readonly ts: number;
  readonly why: string;
}

const NONE: Floor = { ts: -1, why: '' };

class ProviderOrder extends CheckBase {
  private floors = new Map<ProcessId, Floor>();
  /** By process: the end of the newest batch PD granted it. */
  private granted = new Map<ProcessId, Ts>();

  constructor() {
    super(INFO);
  }

  observe(record: TraceRecord, report: Report): void {
    const { event, by } = record;
    switch (event.kind) {
      case 'process.started':
        // What a former process handed out is not remembered by the store; Regions are judged by other checks.
        this.floors.delete(event.process);
        return;
      case 'tso.granted':
        this.granted.set(event.to, event.last);
        return;
      case 'ts.flushed':
        this.raise(by, event.ts - 1, `its flush had fetched timestamps from ${formatTs(event.ts)} on`);
        return;
      case 'ts.flush-failed': {
        const cached = this.granted.get(by);
        if (cached !== undefined)
          this.raise(
            by,
            cached,
            `a flush had failed, and all up to ${formatTs(cached)} was cached before it`,
          );
        return;
      }
      case 'raw.locked':
        this.onIssued(event, record, report);
        return;
    }
  }

  clone(): ProviderOrder {
    const copy = new ProviderOrder();
    copy.evaluations = this.evaluations;
    copy.floors = new Map(this.floors);
    copy.granted = new Map(this.granted);
    return copy;
  }

  private raise(process: ProcessId, ts: number, why: string): void {
    if (ts > (this.floors.get(process) ?? NONE).ts) this.floors.set(process, { ts, why });
  }

  private onIssued(event: EventOf<'raw.locked'>, record: TraceRecord, report: Report): void {
    const { store, ts, region } = event;
    const floor = this.floors.get(record.by) ?? NONE;
    if (floor.ts >= 0) this.evaluations++;
    if (ts <= floor.ts) {
      const words = `Store ${store} handed out ${formatTs(ts)}, although ${floor.why}`;
      report(this.violation(record, region, store, words));
      return;
    }
    this.floors.set(record.by, { ts, why: `it had handed out ${formatTs(ts)} before` });
  }
}

export const providerOrder: CheckSpec = { ...INFO, create: () => new ProviderOrder() };
