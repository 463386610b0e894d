import type { RegionId, StoreId } from '../model/ids.ts';
import type { KeyRange } from '../model/region.ts';
import type { SimTime } from '../model/time.ts';
import { formatDuration, US_PER_S } from '../model/time.ts';
import { formatTs } from '../model/ts.ts';
import type { EventOf, TraceRecord } from '../model/trace.ts';
import type { Basis } from './basis.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';
import type { StandingLock } from './standing-locks.ts';
import { StandingLocks } from './standing-locks.ts';

const INFO: CheckInfo = {
  id: 'resolved-ts-progress',
  title: 'Resolved timestamps move on',
  words:
    'While a Region’s leader stays, commits writes and gets timestamps, no write is in flight for long, no lock of a transaction stands in it and no fault is active, the resolved ts of every subscription rises at least every 4.5 seconds; a lock whose time is over does not stand for longer than captures need to notice it; and a subscription of a Region that is gone is ended.',
  source: 'facts 5.4 I-D9',
};

/** Allocated ahead 3 s, interval 1 s, and the way there and back (facts 5.4 I-D9). */
const BOUND_US = 4_500_000;
/** A write in flight for longer than this excuses its store, a lock its Region; so does silence of PD. */
const RECENT_US = US_PER_S;

interface Subscription {
  readonly store: StoreId;
  readonly region: RegionId;
  readonly requestId: number;
  /** When its scan ended; null while it scans. */
  readonly initialized: SimTime | null;
  /** When its resolved ts last rose; null while it scans. */
  readonly since: SimTime | null;
}

class ResolvedTsProgress extends CheckBase {
  private subscriptions = new Map<string, Subscription>();
  private faults = 0;
  /** Since when nothing disturbs the system, or a store, or a Region on a store. */
  private calmSince: SimTime = 0;
  private storeCalmSince = new Map<StoreId, SimTime>();
  private leaders = new Map<RegionId, { readonly store: StoreId; readonly since: SimTime }>();
  private grantedAt = new Map<StoreId, SimTime>();
  /** Writes proposed on a store that it has not applied: by store, then `region/index`, oldest first. */
  private inFlight = new Map<StoreId, Map<string, SimTime>>();
  /** Subscriptions whose Region has left the store, and since when. */
  private orphans = new Map<string, SimTime>();
  private locks = new StandingLocks();
  private readonly watchdogUs: number;
  /** Locks that were reported, by start ts and key. */
  private reported = new Set<string>();
  /** The newest range of each Region. */
  private ranges = new Map<RegionId, KeyRange & { readonly version: number }>();

  constructor({ watchdogUs }: Basis) {
    super(INFO);
    this.watchdogUs = watchdogUs;
  }

  observe(record: TraceRecord, report: Report): void {
    this.locks.observe(record);
    const event = record.event;
    const { at } = record;
    switch (event.kind) {
      case 'fault.began':
        this.faults++;
        return;
      case 'fault.healed':
        this.faults--;
        this.calmSince = at;
        return;
      case 'process.started':
      case 'process.crashed':
      case 'process.paused':
      case 'process.resumed':
        this.calmSince = at;
        return;
      case 'tso.granted': {
        const store = storeOf(event.to);
        if (store !== null) this.grantedAt.set(store, at);
        return;
      }
      case 'raft.role-changed':
        if (event.role === 'leader') this.leaders.set(event.region, { store: event.store, since: at });
        return;
      case 'region.updated': {
        const leader = this.leaders.get(event.region);
        if (leader !== undefined) this.leaders.set(event.region, { ...leader, since: at });
        if (event.version >= (this.ranges.get(event.region)?.version ?? 0)) {
          const { startKey, endKey, version } = event;
          this.ranges.set(event.region, { startKey, endKey, version });
        }
        return;
      }
      case 'region.destroyed':
        for (const [name, each] of this.subscriptions)
          if (each.store === event.store && each.region === event.region) this.orphans.set(name, at);
        return;
      case 'raft.recovered':
        for (const [name, each] of [...this.subscriptions]) if (each.store === event.store) this.end(name);
        this.inFlight.delete(event.store);
        return;
      case 'raw.proposed':
        if (event.cluster === 'upstream') {
          let list = this.inFlight.get(event.store);
          if (list === undefined) this.inFlight.set(event.store, (list = new Map<string, SimTime>()));
          list.set(`${event.region}/${event.index}`, at);
        }
        return;
      case 'raft.applied':
        this.onApplied(event, at);
        return;
      case 'raft.committed':
        this.judgeOrphans(record, report);
        if (this.leaders.get(event.region)?.store === event.store) this.judge(event, record, report);
        return;
      case 'cdc.subscribed': {
        const { store, region, requestId } = event;
        this.subscriptions.set(nameOf(event), { store, region, requestId, initialized: null, since: null });
        return;
      }
      case 'cdc.initialized': {
        const name = nameOf(event);
        const known = this.subscriptions.get(name);
        if (known !== undefined) this.subscriptions.set(name, { ...known, initialized: at, since: at });
        return;
      }
      case 'cdc.resolved':
        this.onResolved(event, record, report);
        return;
      case 'cdc.error':
      case 'cdc.unsubscribed':
        this.end(nameOf(event));
        return;
    }
  }

