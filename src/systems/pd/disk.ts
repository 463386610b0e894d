import type { ProcessId, RegionId, StoreId } from '../../model/ids.ts';
import type { Region } from '../../model/region.ts';
import { RegionTable } from '../../model/region-table.ts';
import { TS_ZERO } from '../../model/ts.ts';
import type { Ts } from '../../model/ts.ts';
import type { Work } from '../../sim/actor.ts';

export interface StoreRecord {
  readonly store: StoreId;
  readonly process: ProcessId;
  readonly az: string;
}

export interface SafePoint {
  readonly service: string;
  readonly ts: Ts;
  /** PD's wall clock, ms; the entry no longer counts after this. */
  readonly expiresAtMs: number;
}

/** What PD appends to its disk. Frozen. */
export type PdWork =
  | { readonly kind: 'pd.save-window'; readonly boundMs: number }
  | { readonly kind: 'pd.save-ids'; readonly regionBound: RegionId; readonly peerBound: number }
  | { readonly kind: 'pd.save-region'; readonly region: Region }
  | { readonly kind: 'pd.save-store'; readonly record: StoreRecord }
  | { readonly kind: 'pd.save-safe-point'; readonly safePoint: SafePoint }
  | { readonly kind: 'pd.save-gc-safe-point'; readonly ts: Ts };

/** Everything a restarted PD knows: only what `written` has confirmed. */
export class PdDisk {
  /** Upper bound of the timestamp window, ms (facts 1.1.4). */
  savedMs = 0;
  /** Ids below these may have been given out. */
  regionBound: RegionId;
  peerBound: number;
  regions = new RegionTable<{ readonly region: Region }>();
  stores = new Map<StoreId, StoreRecord>();
  safePoints = new Map<string, SafePoint>();
  /** Of versions at or below it, older ones may be gone. */
  gcSafePoint = TS_ZERO;

  constructor(firstRegionId: RegionId, firstPeerId: number) {
    this.regionBound = firstRegionId;
    this.peerBound = firstPeerId;
  }

  apply(work: PdWork): void {
    switch (work.kind) {
      case 'pd.save-window':
        this.savedMs = Math.max(this.savedMs, work.boundMs);
        return;
      case 'pd.save-ids':
        this.regionBound = work.regionBound;
        this.peerBound = work.peerBound;
        return;
      case 'pd.save-region':
        this.regions.upsert({ region: work.region });
        return;
      case 'pd.save-store':
        this.stores.set(work.record.store, work.record);
        return;
      case 'pd.save-safe-point':
        this.safePoints.set(work.safePoint.service, work.safePoint);
        return;
      case 'pd.save-gc-safe-point':
        this.gcSafePoint = work.ts;
        return;
    }
  }

  clone(): PdDisk {
    const copy = new PdDisk(this.regionBound, this.peerBound);
    copy.savedMs = this.savedMs;
    copy.regions = this.regions.clone();
    copy.stores = new Map(this.stores);
    copy.safePoints = new Map(this.safePoints);
    copy.gcSafePoint = this.gcSafePoint;
    return copy;
  }
}

export function isPdWork(work: Work): work is PdWork {
  return work.kind.startsWith('pd.save-');
}
