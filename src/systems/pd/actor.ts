import { assert } from '../../base/assert.ts';
import type { RuleSet, SystemConfig } from '../../model/config.ts';
import type { PdRow } from '../../model/frame.ts';
import type { ClusterName, PeerId, ProcessId, RegionId, StoreId } from '../../model/ids.ts';
import type { Region } from '../../model/region.ts';
import type { Actor, Context, Message, Timer, Work } from '../../sim/actor.ts';
import { PdDisk, isPdWork } from './disk.ts';
import type { PdWork, StoreRecord } from './disk.ts';
import { IdAllocator } from './id-allocator.ts';
import type {
  AskSplit,
  AskSplitResponse,
  Order,
  PdMessage,
  RegionRoute,
  RegisterStore,
  ScanRegions,
  ScanRegionsResponse,
  Step,
  UpdateSafePoint,
  UpdateSafePointResponse,
} from './msg.ts';
import { RegionService, storesOf } from './region-service.ts';
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
  /** The first ids PD may give out: above those the cluster was built with. */
  readonly firstRegionId: RegionId;
  readonly firstPeerId: PeerId;
}

export type PdTimer = TsoTimer | OperatorTimer;

const IDS_BYTES = 24;
const STORE_BYTES = 64;
const SAFE_POINT_BYTES = 40;
const ANSWER_BYTES = 48;
const ROUTE_BYTES = 120;

/**
 * The placement driver: one member, which is its own leader. It issues timestamps, keeps the picture of
 * Regions and stores, gives out ids, and carries out what an operator (the pseudo process `console`) asks for.
 */
export class PdActor implements Actor {
  private readonly options: PdOptions;
  private disk: PdDisk;
  private tso: TsoService;
  private ids: IdAllocator;
  private regionService: RegionService;
  private stores: Map<StoreId, StoreRecord>;
  private scheduler: Scheduler;
  private safePoints: SafePoints;
  /** Splits that asked while the next id bound was being saved. */
  private waitingSplits: { readonly from: ProcessId; readonly request: AskSplit }[] = [];

  constructor(options: PdOptions, disk = new PdDisk(options.firstRegionId, options.firstPeerId)) {
    this.options = options;
    this.disk = disk;
    this.tso = new TsoService(options.config.pd, options.cluster, disk.savedMs, options.rules);
    this.ids = new IdAllocator(disk.regionBound, disk.peerBound);
    this.regionService = RegionService.fromDisk(disk.regions);
    this.stores = new Map(disk.stores);
    this.scheduler = new Scheduler(options.config.pd.operatorTimeoutUs);
    this.safePoints = new SafePoints(disk.safePoints);
  }

  /**
   * The Regions a cluster is created with, before anything runs; `leaders[i]` is the store expected to lead
   * `regions[i]` (0: nobody yet). They are on PD's disk from the start.
   */
  bootstrap(regions: readonly Region[], leaders: readonly StoreId[]): void {
    assert(regions.length === leaders.length, 'one leader for each Region');
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
      leader: this.tso.serving,
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

  /* ---- Actor -------------------------------------------------------------------------------------- */

  start(ctx: Context): void {
    this.saveIds(ctx);
    this.tso.start(ctx);
  }

  receive(from: ProcessId, message: Message, ctx: Context): void {
    const request = message as PdMessage;
    switch (request.kind) {
      case 'pd.tso-request':
        this.tso.onRequest(from, request, ctx);
        return;
      case 'pd.region-heartbeat':
        if (this.regionService.onHeartbeat(request, ctx)) {
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
      case 'pd.operator-step-failed':
        this.scheduler.onStepFailed(request, ctx);
        return;
      case 'pd.update-safe-point':
        this.onUpdateSafePoint(from, request, ctx);
        return;
      default:
        // Store heartbeats carry counts that Region heartbeats give as well; answers are not for PD.
        return;
    }
  }

  timer(timer: Timer, ctx: Context): void {
    const due = timer as PdTimer;
    if (due.kind === 'pd.tso-tick') this.tso.onTick(ctx);
    else this.scheduler.onTimeout(due.operator, ctx);
  }

  written(work: Work, ctx: Context): void {
    assert(isPdWork(work), `not PD's work: ${work.kind}`);
    this.disk.apply(work);
    if (work.kind === 'pd.save-window') this.tso.onSaved(work.boundMs, ctx);
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

  disconnected(): void {
    // Requests are answered on whatever connection exists; operators are pushed again on heartbeats.
  }

  clone(): PdActor {
    const copy = new PdActor(this.options, this.disk.clone());
    copy.tso = this.tso.clone();
    copy.ids = this.ids.clone();
    copy.regionService = this.regionService.clone();
    copy.stores = new Map(this.stores);
    copy.scheduler = this.scheduler.clone();
    copy.safePoints = this.safePoints.clone();
    copy.waitingSplits = this.waitingSplits.slice();
    return copy;
  }

  afterCrash(): PdActor {
    const next = new PdActor(this.options, this.disk.clone());
    next.scheduler = this.scheduler.afterCrash();
    return next;
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
    return { regions: this.regionService, ids: this.ids, processOf: (store) => this.processOf(store) };
  }

  private saveIds(ctx: Context): void {
    const bounds = this.ids.wanted();
    if (bounds !== null) this.write({ kind: 'pd.save-ids', ...bounds }, IDS_BYTES, ctx);
  }

  private write(work: PdWork, bytes: number, ctx: Context): void {
    ctx.write(work, bytes);
  }
}
