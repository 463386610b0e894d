import type { CaptureId, ChangefeedId, ProcessId, RegionId } from '../../../model/ids.ts';
import type { KeyRange } from '../../../model/region.ts';
import type { Ts } from '../../../model/ts.ts';
import type { KvSnapshot } from '../raftstore/taps.ts';
import { LockTracker } from './lock-tracker.ts';

/**
 * One subscription of one Region (facts 3.2.4):
 *
 *     uninitialized ──snapshot taken──▶ initializing ──scan sent──▶ normal
 *     deltas:  no                       yes                         yes
 *     resolved ts:  no                  no                          yes (R-NO-RTS-BEFORE-INIT)
 */
export interface Downstream {
  /** Unique on this store, over all connections. */
  readonly key: number;
  readonly requestId: number;
  readonly connection: ProcessId;
  readonly capture: CaptureId;
  readonly changefeed: ChangefeedId;
  readonly checkpointTs: Ts;
  readonly range: KeyRange;
  readonly state: 'uninitialized' | 'initializing' | 'normal';
  readonly resolvedTs: Ts;
  /** When it entered its state, and when its resolved ts last rose (0: never). */
  readonly sinceUs: number;
  readonly risenUs: number;
}

/** An incremental scan on its way through a snapshot. */
export interface Scan {
  /** As it was when its snapshot was taken. */
  readonly downstream: Downstream;
  readonly region: RegionId;
  readonly snapshot: KvSnapshot;
  /** The whole Region at that moment, whatever of it was asked for (facts 3.3.4). */
  readonly range: KeyRange;
  /** Storage key to go on from. */
  readonly position: string;
  /** Locks first, then raw keys (`default`), then what transactions committed (`write`). */
  readonly cf: 'lock' | 'default' | 'write';
  readonly rows: number;
  /** The thread it runs on, -1 while it waits for one. */
  readonly thread: number;
}

/** A Region that somebody subscribes to, on its leader's store (facts 3.4.1). */
export class Delegate {
  readonly region: RegionId;
  /** Batches of another observe id are ghosts of an earlier leadership (R-OBSERVE-ID). */
  readonly observeId: number;
  downstreams: Downstream[] = [];
  /** False when observation has stopped though somebody is still subscribed (R-KEEP-OBSERVING off). */
  observing = true;
  locks = new LockTracker();

  constructor(region: RegionId, observeId: number) {
    this.region = region;
    this.observeId = observeId;
  }

  find(key: number): Downstream | null {
    return this.downstreams.find((d) => d.key === key) ?? null;
  }

  update(key: number, change: Partial<Downstream>): void {
    this.downstreams = this.downstreams.map((d) => (d.key === key ? { ...d, ...change } : d));
  }

  clone(): Delegate {
    const copy = new Delegate(this.region, this.observeId);
    copy.downstreams = this.downstreams;
    copy.observing = this.observing;
    copy.locks = this.locks.clone();
    return copy;
  }
}
