import type { RegionId, StoreId } from '../model/ids.ts';
import type { EventOf, TraceRecord } from '../model/trace.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';
import { TripleChunks } from './chunks.ts';

const INFO: CheckInfo = {
  id: 'state-machine-safety',
  title: 'State machine safety',
  words:
    'All stores apply the same command at the same index of a Region, in order and without gaps; only a snapshot jumps ahead.',
  source: 'Raft §5.4.3; facts 5.3 I-R4, I-R5',
};

interface RegionState {
  /** Per index: term, digest, the store that applied it first. */
  entries: TripleChunks;
  /** The index at which the Region's first peers began; 0 before any. */
  first: number;
  /** Last applied index of each store's peer. */
  applied: Map<StoreId, number>;
}

class StateMachineSafety extends CheckBase {
  private regions = new Map<RegionId, RegionState>();

  constructor() {
    super(INFO);
  }

  observe(record: TraceRecord, report: Report): void {
    const event = record.event;
    switch (event.kind) {
      case 'raft.applied':
        this.onApplied(event, record, report);
        return;
      case 'raft.snapshot-applied':
        this.onSnapshot(event, record, report);
        return;
      case 'raft.recovered': {
        const region = this.regionOf(event.region);
        const before = region.applied.get(event.store);
        if (before !== undefined) {
          this.evaluations++;
          if (event.applied > before) {
            const words =
              `Region ${event.region}: store ${event.store} restarted with entries applied up to ${event.applied}, ` +
              `but had applied only up to ${before}`;
            report(this.violation(record, event.region, event.store, words));
          }
          region.applied.set(event.store, event.applied);
        }
        return;
      }
      case 'region.destroyed':
        this.regions.get(event.region)?.applied.delete(event.store);
        return;
    }
  }

  clone(): StateMachineSafety {
    const copy = new StateMachineSafety();
    copy.evaluations = this.evaluations;
    for (const [id, region] of this.regions) {
      copy.regions.set(id, {
        entries: region.entries.clone(),
        first: region.first,
        applied: new Map(region.applied),
      });
    }
    return copy;
  }

  private onApplied(event: EventOf<'raft.applied'>, record: TraceRecord, report: Report): void {
    const { from, terms, digests, store } = event;
    if (terms.length === 0) return;
    const region = this.regionOf(event.region);
    if (region.first === 0) region.first = from;
    const before = region.applied.get(store);
    // A peer that was there from the beginning starts where the first one started, any other with a snapshot.
    const expected = before === undefined ? region.first : before + 1;
    this.evaluations++;
    if (from !== expected) {
      const words =
        from > expected
          ? `Region ${event.region}: store ${store} skipped ${entries(expected, from - 1)}: it applied entry ${from} next`
          : `Region ${event.region}: store ${store} applied entry ${from} again or out of order, entry ${expected} was next`;
      report(this.violation(record, event.region, store, words));
    }
    for (let i = 0; i < terms.length; i++) {
      const term = terms[i] as number;
      const digest = (digests[i] as number) | 0;
      const index = from + i;
      const known = region.entries.get(index, 0);
      if (known === 0) {
        region.entries.set(index, term, digest, store);
        continue;
      }
      this.evaluations++;
      if (known === term && region.entries.get(index, 1) === digest) continue;
      const other = region.entries.get(index, 2);
      const words =
        other === store
          ? `Region ${event.region}: store ${store} applied another command at entry ${index} than before its restart`
          : `Region ${event.region}: store ${store} applied another command at entry ${index} (term ${term}) than store ${other} (term ${known})`;
      report(this.violation(record, event.region, store, words));
    }
    region.applied.set(store, from + terms.length - 1);
  }

  private onSnapshot(event: EventOf<'raft.snapshot-applied'>, record: TraceRecord, report: Report): void {
    const region = this.regionOf(event.region);
    const { store, index, term } = event;
    const before = region.applied.get(store);
    region.applied.set(store, index);
    if (before !== undefined) {
      this.evaluations++;
      if (index < before) {
        const words = `Region ${event.region}: a snapshot took store ${store} back from entry ${before} to entry ${index}`;
        report(this.violation(record, event.region, store, words));
      }
    }
    const known = region.entries.get(index, 0);
    if (known === 0) return;
    this.evaluations++;
    if (known !== term) {
      const words =
        `Region ${event.region}: store ${store} took a snapshot that ends with entry ${index} of term ${term}, ` +
        `where the entry of term ${known} was applied`;
      report(this.violation(record, event.region, store, words));
    }
  }

  private regionOf(id: RegionId): RegionState {
    let region = this.regions.get(id);
    if (region === undefined) {
      region = { entries: new TripleChunks(), first: 0, applied: new Map() };
      this.regions.set(id, region);
    }
    return region;
  }
}

function entries(from: number, to: number): string {
  return from === to ? `entry ${from}` : `entries ${from} to ${to}`;
}

export const stateMachineSafety: CheckSpec = { ...INFO, create: () => new StateMachineSafety() };
