import { assert } from '../../base/assert.ts';
import type { PdSchedulerName, RuleSet, SystemConfig } from '../../model/config.ts';
import type { PdRow } from '../../model/frame.ts';
import type { ClusterName, PeerId, ProcessId, RegionId, StoreId } from '../../model/ids.ts';
import type { Region } from '../../model/region.ts';
import type { Actor, Context, Message, Timer, Work } from '../../sim/actor.ts';
import type { EtcdResponse } from '../etcd/msg.ts';
import { PdDisk, isPdWork } from './disk.ts';
import type { PdWork, StoreRecord } from './disk.ts';
import { Election } from './election.ts';
import type { ElectionNews, ElectionTimer } from './election.ts';
import { IdAllocator } from './id-allocator.ts';
import type {
  AskSplit,
  AskSplitResponse,
  Order,
  PdMessage,
  PdNotLeader,
  RegionRoute,
  RegisterStore,
  ScanRegions,
  ScanRegionsResponse,
  Step,
  UpdateSafePoint,
  UpdateSafePointResponse,
  ValidatePeer,
  ValidatePeerResponse,
} from './msg.ts';
import { Patrol } from './patrol.ts';
import type { PatrolTimer } from './patrol.ts';
import { RegionService, storesOf } from './region-service.ts';
import { SavingContext } from './saving-context.ts';
import { SafePoints } from './safe-points.ts';
import { Scheduler } from './scheduler.ts';
import type { OperatorTimer, SchedulerWorld } from './scheduler.ts';
import { TsoService } from './tso-service.ts';
import type { TsoTimer } from './tso-service.ts';

export interface PdOptions {
  readonly process: ProcessId;
  readonly cluster: ClusterName;
  readonly config: Pick<SystemConfig, 'pd'>;
  readonly rules: RuleSet;
  /** Where there are several members: the etcd through which they elect a leader and in which they keep everything. */
  readonly etcd?: ProcessId;
  /** The first ids PD may give out: above those the cluster was built with. */
  readonly firstRegionId: RegionId;
  readonly firstPeerId: PeerId;
}

export type PdTimer = TsoTimer | OperatorTimer | ElectionTimer | PatrolTimer;

const IDS_BYTES = 24;
const STORE_BYTES = 64;
const SAFE_POINT_BYTES = 40;
const ANSWER_BYTES = 48;
const ROUTE_BYTES = 120;

/**
 * The placement driver, one member. It issues timestamps, keeps the picture of Regions and stores, gives out ids, and
 * carries out what an operator (the pseudo process `console`) asks for.
 *
 * Alone it is its own leader and saves on its own disk. Of several only the elected one serves (`election.ts`): it
 * begins with what its predecessors saved in etcd and learns from heartbeats who leads the Regions; the others send
 * whoever asks to it.
 */
export class PdActor implements Actor {
  private readonly options: PdOptions;
  private disk: PdDisk;
  /** What the cluster was created with: every member knows it. */
  private first: PdDisk;
  private tso: TsoService;
  private ids: IdAllocator;
  private regionService: RegionService;
  private stores: Map<StoreId, StoreRecord>;
  private scheduler: Scheduler;
  private safePoints: SafePoints;
  private patrol: Patrol;
  /** Splits that asked while the next id bound was being saved. */
  private waitingSplits: { readonly from: ProcessId; readonly request: AskSplit }[] = [];
  /** Null where there is only one member. */
  private election: Election | null;
  private leads: boolean;

  constructor(options: PdOptions, disk = new PdDisk(options.firstRegionId, options.firstPeerId)) {
    this.options = options;
    this.disk = disk;
    this.first = disk.clone();
    this.tso = new TsoService(options.config.pd, options.cluster, disk.savedMs, options.rules);
    this.ids = new IdAllocator(disk.regionBound, disk.peerBound);
    this.regionService = RegionService.fromDisk(disk.regions);
    this.stores = new Map(disk.stores);
    this.scheduler = new Scheduler(options.config.pd.operatorTimeoutUs);
    this.safePoints = new SafePoints(disk.safePoints);
    this.patrol = new Patrol(options.config.pd);
    const { process, etcd, rules } = options;
    const leaseUs = options.config.pd.leaderLeaseUs;
    this.election = etcd === undefined ? null : new Election({ process, etcd, leaseUs, rules });
    this.leads = this.election === null;
  }

  /** It leads and grants timestamps. */
  get serving(): boolean {
    return this.leads && this.tso.serving;
  }

  /** Revision of its newest election, 0 before the first. */
  get electedAt(): number {
    return this.election?.revision ?? 0;
  }

