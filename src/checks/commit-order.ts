import type { RegionId, StoreId } from '../model/ids.ts';
import type { TraceRecord } from '../model/trace.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';

const INFO: CheckInfo = {
  id: 'commit-order',
  title: 'Commit and apply only go forward',
  words:
    'On each peer the commit index never falls, and an entry is applied once, in order, after it was committed and is on disk.',
  source: 'facts 5.3 I-R5',
};

/** What one peer has told of itself. Replaced, never changed. */
interface Position {
  readonly committed: number;
  readonly applied: number;
  readonly persisted: number;
}

const NOTHING: Position = { committed: 0, applied: 0, persisted: 0 };

class CommitOrder extends CheckBase {
  private positions = new Map<StoreId, Map<RegionId, Position>>();

  constructor() {
    super(INFO);
  }

  observe(record: TraceRecord, report: Report): void {
    const { event } = record;
    switch (event.kind) {
      case 'raft.committed': {
        const at = this.at(event.store, event.region);
        this.evaluations++;
        if (event.index < at.committed) {
          const words = `the commit index fell from ${at.committed} to ${event.index}`;
          this.blame(event.region, event.store, words, record, report);
        }
        this.set(event.store, event.region, { ...at, committed: event.index });
        return;
      }
      case 'raft.persisted': {
        const at = this.at(event.store, event.region);
        this.set(event.store, event.region, { ...at, persisted: event.index });
        return;
      }
      case 'raft.applied': {
        const at = this.at(event.store, event.region);
        const last = event.from + event.terms.length - 1;
        this.evaluations++;
        const wrong =
          event.from !== at.applied + 1
            ? `entry ${event.from} was applied when ${at.applied} was the last applied one`
            : last > at.committed
              ? `entry ${last} was applied, but the commit index is ${at.committed}`
              : last > at.persisted
                ? `entry ${last} was applied, but its log is on disk only up to ${at.persisted}`
                : '';
        if (wrong !== '') this.blame(event.region, event.store, wrong, record, report);
        this.set(event.store, event.region, { ...at, applied: last });
        return;
      }
      case 'raft.snapshot-applied': {
        const { index } = event;
        this.set(event.store, event.region, { committed: index, applied: index, persisted: index });
        return;
      }
      case 'raft.recovered':
        this.set(event.store, event.region, {
          committed: event.commit,
          applied: event.applied,
          persisted: event.last,
        });
        return;
      case 'region.destroyed':
        this.positions.get(event.store)?.delete(event.region);
        return;
      default:
        return;
    }
  }

  clone(): CommitOrder {
    const copy = new CommitOrder();
    copy.evaluations = this.evaluations;
    for (const [store, regions] of this.positions) copy.positions.set(store, new Map(regions));
    return copy;
  }

  private at(store: StoreId, region: RegionId): Position {
    return this.positions.get(store)?.get(region) ?? NOTHING;
  }

  private set(store: StoreId, region: RegionId, position: Position): void {
    let regions = this.positions.get(store);
    if (regions === undefined) {
      regions = new Map();
      this.positions.set(store, regions);
    }
    regions.set(region, position);
  }

  private blame(region: RegionId, store: StoreId, words: string, record: TraceRecord, report: Report): void {
    report(this.violation(record, region, store, `Region ${region} on store ${store}: ${words}`));
  }
}

export const commitOrder: CheckSpec = { ...INFO, create: () => new CommitOrder() };
