import type { RegionId, StoreId } from '../model/ids.ts';
import type { EventOf, TraceRecord } from '../model/trace.ts';
import type { Ts } from '../model/ts.ts';
import { formatTs } from '../model/ts.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';

const INFO: CheckInfo = {
  id: 'stamped-under-leadership',
  title: 'Stamped by a valid leader',
  words:
    'A write enters the log only if the store that stamped it led the Region then with timestamps synced for that term, and has led it ever since.',
  source: 'facts 5.2 I-C7, 1.6.1, 1.6.2',
};

/** A store's standing in a Region. Frozen. */
interface Standing {
  readonly leads: boolean;
  readonly term: number;
  /** Its timestamps are synced for this term. */
  readonly synced: boolean;
}

interface Stamp {
  readonly store: StoreId;
  readonly ts: Ts;
  readonly leads: boolean;
  readonly synced: boolean;
  readonly term: number;
}

/** Attempts of one request that may be under way at once; more would mean that a client never waits. */
const ATTEMPTS_KEPT = 16;

const NOBODY: Standing = { leads: false, term: 0, synced: false };

class StampedUnderLeadership extends CheckBase {
  private standings = new Map<string, Standing>();
  /** By request: the stamps of its attempts that have not entered a log. */
  private stamps = new Map<number, readonly Stamp[]>();
  /** Where the record in work is one pair of a batch that was judged already. */
  private judged = '';

  constructor() {
    super(INFO);
  }

  observe(record: TraceRecord, report: Report): void {
    const { event } = record;
    switch (event.kind) {
      case 'raft.role-changed': {
        const before = this.standing(event.region, event.store);
        const leads = event.role === 'leader';
        const stays = leads && before.leads && before.term === event.term;
        if (!stays) this.set(event.region, event.store, { leads, term: event.term, synced: false });
        return;
      }
      case 'ts.synced':
      case 'ts.led': {
        const standing = this.standing(event.region, event.store);
        if (standing.leads && standing.term === event.term)
          this.set(event.region, event.store, { ...standing, synced: true });
        return;
      }
      case 'region.destroyed':
        this.standings.delete(at(event.region, event.store));
        return;
      case 'raw.locked': {
        const { leads, synced, term } = this.standing(event.region, event.store);
        const stamp: Stamp = { store: event.store, ts: event.ts, leads, synced, term };
        const others = this.stamps.get(event.request) ?? [];
        this.stamps.set(event.request, [...others, stamp].slice(-ATTEMPTS_KEPT));
        return;
      }
      case 'client.acked':
      case 'client.failed':
        this.stamps.delete(event.request);
        return;
      case 'raw.proposed':
        this.onProposed(event, record, report);
        return;
    }
  }

  clone(): StampedUnderLeadership {
    const copy = new StampedUnderLeadership();
    copy.evaluations = this.evaluations;
    copy.standings = new Map(this.standings);
    copy.stamps = new Map(this.stamps);
    copy.judged = this.judged;
    return copy;
  }

  private onProposed(event: EventOf<'raw.proposed'>, record: TraceRecord, report: Report): void {
    const name = `${event.request}@${event.store} ${event.ts}`;
    if (name === this.judged) return;
    const stamps = this.stamps.get(event.request) ?? [];
    // The guard's timestamp is at or just below that of the data; another attempt's lies outside.
    let found: Stamp | null = null;
    for (const stamp of stamps)
      if (stamp.store === event.store && stamp.ts <= event.ts && (found === null || stamp.ts > found.ts))
        found = stamp;
    if (found === null) return;
    const rest = stamps.filter((stamp) => stamp !== found);
    if (rest.length === 0) this.stamps.delete(event.request);
    else this.stamps.set(event.request, rest);
    this.judged = name;
    this.evaluations++;
    const problem = fault(found, event.term);
    if (problem === '') return;
    const words = `Region ${event.region}: the write of key ${event.key} at ${formatTs(event.ts)} entered the log of store ${event.store} in term ${event.term}, but when it was stamped ${problem}`;
    report(this.violation(record, event.region, event.store, words));
  }

  private standing(region: RegionId, store: StoreId): Standing {
    return this.standings.get(at(region, store)) ?? NOBODY;
  }

  private set(region: RegionId, store: StoreId, standing: Standing): void {
    this.standings.set(at(region, store), standing);
  }
}

/** What was wrong when the write was stamped, as the end of a sentence; '' when nothing was. */
function fault(stamp: Stamp, term: number): string {
  if (!stamp.leads) return 'that store did not lead the Region';
  // Nobody else can have led in between when the same store leads in the next term (facts 1.6.2).
  if (term > stamp.term + 1) return `it led in term ${stamp.term}, and others may have led since`;
  return stamp.synced ? '' : 'its timestamps were not synced';
}

function at(a: number, b: number): string {
  return `${a}@${b}`;
}

export const stampedUnderLeadership: CheckSpec = { ...INFO, create: () => new StampedUnderLeadership() };
