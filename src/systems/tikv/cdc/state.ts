import { regionTag } from '../../../model/effect.ts';
import type { RegionId } from '../../../model/ids.ts';
import type { Context } from '../../../sim/actor.ts';
import type { Store } from '../raftstore/state.ts';
import { Channels } from './channel.ts';
import type { Delegate, Scan } from './delegate.ts';
import { cdcRules } from './rules.ts';
import type { CdcRules } from './rules.ts';
import { regionOf, TASK_LANE } from './tasks.ts';
import type { Queued, Task } from './tasks.ts';

/** Everything the CDC side of a store holds, except its rounds. Behaviour is in functions that take it, one idea a file. */
export class CdcState {
  readonly s: Store;
  readonly rules: CdcRules;
  delegates = new Map<RegionId, Delegate>();
  channels: Channels;
  nextObserveId = 1;
  nextKey = 1;
  /** Tasks in the FIFO. */
  queued = 0;
  /** The Region of each waiting task that has one, oldest first: a fault may hold one Region's tasks while others pass. */
  waiting = new Map<number, RegionId>();
  private nextTask = 1;
  /** Scans that wait for a thread, and the threads that are taken (facts 3.3.3). */
  scanQueue: Scan[] = [];
  scanThreads = new Set<number>();
  /** Until then (monotonic µs) the scans of the store have used up their common speed limit. */
  scanPaidUntilUs = 0;

  constructor(store: Store) {
    this.s = store;
    this.rules = cdcRules(store.options.rules);
    this.channels = new Channels(store.storeId, store.options.config.cdc, this.rules.congestion);
  }

  enqueue(task: Task, ctx: Context): void {
    this.queued++;
    const work: Queued = { kind: 'task', n: this.nextTask++, task };
    const region = regionOf(task);
    if (region !== null) this.waiting.set(work.n, region);
    const tag = region === null ? '' : regionTag(region);
    ctx.enqueue(TASK_LANE, work, this.s.options.config.cdc.endpointTaskUs, tag);
  }

  clone(store: Store): CdcState {
    const copy = new CdcState(store);
    for (const [region, delegate] of this.delegates) copy.delegates.set(region, delegate.clone());
    copy.channels = this.channels.clone();
    copy.nextObserveId = this.nextObserveId;
    copy.nextKey = this.nextKey;
    copy.queued = this.queued;
    copy.waiting = new Map(this.waiting);
    copy.nextTask = this.nextTask;
    copy.scanQueue = this.scanQueue.slice();
    copy.scanThreads = new Set(this.scanThreads);
    copy.scanPaidUntilUs = this.scanPaidUntilUs;
    return copy;
  }
}
