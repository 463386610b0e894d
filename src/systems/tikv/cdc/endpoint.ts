import type { ProcessId, RegionId } from '../../../model/ids.ts';
import type { Region } from '../../../model/region.ts';
import type { RaftRole, RegionChange } from '../../../model/trace.ts';
import type { Context, Timer, Work } from '../../../sim/actor.ts';
import type {
  CdcDeregister,
  CdcError,
  CdcRegister,
  CdcWindowUpdate,
  CheckLeader,
  CheckLeaderResponse,
  RegionError,
} from '../msg.ts';
import type { Peer, ReadContinuation } from '../raftstore/peer.ts';
import type { Store } from '../raftstore/state.ts';
import type { ObservedCommand, RaftstoreObserver } from '../raftstore/taps.ts';
import type { Downstream } from './delegate.ts';
import { onBatch } from './deltas.ts';
import { endRegion, unsubscribe } from './end.ts';
import type { TrackedLock } from './lock-tracker.ts';
import type { RoundResult } from './min-ts.ts';
import { publish, withoutHeld } from './publish.ts';
import { onCaptureFailed, onCaptureReady, register } from './register.ts';
import { Rounds } from './rounds.ts';
import type { Resolved } from './rounds.ts';
import { initialize, onScan } from './scanner.ts';
import { CdcState } from './state.ts';
import { CHECK_LEADER_LANE } from './tasks.ts';
import type { Question, Queued, ScanWork } from './tasks.ts';

/**
 * Change data capture on one store (facts §3): listens to the raftstore, keeps a delegate per subscribed Region, and
 * sends rows and resolved timestamps to its subscribers.
 *
 *     apply ─▶ onApplied ─┐
 *     role, Region changes ┼─▶ FIFO (one worker) ─▶ delegate ─▶ channel ─▶ event feed to each capture
 *     min-ts round ────────┘                            ▲
 *     scan threads ─────────────────────────────────────┘
 */
export class CdcEndpoint implements RaftstoreObserver {
  private readonly c: CdcState;
  private rounds: Rounds;

  constructor(store: Store, state: CdcState = new CdcState(store)) {
    this.c = state;
    this.rounds = new Rounds(store, state.rules);
  }

  start(ctx: Context): void {
    const { c } = this;
    // Observe ids of a former process must not come back.
    c.nextObserveId = c.s.incarnation * 1_000_000 + 1;
    this.rounds.arm(c.s.options.config.cdc.minTsIntervalUs, ctx);
  }

  clone(store: Store): CdcEndpoint {
    const copy = new CdcEndpoint(store, this.c.clone(store));
    copy.rounds = this.rounds.clone(store);
    return copy;
  }

  /* ---- views ------------------------------------------------------------------------------------------------ */

  get lastRound(): RoundResult {
    return this.rounds.last;
  }

  /** Tasks in the FIFO. */
  get queued(): number {
    return this.c.queued;
  }

  subscriptions(region: RegionId): readonly Downstream[] {
    return this.c.delegates.get(region)?.downstreams ?? [];
  }

  /** What else could hold a subscription: tasks of its Region in the FIFO, scans in the queue, messages in its channel. */
  backlog(region: RegionId, connection: ProcessId): Backlog {
    const { c } = this;
    let tasks = 0;
    for (const each of c.waiting.values()) if (each === region) tasks++;
    return {
      tasks,
      scansAhead: c.scanQueue.findIndex((scan) => scan.region === region),
      messages: c.channels.waitingFor(connection),
    };
  }

  /** The transaction lock that holds this Region's resolved ts down, null without one. */
  oldestLock(region: RegionId): TrackedLock | null {
    return this.c.delegates.get(region)?.locks.oldest() ?? null;
  }

  /* ---- into the FIFO ------------------------------------------------------------------------------------------- */

  onRegister(from: ProcessId, message: CdcRegister, ctx: Context): void {
    this.c.enqueue({ kind: 'register', from, message }, ctx);
  }

  onDeregister(from: ProcessId, message: CdcDeregister, ctx: Context): void {
    this.c.enqueue({ kind: 'deregister', from, requestId: message.requestId, region: message.region }, ctx);
  }

  onWindowUpdate(from: ProcessId, message: CdcWindowUpdate, ctx: Context): void {
    this.c.channels.onWindowUpdate(from, message.consumed, ctx);
  }

  onDisconnected(connection: ProcessId, ctx: Context): void {
    this.c.channels.close(connection, ctx);
    this.c.enqueue({ kind: 'connection-lost', connection }, ctx);
  }

