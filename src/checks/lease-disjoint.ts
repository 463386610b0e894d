import type { RegionId, StoreId } from '../model/ids.ts';
import type { EventOf, TraceRecord } from '../model/trace.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';

const INFO: CheckInfo = {
  id: 'lease-disjoint',
  title: 'A lease ends before somebody else begins',
  words:
    'No leader answers a read by its lease once any store has applied an entry of a later term of the Region, or has merged the Region into its neighbour.',
  source: 'facts 5.3 I-R6; Raft thesis §6.4.1',
};

/** Who first applied the newest term seen in a Region. */
interface Newest {
  readonly term: number;
  readonly store: StoreId;
}

/** Where a Region went. */
interface Merged {
  readonly into: RegionId;
  readonly store: StoreId;
}

class LeaseDisjoint extends CheckBase {
  private newest = new Map<RegionId, Newest>();
  private merged = new Map<RegionId, Merged>();

  constructor() {
    super(INFO);
  }

  observe(record: TraceRecord, report: Report): void {
    const { event } = record;
    switch (event.kind) {
      case 'raft.applied':
        for (const term of event.terms) this.onApplied(event.region, event.store, term);
        return;
      case 'raft.snapshot-applied':
        this.onApplied(event.region, event.store, event.term);
        return;
      case 'region.merge-committed':
        if (!this.merged.has(event.source))
          this.merged.set(event.source, { into: event.region, store: event.store });
        return;
      case 'raft.lease-read':
        this.onRead(event, record, report);
        return;
      default:
        return;
    }
  }

  clone(): LeaseDisjoint {
    const copy = new LeaseDisjoint();
    copy.evaluations = this.evaluations;
    copy.newest = new Map(this.newest);
    copy.merged = new Map(this.merged);
    return copy;
  }

  private onApplied(region: RegionId, store: StoreId, term: number): void {
    if (term > (this.newest.get(region)?.term ?? 0)) this.newest.set(region, { term, store });
  }

  private onRead(event: EventOf<'raft.lease-read'>, record: TraceRecord, report: Report): void {
    this.evaluations++;
    const { region, store, term } = event;
    const merged = this.merged.get(region);
    if (merged !== undefined) {
      const words = `Region ${region}: store ${store} answers a read by its lease, although on store ${merged.store} the Region has been merged into Region ${merged.into}`;
      report(this.violation(record, region, store, words));
      return;
    }
    const newest = this.newest.get(region);
    if (newest === undefined || newest.term <= term) return;
    const words = `Region ${region}: store ${store} answers a read by its lease of term ${term}, although store ${newest.store} has applied an entry of term ${newest.term}`;
    report(this.violation(record, region, store, words));
  }
}

/** Reads by lease, against what other stores have applied by then. */
export const leaseDisjoint: CheckSpec = { ...INFO, create: () => new LeaseDisjoint() };
