import type { RegionId } from '../model/ids.ts';
import type { EventOf, TraceEvent } from '../model/trace.ts';
import type { Ts } from '../model/ts.ts';

/** A stamped write that took effect: its entry was applied by the first peer. */
export interface EffectiveWrite {
  readonly upstream: boolean;
  readonly region: RegionId;
  readonly ts: Ts;
  readonly sourceTs: Ts;
}

interface Proposed {
  readonly term: number;
  readonly writes: EffectiveWrite[];
}

/**
 * Pairs each stamped write in a leader's log with the first apply of its entry. A write whose entry was replaced
 * never took effect and is forgotten when its place in the log has been applied.
 */
export class WriteTracker {
  private readonly regions = new Map<RegionId, Map<number, Proposed>>();

  /** `visit` is called for each write that takes effect with this event. */
  observe(event: TraceEvent, visit: (write: EffectiveWrite) => void): void {
    if (event.kind === 'raw.proposed') this.onProposed(event);
    else if (event.kind === 'raft.applied') this.onApplied(event, visit);
    else if (event.kind === 'region.merge-committed') this.regions.delete(event.source);
  }

  /** Writes in logs that are not applied anywhere. */
  pending(): number {
    let count = 0;
    for (const region of this.regions.values())
      for (const entry of region.values()) count += entry.writes.length;
    return count;
  }

  clone(): WriteTracker {
    const copy = new WriteTracker();
    for (const [id, entries] of this.regions) {
      // The list of an entry still grows while its request is being proposed.
      const copied = new Map<number, Proposed>();
      for (const [index, { term, writes }] of entries) copied.set(index, { term, writes: writes.slice() });
      copy.regions.set(id, copied);
    }
    return copy;
  }

  private onProposed(event: EventOf<'raw.proposed'>): void {
    let region = this.regions.get(event.region);
    if (region === undefined) {
      region = new Map();
      this.regions.set(event.region, region);
    }
    const write: EffectiveWrite = {
      upstream: event.cluster === 'upstream',
      region: event.region,
      ts: event.ts,
      sourceTs: event.sourceTs,
    };
    const known = region.get(event.index);
    if (known !== undefined && known.term === event.term) known.writes.push(write);
    else {
      region.delete(event.index);
      region.set(event.index, { term: event.term, writes: [write] });
    }
  }

  private onApplied(event: EventOf<'raft.applied'>, visit: (write: EffectiveWrite) => void): void {
    const region = this.regions.get(event.region);
    if (region === undefined || region.size === 0) return;
    for (let i = 0; i < event.terms.length; i++) {
      const index = event.from + i;
      const entry = region.get(index);
      if (entry === undefined) continue;
      region.delete(index);
      if (entry.term === event.terms[i]) for (const write of entry.writes) visit(write);
    }
  }
}
