import type { ChangefeedId, ProcessId } from '../model/ids.ts';
import type { EventOf, TraceRecord } from '../model/trace.ts';
import { formatTs } from '../model/ts.ts';
import type { Ts } from '../model/ts.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';

const INFO: CheckInfo = {
  id: 'owner-writes',
  title: 'One owner writes the checkpoint',
  words:
    'Once a newly elected owner has written the status of a changefeed to etcd, nothing that an earlier owner wrote takes effect there any more; and the checkpoint that etcd holds never goes back.',
  source: 'facts 5.6 I-W6, I-W10',
  only: 'changefeeds',
};

/** A capture's time as owner. */
interface Reign {
  readonly revision: number;
  readonly process: ProcessId;
}

const NOBODY: Reign = { revision: -1, process: '' };

class OwnerWrites extends CheckBase {
  /** By process: the revision of its newest election. */
  private elected = new Map<ProcessId, number>();
  /** The newest reign that has written anything. */
  private newest = NOBODY;
  private checkpoints = new Map<ChangefeedId, Ts>();

  constructor() {
    super(INFO);
  }

  observe(record: TraceRecord, report: Report): void {
    const { event } = record;
    if (event.kind === 'owner.elected') this.elected.set(event.process, event.revision);
    else if (event.kind === 'changefeed.persisted') this.onPersisted(event, record, report);
  }

  clone(): OwnerWrites {
    const copy = new OwnerWrites();
    copy.evaluations = this.evaluations;
    copy.elected = new Map(this.elected);
    copy.newest = this.newest;
    copy.checkpoints = new Map(this.checkpoints);
    return copy;
  }

  private onPersisted(event: EventOf<'changefeed.persisted'>, record: TraceRecord, report: Report): void {
    const { changefeed, process, checkpoint, fresh } = event;
    this.evaluations++;
    const revision = this.elected.get(process) ?? -1;
    if (revision < this.newest.revision) {
      const words = `${process} wrote checkpoint ${formatTs(checkpoint)} of ${changefeed} to etcd, although ${this.newest.process} became owner after it and writes there`;
      report(this.violation(record, 0, 0, words));
    } else {
      this.newest = { revision, process };
    }
    const before = this.checkpoints.get(changefeed);
    this.checkpoints.set(changefeed, checkpoint);
    if (fresh || before === undefined || checkpoint >= before) return;
    const words = `The checkpoint of ${changefeed} in etcd went back from ${formatTs(before)} to ${formatTs(checkpoint)}, which ${process} wrote`;
    report(this.violation(record, 0, 0, words));
  }
}

export const ownerWrites: CheckSpec = { ...INFO, create: () => new OwnerWrites() };
