import type { RegionId, StoreId } from '../ids.ts';

/** The run itself: its end, and what checks found. */
export type RunEvent =
  /** Workloads finished and every changefeed's checkpoint passed the TSO taken then: downstream must now be equal. */
  | { kind: 'run.drained' }
  | { kind: 'check.violated'; check: string; words: string; region: RegionId; store: StoreId };
