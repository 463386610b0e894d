import { regionTag } from '../../../model/effect.ts';
import type { ProcessId, RegionId } from '../../../model/ids.ts';
import { ruleOn } from '../../../model/config.ts';
import { encodeRawKey } from '../../../model/key.ts';
import { rangeContains } from '../../../model/region.ts';
import type { KeyRange, Region } from '../../../model/region.ts';
import type { RaftRole, RegionChange } from '../../../model/trace.ts';
import type { Ts } from '../../../model/ts.ts';
import { TS_ZERO } from '../../../model/ts.ts';
import type { Context, Timer, Work } from '../../../sim/actor.ts';
import type {
  CdcDeregister,
  CdcError,
  CdcRegister,
  CdcRow,
  CheckLeader,
  CheckLeaderResponse,
  RegionError,
} from '../msg.ts';
import type { Peer, ReadContinuation } from '../raftstore/peer.ts';
import { readIndex } from '../raftstore/reads.ts';
import type { Store } from '../raftstore/state.ts';
import type { ObservedCommand, RaftstoreObserver } from '../raftstore/taps.ts';
import { Delegate } from './delegate.ts';
import type { Downstream, Scan } from './delegate.ts';
import { adminError, sendError, sendResolved, sendRows, toCdcError } from './feed.ts';
import type { RoundResult } from './min-ts.ts';
import { Rounds } from './rounds.ts';
import type { Resolved } from './rounds.ts';
import { scanChunk } from './scan.ts';

/** Tasks of the endpoint's FIFO (facts 3.1.3): what was put in first is told first (R-FIFO-ENDPOINT). */
type Task =
  | { readonly kind: 'register'; readonly from: ProcessId; readonly message: CdcRegister }
  | {
      readonly kind: 'deregister';
      readonly from: ProcessId;
      readonly requestId: number;
      readonly region: RegionId;
    }
  | {
      readonly kind: 'deregister-region';
      readonly region: RegionId;
      readonly observeId: number;
      readonly error: CdcError;
    }
  | { readonly kind: 'connection-lost'; readonly connection: ProcessId }
  | { readonly kind: 'init'; readonly region: RegionId; readonly downstream: number; readonly scan: Scan }
  | {
      readonly kind: 'batch';
      readonly region: RegionId;
      readonly observeId: number;
      readonly commands: readonly ObservedCommand[];
    }
  | { readonly kind: 'min-ts'; readonly candidate: Ts; readonly regions: readonly RegionId[] };

/** A task with its place in the FIFO. */
interface Queued {
  readonly kind: 'task';
  readonly n: number;
  readonly task: Task;
}

/** Another store's question on its way through its worker. */
interface Question {
  readonly kind: 'check-leader';
  readonly from: ProcessId;
  readonly message: CheckLeader;
}

interface ScanWork {
  readonly kind: 'scan';
  readonly scan: Scan;
}

const LANE = 'cdc';
const SCAN_LANE = 'scan';
const CHECK_LEADER_LANE = 'check-leader';

/**
 * Change data capture on one store (facts §3): listens to the raftstore, keeps a delegate per subscribed Region, and
 * sends rows and resolved timestamps to its subscribers.
 *
 *     apply ─▶ onApplied ─┐
 *     role, Region changes ┼─▶ FIFO (one worker) ─▶ delegate ─▶ event feed to each capture
 *     min-ts round ────────┘
 */
export class CdcEndpoint implements RaftstoreObserver {
  private readonly s: Store;
  private readonly delegates = new Map<RegionId, Delegate>();
  private readonly rules: {
    readonly noRtsBeforeInit: boolean;
    readonly observeId: boolean;
    readonly epochEvent: boolean;
  };
  private nextObserveId = 1;
  private nextKey = 1;
  private rounds: Rounds;
  /** Tasks in the FIFO. */
  queued = 0;
  private nextTask = 1;
  /** The Region of each waiting task that has one, oldest first: a fault may hold one Region's tasks while others pass. */
  private readonly waiting = new Map<number, RegionId>();
  private scanTurn = 0;

