import type { ClusterName, ProcessId, RegionId, StoreId } from '../model/ids.ts';
import { describeBoundary } from '../model/key.ts';
import type { KeyRange } from '../model/region.ts';
import { rangesOverlap } from '../model/region.ts';
import type { EventOf, TraceRecord } from '../model/trace.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';

const INFO: CheckInfo = {
  id: 'range-partition',
  title: 'Regions partition the key space',
  words:
    'The newest epochs of a cluster’s Regions cover every key exactly once, one epoch means one range everywhere, and the peers of a store do not overlap.',
  source: 'facts 5.3 I-K1, I-K2',
};

/** What the Region is by its newest epoch applied anywhere. */
interface Authority extends KeyRange {
  readonly id: RegionId;
  readonly cluster: ClusterName;
  readonly version: number;
  readonly confVer: number;
  /** The store that showed it first. */
  readonly store: StoreId;
  /** A merge took its range. */
  readonly merged: boolean;
}

/** One store's own view. A source Region that waits to be absorbed does not count. */
interface LocalView extends KeyRange {
  readonly merging: boolean;
}

interface Touched {
  readonly store: StoreId;
  readonly region: RegionId;
}

/**
 * A split or merge is one step of the world but several records: parent and children, target and source. So the
 * judgement waits for the end of the queue item in which something changed. Holes count once the cluster
 * serves (its first write, or its first change after bootstrap): before, its stores are still starting.
 */
class RangePartition extends CheckBase {
  private regions = new Map<RegionId, Authority>();
  private local = new Map<StoreId, Map<RegionId, LocalView>>();
  private storeOf = new Map<ProcessId, StoreId>();
  private serving: Record<ClusterName, boolean> = { upstream: false, recovery: false };
  private changed: Record<ClusterName, boolean> = { upstream: false, recovery: false };
  private touched: Touched[] = [];
  /** The last record that changed something not yet judged; null when all is judged. */
  private pending: TraceRecord | null = null;
  /** What is wrong at present, so that it is told once. */
  private standing: Record<ClusterName, ReadonlySet<string>> = { upstream: new Set(), recovery: new Set() };

  constructor() {
    super(INFO);
  }

  observe(record: TraceRecord, report: Report): void {
    const event = record.event;
    if (this.pending !== null && (record.item !== this.pending.item || event.kind === 'run.drained')) {
      this.judge(this.pending, report);
    }
    switch (event.kind) {
      case 'region.updated':
        this.onUpdated(event, record, report);
        return;
      case 'region.merge-committed':
        this.onMergeCommitted(event, record);
        return;
      case 'region.destroyed':
        this.local.get(event.store)?.delete(event.region);
        return;
      case 'raw.proposed':
        this.serve(event.cluster, record);
        return;
      case 'process.crashed': {
        // What it has on disk it will tell again when it recovers; it may be older than what it told before.
        const store = this.storeOf.get(event.process);
        if (store !== undefined) this.local.delete(store);
        return;
      }
    }
  }

  clone(): RangePartition {
    const copy = new RangePartition();
    copy.evaluations = this.evaluations;
    copy.regions = new Map(this.regions);
    for (const [store, views] of this.local) copy.local.set(store, new Map(views));
    copy.storeOf = new Map(this.storeOf);
    copy.serving = { ...this.serving };
    copy.changed = { ...this.changed };
    copy.touched = this.touched.slice();
    copy.pending = this.pending;
    copy.standing = { ...this.standing };
    return copy;
  }

  private onUpdated(event: EventOf<'region.updated'>, record: TraceRecord, report: Report): void {
    this.storeOf.set(record.by, event.store);
    this.pending = record;
    if (event.reason !== 'bootstrap') this.serve(event.cluster, record);
    let views = this.local.get(event.store);
    if (views === undefined) {
      views = new Map();
      this.local.set(event.store, views);
    }
    const before = views.get(event.region);
    const merging =
      event.reason === 'prepare-merge' || (event.reason === 'conf-change' && before?.merging === true);
    if (
      before === undefined ||
      before.startKey !== event.startKey ||
      before.endKey !== event.endKey ||
      before.merging !== merging
    ) {
      views.set(event.region, { startKey: event.startKey, endKey: event.endKey, merging });
      this.touched.push({ store: event.store, region: event.region });
    }

    const known = this.regions.get(event.region);
    const order = known === undefined ? 1 : compareEpochs(event, known);
    if (order > 0) {
      this.regions.set(event.region, {
        id: event.region,
        cluster: event.cluster,
        startKey: event.startKey,
        endKey: event.endKey,
        version: event.version,
        confVer: event.confVer,
        store: event.store,
        merged: false,
      });
      if (known?.startKey !== event.startKey || known.endKey !== event.endKey || known.merged) {
        this.changed[event.cluster] = true;
      }
    } else if (order === 0 && known !== undefined) {
      this.evaluations++;
      if (known.startKey !== event.startKey || known.endKey !== event.endKey) {
        const words =
          `Region ${event.region} at version ${event.version} is ${show(event)} on store ${event.store}, ` +
          `but ${show(known)} on store ${known.store}`;
        report(this.violation(record, event.region, event.store, words));
      }
    }
  }

