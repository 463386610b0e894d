import type { RegionId, StoreId } from '../model/ids.ts';
import type { EventOf, TraceRecord } from '../model/trace.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';
import { PeerLogs } from './peer-log.ts';
import type { TermRuns } from './term-runs.ts';

const INFO: CheckInfo = {
  id: 'leader-completeness',
  title: 'Leader completeness',
  words:
    'What was committed in a term is in the log of every leader of a later term, and no two peers commit different entries at one index.',
  source: 'Raft §5.4; facts 5.3 I-R3',
};

/** Entries `start … end`, all of `term`, committed while the Region was in `committedIn`. */
interface Committed {
  readonly start: number;
  readonly end: number;
  readonly term: number;
  readonly committedIn: number;
}

interface RegionState {
  /** Ascending and without overlap. */
  committed: Committed[];
  last: number;
  /** The leader of the newest term, null when it stepped down or restarted. */
  leader: { readonly store: StoreId; readonly term: number } | null;
  /** Commit index of each store's peer. */
  commitOf: Map<StoreId, number>;
  /** Newest term each store's peer was seen in. */
  termOf: Map<StoreId, number>;
}

/**
 * Two moments matter: an election (is everything committed so far there?) and a commit (does a leader that was
 * elected meanwhile have it too?). The second catches an old leader that commits too late.
 */
class LeaderCompleteness extends CheckBase {
  private logs = new PeerLogs();
  private regions = new Map<RegionId, RegionState>();

  constructor() {
    super(INFO);
  }

  observe(record: TraceRecord, report: Report): void {
    const event = record.event;
    this.logs.observe(event);
    switch (event.kind) {
      case 'raft.role-changed':
        this.onRoleChanged(event, record, report);
        return;
      case 'raft.committed':
        this.onCommitted(event, record, report);
        return;
      case 'raft.snapshot-applied': {
        const region = this.regionOf(event.region);
        if (event.index > (region.commitOf.get(event.store) ?? 0)) {
          region.commitOf.set(event.store, event.index);
        }
        return;
      }
      case 'raft.recovered': {
        const region = this.regionOf(event.region);
        if (region.leader?.store === event.store) region.leader = null;
        region.commitOf.set(event.store, event.commit);
        region.termOf.set(event.store, event.term);
        return;
      }
      case 'region.destroyed': {
        const region = this.regionOf(event.region);
        if (region.leader?.store === event.store) region.leader = null;
        region.commitOf.delete(event.store);
        region.termOf.delete(event.store);
        return;
      }
    }
  }

  clone(): LeaderCompleteness {
    const copy = new LeaderCompleteness();
    copy.evaluations = this.evaluations;
    copy.logs = this.logs.clone();
    for (const [id, region] of this.regions) {
      copy.regions.set(id, {
        committed: region.committed.slice(),
        last: region.last,
        leader: region.leader,
        commitOf: new Map(region.commitOf),
        termOf: new Map(region.termOf),
      });
    }
    return copy;
  }

  private onRoleChanged(event: EventOf<'raft.role-changed'>, record: TraceRecord, report: Report): void {
    const region = this.regionOf(event.region);
    region.termOf.set(event.store, event.term);
    if (event.role !== 'leader') {
      if (region.leader?.store === event.store) region.leader = null;
      return;
    }
    if (region.leader === null || region.leader.term < event.term) {
      region.leader = { store: event.store, term: event.term };
    }
    const log = this.logs.of(event.region, event.store).memory;
    let compared = false;
    for (const run of region.committed) {
      if (run.committedIn >= event.term) continue;
      compared = true;
      const missing = firstMissing(log, run);
      if (missing === 0) continue;
      this.evaluations++;
      const words =
        `Region ${event.region}: store ${event.store} became leader in term ${event.term} ` +
        `without entry ${missing} of term ${run.term}, which was committed in term ${run.committedIn}`;
      report(this.violation(record, event.region, event.store, words));
      return;
    }
    if (compared) this.evaluations++;
  }

  private onCommitted(event: EventOf<'raft.committed'>, record: TraceRecord, report: Report): void {
    const region = this.regionOf(event.region);
    const { store, index } = event;
    const log = this.logs.of(event.region, store).memory;
    const committedIn = Math.max(event.term, region.termOf.get(store) ?? 0);
    const before = region.commitOf.get(store) ?? 0;
    region.commitOf.set(store, Math.max(before, index));
    // A bootstrapped or freshly split Region begins with a committed prefix that nobody appended.
    if (log.last === 0) return;

    this.evaluations++;
    if (log.last < index) {
      const words = `Region ${event.region}: store ${store} commits up to entry ${index}, but its log ends at entry ${log.last}`;
      report(this.violation(record, event.region, store, words));
      return;
    }
    const differs = this.firstDifference(region, log, before + 1, Math.min(index, region.last));
    if (differs !== null) {
      const words =
        `Region ${event.region}: store ${store} commits entry ${differs.index} of term ${log.termAt(differs.index)}, ` +
        `where the entry of term ${differs.term} had been committed`;
      report(this.violation(record, event.region, store, words));
      return;
    }
    if (index <= region.last) return;

    const added: Committed[] = [];
    log.forRuns(region.last + 1, index, (start, end, term) => added.push({ start, end, term, committedIn }));
    region.last = index;
    const leader = region.leader;
    for (const run of added) {
      extend(region.committed, run);
      if (leader === null || leader.store === store || leader.term < committedIn) continue;
      this.evaluations++;
      const missing = firstMissing(this.logs.of(event.region, leader.store).memory, run);
      if (missing === 0) continue;
      const words =
        `Region ${event.region}: store ${store} committed entry ${missing} of term ${run.term} in term ${committedIn}, ` +
        `but store ${leader.store}, leader in term ${leader.term}, does not have it`;
      report(this.violation(record, event.region, leader.store, words));
    }
  }

  /** The first entry in `[from, to]` of `log` that is not the committed one. */
  private firstDifference(
    region: RegionState,
    log: TermRuns,
    from: number,
    to: number,
  ): { readonly index: number; readonly term: number } | null {
    for (let i = region.committed.length - 1; i >= 0; i--) {
      const run = region.committed[i] as Committed;
      if (run.end < from) break;
      const start = Math.max(run.start, from);
      const end = Math.min(run.end, to);
      if (start > end) continue;
      this.evaluations++;
      const index = log.firstOther(start, end, run.term);
      if (index !== 0) return { index, term: run.term };
    }
    return null;
  }

  private regionOf(id: RegionId): RegionState {
    let region = this.regions.get(id);
    if (region === undefined) {
      region = { committed: [], last: 0, leader: null, commitOf: new Map(), termOf: new Map() };
      this.regions.set(id, region);
    }
    return region;
  }
}

/** A peer that has neither entries nor a snapshot misses everything. */
function firstMissing(log: TermRuns, run: Committed): number {
  return log.last === 0 ? run.start : log.firstOther(run.start, run.end, run.term);
}

function extend(committed: Committed[], run: Committed): void {
  const tail = committed[committed.length - 1];
  if (
    tail !== undefined &&
    tail.term === run.term &&
    tail.committedIn === run.committedIn &&
    tail.end + 1 === run.start
  ) {
    committed[committed.length - 1] = { ...tail, end: run.end };
  } else {
    committed.push(run);
  }
}

export const leaderCompleteness: CheckSpec = { ...INFO, create: () => new LeaderCompleteness() };
