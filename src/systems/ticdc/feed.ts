import type { ProcessId, StoreId } from '../../model/ids.ts';
import type { KeyRange, Region } from '../../model/region.ts';
import { formatDuration } from '../../model/time.ts';
import { formatTs, type Ts } from '../../model/ts.ts';
import type { Matcher } from './matcher.ts';
import type { LockedRange } from './range-lock.ts';

/** One Region's part of the span, before it is subscribed. */
export interface RegionTask {
  readonly region: Region;
  readonly leaderStore: StoreId;
  readonly range: KeyRange;
}

/** One live subscription. */
export interface Feed {
  readonly requestId: number;
  readonly task: RegionTask;
  readonly lock: LockedRange;
  readonly process: ProcessId;
  readonly sinceUs: number;
  initialized: boolean;
  /** When its resolved ts last rose, or counted for the first time. */
  risenUs: number;
  readonly matcher: Matcher;
  /** As the store said it; the lock's checkpoint before the first. */
  published: Ts;
  /** Already lowered by the safe interval; the lock's checkpoint before the first. */
  resolved: Ts;
}

/** Why the resolved ts of this Region is no newer, outermost reason first. */
export function blameOf(
  { task, process, initialized, sinceUs, risenUs, published, matcher }: Feed,
  nowUs: number,
): readonly string[] {
  const { id } = task.region;
  if (!initialized) {
    const seconds = ((nowUs - sinceUs) / 1_000_000).toFixed(1);
    return [`Region ${id} on ${process} not initialized`, `subscribed ${seconds} s ago`];
  }
  const region = `Region ${id} on ${process} has the oldest resolved ts`;
  const lock = matcher.oldest();
  // The store publishes nothing above a lock's start ts; below it, something else holds.
  if (lock === null || lock.startTs > published) return [region];
  const words = `transaction lock of start ts ${formatTs(lock.startTs)} on "${lock.key}"`;
  return [region, `${words}, since ${formatDuration(nowUs - risenUs)}`];
}
