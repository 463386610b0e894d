import type { PeerId, RegionId, StoreId } from '../model/ids.ts';
import type { EventOf, TraceRecord } from '../model/trace.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';

const INFO: CheckInfo = {
  id: 'election-safety',
  title: 'Election safety',
  words: 'A Region has at most one leader in a term, and every peer of that term follows that one.',
  source: 'Raft §5.2; facts 5.3 I-R1',
};

interface Leader {
  readonly store: StoreId;
  readonly peer: PeerId;
}

class ElectionSafety extends CheckBase {
  /** By Region, then term. */
  private leaders = new Map<RegionId, Map<number, Leader>>();

  constructor() {
    super(INFO);
  }

  observe(record: TraceRecord, report: Report): void {
    const event = record.event;
    if (event.kind !== 'raft.role-changed') return;
    if (event.role === 'leader') this.onLeader(event, record, report);
    else if (event.lead !== 0) this.onFollower(event, record, report);
  }

  clone(): ElectionSafety {
    const copy = new ElectionSafety();
    copy.evaluations = this.evaluations;
    for (const [region, terms] of this.leaders) copy.leaders.set(region, new Map(terms));
    return copy;
  }

  private onLeader(event: EventOf<'raft.role-changed'>, record: TraceRecord, report: Report): void {
    let terms = this.leaders.get(event.region);
    if (terms === undefined) {
      terms = new Map();
      this.leaders.set(event.region, terms);
    }
    this.evaluations++;
    const other = terms.get(event.term);
    if (other === undefined) {
      terms.set(event.term, { store: event.store, peer: event.peer });
    } else if (other.peer !== event.peer || other.store !== event.store) {
      const low = Math.min(other.store, event.store);
      const high = Math.max(other.store, event.store);
      const words = `Region ${event.region}: store ${low} and store ${high} are both leader in term ${event.term}`;
      report(this.violation(record, event.region, event.store, words));
    }
  }

  private onFollower(event: EventOf<'raft.role-changed'>, record: TraceRecord, report: Report): void {
    const leader = this.leaders.get(event.region)?.get(event.term);
    if (leader === undefined) return;
    this.evaluations++;
    if (leader.peer === event.lead) return;
    const words =
      `Region ${event.region}: store ${event.store} follows peer ${event.lead} in term ${event.term}, ` +
      `but peer ${leader.peer} on store ${leader.store} was elected`;
    report(this.violation(record, event.region, event.store, words));
  }
}

export const electionSafety: CheckSpec = { ...INFO, create: () => new ElectionSafety() };
