import type { RegionId, StoreId } from '../model/ids.ts';
import type { EventOf, TraceRecord } from '../model/trace.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';

const INFO: CheckInfo = {
  id: 'merge-completeness',
  title: 'A merge takes everything along',
  words:
    'When a Region absorbs its neighbour, the neighbour’s peer on that store has applied all that was written before its PrepareMerge, and nothing is written to it afterwards.',
  source: 'facts 5.3 I-K4',
  only: 'merges',
};

/** A Region that has announced its end on some store. */
interface Prepared {
  /** Index of the PrepareMerge. */
  readonly index: number;
  /** Version since then: a write of this version came after it. */
  readonly version: number;
}

/** A write of a prepared Region, until it is known whether it was applied. */
interface Late {
  readonly term: number;
  readonly key: string;
  readonly store: StoreId;
}

class MergeCompleteness extends CheckBase {
  /** Last entry applied, by store and Region; absent where there is no peer. */
  private applied = new Map<string, number>();
  private prepared = new Map<RegionId, Prepared>();
  private late = new Map<RegionId, ReadonlyMap<number, Late>>();

  constructor() {
    super(INFO);
  }

  observe(record: TraceRecord, report: Report): void {
    const { event } = record;
    switch (event.kind) {
      case 'raft.applied':
        this.onApplied(event, record, report);
        return;
      case 'raft.snapshot-applied':
        this.applied.set(`${event.store}/${event.region}`, event.index);
        return;
      case 'raft.recovered':
        this.applied.set(`${event.store}/${event.region}`, event.applied);
        return;
      case 'region.destroyed':
        this.applied.delete(`${event.store}/${event.region}`);
        return;
      case 'region.updated':
        if (event.reason === 'prepare-merge')
          this.prepared.set(event.region, { index: event.index, version: event.version });
        return;
      case 'raw.proposed':
        this.onProposed(event);
        return;
      case 'region.merge-committed':
        this.onCommitted(event, record, report);
        return;
      default:
        return;
    }
  }

  clone(): MergeCompleteness {
    const copy = new MergeCompleteness();
    copy.evaluations = this.evaluations;
    copy.applied = new Map(this.applied);
    copy.prepared = new Map(this.prepared);
    copy.late = new Map(this.late);
    return copy;
  }

  private onApplied(event: EventOf<'raft.applied'>, record: TraceRecord, report: Report): void {
    const last = event.from + event.terms.length - 1;
    this.applied.set(`${event.store}/${event.region}`, last);
    const late = this.late.get(event.region);
    if (late === undefined) return;
    for (let i = 0; i < event.terms.length; i++) {
      const write = late.get(event.from + i);
      if (write === undefined) continue;
      this.evaluations++;
      if (write.term !== event.terms[i]) continue;
      const words =
        `Region ${event.region}: the write of key ${write.key} through store ${write.store} took effect at entry ` +
        `${event.from + i}, after the PrepareMerge at ${this.prepared.get(event.region)?.index ?? 0}`;
      report(this.violation(record, event.region, event.store, words));
      // One is enough: whatever follows is as lost.
      this.late.delete(event.region);
      this.prepared.delete(event.region);
      return;
    }
  }

  private onProposed(event: EventOf<'raw.proposed'>): void {
    const prepared = this.prepared.get(event.region);
    if (prepared === undefined || event.version !== prepared.version || event.index <= prepared.index) return;
    const known = this.late.get(event.region) ?? [];
    const write: Late = { term: event.term, key: event.key, store: event.store };
    this.late.set(event.region, new Map([...known, [event.index, write]]));
  }

  private onCommitted(event: EventOf<'region.merge-committed'>, record: TraceRecord, report: Report): void {
    this.evaluations++;
    const applied = this.applied.get(`${event.store}/${event.source}`);
    if (applied !== undefined && applied >= event.sourceIndex) return;
    const found =
      applied === undefined
        ? `the peer of Region ${event.source} there was gone before`
        : `the peer of Region ${event.source} there had applied only up to ${applied}`;
    const words = `store ${event.store}: Region ${event.region} absorbed Region ${event.source} up to entry ${event.sourceIndex}, but ${found}`;
    report(this.violation(record, event.region, event.store, words));
  }
}

export const mergeCompleteness: CheckSpec = { ...INFO, create: () => new MergeCompleteness() };