  constructor(store: Store) {
    this.s = store;
    this.rounds = new Rounds(store);
    const on = (id: string): boolean => ruleOn(store.options.rules, id);
    this.rules = {
      noRtsBeforeInit: on('R-NO-RTS-BEFORE-INIT'),
      observeId: on('R-OBSERVE-ID'),
      epochEvent: on('R-EPOCH-EVENT'),
    };
  }

  start(ctx: Context): void {
    // Observe ids of a former process must not come back.
    this.nextObserveId = this.s.incarnation * 1_000_000 + 1;
    this.rounds.arm(this.s.options.config.cdc.minTsIntervalUs, ctx);
  }

  clone(store: Store): CdcEndpoint {
    const copy = new CdcEndpoint(store);
    for (const [region, delegate] of this.delegates) copy.delegates.set(region, delegate.clone());
    copy.nextObserveId = this.nextObserveId;
    copy.nextKey = this.nextKey;
    copy.rounds = this.rounds.clone(store);
    copy.queued = this.queued;
    copy.nextTask = this.nextTask;
    for (const [n, region] of this.waiting) copy.waiting.set(n, region);
    copy.scanTurn = this.scanTurn;
    return copy;
  }

  /* ---- views ------------------------------------------------------------------------------------------------ */

  get lastRound(): RoundResult {
    return this.rounds.last;
  }

  subscriptions(region: RegionId): readonly Downstream[] {
    return this.delegates.get(region)?.downstreams ?? [];
  }

  /* ---- into the FIFO ------------------------------------------------------------------------------------------- */

  private enqueue(task: Task, ctx: Context): void {
    this.queued++;
    const work: Queued = { kind: 'task', n: this.nextTask++, task };
    const region = regionOf(task);
    if (region !== null) this.waiting.set(work.n, region);
    const tag = region === null ? '' : regionTag(region);
    ctx.enqueue(LANE, work, this.s.options.config.cdc.endpointTaskUs, tag);
  }

  onRegister(from: ProcessId, message: CdcRegister, ctx: Context): void {
    this.enqueue({ kind: 'register', from, message }, ctx);
  }

  onDeregister(from: ProcessId, message: CdcDeregister, ctx: Context): void {
    this.enqueue({ kind: 'deregister', from, requestId: message.requestId, region: message.region }, ctx);
  }

  onDisconnected(connection: ProcessId, ctx: Context): void {
    this.enqueue({ kind: 'connection-lost', connection }, ctx);
  }

  onApplied(region: RegionId, observeId: number, commands: readonly ObservedCommand[], ctx: Context): void {
    this.enqueue({ kind: 'batch', region, observeId, commands }, ctx);
  }

  onRoleChanged(region: RegionId, role: RaftRole, leaderStore: number, ctx: Context): void {
    const delegate = this.delegates.get(region);
    if (role === 'leader' || delegate === undefined) return;
    const error: CdcError = { type: 'NotLeader', leaderStore };
    this.enqueue({ kind: 'deregister-region', region, observeId: delegate.observeId, error }, ctx);
  }

  onRegionChanged(region: Region, change: RegionChange, ctx: Context): void {
    const delegate = this.delegates.get(region.id);
    if (delegate === undefined || (change !== 'split' && change !== 'commit-merge')) return;
    // A scan of an epoch that is over would only waste a slot (facts 3.1.5).
    if (delegate.downstreams.some((d) => d.state !== 'uninitialized')) return;
    const error: CdcError = { type: 'RegionNotFound' };
    this.enqueue({ kind: 'deregister-region', region: region.id, observeId: delegate.observeId, error }, ctx);
  }

  onRegionDestroyed(region: RegionId, ctx: Context): void {
    const delegate = this.delegates.get(region);
    if (delegate === undefined) return;
    const error: CdcError = { type: 'RegionNotFound' };
    this.enqueue({ kind: 'deregister-region', region, observeId: delegate.observeId, error }, ctx);
  }

  /* ---- out of the FIFO -------------------------------------------------------------------------------------------- */

