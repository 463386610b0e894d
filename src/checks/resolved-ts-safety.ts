import type { RegionId, StoreId } from '../model/ids.ts';
import { encodeRawKey } from '../model/key.ts';
import type { KeyRange } from '../model/region.ts';
import type { SimTime } from '../model/time.ts';
import { formatMoment } from '../model/time.ts';
import { formatTs } from '../model/ts.ts';
import type { Ts } from '../model/ts.ts';
import type { EventOf, TraceRecord } from '../model/trace.ts';
import type { Basis } from './basis.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';
import type { Applied, EffectiveWrites, Proposal } from './effective-writes.ts';
import { RangeMap } from './range-map.ts';

const INFO: CheckInfo = {
  id: 'resolved-ts-safety',
  title: 'Resolved timestamp safety',
  words:
    'After a store published a resolved ts for a range, no write with that or a smaller timestamp takes effect there or is sent for the first time. Each subscription’s resolved ts only grows, and begins after its scan.',
  source: 'facts 5.4 I-D1, I-D2, I-D3, 10.14',
};

/** A store said: for these keys, everything up to `ts` has been seen. */
interface Claim {
  readonly ts: Ts;
  readonly store: StoreId;
  readonly region: RegionId;
  readonly at: SimTime;
}

function stronger(claim: Claim, held: Claim): boolean {
  return claim.ts > held.ts;
}

/**
 *   subscribed ──▶ scanning ──cdc.initialized──▶ normal ──cdc.error──▶ ended
 *                     └───────────cdc.error──────────────────────────────┘
 */
interface Subscription {
  readonly state: 'scanning' | 'normal' | 'ended';
  /** The keys it is about: what was asked for, within the Region as its store had it then. Empty: null. */
  readonly range: KeyRange | null;
  readonly resolved: Ts;
}

/**
 * The claim of each key is the largest resolved ts anybody published for it. A write is late when it takes
 * effect anywhere after a claim at or above its timestamp; also when the store that proposed it applies it
 * after that store's own claim, even if another store was faster.
 */
class ResolvedTsSafety extends CheckBase {
  private readonly writes: EffectiveWrites;
  private claims = new RangeMap<Claim>();
  private claimsOf = new Map<StoreId, RangeMap<Claim>>();
  /** By store, then Region: that store's view of the Region. */
  private views = new Map<StoreId, Map<RegionId, KeyRange>>();
  /** By store, then `region/request`. */
  private subscriptions = new Map<StoreId, Map<string, Subscription>>();
  /** Writes in effect elsewhere that their proposer has still to apply: by Region, then index. */
  private behind = new Map<RegionId, Map<number, readonly Proposal[]>>();

  constructor({ writes }: Basis) {
    super(INFO);
    this.writes = writes;
  }

  observe(record: TraceRecord, report: Report): void {
    this.writes.observe(record, (write, applied) => this.onEffective(write, applied, report));
    const event = record.event;
    switch (event.kind) {
      case 'region.updated':
        if (event.cluster === 'upstream') {
          nested(this.views, event.store).set(event.region, {
            startKey: event.startKey,
            endKey: event.endKey,
          });
        }
        return;
      case 'region.destroyed':
        this.views.get(event.store)?.delete(event.region);
        this.dropBehind(event.region, event.store, Infinity);
        return;
      case 'raft.snapshot-applied':
        this.dropBehind(event.region, event.store, event.index);
        return;
      case 'raft.recovered':
        this.dropBehind(event.region, event.store, Infinity);
        this.subscriptions.delete(event.store);
        return;
      case 'raft.applied':
        this.onProposerApplied(event, record, report);
        return;
      case 'cdc.subscribed':
        this.onSubscribed(event);
        return;
      case 'cdc.initialized':
        this.onInitialized(event, record, report);
        return;
      case 'cdc.resolved':
        this.onResolved(event, record, report);
        return;
      case 'cdc.sent':
        this.onSent(event, record, report);
        return;
      case 'cdc.error': {
        const subscriptions = nested(this.subscriptions, event.store);
        const name = nameOf(event.region, event.requestId);
        const known = subscriptions.get(name);
        if (known !== undefined) subscriptions.set(name, { ...known, state: 'ended' });
        return;
      }
    }
  }

  clone(basis: Basis): ResolvedTsSafety {
    const copy = new ResolvedTsSafety(basis);
    copy.evaluations = this.evaluations;
    copy.claims = this.claims.clone();
    for (const [store, claims] of this.claimsOf) copy.claimsOf.set(store, claims.clone());
    for (const [store, views] of this.views) copy.views.set(store, new Map(views));
    for (const [store, list] of this.subscriptions) copy.subscriptions.set(store, new Map(list));
    for (const [region, list] of this.behind) copy.behind.set(region, new Map(list));
    return copy;
  }

  /* ---- writes ------------------------------------------------------------------------------------- */

  private onEffective(write: Proposal, applied: Applied, report: Report): void {
    if (write.cluster !== 'upstream') return;
    if (applied.store !== write.store) {
      const list = nested(this.behind, write.region);
      list.set(write.index, [...(list.get(write.index) ?? []), write]);
    }
    this.judge(this.claims, write, applied, applied.store, report);
  }

  private onProposerApplied(event: EventOf<'raft.applied'>, record: TraceRecord, report: Report): void {
    const list = this.behind.get(event.region);
    if (list === undefined || list.size === 0) return;
    const end = event.from + event.terms.length - 1;
    for (const [index, writes] of [...list]) {
      if (index < event.from || index > end) continue;
      const left: Proposal[] = [];
      for (const write of writes) {
        const claims = this.claimsOf.get(event.store);
        if (write.store !== event.store) left.push(write);
        else if (claims !== undefined) this.judge(claims, write, record, event.store, report);
      }
      if (left.length === 0) list.delete(index);
      else list.set(index, left);
    }
  }

