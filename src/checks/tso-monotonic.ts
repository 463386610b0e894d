import type { ClusterName, ProcessId } from '../model/ids.ts';
import type { EventOf, TraceRecord } from '../model/trace.ts';
import type { Ts } from '../model/ts.ts';
import { formatTs, TS_ZERO } from '../model/ts.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';

const INFO: CheckInfo = {
  id: 'tso-monotonic',
  title: 'TSO never goes back',
  words:
    'PD grants no timestamp twice, and none that is smaller than one it granted before, whichever member answers.',
  source: 'facts 5.1 I-T1',
};

interface Newest {
  readonly last: Ts;
  readonly pd: ProcessId;
}

class TsoMonotonic extends CheckBase {
  /** By cluster: the largest timestamp granted so far, and who granted it. */
  private newest = new Map<ClusterName, Newest>();

  constructor() {
    super(INFO);
  }

  observe(record: TraceRecord, report: Report): void {
    const { event } = record;
    if (event.kind === 'tso.granted') this.onGranted(event, record, report);
  }

  clone(): TsoMonotonic {
    const copy = new TsoMonotonic();
    copy.evaluations = this.evaluations;
    copy.newest = new Map(this.newest);
    return copy;
  }

  private onGranted(event: EventOf<'tso.granted'>, record: TraceRecord, report: Report): void {
    const first = (event.last - event.count + 1) as Ts;
    const newest = this.newest.get(event.cluster) ?? { last: TS_ZERO, pd: '' };
    this.evaluations++;
    if (first <= newest.last) {
      const words =
        `${event.pd} granted ${event.to} timestamps from ${formatTs(first)} on, ` +
        `although ${newest.pd} had already granted ${formatTs(newest.last)}`;
      report(this.violation(record, 0, 0, words));
    }
    if (event.last > newest.last) this.newest.set(event.cluster, { last: event.last, pd: event.pd });
  }
}

export const tsoMonotonic: CheckSpec = { ...INFO, create: () => new TsoMonotonic() };
