import type { EventOf, TraceRecord } from '../model/trace.ts';
import { formatTs, maxTs, TS_ZERO } from '../model/ts.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';

const INFO: CheckInfo = {
  id: 'gc-safe-point',
  title: 'What is still needed is not collected',
  words:
    'No changefeed subscribes from a checkpoint below the safe point of garbage collection: versions that its incremental scan must find may be gone.',
  source: 'facts 5.6 I-W12, 4.14.3',
  only: 'garbage collection',
};

class GcSafePoint extends CheckBase {
  /** Up to where the upstream cluster may have collected. */
  private safePoint = TS_ZERO;

  constructor() {
    super(INFO);
  }

  observe(record: TraceRecord, report: Report): void {
    const { event } = record;
    if (event.kind === 'cdc.subscribed') this.onSubscribed(event, record, report);
    else if (event.kind === 'pd.gc-safe-point' && event.cluster === 'upstream')
      this.safePoint = maxTs(this.safePoint, event.ts);
  }

  clone(): GcSafePoint {
    const copy = new GcSafePoint();
    copy.evaluations = this.evaluations;
    copy.safePoint = this.safePoint;
    return copy;
  }

  private onSubscribed(event: EventOf<'cdc.subscribed'>, record: TraceRecord, report: Report): void {
    if (this.safePoint === TS_ZERO) return;
    this.evaluations++;
    const { store, region, changefeed, checkpointTs } = event;
    if (checkpointTs >= this.safePoint) return;
    const words = `Region ${region}: ${changefeed} subscribes on store ${store} from ${formatTs(checkpointTs)}, but versions up to ${formatTs(this.safePoint)} may be collected`;
    report(this.violation(record, region, store, words));
  }
}

export const gcSafePoint: CheckSpec = { ...INFO, create: () => new GcSafePoint() };