  onApplied(region: RegionId, observeId: number, commands: readonly ObservedCommand[], ctx: Context): void {
    this.c.enqueue({ kind: 'batch', region, observeId, commands }, ctx);
  }

  onRoleChanged(region: RegionId, role: RaftRole, leaderStore: number, ctx: Context): void {
    if (role !== 'leader') this.end(region, { type: 'NotLeader', leaderStore }, ctx);
  }

  onRegionChanged(region: Region, change: RegionChange, ctx: Context): void {
    if (change !== 'split' && change !== 'commit-merge') return;
    // A scan of an epoch that is over would only waste a thread (facts 3.1.5).
    if (this.subscriptions(region.id).some((d) => d.state !== 'uninitialized')) return;
    this.end(region.id, { type: 'RegionNotFound' }, ctx);
  }

  /** Without R-DESTROY-EVENT the subscribers never hear of it (facts B-28b). */
  onRegionDestroyed(region: RegionId, ctx: Context): void {
    if (this.c.rules.destroyEvent) this.end(region, { type: 'RegionNotFound' }, ctx);
  }

  private end(region: RegionId, error: CdcError, ctx: Context): void {
    const observeId = this.c.delegates.get(region)?.observeId;
    if (observeId !== undefined) this.c.enqueue({ kind: 'deregister-region', region, observeId, error }, ctx);
  }

  /* ---- out of the FIFO -------------------------------------------------------------------------------------------- */

  worked(work: Work, ctx: Context): void {
    const done = work as Queued | ScanWork | Question;
    if (done.kind === 'check-leader') this.rounds.answer(done.from, done.message, ctx);
    else if (done.kind === 'scan') onScan(this.c, done, ctx);
    else this.onTask(done, ctx);
  }

  private onTask({ n, task }: Queued, ctx: Context): void {
    const { c } = this;
    c.queued--;
    c.waiting.delete(n);
    switch (task.kind) {
      case 'register':
        register(c, task.from, task.message, ctx);
        return;
      case 'deregister':
        unsubscribe(c, task.region, (d) => d.requestId === task.requestId && d.connection === task.from, ctx);
        return;
      case 'deregister-region':
        endRegion(c, task.region, task.observeId, task.error, ctx);
        return;
      case 'connection-lost':
        for (const region of [...c.delegates.keys()])
          unsubscribe(c, region, (d) => d.connection === task.connection, ctx);
        return;
      case 'init':
        initialize(c, task.region, task.downstream, task.scan, ctx);
        return;
      case 'batch':
        onBatch(c, task.region, task.observeId, task.commands, ctx);
        return;
      case 'min-ts':
        publish(c, task.candidate, withoutHeld(c, task.regions, n), ctx);
        return;
    }
  }

  /* ---- answers of the raftstore ------------------------------------------------------------------------------------- */

  onCaptureReady(peer: Peer, then: Extract<ReadContinuation, { type: 'capture' }>, ctx: Context): void {
    onCaptureReady(this.c, peer, then, ctx);
  }

  onCaptureFailed(
    then: Extract<ReadContinuation, { type: 'capture' }>,
    error: RegionError,
    ctx: Context,
  ): void {
    onCaptureFailed(this.c, then, error, ctx);
  }

  /* ---- resolved ts ------------------------------------------------------------------------------------------------------- */

  onTimer(timer: Timer, ctx: Context): void {
    this.onRound(
      this.rounds.onTimer(timer, () => [...this.c.delegates.keys()], ctx),
      ctx,
    );
  }

  onCheckLeader(from: ProcessId, message: CheckLeader, ctx: Context): void {
    const work: Question = { kind: 'check-leader', from, message };
    // A look at memory: what it takes is part of the way there and back.
    ctx.enqueue(CHECK_LEADER_LANE, work, 0);
  }

  onCheckLeaderResponse(message: CheckLeaderResponse, ctx: Context): void {
    this.onRound(this.rounds.onAnswer(message, ctx), ctx);
  }

  /** Behind everything that was applied before the candidate was chosen (R-FIFO-ENDPOINT, facts 3.6.4). */
  private onRound(resolved: Resolved | null, ctx: Context): void {
    if (resolved === null) return;
    if (this.c.rules.fifoEndpoint) this.c.enqueue({ kind: 'min-ts', ...resolved }, ctx);
    else publish(this.c, resolved.candidate, resolved.regions, ctx);
  }
}

/** What waits for a subscription besides its rounds. */
export interface Backlog {
  readonly tasks: number;
  /** Scans before its own in the queue, -1 when its own is not waiting. */
  readonly scansAhead: number;
  readonly messages: number;
}