  worked(work: Work, ctx: Context): void {
    const done = work as Queued | ScanWork | Question;
    if (done.kind === 'check-leader') {
      this.rounds.answer(done.from, done.message, ctx);
      return;
    }
    if (done.kind === 'scan') {
      this.onScanChunk(done.scan, ctx);
      return;
    }
    this.queued--;
    this.waiting.delete(done.n);
    const { task } = done;
    switch (task.kind) {
      case 'register':
        this.register(task.from, task.message, ctx);
        return;
      case 'deregister':
        this.drop(task.region, (d) => d.requestId === task.requestId && d.connection === task.from);
        return;
      case 'deregister-region':
        this.endRegion(task.region, task.observeId, task.error, ctx);
        return;
      case 'connection-lost':
        for (const region of [...this.delegates.keys()])
          this.drop(region, (d) => d.connection === task.connection);
        return;
      case 'init':
        this.initialize(task.region, task.downstream, task.scan, ctx);
        return;
      case 'batch':
        this.onBatch(task.region, task.observeId, task.commands, ctx);
        return;
      case 'min-ts':
        this.publish(task.candidate, this.withoutHeld(task.regions, done.n), ctx);
        return;
    }
  }

  /* ---- subscribing ------------------------------------------------------------------------------------------------- */

  /** Checks in the order of facts 3.2.2. */
  private register(from: ProcessId, message: CdcRegister, ctx: Context): void {
    const { requestId, region } = message;
    const peer = this.s.peers.get(region);
    if (peer === undefined || !peer.initialized) {
      sendError(this.s.storeId, from, region, requestId, { type: 'RegionNotFound' }, ctx);
      return;
    }
    if (!peer.isLeader) {
      sendError(
        this.s.storeId,
        from,
        region,
        requestId,
        { type: 'NotLeader', leaderStore: peer.leaderStore },
        ctx,
      );
      return;
    }
    let delegate = this.delegates.get(region);
    if (delegate?.downstreams.some((d) => d.connection === from && d.requestId === requestId) === true) {
      sendError(this.s.storeId, from, region, requestId, { type: 'DuplicateRequest' }, ctx);
      return;
    }
    // Only the version counts here, not confVer (facts 3.4.3b).
    if (peer.region.epoch.version !== message.epoch.version) {
      sendError(
        this.s.storeId,
        from,
        region,
        requestId,
        { type: 'EpochNotMatch', regions: [peer.region] },
        ctx,
      );
      return;
    }
    if (delegate === undefined) {
      delegate = new Delegate(region, this.nextObserveId++);
      this.delegates.set(region, delegate);
    }
    const key = this.nextKey++;
    delegate.downstreams = [
      ...delegate.downstreams,
      {
        key,
        requestId,
        connection: from,
        capture: message.capture,
        changefeed: message.changefeed,
        checkpointTs: message.checkpointTs,
        range: { startKey: message.startKey, endKey: message.endKey },
        state: 'uninitialized',
        resolvedTs: TS_ZERO,
        sinceUs: ctx.monotonicUs(),
      },
    ];
    ctx.trace({
      kind: 'cdc.subscribed',
      store: this.s.storeId,
      region,
      capture: message.capture,
      changefeed: message.changefeed,
      requestId,
      observeId: delegate.observeId,
      checkpointTs: message.checkpointTs,
      ...intersection(peer.region, message),
    });
    readIndex(this.s, peer, { type: 'capture', downstream: key, version: message.epoch.version }, ctx);
  }

  /**
   * The read index is applied: from this very apply position on, deltas are observed, and the snapshot holds everything
   * before it (R-SNAPSHOT-ATOMIC, facts 3.3.1).
   */
  onCaptureReady(peer: Peer, then: Extract<ReadContinuation, { type: 'capture' }>, ctx: Context): void {
    const delegate = this.delegates.get(peer.region.id);
    const downstream = delegate?.find(then.downstream) ?? null;
    if (delegate === undefined || downstream === null) return;
    if (peer.region.epoch.version !== then.version) {
      this.endDownstream(delegate, downstream, { type: 'EpochNotMatch', regions: [peer.region] }, ctx);
      return;
    }
    peer.observeId = delegate.observeId;
    this.scanTurn = (this.scanTurn + 1) % Math.max(1, this.s.options.config.cdc.scanConcurrency);
    const scan: Scan = {
      downstream: downstream.key,
      region: peer.region.id,
      snapshot: this.s.engine.snapshot(peer.appliedIndex),
      position: peer.region.startKey,
      rows: 0,
      lane: `${SCAN_LANE}/${this.scanTurn}`,
    };
    this.enqueue({ kind: 'init', region: peer.region.id, downstream: downstream.key, scan }, ctx);
  }

