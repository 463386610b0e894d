import type { StoreId } from '../../model/ids.ts';
import type { Region } from '../../model/region.ts';
import { sameEpoch } from '../../model/region.ts';
import { RegionTable } from '../../model/region-table.ts';
import type { Context } from '../../sim/actor.ts';
import type { PdWork } from './disk.ts';
import type { RegionHeartbeat, RegionRoute, ReportSplit } from './msg.ts';
import type { RegionRow } from './operators.ts';

const REGION_BYTES = 200;

/**
 * PD's picture of the Regions, from what leaders report. Metadata is durable, leaders are learnt anew after a
 * restart. A report with an older epoch, or of a leader of an older term, is dropped.
 */
export class RegionService {
  readonly table: RegionTable<RegionRow>;

  constructor(table: RegionTable<RegionRow>) {
    this.table = table;
  }

  static fromDisk(regions: RegionTable<{ readonly region: Region }>): RegionService {
    const table = new RegionTable<RegionRow>();
    for (const { region } of regions.all())
      table.upsert({ region, leaderStore: 0, term: 0, bytes: 0, keys: 0, pending: [] });
    return new RegionService(table);
  }

  /** False when it was stale. */
  onHeartbeat(beat: RegionHeartbeat, ctx: Context): boolean {
    const known = this.table.byId(beat.region.id);
    if (known !== null && known.term > beat.term) return false;
    return this.take(
      {
        region: beat.region,
        leaderStore: beat.leaderStore,
        term: beat.term,
        bytes: beat.approximateBytes,
        keys: beat.approximateKeys,
        pending: beat.pendingPeers,
      },
      ctx,
    );
  }

  /**
   * Both halves at once. The reporter leads the Region it split; of the new one it is the most likely leader,
   * because its peer campaigns first (facts 3.7.5), until a heartbeat says so.
   */
  onReportSplit(report: ReportSplit, ctx: Context): void {
    for (const region of report.regions) {
      const known = this.table.byId(region.id);
      if (known !== null && sameEpoch(known.region.epoch, region.epoch)) continue;
      const term = known?.term ?? 0;
      this.take(
        {
          region,
          leaderStore: report.leaderStore,
          term,
          bytes: known?.bytes ?? 0,
          keys: known?.keys ?? 0,
          pending: known?.pending ?? [],
        },
        ctx,
      );
    }
  }

  routes(startKey: string, endKey: string, limit: number): RegionRoute[] {
    return this.table.scan(startKey, endKey, limit).map(routeOf);
  }

  allRoutes(): RegionRoute[] {
    return this.table.all().map(routeOf);
  }

  clone(): RegionService {
    return new RegionService(this.table.clone());
  }

  private take(row: RegionRow, ctx: Context): boolean {
    const known = this.table.byId(row.region.id);
    if (this.table.upsert(row) === null) return false;
    if (known === null || !sameEpoch(known.region.epoch, row.region.epoch)) {
      const work: PdWork = { kind: 'pd.save-region', region: row.region };
      ctx.write(work, REGION_BYTES);
    }
    return true;
  }
}

function routeOf(row: RegionRow): RegionRoute {
  return { region: row.region, leaderStore: row.leaderStore };
}

/** Stores that appear in the routes, each once, in order of appearance. */
export function storesOf(routes: readonly RegionRoute[]): StoreId[] {
  const found = new Set<StoreId>();
  for (const route of routes) for (const peer of route.region.peers) found.add(peer.storeId);
  return [...found];
}
