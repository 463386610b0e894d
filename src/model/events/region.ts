import type { ClusterName, RegionId, StoreId } from '../ids.ts';

export type RegionChange =
  | 'bootstrap'
  | 'split'
  | 'split-new'
  | 'prepare-merge'
  | 'commit-merge'
  | 'rollback-merge'
  | 'conf-change'
  | 'snapshot'
  | 'recovered';

/** Regions: what each store knows of them, splits and merges. */
export type RegionEvent =
  /** One store's view of a Region changed (when the admin command was applied there). */
  | {
      kind: 'region.updated';
      region: RegionId;
      store: StoreId;
      cluster: ClusterName;
      reason: RegionChange;
      startKey: string;
      endKey: string;
      confVer: number;
      version: number;
      stores: readonly StoreId[];
      index: number;
    }
  /** This store no longer has a peer of the Region. */
  | { kind: 'region.destroyed'; region: RegionId; store: StoreId; reason: string }
  | { kind: 'region.split-proposed'; region: RegionId; store: StoreId; splitKey: string; newRegion: RegionId }
  | { kind: 'region.merge-prepared'; region: RegionId; store: StoreId; target: RegionId; index: number }
  | {
      kind: 'region.merge-committed';
      region: RegionId;
      store: StoreId;
      source: RegionId;
      index: number;
      sourceIndex: number;
    }
  | { kind: 'region.merge-rolled-back'; region: RegionId; store: StoreId; target: RegionId; index: number };