  onCaptureFailed(
    then: Extract<ReadContinuation, { type: 'capture' }>,
    error: RegionError,
    ctx: Context,
  ): void {
    for (const delegate of this.delegates.values()) {
      const downstream = delegate.find(then.downstream);
      if (downstream !== null) this.endDownstream(delegate, downstream, toCdcError(error), ctx);
    }
  }

  /** Deltas behind this point of the FIFO are delivered; the scan sends what came before. */
  private initialize(region: RegionId, key: number, scan: Scan, ctx: Context): void {
    const delegate = this.delegates.get(region);
    if (delegate === undefined || delegate.find(key) === null) return;
    delegate.update(key, { state: 'initializing' });
    this.enqueueScan(scan, 0, ctx);
  }

  private enqueueScan(scan: Scan, bytes: number, ctx: Context): void {
    const { scanBytesPerS, endpointTaskUs } = this.s.options.config.cdc;
    const work: ScanWork = { kind: 'scan', scan };
    const costUs = endpointTaskUs + Math.ceil((bytes * 1_000_000) / scanBytesPerS);
    ctx.enqueue(scan.lane, work, costUs, regionTag(scan.region));
  }

  private onScanChunk(scan: Scan, ctx: Context): void {
    const delegate = this.delegates.get(scan.region);
    const downstream = delegate?.find(scan.downstream) ?? null;
    const range = this.s.peers.get(scan.region)?.region;
    if (delegate === undefined || downstream === null || range === undefined) return;
    const chunk = scanChunk(scan.snapshot, range, scan.position, downstream.checkpointTs);
    const rows = scan.rows + chunk.rows.length;
    const done = chunk.next === null;
    sendRows(this.s.storeId, downstream, scan.region, chunk.rows, 'scan', done, ctx);
    if (chunk.next !== null) {
      this.enqueueScan({ ...scan, position: chunk.next, rows }, chunk.bytes, ctx);
      return;
    }
    ctx.trace({
      kind: 'cdc.initialized',
      store: this.s.storeId,
      region: scan.region,
      requestId: downstream.requestId,
      rows,
    });
    delegate.update(downstream.key, { state: 'normal', sinceUs: ctx.monotonicUs() });
  }

  /* ---- deltas ---------------------------------------------------------------------------------------------------------- */

  private onBatch(
    region: RegionId,
    observeId: number,
    commands: readonly ObservedCommand[],
    ctx: Context,
  ): void {
    const delegate = this.delegates.get(region);
    if (delegate === undefined || (this.rules.observeId && delegate.observeId !== observeId)) return;
    const rows: CdcRow[] = [];
    for (const command of commands) {
      if (command.type === 'write') {
        for (const pair of command.pairs) rows.push({ key: pair.key, value: pair.value, ts: command.ts });
        continue;
      }
      const error =
        command.type === 'refused'
          ? toCdcError(command.error)
          : this.rules.epochEvent
            ? adminError(command.change, command.regions)
            : null;
      if (error === null) continue;
      this.broadcast(delegate, rows, ctx);
      this.endRegion(region, delegate.observeId, error, ctx);
      return;
    }
    this.broadcast(delegate, rows, ctx);
  }

  private broadcast(delegate: Delegate, rows: readonly CdcRow[], ctx: Context): void {
    if (rows.length === 0) return;
    for (const downstream of delegate.downstreams) {
      if (downstream.state === 'uninitialized') continue;
      const whole = downstream.range.startKey === '' && downstream.range.endKey === '';
      const mine = whole
        ? rows
        : rows.filter((row) => rangeContains(downstream.range, encodeRawKey(row.key)));
      if (mine.length > 0) sendRows(this.s.storeId, downstream, delegate.region, mine, 'delta', false, ctx);
    }
  }

