import type { PdConfig, PdSchedulerName } from '../../model/config.ts';
import type { ClusterName, ProcessId, RegionId, StoreId } from '../../model/ids.ts';
import type { Region } from '../../model/region.ts';
import { TS_ZERO } from '../../model/ts.ts';
import type { Ts } from '../../model/ts.ts';
import type { Context } from '../../sim/actor.ts';
import type { PdDisk, PdWork, StoreRecord } from './disk.ts';
import { GC_WORKER, GC_WORKER_TTL_US, GcWorker } from './gc-worker.ts';
import type { GcTimer } from './gc-worker.ts';
import { IdAllocator } from './id-allocator.ts';
import type {
  AskSplit,
  AskSplitResponse,
  GetGcSafePoint,
  GetGcSafePointResponse,
  Order,
  PdMessage,
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
import { SafePoints } from './safe-points.ts';
import { Scheduler } from './scheduler.ts';
import type { OperatorTimer, SchedulerWorld } from './scheduler.ts';

const IDS_BYTES = 24;
const STORE_BYTES = 64;
const SAFE_POINT_BYTES = 40;
export const ANSWER_BYTES = 48;
const ROUTE_BYTES = 120;

/** Which PD it is. */
export interface PdPlace {
  readonly pd: ProcessId;
  readonly cluster: ClusterName;
}

/**
 * What the member that leads PD does for the cluster, timestamps aside: the picture of Regions and stores, ids, operators,
 * schedulers and checkers, safe points. What it has to keep it writes; whoever leads next begins with that.
 */
export class PdService {
  private ids: IdAllocator;
  private regionService: RegionService;
  private stores: Map<StoreId, StoreRecord>;
  private scheduler: Scheduler;
  private safePoints: SafePoints;
  private gcSafePoint: Ts;
  private gc: GcWorker;
  private patrol: Patrol;
  private readonly place: PdPlace;
  /** Splits that asked while the next id bound was being saved. */
  private waitingSplits: { readonly from: ProcessId; readonly request: AskSplit }[] = [];

  constructor(disk: PdDisk, place: PdPlace, scheduler: Scheduler, patrol: Patrol, gc: GcWorker) {
    this.place = place;
    this.ids = new IdAllocator(disk.regionBound, disk.peerBound);
    this.regionService = RegionService.fromDisk(disk.regions);
    this.stores = new Map(disk.stores);
    this.scheduler = scheduler;
    this.safePoints = new SafePoints(disk.safePoints);
    this.gcSafePoint = disk.gcSafePoint;
    this.patrol = patrol;
    this.gc = gc;
  }

  static first(config: PdConfig, place: PdPlace, disk: PdDisk): PdService {
    const scheduler = new Scheduler(config.operatorTimeoutUs);
    return new PdService(disk, place, scheduler, new Patrol(config), new GcWorker(config));
  }

  /** After a crash or an election: operators are forgotten, and who leads the Regions is learnt from heartbeats. */
  anew(disk: PdDisk): PdService {
    const { place, scheduler, patrol, gc } = this;
    return new PdService(disk, place, scheduler.afterCrash(), patrol.afterCrash(), gc.afterCrash());
  }

  /** The Regions of a new cluster; `leaders[i]` is the store expected to lead `regions[i]`. */
  bootstrap(regions: readonly Region[], leaders: readonly StoreId[]): void {
    this.patrol.bootstrap(regions[0]?.peers.length ?? 0);
    regions.forEach((region, i) => {
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

  start(ctx: Context): void {
    this.patrol.start(ctx);
    this.gc.start(ctx);
  }

  /** This member leads no more: its operators are another's to order. */
  forgetOperators(): void {
    this.scheduler = this.scheduler.afterCrash();
  }

  /* ---- looking ------------------------------------------------------------------------------------ */

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

  operators(): readonly string[] {
    return this.scheduler.operators().map((operator) => operator.words);
  }

  /* ---- requests ------------------------------------------------------------------------------------ */

  serve(from: ProcessId, request: PdMessage, ctx: Context): void {
    switch (request.kind) {
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
      case 'pd.get-gc-safe-point':
        this.onGetGcSafePoint(from, request, ctx);
        return;
      case 'pd.store-heartbeat':
        this.patrol.onStoreHeartbeat(request, ctx);
        return;
      default:
        // Answers are not for PD, and timestamps are not this service's.
        return;
    }
  }

  onTimer(due: OperatorTimer | PatrolTimer | GcTimer, ctx: Context): void {
    if (due.kind === 'pd.patrol') {
      this.patrol.onTimer(due, this.scheduler, this.stores.values(), this.world(), ctx);
      this.saveIds(ctx);
    } else if (due.kind === 'pd.gc') this.onGcTimer(due, ctx);
    else this.scheduler.onTimeout(due, ctx);
  }

  /** It is durable. */
  onSaved(work: PdWork, ctx: Context): void {
    if (work.kind === 'pd.save-gc-safe-point') {
      this.gcSafePoint = work.ts;
      ctx.trace({ kind: 'pd.gc-safe-point', ...this.place, ts: work.ts });
    }
    if (work.kind !== 'pd.save-ids') return;
    this.ids.onSaved(work.regionBound, work.peerBound);
    const waiting = this.waitingSplits;
    this.waitingSplits = [];
    for (const { from, request } of waiting) this.onAskSplit(from, request, ctx);
  }

  clone(disk: PdDisk): PdService {
    const { place, scheduler, patrol, gc } = this;
    const copy = new PdService(disk, place, scheduler.clone(), patrol.clone(), gc.clone());
    copy.ids = this.ids.clone();
    copy.regionService = this.regionService.clone();
    copy.stores = new Map(this.stores);
    copy.safePoints = this.safePoints.clone();
    copy.gcSafePoint = this.gcSafePoint;
    copy.waitingSplits = this.waitingSplits.slice();
    return copy;
  }

  private onRegisterStore(request: RegisterStore, ctx: Context): void {
    const { store, process, az } = request;
    const known = this.stores.get(store);
    if (known !== undefined && known.process === process && known.az === az) return;
    const record: StoreRecord = { store, process, az };
    this.stores.set(store, record);
    save({ kind: 'pd.save-store', record }, STORE_BYTES, ctx);
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
    const { id, service, ts, ttlUs } = request;
    const nowMs = ctx.wallMs();
    const safePoint = this.safePoints.update(service, ts, ttlUs, nowMs);
    const refused = safePoint === null;
    if (!refused) save({ kind: 'pd.save-safe-point', safePoint }, SAFE_POINT_BYTES, ctx);
    const min = this.safePoints.min(nowMs);
    if (ttlUs > 0) ctx.trace({ kind: 'pd.service-safe-point', ...this.place, service, ts, min, refused });
    if (id === undefined) return;
    const response: UpdateSafePointResponse = {
      kind: 'pd.update-safe-point-response',
      bytes: ANSWER_BYTES,
      id,
      service,
      min,
      error: refused ? 'below the smallest live safe point' : '',
    };
    ctx.send(from, response);
  }

  private onGetGcSafePoint(from: ProcessId, request: GetGcSafePoint, ctx: Context): void {
    this.gc.onPoll(request, ctx);
    const response: GetGcSafePointResponse = {
      kind: 'pd.get-gc-safe-point-response',
      bytes: ANSWER_BYTES,
      ts: this.gcSafePoint,
    };
    ctx.send(from, response);
  }

  /** Its own entry goes first: it holds back whoever asks for an older safe point from now on. */
  private onGcTimer(timer: GcTimer, ctx: Context): void {
    if (!this.gc.isCurrent(timer)) return;
    this.gc.arm(ctx);
    const wanted = this.gc.wanted(ctx);
    if (wanted === TS_ZERO) return;
    const nowMs = ctx.wallMs();
    const own = this.safePoints.update(GC_WORKER, wanted, GC_WORKER_TTL_US, nowMs);
    if (own !== null) save({ kind: 'pd.save-safe-point', safePoint: own }, SAFE_POINT_BYTES, ctx);
    const ts = this.gc.allowed(this.gcSafePoint, this.safePoints.min(nowMs), ctx);
    if (ts > this.gcSafePoint) save({ kind: 'pd.save-gc-safe-point', ts }, SAFE_POINT_BYTES, ctx);
  }

  private world(): SchedulerWorld {
    return {
      regions: this.regionService,
      ids: this.ids,
      leavesJointStates: this.patrol.jointStateChecker,
      processOf: (store) => this.processOf(store),
    };
  }

  /** Raises the durable bound of ids before the last is given out. */
  saveIds(ctx: Context): void {
    const bounds = this.ids.wanted();
    if (bounds !== null) save({ kind: 'pd.save-ids', ...bounds }, IDS_BYTES, ctx);
  }
}

function save(work: PdWork, bytes: number, ctx: Context): void {
  ctx.write(work, bytes);
}