  /** True where this member leads PD, serving or about to. */
  get leading(): boolean {
    return this.leads;
  }

  /**
   * The Regions a cluster is created with, before anything runs; `leaders[i]` is the store expected to lead
   * `regions[i]` (0: nobody yet). They are on PD's disk from the start.
   */
  bootstrap(regions: readonly Region[], leaders: readonly StoreId[]): void {
    assert(regions.length === leaders.length, 'one leader for each Region');
    this.patrol.bootstrap(regions[0]?.peers.length ?? 0);
    regions.forEach((region, i) => {
      this.disk.apply({ kind: 'pd.save-region', region });
      this.regionService.table.upsert({
        region,
        leaderStore: leaders[i] ?? 0,
        term: 0,
        bytes: 0,
        keys: 0,
        pending: [],
      });
    });
  }

  /* ---- looking ------------------------------------------------------------------------------------ */

  view(): PdRow {
    return {
      process: this.options.process,
      cluster: this.options.cluster,
      leader: this.serving,
      tso: this.tso.now,
      savedMs: this.tso.savedMs,
      operators: this.scheduler.operators().map((operator) => operator.words),
    };
  }

  /** Every Region PD knows, in key order. */
  regions(): readonly RegionRoute[] {
    return this.regionService.allRoutes();
  }

  regionById(id: RegionId): RegionRoute | null {
    const row = this.regionService.table.byId(id);
    return row === null ? null : { region: row.region, leaderStore: row.leaderStore };
  }

  /** Process of a registered store, null when it has not announced itself. */
  processOf(store: StoreId): ProcessId | null {
    return this.stores.get(store)?.process ?? null;
  }

  /** Why an admin request would be refused now, as one sentence; '' when it would be accepted. */
  refusal(region: RegionId, step: Step | Order): string {
    return this.scheduler.refusal(region, step, this.world());
  }

  /** What PD is doing to the Region, in words; '' when it does nothing. */
  busyWith(region: RegionId): string {
    return this.scheduler.busyWith(region);
  }

  /** Schedulers and checkers that are on. */
  schedulers(): readonly PdSchedulerName[] {
    return this.patrol.on;
  }

  /* ---- Actor -------------------------------------------------------------------------------------- */

  start(ctx: Context): void {
    if (this.election === null) this.reign(ctx);
    else this.election.start(ctx);
  }

  receive(from: ProcessId, message: Message, ctx: Context): void {
    const { election } = this;
    if (election === null) {
      this.serve(from, message, ctx);
    } else if (message.kind.startsWith('etcd.')) {
      this.onNews(election.receive(message as EtcdResponse, ctx), ctx);
      this.tso.leaseUntilUs = election.leaseUntilUs;
    } else if (message.kind === 'pd.resign') {
      if (!this.leads) return;
      election.resign(ctx);
      this.stepDown('it resigned', ctx);
    } else if (this.leads) {
      this.serve(from, message, new SavingContext(ctx, election));
    } else if (isRequest(message)) {
      const answer: PdNotLeader = { kind: 'pd.not-leader', bytes: ANSWER_BYTES, leader: election.leader };
      ctx.send(from, answer);
    }
  }

  private serve(from: ProcessId, message: Message, ctx: Context): void {
    const request = message as PdMessage;
    switch (request.kind) {
      case 'pd.tso-request':
        this.tso.onRequest(from, request, ctx);
        return;
      case 'pd.region-heartbeat':
        if (this.regionService.onHeartbeat(request, ctx)) {
          this.patrol.onRegionHeartbeat(request);
          this.scheduler.onRegion(request.region.id, this.world(), ctx);
        }
        return;
      case 'pd.report-split':
        this.regionService.onReportSplit(request, ctx);
        for (const region of request.regions) this.scheduler.onRegion(region.id, this.world(), ctx);
        return;
      case 'pd.register-store':
        this.onRegisterStore(request, ctx);
        return;
      case 'pd.scan-regions':
        this.onScanRegions(from, request, ctx);
        return;
      case 'pd.ask-split':
        this.onAskSplit(from, request, ctx);
        return;
      case 'pd.admin':
        this.scheduler.onAdmin(request, this.world(), ctx);
        this.saveIds(ctx);
        return;
      case 'pd.remove-operator':
        this.scheduler.onRemove(request.region, ctx);
        return;
      case 'pd.switch-scheduler':
        this.patrol.onSwitch(request.name, request.on, ctx);
        return;
      case 'pd.validate-peer':
        this.onValidatePeer(from, request, ctx);
        return;
      case 'pd.operator-step-failed':
        this.scheduler.onStepFailed(request, ctx);
        return;
      case 'pd.update-safe-point':
        this.onUpdateSafePoint(from, request, ctx);
        return;
      case 'pd.store-heartbeat':
        this.patrol.onStoreHeartbeat(request, ctx);
        return;
      default:
        // Answers are not for PD.
        return;
    }
  }

