/** The door of the timestamps library: imported by pd (allocator) and tikv (provider). */
export {
  BATCH_LIST_MAX,
  BatchTsoProvider,
  GET_TS_ATTEMPTS_MAX,
  RENEW_MERGE_MAX,
} from './batch-tso-provider.ts';
export type { BatchConfig, EndedRenew, RenewOutcome, TsoCall } from './batch-tso-provider.ts';
export { HybridClock } from './hybrid-clock.ts';
export { BatchList } from './batch-list.ts';
export type { PushError } from './batch-list.ts';
export { TSO_GUARD_MS, TsoAllocator } from './tso-allocator.ts';