  clone(basis: Basis): ResolvedTsProgress {
    const copy = new ResolvedTsProgress(basis);
    copy.evaluations = this.evaluations;
    copy.subscriptions = new Map(this.subscriptions);
    copy.faults = this.faults;
    copy.calmSince = this.calmSince;
    copy.storeCalmSince = new Map(this.storeCalmSince);
    copy.leaders = new Map(this.leaders);
    copy.grantedAt = new Map(this.grantedAt);
    for (const [store, list] of this.inFlight) copy.inFlight.set(store, new Map(list));
    copy.orphans = new Map(this.orphans);
    copy.locks = this.locks.clone();
    copy.reported = new Set(this.reported);
    copy.ranges = new Map(this.ranges);
    return copy;
  }

  private onApplied(event: EventOf<'raft.applied'>, at: SimTime): void {
    const list = this.inFlight.get(event.store);
    if (list === undefined || list.size === 0) return;
    this.noticeSlowWrites(event.store, list, at);
    for (let i = 0; i < event.terms.length; i++) list.delete(`${event.region}/${event.from + i}`);
  }

  private noticeSlowWrites(store: StoreId, list: ReadonlyMap<string, SimTime>, at: SimTime): void {
    for (const oldest of list.values()) {
      if (at - oldest > RECENT_US) this.storeCalmSince.set(store, at);
      return;
    }
  }

  private onResolved(event: EventOf<'cdc.resolved'>, record: TraceRecord, report: Report): void {
    const { store, regions, requestIds } = event;
    for (let i = 0; i < regions.length; i++) {
      const name = nameOf({ store, region: regions[i] as RegionId, requestId: requestIds[i] as number });
      const known = this.subscriptions.get(name);
      if (known === undefined) continue;
      this.evaluations++;
      this.subscriptions.set(name, { ...known, since: record.at });
    }
    this.judgeOrphans(record, report);
  }

  private judgeOrphans(record: TraceRecord, report: Report): void {
    for (const [name, since] of [...this.orphans]) {
      const known = this.subscriptions.get(name);
      if (known === undefined || !this.isCalm(known.store, since, record.at)) continue;
      this.orphans.delete(name);
      const words = `Region ${known.region} left store ${known.store} ${formatDuration(record.at - since)} ago, but the subscriber of request ${known.requestId} was never told`;
      report(this.violation(record, known.region, known.store, words));
    }
  }

  /** The leader commits something, so a quorum answers it: then its resolved ts must rise, too. */
  private judge(
    { region, store }: { readonly region: RegionId; readonly store: StoreId },
    record: TraceRecord,
    report: Report,
  ): void {
    const { at } = record;
    this.noticeSlowWrites(store, this.inFlight.get(store) ?? NONE, at);
    if (at - (this.grantedAt.get(store) ?? -Infinity) > RECENT_US) this.storeCalmSince.set(store, at);
    const leader = this.leaders.get(region);
    if (leader === undefined || !this.isCalm(store, leader.since, at)) return;
    const range = this.ranges.get(region);
    const lock = range === undefined ? null : this.locks.oldestIn(range);
    const locked = lock !== null && at - lock.since > RECENT_US;
    for (const [name, each] of this.subscriptions) {
      if (each.store !== store || each.region !== region || each.since === null) continue;
      this.evaluations++;
      if (!locked && !this.isCalm(store, each.since, at)) continue;
      this.subscriptions.set(name, { ...each, since: at });
      if (locked) {
        this.judgeLock(lock, each, Math.max(leader.since, each.initialized ?? at), record, report);
        continue;
      }
      const words = `Region ${region}: its resolved ts on store ${store} has not risen for ${formatDuration(at - each.since)}, though its leader commits writes and gets timestamps`;
      report(this.violation(record, region, store, words));
    }
  }

  /** A lock excuses its Region for as long as its client may come back, and a capture needs to find that it does not. */
  private judgeLock(
    lock: StandingLock,
    { store, region }: Subscription,
    since: SimTime,
    record: TraceRecord,
    report: Report,
  ): void {
    const { at } = record;
    const name = `${lock.startTs} ${lock.key}`;
    if (this.reported.has(name)) return;
    if (!this.isCalm(store, Math.max(since, lock.until), at, this.watchdogUs)) return;
    this.reported.add(name);
    const words = `Region ${region}: the lock of transaction ${formatTs(lock.startTs)} on ${lock.key} holds its resolved ts on store ${store}, though its time was over ${formatDuration(at - lock.until)} ago`;
    report(this.violation(record, region, store, words));
  }

  /** Nothing has disturbed the store for longer than the bound, counted from `since` on. */
  private isCalm(store: StoreId, since: SimTime, at: SimTime, boundUs = BOUND_US): boolean {
    if (this.faults > 0) return false;
    const storeCalm = this.storeCalmSince.get(store) ?? 0;
    const begin = Math.max(since, this.calmSince, storeCalm);
    return at - begin > boundUs;
  }

  private end(name: string): void {
    this.subscriptions.delete(name);
    this.orphans.delete(name);
  }
}

const NONE: ReadonlyMap<string, SimTime> = new Map();

function nameOf(event: {
  readonly store: StoreId;
  readonly region: RegionId;
  readonly requestId: number;
}): string {
  return `${event.store}/${event.region}/${event.requestId}`;
}

function storeOf(process: string): StoreId | null {
  return process.startsWith('store-') ? Number(process.slice('store-'.length)) : null;
}

export const resolvedTsProgress: CheckSpec = { ...INFO, create: (basis) => new ResolvedTsProgress(basis) };