  timer(timer: Timer, ctx: Context): void {
    const due = timer as PdTimer;
    const { election } = this;
    switch (due.kind) {
      case 'pd.keep-alive':
      case 'pd.campaign':
      case 'pd.etcd-retry':
        election?.timer(due, ctx);
        return;
      case 'pd.tso-tick':
        if (election !== null && this.leads && ctx.monotonicUs() >= election.leaseUntilUs)
          this.stepDown('its lease ran out', ctx);
        this.tso.onTick(due, this.leads, this.saving(ctx));
        return;
      default:
        if (this.leads) this.onServiceTimer(due, this.saving(ctx));
    }
  }

  private onServiceTimer(due: OperatorTimer | PatrolTimer, ctx: Context): void {
    if (due.kind === 'pd.patrol') {
      this.patrol.onTimer(due, this.scheduler, this.stores.values(), this.world(), ctx);
      this.saveIds(ctx);
    } else this.scheduler.onTimeout(due, ctx);
  }

  written(work: Work, ctx: Context): void {
    assert(isPdWork(work), `not PD's work: ${work.kind}`);
    this.onSaved(work, 0, ctx);
  }

  /** It is durable: on this member's disk, or at this revision in etcd. */
  private onSaved(work: PdWork, revision: number, ctx: Context): void {
    this.disk.apply(work);
    if (work.kind === 'pd.save-window') this.tso.onSaved(work.boundMs, revision, ctx);
    if (work.kind === 'pd.save-ids') {
      this.ids.onSaved(work.regionBound, work.peerBound);
      const waiting = this.waitingSplits;
      this.waitingSplits = [];
      for (const { from, request } of waiting) this.onAskSplit(from, request, ctx);
    }
  }

  worked(): void {
    // PD has no lanes.
  }

  disconnected(peer: ProcessId, ctx: Context): void {
    // Requests are answered on whatever connection exists; operators are pushed again on heartbeats.
    if (peer === this.options.etcd) this.election?.onDisconnected(ctx);
  }

  clone(): PdActor {
    const copy = new PdActor(this.options, this.disk.clone());
    copy.tso = this.tso.clone();
    copy.ids = this.ids.clone();
    copy.regionService = this.regionService.clone();
    copy.stores = new Map(this.stores);
    copy.scheduler = this.scheduler.clone();
    copy.safePoints = this.safePoints.clone();
    copy.patrol = this.patrol.clone();
    copy.waitingSplits = this.waitingSplits.slice();
    copy.election = this.election?.clone() ?? null;
    copy.leads = this.leads;
    copy.first = this.first;
    return copy;
  }

  afterCrash(): PdActor {
    const next = new PdActor(this.options, (this.election === null ? this.disk : this.first).clone());
    next.scheduler = this.scheduler.afterCrash();
    next.patrol = this.patrol.afterCrash();
    return next;
  }

  /* ---- leadership ---------------------------------------------------------------------------------- */

  private onNews(news: ElectionNews | null, ctx: Context): void {
    if (news === null || this.election === null) return;
    switch (news.type) {
      case 'elected':
        this.takeOver(news.saved, this.election, ctx);
        return;
      case 'saved':
        this.onSaved(news.work, news.revision, new SavingContext(ctx, this.election));
        return;
      case 'lost':
        this.stepDown(news.reason, ctx);
    }
  }

  /** Elected: begins with what was saved; who leads the Regions is learnt from heartbeats. */
  private takeOver(saved: readonly PdWork[], election: Election, ctx: Context): void {
    const { process, cluster } = this.options;
    ctx.trace({ kind: 'pd.elected', pd: process, cluster, revision: election.revision });
    this.disk = this.first.clone();
    for (const work of saved) this.disk.apply(work);
    this.ids = new IdAllocator(this.disk.regionBound, this.disk.peerBound);
    this.regionService = RegionService.fromDisk(this.disk.regions);
    this.stores = new Map(this.disk.stores);
    this.scheduler = this.scheduler.afterCrash();
    this.patrol = this.patrol.afterCrash();
    this.safePoints = new SafePoints(this.disk.safePoints);
    this.waitingSplits = [];
    this.leads = true;
    this.tso.leaseUntilUs = election.leaseUntilUs;
    this.reign(new SavingContext(ctx, election));
  }

  private reign(ctx: Context): void {
    this.saveIds(ctx);
    this.tso.start(this.disk.savedMs, ctx);
    this.patrol.start(ctx);
  }