  private onMergeCommitted(event: EventOf<'region.merge-committed'>, record: TraceRecord): void {
    this.pending = record;
    const source = this.regions.get(event.source);
    if (source === undefined || source.merged) return;
    this.regions.set(event.source, { ...source, merged: true });
    this.changed[source.cluster] = true;
  }

  private serve(cluster: ClusterName, record: TraceRecord): void {
    if (this.serving[cluster]) return;
    this.serving[cluster] = true;
    this.changed[cluster] = true;
    this.pending = record;
  }

  private judge(record: TraceRecord, report: Report): void {
    this.pending = null;
    for (const cluster of ['upstream', 'recovery'] as const) {
      if (!this.serving[cluster] || !this.changed[cluster]) continue;
      this.changed[cluster] = false;
      this.judgeCluster(cluster, record, report);
    }
    const touched = this.touched;
    this.touched = [];
    for (const { store, region } of touched) this.judgeStore(store, region, record, report);
  }

  private judgeCluster(cluster: ClusterName, record: TraceRecord, report: Report): void {
    const regions: Authority[] = [];
    for (const region of this.regions.values()) {
      if (region.cluster === cluster && !region.merged) regions.push(region);
    }
    if (regions.length === 0) return;
    regions.sort((a, b) => (a.startKey < b.startKey ? -1 : a.startKey > b.startKey ? 1 : a.id - b.id));
    this.evaluations++;
    const found: { readonly words: string; readonly region: RegionId; readonly store: StoreId }[] = [];
    /** The Region that reaches furthest so far. */
    let reach: Authority | null = null;
    for (const region of regions) {
      if (reach === null ? region.startKey !== '' : reach.endKey !== '' && reach.endKey < region.startKey) {
        const gap = { startKey: reach?.endKey ?? '', endKey: region.startKey };
        found.push({
          words: `No Region of the ${cluster} cluster holds the keys ${show(gap)}`,
          region: region.id,
          store: region.store,
        });
      } else if (reach !== null && rangesOverlap(reach, region)) {
        found.push({
          words: `Region ${reach.id} ${show(reach)} and Region ${region.id} ${show(region)} of the ${cluster} cluster overlap`,
          region: region.id,
          store: region.store,
        });
      }
      if (reach === null || (reach.endKey !== '' && (region.endKey === '' || region.endKey > reach.endKey))) {
        reach = region;
      }
    }
    if (reach !== null && reach.endKey !== '') {
      const gap = { startKey: reach.endKey, endKey: '' };
      found.push({
        words: `No Region of the ${cluster} cluster holds the keys ${show(gap)}`,
        region: reach.id,
        store: reach.store,
      });
    }
    const standing = new Set<string>();
    for (const { words, region, store } of found) {
      standing.add(words);
      if (!this.standing[cluster].has(words)) report(this.violation(record, region, store, words));
    }
    this.standing[cluster] = standing;
  }

  private judgeStore(store: StoreId, id: RegionId, record: TraceRecord, report: Report): void {
    const views = this.local.get(store);
    const view = views?.get(id);
    if (views === undefined || view === undefined || view.merging) return;
    for (const [otherId, other] of views) {
      if (otherId === id || other.merging) continue;
      this.evaluations++;
      if (!rangesOverlap(view, other)) continue;
      const words = `Store ${store} holds Region ${id} ${show(view)} and Region ${otherId} ${show(other)}, which overlap`;
      report(this.violation(record, id, store, words));
      return;
    }
  }
}

function compareEpochs(
  a: { readonly version: number; readonly confVer: number },
  b: { readonly version: number; readonly confVer: number },
): number {
  return a.version !== b.version ? a.version - b.version : a.confVer - b.confVer;
}

function show(range: KeyRange): string {
  return `[${describeBoundary(range.startKey, 'start')}, ${describeBoundary(range.endKey, 'end')})`;
}

export const rangePartition: CheckSpec = { ...INFO, create: () => new RangePartition() };
