import type { PdConfig, StoreConfig } from '../../model/config.ts';

/** Settings for tests that do not want PD to move anything by itself. Limits are what PD ships with. */
export const PD_QUIET: Omit<PdConfig, 'tsoUpdateUs' | 'tsoWindowMs' | 'operatorTimeoutUs' | 'leaderLeaseUs'> =
  {
    schedulers: ['joint-state-checker'],
    patrolUs: 100_000,
    leaderScheduleLimit: 4,
    regionScheduleLimit: 2_048,
    replicaScheduleLimit: 64,
    mergeScheduleLimit: 8,
    hotRegionScheduleLimit: 4,
    storeLimitPerMinute: 150,
    storeDisconnectedUs: 2_000_000,
    maxStoreDownUs: 5_000_000,
    maxMergeRegionBytes: 1 << 20,
    maxMergeRegionKeys: 10_000,
    splitMergeIntervalUs: 1_000_000,
    maxReplicas: 0,
    hotRegionOpsPerS: 100,
    gcLifeTimeUs: 600_000_000,
    gcRunIntervalUs: 600_000_000,
  };

/** What a store does on its own only after a long time, or under a load that tests do not have. */
export const STORE_QUIET: Pick<
  StoreConfig,
  | 'peerStaleCheckUs'
  | 'abnormalLeaderMissingUs'
  | 'maxLeaderMissingUs'
  | 'snapshotBytesPerS'
  | 'loadSplitQps'
  | 'loadSplitWindowUs'
> = {
  peerStaleCheckUs: 1_000_000,
  abnormalLeaderMissingUs: 60_000_000,
  maxLeaderMissingUs: 120_000_000,
  snapshotBytesPerS: 100 << 20,
  loadSplitQps: 1_000_000,
  loadSplitWindowUs: 100_000,
};