  private judge(
    claims: RangeMap<Claim>,
    write: Proposal,
    where: { readonly at: SimTime; readonly n: number },
    store: StoreId,
    report: Report,
  ): void {
    const claim = claims.at(encodeRawKey(write.key));
    if (claim === null) return;
    this.evaluations++;
    if (write.ts > claim.ts) return;
    const words =
      `Region ${write.region}: the write of key ${write.key} at ${formatTs(write.ts)} took effect on store ${store} ` +
      `after store ${claim.store} had published resolved ts ${formatTs(claim.ts)} for Region ${claim.region} at ${formatMoment(claim.at)}`;
    report(this.violation(where, write.region, claim.store, words));
  }

  /** The store will not apply these one by one any more. */
  private dropBehind(region: RegionId, store: StoreId, upTo: number): void {
    const list = this.behind.get(region);
    if (list === undefined) return;
    for (const [index, writes] of [...list]) {
      if (index > upTo) continue;
      const left = writes.filter((write) => write.store !== store);
      if (left.length === 0) list.delete(index);
      else list.set(index, left);
    }
  }

  /* ---- subscriptions ------------------------------------------------------------------------------ */

  private onSubscribed(event: EventOf<'cdc.subscribed'>): void {
    const view = this.views.get(event.store)?.get(event.region);
    nested(this.subscriptions, event.store).set(nameOf(event.region, event.requestId), {
      state: 'scanning',
      range: view === undefined ? event : intersection(view, event),
      resolved: 0 as Ts,
    });
  }

  private onInitialized(event: EventOf<'cdc.initialized'>, record: TraceRecord, report: Report): void {
    const subscriptions = nested(this.subscriptions, event.store);
    const name = nameOf(event.region, event.requestId);
    const known = subscriptions.get(name);
    this.evaluations++;
    if (known?.state === 'scanning') {
      subscriptions.set(name, { ...known, state: 'normal' });
      return;
    }
    const words =
      `Region ${event.region}: store ${event.store} said INITIALIZED for request ${event.requestId} ` +
      (known === undefined
        ? 'that never subscribed'
        : known.state === 'ended'
          ? 'after it had ended'
          : 'a second time');
    report(this.violation(record, event.region, event.store, words));
  }

  private onResolved(event: EventOf<'cdc.resolved'>, record: TraceRecord, report: Report): void {
    const { store, ts, regions, requestIds } = event;
    const subscriptions = nested(this.subscriptions, store);
    const views = this.views.get(store);
    for (let i = 0; i < regions.length; i++) {
      const region = regions[i] as RegionId;
      const name = nameOf(region, requestIds[i] as number);
      const known = subscriptions.get(name);
      this.evaluations++;
      const complaint = complaintAbout(known, ts);
      if (complaint !== '') {
        const words = `Region ${region}: store ${store} published resolved ts ${formatTs(ts)} for request ${requestIds[i]} ${complaint}`;
        report(this.violation(record, region, store, words));
      }
      if (known !== undefined && ts > known.resolved) subscriptions.set(name, { ...known, resolved: ts });
      const range = known === undefined ? (views?.get(region) ?? null) : known.range;
      if (range === null) continue;
      const claim: Claim = { ts, store, region, at: record.at };
      this.claims.raise(range.startKey, range.endKey, claim, stronger);
      let own = this.claimsOf.get(store);
      if (own === undefined) {
        own = new RangeMap();
        this.claimsOf.set(store, own);
      }
      own.raise(range.startKey, range.endKey, claim, stronger);
    }
  }

  private onSent(event: EventOf<'cdc.sent'>, record: TraceRecord, report: Report): void {
    const known = this.subscriptions.get(event.store)?.get(nameOf(event.region, event.requestId));
    if (known === undefined) return;
    this.evaluations++;
    if (known.state !== 'ended' && event.ts > known.resolved) return;
    const words =
      `Region ${event.region}: store ${event.store} sent key ${event.key} at ${formatTs(event.ts)} ` +
      (known.state === 'ended'
        ? `for request ${event.requestId} after it had ended`
        : `after resolved ts ${formatTs(known.resolved)} on the same subscription`);
    report(this.violation(record, event.region, event.store, words));
  }
}

/** Why this subscription may not publish `ts` now; '' when it may. */
function complaintAbout(known: Subscription | undefined, ts: Ts): string {
  if (known === undefined) return 'that never subscribed';
  if (known.state === 'scanning') return 'before its scan was complete';
  if (known.state === 'ended') return 'after it had ended';
  if (ts < known.resolved) return `after the larger ${formatTs(known.resolved)}`;
  return '';
}

function nameOf(region: RegionId, requestId: number): string {
  return `${region}/${requestId}`;
}

function nested<K, L, V>(map: Map<K, Map<L, V>>, key: K): Map<L, V> {
  let inner = map.get(key);
  if (inner === undefined) {
    inner = new Map();
    map.set(key, inner);
  }
  return inner;
}

function intersection(a: KeyRange, b: KeyRange): KeyRange | null {
  const startKey = a.startKey > b.startKey ? a.startKey : b.startKey;
  const endKey = a.endKey === '' ? b.endKey : b.endKey === '' || a.endKey < b.endKey ? a.endKey : b.endKey;
  return endKey === '' || startKey < endKey ? { startKey, endKey } : null;
}

export const resolvedTsSafety: CheckSpec = { ...INFO, create: (basis) => new ResolvedTsSafety(basis) };
