import type { ChangefeedId, RegionId, StoreId } from '../model/ids.ts';
import type { EventOf, TraceEvent } from '../model/trace.ts';
import type { Ts } from '../model/ts.ts';
import { maxTs, TS_ZERO } from '../model/ts.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import { isEndless } from '../scenario/workloads/index.ts';
import { keyOf } from '../systems/client/index.ts';
import { CLIENT } from './names.ts';

export interface Operations {
  readonly splits: number;
  readonly merges: number;
  readonly transfers: number;
  readonly whileWriting: number;
}

/**
 * How far the run is, read from the trace: which workloads have finished, what is still unanswered, which
 * changefeed has caught up, and what was done to Regions meanwhile.
 */
export class Progress {
  /** Workloads that end by themselves; null when one never does, so the run never drains. */
  private readonly finite: readonly string[] | null;
  private finished = new Map<string, Ts>();
  private changefeeds: ReadonlySet<ChangefeedId>;
  private checkpoints = new Map<ChangefeedId, Ts>();
  /** The latest timestamp that the recovery cluster must have. */
  private newestWrite: Ts = TS_ZERO;
  private writesOutstanding = 0;
  private opsOutstanding = 0;
  /** Keys of the first round of puts without an answer; null when nobody waits for that. */
  private firstRound: Set<string> | null;
  private drainedAlready = false;

  private splitVersions = new Map<RegionId, number>();
  private merged = new Set<RegionId>();
  private transfersTo = new Map<RegionId, StoreId>();
  private operationsDone = { splits: 0, merges: 0, transfers: 0, whileWriting: 0 };

  constructor(doc: ScenarioDoc) {
    const endless = doc.workload.some(isEndless);
    this.finite = endless ? null : doc.workload.map((spec) => spec.id);
    this.changefeeds = new Set(doc.cluster.changefeeds.map((changefeed) => changefeed.id));
    const waited = doc.cluster.changefeeds.some((changefeed) => changefeed.after === 'first-puts');
    this.firstRound = waited ? keysOfFirstRound(doc) : null;
  }

  /** It is removed: nothing more is owed by it. */
  forgetChangefeed(id: ChangefeedId): void {
    this.changefeeds = new Set([...this.changefeeds].filter((each) => each !== id));
  }

  /** A changefeed that was created by a command: the run drains only when it has caught up too. */
  expectChangefeed(id: ChangefeedId): void {
    this.changefeeds = new Set([...this.changefeeds, id]);
  }

  /** True with the one event that makes the run drained. */
  observe(event: TraceEvent): boolean {
    switch (event.kind) {
      case 'client.invoked':
        this.opsOutstanding++;
        if (event.op !== 'get') this.writesOutstanding++;
        return false;
      case 'client.acked':
        this.newestWrite = maxTs(this.newestWrite, event.op === 'get' ? TS_ZERO : event.ts);
        this.onEnded(event);
        return this.drainsNow();
      case 'client.failed':
      case 'client.unknown':
        this.onEnded(event);
        return this.drainsNow();
      case 'process.crashed':
        if (event.process === CLIENT) {
          this.opsOutstanding = 0;
          this.writesOutstanding = 0;
          this.finished = new Map();
        }
        return false;
      case 'workload.finished':
        this.finished.set(event.workload, event.ts);
        return this.drainsNow();
      case 'changefeed.checkpoint':
        this.checkpoints.set(event.changefeed, event.checkpoint);
        return this.drainsNow();
      case 'region.updated':
      case 'region.merge-committed':
      case 'raft.transfer-started':
      case 'raft.role-changed':
        this.onRegionEvent(event);
        return false;
      default:
        return false;
    }
  }

  get drained(): boolean {
    return this.drainedAlready;
  }

  get workloadsFinished(): boolean {
    return this.finite !== null && this.finite.length > 0 && this.finished.size >= this.finite.length;
  }

  /** Every key of every counter workload has its first answer. */
  get firstPutsDone(): boolean {
    return this.firstRound !== null && this.firstRound.size === 0;
  }

  get unanswered(): number {
    return this.opsOutstanding;
  }

  get operations(): Operations {
    return this.operationsDone;
  }

  clone(doc: ScenarioDoc): Progress {
    const copy = new Progress({ ...doc, cluster: { ...doc.cluster, changefeeds: [] } });
    copy.finished = new Map(this.finished);
    copy.changefeeds = this.changefeeds;
    copy.checkpoints = new Map(this.checkpoints);
    copy.newestWrite = this.newestWrite;
    copy.writesOutstanding = this.writesOutstanding;
    copy.opsOutstanding = this.opsOutstanding;
    copy.firstRound = this.firstRound === null ? null : new Set(this.firstRound);
    copy.drainedAlready = this.drainedAlready;
    copy.splitVersions = new Map(this.splitVersions);
    copy.merged = new Set(this.merged);
    copy.transfersTo = new Map(this.transfersTo);
    copy.operationsDone = { ...this.operationsDone };
    return copy;
  }

  private onEnded(event: EventOf<'client.acked' | 'client.failed' | 'client.unknown'>): void {
    this.opsOutstanding--;
    if (event.op === 'get') return;
    this.writesOutstanding--;
    if (this.firstRound !== null && this.firstRound.size > 0) this.firstRound.delete(event.key);
  }

  private drainsNow(): boolean {
    if (this.drainedAlready || !this.workloadsFinished || this.opsOutstanding > 0) return false;
    let target = this.newestWrite;
    for (const ts of this.finished.values()) target = maxTs(target, ts);
    for (const id of this.changefeeds) if ((this.checkpoints.get(id) ?? TS_ZERO) < target) return false;
    this.drainedAlready = true;
    return true;
  }

  private onRegionEvent(
    event: EventOf<
      'region.updated' | 'region.merge-committed' | 'raft.transfer-started' | 'raft.role-changed'
    >,
  ): void {
    switch (event.kind) {
      case 'region.updated':
        // Every peer tells of it; the first one counts.
        if (event.reason !== 'split' || (this.splitVersions.get(event.region) ?? 0) >= event.version) return;
        this.splitVersions.set(event.region, event.version);
        this.count('splits');
        return;
      case 'region.merge-committed':
        if (this.merged.has(event.source)) return;
        this.merged.add(event.source);
        this.count('merges');
        return;
      case 'raft.transfer-started':
        this.transfersTo.set(event.region, event.to);
        return;
      case 'raft.role-changed':
        if (event.role !== 'leader') return;
        if (this.transfersTo.get(event.region) === event.store) this.count('transfers');
        this.transfersTo.delete(event.region);
    }
  }

  private count(what: 'splits' | 'merges' | 'transfers'): void {
    this.operationsDone[what]++;
    if (this.writesOutstanding > 0) this.operationsDone.whileWriting++;
  }
}

function keysOfFirstRound(doc: ScenarioDoc): Set<string> {
  const keys = new Set<string>();
  let firstThread = 0;
  for (const spec of doc.workload) {
    if (spec.kind === 'counter') {
      for (let thread = 0; thread < spec.threads; thread++) {
        for (let i = 0; i < spec.keys; i++) keys.add(keyOf(firstThread + thread, i));
      }
    }
    firstThread += spec.threads;
  }
  return keys;
}
