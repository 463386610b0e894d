import type { ProcessId, RegionId, StoreId } from '../model/ids.ts';
import type { SimTime } from '../model/time.ts';
import type { EventOf, TraceRecord } from '../model/trace.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';

const INFO: CheckInfo = {
  id: 'leader-calm',
  title: 'Leadership is quiet',
  words:
    'A peer that nobody answers does not run its term up, and a leader that was replaced does not go on for longer than it took to replace it.',
  source: 'facts 3.7.2, 6.E B-42a; Raft thesis §9.6, §6.2',
};

/** Candidacies in a row, each in a newer term, to which nobody else answered. */
const LONELY_MAX = 3;
/** How long an old leader may overlap a new one (CheckQuorum ends it within an election timeout or two): this many times what it took the others to elect it. */
const OVERLAP_FACTOR = 8;

interface Lonely {
  readonly store: StoreId;
  readonly terms: number;
}

interface Leader {
  readonly store: StoreId;
  readonly term: number;
  /** The last moment at which a follower confirmed its term or an entry of its own was committed. */
  readonly heardAt: SimTime;
}

/** An old leader that has not noticed. */
interface Replaced {
  readonly region: RegionId;
  readonly store: StoreId;
  readonly by: StoreId;
  readonly deadline: SimTime;
}

/**
 * Availability, not safety: both happen in the best of clusters for a moment. A process that is down or paused cannot
 * notice anything, so its time does not count.
 */
class LeaderCalm extends CheckBase {
  private lonely = new Map<RegionId, Lonely>();
  private leaders = new Map<RegionId, Leader>();
  private replaced = new Map<RegionId, Replaced>();
  private stopped = new Set<ProcessId>();

  constructor() {
    super(INFO);
  }

  observe(record: TraceRecord, report: Report): void {
    const { event } = record;
    switch (event.kind) {
      case 'raft.role-changed':
        this.onRole(event, record, report);
        return;
      case 'raft.voted':
        // Somebody else answered: the candidate is not alone.
        if (this.lonely.get(event.region)?.store !== event.store) this.lonely.delete(event.region);
        return;
      case 'raft.committed': {
        const leader = this.leaders.get(event.region);
        if (leader?.store === event.store) this.leaders.set(event.region, { ...leader, heardAt: record.at });
        break;
      }
      case 'region.destroyed':
        // A removed peer believes nothing any more.
        if (this.replaced.get(event.region)?.store === event.store) this.replaced.delete(event.region);
        break;
      case 'process.crashed':
      case 'process.paused':
        this.stopped.add(event.process);
        break;
      case 'process.started':
      case 'process.resumed':
        this.stopped.delete(event.process);
        // What it held is handled first; then it must find out like everybody else.
        for (const [region, old] of this.replaced)
          if (`store-${old.store}` === event.process) this.replaced.delete(region);
        break;
      default:
        break;
    }
    if (this.replaced.size > 0) this.onTime(record, report);
  }

  clone(): LeaderCalm {
    const copy = new LeaderCalm();
    copy.evaluations = this.evaluations;
    copy.lonely = new Map(this.lonely);
    copy.leaders = new Map(this.leaders);
    copy.replaced = new Map(this.replaced);
    copy.stopped = new Set(this.stopped);
    return copy;
  }

  private onRole(event: EventOf<'raft.role-changed'>, record: TraceRecord, report: Report): void {
    const { region, store, role, term } = event;
    if (role === 'candidate') this.onCandidate(event, record, report);
    const old = this.leaders.get(region);
    if (role === 'leader') {
      this.lonely.delete(region);
      if (old !== undefined && old.store !== store && !this.stopped.has(`store-${old.store}`)) {
        const tookUs = record.at - old.heardAt;
        const deadline = record.at + OVERLAP_FACTOR * tookUs;
        this.replaced.set(region, { region, store: old.store, by: store, deadline });
      }
      this.leaders.set(region, { store, term, heardAt: record.at });
      return;
    }
    if (this.replaced.get(region)?.store === store) {
      this.evaluations++;
      this.replaced.delete(region);
    }
    if (old?.store === store) this.leaders.delete(region);
  }

  private onCandidate(event: EventOf<'raft.role-changed'>, record: TraceRecord, report: Report): void {
    const { region, store, term } = event;
    this.evaluations++;
    const before = this.lonely.get(region);
    const terms = before?.store === store ? before.terms + 1 : 1;
    this.lonely.set(region, { store, terms });
    if (terms !== LONELY_MAX + 1) return;
    const words = `Region ${region}: store ${store} has begun term ${term} and ${LONELY_MAX} terms before it, and nobody answered: when it is back it will depose whoever leads`;
    report(this.violation(record, region, store, words));
  }

  private onTime(record: TraceRecord, report: Report): void {
    for (const [region, old] of this.replaced) {
      if (record.at <= old.deadline) continue;
      this.replaced.delete(region);
      if (this.stopped.has(`store-${old.store}`)) continue;
      this.evaluations++;
      const words = `Region ${region}: store ${old.store} still believes that it leads, long after store ${old.by} was elected: its clients wait for nothing`;
      report(this.violation(record, region, old.store, words));
    }
  }
}

export const leaderCalm: CheckSpec = { ...INFO, create: () => new LeaderCalm() };
