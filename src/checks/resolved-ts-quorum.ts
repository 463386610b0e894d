import type { PeerId, RegionId, StoreId } from '../model/ids.ts';
import type { SimTime } from '../model/time.ts';
import { formatMoment } from '../model/time.ts';
import type { EventOf, TraceRecord } from '../model/trace.ts';
import { formatTs } from '../model/ts.ts';
import type { Ts } from '../model/ts.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';

const INFO: CheckInfo = {
  id: 'resolved-ts-quorum',
  title: 'Resolved timestamps of real leaders',
  words:
    'A store publishes a resolved ts only if, after PD had granted that timestamp, a majority of the Region’s stores still saw it as the leader, in the same term and at the same epoch.',
  source: 'facts 5.4 I-D6, 3.6.9',
};

/** One store's view of a Region: whom it takes for the leader, and the epoch. */
interface View {
  readonly peer: PeerId;
  readonly leader: boolean;
  readonly term: number;
  readonly lead: PeerId;
  readonly confVer: number;
  readonly version: number;
  readonly stores: readonly StoreId[];
}

const UNKNOWN: View = { peer: 0, leader: false, term: 0, lead: 0, confVer: 0, version: 0, stores: [] };

interface Grant {
  readonly last: Ts;
  readonly at: SimTime;
}

class ResolvedTsQuorum extends CheckBase {
  private views = new Map<RegionId, ReadonlyMap<StoreId, View>>();
  /** By Region, then store: when a majority last agreed with that store that it leads. */
  private agreed = new Map<RegionId, ReadonlyMap<StoreId, SimTime>>();
  /** Ascending. */
  private grants: readonly Grant[] = [];

  constructor() {
    super(INFO);
  }

  observe(record: TraceRecord, report: Report): void {
    const event = record.event;
    switch (event.kind) {
      case 'tso.granted':
        if (event.cluster === 'upstream') this.onGranted({ last: event.last, at: record.at });
        return;
      case 'raft.role-changed': {
        const { peer, term, lead } = event;
        this.change(event, { peer, term, lead, leader: event.role === 'leader' }, record.at);
        return;
      }
      case 'raft.recovered':
        this.change(event, { term: event.term, lead: 0, leader: false }, record.at);
        return;
      case 'region.updated': {
        const { confVer, version, stores } = event;
        if (event.cluster === 'upstream') this.change(event, { confVer, version, stores }, record.at);
        return;
      }
      case 'region.destroyed':
        this.change(event, UNKNOWN, record.at);
        return;
      case 'cdc.resolved':
        this.onResolved(event, record, report);
        return;
    }
  }

  clone(): ResolvedTsQuorum {
    const copy = new ResolvedTsQuorum();
    copy.evaluations = this.evaluations;
    copy.views = new Map(this.views);
    copy.agreed = new Map(this.agreed);
    copy.grants = this.grants;
    return copy;
  }

  private onGranted(grant: Grant): void {
    const newest = this.grants[this.grants.length - 1];
    if (newest === undefined || grant.last > newest.last) this.grants = append(this.grants, grant);
  }

  private change(
    { region, store }: { readonly region: RegionId; readonly store: StoreId },
    news: Partial<View>,
    at: SimTime,
  ): void {
    const before = this.views.get(region) ?? new Map<StoreId, View>();
    // Whoever had a majority had it until now.
    for (const [candidate, view] of before) {
      if (!view.leader || !hasMajority(before, candidate)) continue;
      this.agreed.set(region, new Map([...(this.agreed.get(region) ?? [])]).set(candidate, at));
    }
    this.views.set(region, new Map(before).set(store, { ...(before.get(store) ?? UNKNOWN), ...news }));
  }

  private onResolved(event: EventOf<'cdc.resolved'>, record: TraceRecord, report: Report): void {
    const { store, ts, regions } = event;
    const grantedAt = this.grantedAt(ts);
    if (grantedAt === null) return;
    for (const region of regions) {
      this.evaluations++;
      if (hasMajority(this.views.get(region) ?? new Map<StoreId, View>(), store)) continue;
      const agreedAt = this.agreed.get(region)?.get(store) ?? -1;
      if (agreedAt >= grantedAt) continue;
      const since = agreedAt < 0 ? 'never' : `last at ${formatMoment(agreedAt)}`;
      const words =
        `Region ${region}: store ${store} published resolved ts ${formatTs(ts)}, granted at ${formatMoment(grantedAt)}, ` +
        `but a majority saw it as leader at this epoch ${since}`;
      report(this.violation(record, region, store, words));
    }
  }

  /** When PD granted `ts`; null when it did not come from PD. */
  private grantedAt(ts: Ts): SimTime | null {
    let low = 0;
    let high = this.grants.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.grants[middle] as Grant).last < ts) low = middle + 1;
      else high = middle;
    }
    return this.grants[low]?.at ?? null;
  }
}

/** Learners count as members here, so an even number needs only half: less is asked than the store must ask. */
function hasMajority(views: ReadonlyMap<StoreId, View>, store: StoreId): boolean {
  const own = views.get(store);
  if (own === undefined || !own.leader) return false;
  let agreeing = 0;
  for (const member of own.stores) {
    const view = views.get(member);
    if (view === undefined || view.term !== own.term || view.lead !== own.peer) continue;
    if (view.confVer === own.confVer && view.version === own.version) agreeing++;
  }
  return agreeing * 2 >= own.stores.length && agreeing > 0;
}

/** Shares the old list with older copies of the check; forgets what no resolved ts can be any more. */
function append(grants: readonly Grant[], grant: Grant): readonly Grant[] {
  return grants.length < 4_096 ? [...grants, grant] : [...grants.slice(2_048), grant];
}

export const resolvedTsQuorum: CheckSpec = { ...INFO, create: () => new ResolvedTsQuorum() };
