import type { ClusterName, ProcessId } from '../model/ids.ts';
import type { EventOf, TraceRecord } from '../model/trace.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';

const INFO: CheckInfo = {
  id: 'tso-single-issuer',
  title: 'One member grants timestamps',
  words:
    'Once a newly elected PD member has granted timestamps, no member elected before it grants any more.',
  source: 'facts 5.1 I-T3',
};

/** A member's time as leader. */
interface Reign {
  readonly revision: number;
  readonly pd: ProcessId;
}

const NOBODY: Reign = { revision: -1, pd: '' };

class TsoSingleIssuer extends CheckBase {
  /** By member: the revision of its newest election. */
  private elected = new Map<ProcessId, number>();
  /** By cluster: the newest reign that has granted. */
  private newest = new Map<ClusterName, Reign>();

  constructor() {
    super(INFO);
  }

  observe(record: TraceRecord, report: Report): void {
    const { event } = record;
    if (event.kind === 'pd.elected') this.elected.set(event.pd, event.revision);
    else if (event.kind === 'tso.granted') this.onGranted(event, record, report);
  }

  clone(): TsoSingleIssuer {
    const copy = new TsoSingleIssuer();
    copy.evaluations = this.evaluations;
    copy.elected = new Map(this.elected);
    copy.newest = new Map(this.newest);
    return copy;
  }

  private onGranted(event: EventOf<'tso.granted'>, record: TraceRecord, report: Report): void {
    // A PD of one member is never elected: all its grants belong to one reign.
    const revision = this.elected.get(event.pd) ?? 0;
    const newest = this.newest.get(event.cluster) ?? NOBODY;
    this.evaluations++;
    if (revision >= newest.revision) {
      if (revision > newest.revision) this.newest.set(event.cluster, { revision, pd: event.pd });
      return;
    }
    const words = `${event.pd} granted timestamps to ${event.to}, although ${newest.pd} had been elected after it and grants them too`;
    report(this.violation(record, 0, 0, words));
  }
}

export const tsoSingleIssuer: CheckSpec = { ...INFO, create: () => new TsoSingleIssuer() };
