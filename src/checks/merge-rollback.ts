import type { RegionId, StoreId } from '../model/ids.ts';
import type { EventOf, TraceRecord } from '../model/trace.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';

const INFO: CheckInfo = {
  id: 'merge-rollback',
  title: 'A merge is committed or rolled back',
  words:
    'No store takes a merge back that another has carried out, and none carries out one that was taken back.',
  source: 'facts 5.3 I-K5',
  only: 'merges',
};

/** How a merge, named by its source and the index of its PrepareMerge, ended, and where that was seen first. */
interface End {
  readonly how: 'committed' | 'rolled back';
  readonly store: StoreId;
}

class MergeRollback extends CheckBase {
  /** Index of the newest PrepareMerge, by store and Region. */
  private prepared = new Map<string, number>();
  private ends = new Map<string, End>();

  constructor() {
    super(INFO);
  }

  observe(record: TraceRecord, report: Report): void {
    const { event } = record;
    if (event.kind === 'region.merge-prepared')
      this.prepared.set(`${event.store}/${event.region}`, event.index);
    else if (event.kind === 'region.merge-committed')
      this.onEnd(event.source, event.sourceIndex, { how: 'committed', store: event.store }, record, report);
    else if (event.kind === 'region.merge-rolled-back') this.onRolledBack(event, record, report);
  }

  clone(): MergeRollback {
    const copy = new MergeRollback();
    copy.evaluations = this.evaluations;
    copy.prepared = new Map(this.prepared);
    copy.ends = new Map(this.ends);
    return copy;
  }

  private onRolledBack(
    event: EventOf<'region.merge-rolled-back'>,
    record: TraceRecord,
    report: Report,
  ): void {
    const index = this.prepared.get(`${event.store}/${event.region}`);
    // Its PrepareMerge came with a snapshot: which one it was is not known.
    if (index === undefined) return;
    this.onEnd(event.region, index, { how: 'rolled back', store: event.store }, record, report);
  }

  private onEnd(source: RegionId, index: number, end: End, record: TraceRecord, report: Report): void {
    this.evaluations++;
    const merge = `${source}/${index}`;
    const known = this.ends.get(merge);
    if (known === undefined) {
      this.ends.set(merge, end);
      return;
    }
    if (known.how === end.how) return;
    const words = `Region ${source}: the merge prepared at entry ${index} was ${end.how} on store ${end.store} and ${known.how} on store ${known.store}`;
    report(this.violation(record, source, end.store, words));
  }
}

export const mergeRollback: CheckSpec = { ...INFO, create: () => new MergeRollback() };
