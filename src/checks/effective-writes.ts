import type { RegionId, StoreId } from '../model/ids.ts';
import type { EventOf, TraceEvent, TraceRecord } from '../model/trace.ts';

/** A write: a raw one, or the commit of a transaction at one key. */
export type Proposal = EventOf<'raw.proposed'> | EventOf<'txn.commit-proposed'>;

/** Anything whose fate is that of its log entry. */
interface Entry {
  readonly region: RegionId;
  readonly index: number;
  readonly term: number;
  readonly version: number;
}

/** Where a write took effect for the first time. */
export interface Applied {
  readonly at: number;
  readonly n: number;
  readonly store: StoreId;
}

/** From entries after `index` on, the Region has `version`. */
interface Step {
  readonly index: number;
  readonly version: number;
}

interface RegionWrites<P> {
  /** Highest index that some store applied. */
  applied: number;
  /** Proposals above `applied`, by index. Several leaders may have written one index. */
  pending: Map<number, P[]>;
  /** Epoch versions in ascending order; null until the Region is known. */
  steps: readonly Step[];
}

interface Effective<P> {
  readonly write: P;
  readonly applied: Applied;
}

const NOTHING: readonly never[] = [];

interface Batch {
  readonly record: TraceRecord;
  readonly event: EventOf<'raft.applied'>;
}

/**
 * Tells which proposals took effect: the first store applied their index with their term, and their
 * epoch was still the Region's at that index (a write behind a split or merge in the log is refused when it is
 * applied). Each is told once, in apply order.
 *
 * A batch is judged when the queue item it belongs to is over, because the epoch change of the same batch may
 * stand before or after it in the trace.
 */
export abstract class EffectiveProposals<P extends Entry> {
  /** The newest record, and what it made known. */
  private newest = -1;
  private found: readonly Effective<P>[] = [];
  private regions = new Map<RegionId, RegionWrites<P>>();
  private held: Batch[] = [];

  /** The event, if it is such a proposal. */
  protected abstract wanted(event: TraceEvent): P | null;

  abstract clone(): EffectiveProposals<P>;

  /**
   * Call with each record before looking at it; `visit` gets the writes of items that are over. Several may look on:
   * each is told the same, and the work is done once.
   */
  observe(record: TraceRecord, visit: (write: P, applied: Applied) => void): void {
    if (record.n !== this.newest) {
      this.newest = record.n;
      this.found = this.take(record);
    }
    for (const { write, applied } of this.found) visit(write, applied);
  }

  private take(record: TraceRecord): readonly Effective<P>[] {
    let found: readonly Effective<P>[] = NOTHING;
    const first = this.held[0];
    if (first !== undefined && (first.record.item !== record.item || record.event.kind === 'run.drained')) {
      found = this.flush();
    }
    const event = record.event;
    switch (event.kind) {
      case 'raft.applied': {
        const region = this.regions.get(event.region);
        if (region === undefined || event.from + event.terms.length - 1 <= region.applied) return found;
        this.held.push({ record, event });
        return found;
      }
      case 'region.updated': {
        const region = this.regionOf(event.region);
        const newest = region.steps[region.steps.length - 1];
        if (newest === undefined) region.steps = [{ index: 0, version: event.version }];
        else if (event.version > newest.version) {
          region.steps = [...region.steps, { index: event.index, version: event.version }];
        }
        return found;
      }
      default: {
        const proposal = this.wanted(event);
        if (proposal === null) return found;
        const region = this.regionOf(proposal.region);
        if (proposal.index <= region.applied) return found;
        const others = region.pending.get(proposal.index);
        // A batch writes thousands of pairs under one index: the list grows in place.
        if (others === undefined) region.pending.set(proposal.index, [proposal]);
        else others.push(proposal);
        return found;
      }
    }
  }

  protected copyInto(copy: EffectiveProposals<P>): void {
    copy.newest = this.newest;
    copy.found = this.found;
    for (const [id, region] of this.regions) {
      copy.regions.set(id, {
        applied: region.applied,
        pending: new Map([...region.pending].map(([index, proposals]) => [index, proposals.slice()])),
        steps: region.steps,
      });
    }
    copy.held = this.held.slice();
  }

  private flush(): readonly Effective<P>[] {
    const found: Effective<P>[] = [];
    const held = this.held;
    this.held = [];
    for (const { record, event } of held) {
      const region = this.regionOf(event.region);
      const end = event.from + event.terms.length - 1;
      const begin = event.from > region.applied ? event.from : region.applied + 1;
      for (let index = begin; index <= end; index++) {
        const proposals = region.pending.get(index);
        if (proposals === undefined) continue;
        region.pending.delete(index);
        for (const proposal of proposals) {
          if (proposal.term !== event.terms[index - event.from]) continue;
          if (!epochHolds(region.steps, proposal)) continue;
          found.push({ write: proposal, applied: { at: record.at, n: record.n, store: event.store } });
        }
      }
      if (end > region.applied) region.applied = end;
    }
    return found;
  }

  private regionOf(id: RegionId): RegionWrites<P> {
    let region = this.regions.get(id);
    if (region === undefined) {
      region = { applied: 0, pending: new Map(), steps: [] };
      this.regions.set(id, region);
    }
    return region;
  }
}

function epochHolds(steps: readonly Step[], proposal: Entry): boolean {
  for (let i = steps.length - 1; i >= 0; i--) {
    const step = steps[i] as Step;
    if (step.index < proposal.index) return step.version === proposal.version;
  }
  return true;
}

/** Tells which writes took effect. */
export class EffectiveWrites extends EffectiveProposals<Proposal> {
  protected wanted(event: TraceEvent): Proposal | null {
    return event.kind === 'raw.proposed' || event.kind === 'txn.commit-proposed' ? event : null;
  }

  override clone(): EffectiveWrites {
    const copy = new EffectiveWrites();
    this.copyInto(copy);
    return copy;
  }
}
