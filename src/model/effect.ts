import type { AzId, ProcessId, RegionId } from './ids.ts';

/**
 * What a fault does while it is active, as data. The kernel folds the effects of all active faults into the
 * condition of each link, disk, clock and lane; healing removes one fault's effects, so overlapping faults
 * compose (DESIGN §1.6).
 */
export type Effect =
  /** Nothing passes from `from` to `to`; each is a process or a whole AZ (`az:az-1`). One-way: give both for a cut. */
  | { readonly type: 'link-cut'; readonly from: Endpoint; readonly to: Endpoint }
  /** Adds latency to each message on the way. */
  | { readonly type: 'link-slow'; readonly from: Endpoint; readonly to: Endpoint; readonly addUs: number }
  /** Each message breaks its connection with this chance (loss on a TCP stream shows as a reset). */
  | { readonly type: 'link-lossy'; readonly from: Endpoint; readonly to: Endpoint; readonly lossPpm: number }
  /** Every fsync takes this much longer. */
  | { readonly type: 'disk-slow'; readonly process: ProcessId; readonly addUs: number }
  /** No fsync completes while this lasts. */
  | { readonly type: 'disk-stalled'; readonly process: ProcessId }
  /** The wall clock is off by this much; drift in parts per million on top. */
  | {
      readonly type: 'clock-skew';
      readonly process: ProcessId;
      readonly offsetUs: number;
      readonly driftPpm: number;
    }
  /** A local worker (apply, cdc …) stops taking work: all of it, or only what bears `tag`. */
  | {
      readonly type: 'lane-stalled';
      readonly process: ProcessId;
      readonly lane: string;
      readonly tag?: string;
    };

/** The tag of work done for one Region, on whichever lane. */
export function regionTag(region: RegionId): string {
  return `region:${region}`;
}

/** `store-1`, or `az:az-1` for every process of a zone. */
export type Endpoint = ProcessId | `az:${AzId}`;