  /* ---- ending ------------------------------------------------------------------------------------------------------------ */

  private endDownstream(delegate: Delegate, downstream: Downstream, error: CdcError, ctx: Context): void {
    this.drop(delegate.region, (d) => d.key === downstream.key);
    sendError(this.s.storeId, downstream.connection, delegate.region, downstream.requestId, error, ctx);
  }

  /** The whole delegate ends: every subscriber gets the error, and nothing after it (R-NO-EVENT-AFTER-ERROR). */
  private endRegion(region: RegionId, observeId: number, error: CdcError, ctx: Context): void {
    const delegate = this.delegates.get(region);
    if (delegate === undefined || delegate.observeId !== observeId) return;
    for (const downstream of delegate.downstreams) {
      sendError(this.s.storeId, downstream.connection, region, downstream.requestId, error, ctx);
    }
    this.drop(region, () => true);
  }

  /** Observation stops only when the last subscriber has left (R-KEEP-OBSERVING). */
  private drop(region: RegionId, matching: (downstream: Downstream) => boolean): void {
    const delegate = this.delegates.get(region);
    if (delegate === undefined) return;
    delegate.downstreams = delegate.downstreams.filter((d) => !matching(d));
    if (delegate.downstreams.length > 0) return;
    this.delegates.delete(region);
    const peer = this.s.peers.get(region);
    if (peer !== undefined && peer.observeId === delegate.observeId) peer.observeId = 0;
  }

  /* ---- resolved ts ------------------------------------------------------------------------------------------------------- */

  onTimer(timer: Timer, ctx: Context): void {
    this.onRound(
      this.rounds.onTimer(timer, () => [...this.delegates.keys()], ctx),
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

  private onRound(resolved: Resolved | null, ctx: Context): void {
    if (resolved !== null) this.enqueue({ kind: 'min-ts', ...resolved }, ctx);
  }

  /** Of `regions`, those without a task that should have been done before task `n` (R-FIFO-ENDPOINT). */
  private withoutHeld(regions: readonly RegionId[], n: number): readonly RegionId[] {
    const held = new Set<RegionId>();
    for (const [task, region] of this.waiting) {
      if (task > n) break;
      held.add(region);
    }
    return held.size === 0 ? regions : regions.filter((region) => !held.has(region));
  }

  /** Tells every subscriber in one message per connection (facts 3.4.6). */
  private publish(candidate: Ts, regions: readonly RegionId[], ctx: Context): void {
    const perConnection = new Map<ProcessId, { regions: RegionId[]; requestIds: number[] }>();
    for (const region of regions) {
      const delegate = this.delegates.get(region);
      if (delegate === undefined) continue;
      for (const downstream of delegate.downstreams) {
        const ready =
          downstream.state === 'normal' ||
          (!this.rules.noRtsBeforeInit && downstream.state === 'initializing');
        if (!ready || candidate <= downstream.resolvedTs) continue;
        delegate.update(downstream.key, { resolvedTs: candidate });
        let group = perConnection.get(downstream.connection);
        if (group === undefined) {
          group = { regions: [], requestIds: [] };
          perConnection.set(downstream.connection, group);
        }
        group.regions.push(region);
        group.requestIds.push(downstream.requestId);
      }
    }
    for (const [connection, group] of perConnection) {
      sendResolved(this.s.storeId, connection, candidate, group, ctx);
    }
  }
}

/** Whose task it is; null for those of a connection or of many Regions. */
function regionOf(task: Task): RegionId | null {
  switch (task.kind) {
    case 'register':
      return task.message.region;
    case 'connection-lost':
    case 'min-ts':
      return null;
    default:
      return task.region;
  }
}

/** What of the Region the subscriber asked for. */
function intersection(region: KeyRange, wanted: KeyRange): KeyRange {
  const startKey = wanted.startKey > region.startKey ? wanted.startKey : region.startKey;
  const shorter = wanted.endKey !== '' && (region.endKey === '' || wanted.endKey < region.endKey);
  return { startKey, endKey: shorter ? wanted.endKey : region.endKey };
}