  private stepDown(reason: string, ctx: Context): void {
    if (!this.leads || this.election === null) return;
    const { process, cluster } = this.options;
    this.leads = false;
    ctx.trace({ kind: 'pd.stepped-down', pd: process, cluster, reason });
    this.tso.stop(ctx);
    this.scheduler = this.scheduler.afterCrash();
    this.election.stepDown(ctx);
  }

  /** What it saves goes to etcd where there are several members. */
  private saving(ctx: Context): Context {
    return this.election === null ? ctx : new SavingContext(ctx, this.election);
  }

  /* ---- requests ------------------------------------------------------------------------------------ */

  private onRegisterStore(request: RegisterStore, ctx: Context): void {
    const { store, process, az } = request;
    const known = this.stores.get(store);
    if (known !== undefined && known.process === process && known.az === az) return;
    const record: StoreRecord = { store, process, az };
    this.stores.set(store, record);
    this.write({ kind: 'pd.save-store', record }, STORE_BYTES, ctx);
  }

  private onScanRegions(from: ProcessId, request: ScanRegions, ctx: Context): void {
    const routes = this.regionService.routes(request.startKey, request.endKey, request.limit);
    const stores = [];
    for (const store of storesOf(routes)) {
      const process = this.processOf(store);
      if (process !== null) stores.push({ store, process });
    }
    const response: ScanRegionsResponse = {
      kind: 'pd.scan-regions-response',
      bytes: ANSWER_BYTES + routes.length * ROUTE_BYTES,
      id: request.id,
      routes,
      stores,
    };
    ctx.send(from, response);
  }

  private onAskSplit(from: ProcessId, request: AskSplit, ctx: Context): void {
    const { id, region, count } = request;
    const row = this.regionService.table.byId(region.id);
    const stale = row !== null && row.region.epoch.version > region.epoch.version;
    let ids: AskSplitResponse['ids'] = [];
    if (!stale) {
      const given = this.ids.allocate(count, region.peers.length);
      // A request that has to wait must ask for more in the same breath, or nothing would wake it.
      this.saveIds(ctx);
      if (given === null) {
        this.waitingSplits.push({ from, request });
        return;
      }
      ids = given;
    }
    const response: AskSplitResponse = {
      kind: 'pd.ask-split-response',
      bytes: ANSWER_BYTES + ids.length * ROUTE_BYTES,
      id,
      region: region.id,
      ids,
      error: stale ? `Region ${region.id} changed meanwhile` : '',
    };
    ctx.send(from, response);
  }

  /** A peer without a leader asks whether its Region still counts on it (facts 7.1: max-leader-missing). */
  private onValidatePeer(from: ProcessId, request: ValidatePeer, ctx: Context): void {
    const response: ValidatePeerResponse = {
      kind: 'pd.validate-peer-response',
      bytes: ROUTE_BYTES,
      peer: request.peer,
      region: request.region,
      known: this.regionById(request.region)?.region ?? null,
    };
    ctx.send(from, response);
  }

  private onUpdateSafePoint(from: ProcessId, request: UpdateSafePoint, ctx: Context): void {
    const nowMs = ctx.wallMs();
    const safePoint = this.safePoints.update(request.service, request.ts, request.ttlUs, nowMs);
    if (safePoint !== null) this.write({ kind: 'pd.save-safe-point', safePoint }, SAFE_POINT_BYTES, ctx);
    if (request.id === undefined) return;
    const response: UpdateSafePointResponse = {
      kind: 'pd.update-safe-point-response',
      bytes: ANSWER_BYTES,
      id: request.id,
      service: request.service,
      min: this.safePoints.min(nowMs),
      error: safePoint === null ? 'below the smallest live safe point' : '',
    };
    ctx.send(from, response);
  }

  /* ---- parts --------------------------------------------------------------------------------------- */

  private world(): SchedulerWorld {
    return {
      regions: this.regionService,
      ids: this.ids,
      leavesJointStates: this.patrol.jointStateChecker,
      processOf: (store) => this.processOf(store),
    };
  }

  private saveIds(ctx: Context): void {
    const bounds = this.ids.wanted();
    if (bounds !== null) this.write({ kind: 'pd.save-ids', ...bounds }, IDS_BYTES, ctx);
  }

  private write(work: PdWork, bytes: number, ctx: Context): void {
    ctx.write(work, bytes);
  }
}

/** Other messages come on streams, or are answers: nobody waits for a word on them. */
function isRequest(message: Message): boolean {
  return message.kind !== 'pd.store-heartbeat' && message.kind.startsWith('pd.');
}
