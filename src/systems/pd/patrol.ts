import type { PdConfig, PdSchedulerName } from '../../model/config.ts';
import { PD_SCHEDULERS } from '../../model/config.ts';
import type { RegionId } from '../../model/ids.ts';
import type { Context } from '../../sim/actor.ts';
import type { BalanceScheduler } from './balance.ts';
import { balanceHot, balanceLeader, balanceRegion } from './balance.ts';
import type { Checker } from './checkers.ts';
import { checkMerge, checkPlacement, checkReplicas } from './checkers.ts';
import type { ClusterView, OperatorKind, Proposal } from './cluster-view.ts';
import type { StoreRecord } from './disk.ts';
import type { RegionHeartbeat, StoreHeartbeat } from './msg.ts';
import { isOrder } from './placement.ts';
import { RegionFlow } from './region-flow.ts';
import type { Scheduler, SchedulerWorld } from './scheduler.ts';
import { StoreBook } from './store-book.ts';

export interface PatrolTimer {
  readonly kind: 'pd.patrol';
  /** Patrols are numbered: one that was stopped and started again must not run twice. */
  readonly round: number;
}

const CHECKERS: readonly (readonly [PdSchedulerName, Checker])[] = [
  ['replica-checker', checkReplicas],
  ['rule-checker', checkPlacement],
  ['merge-checker', checkMerge],
];

const SCHEDULERS: readonly (readonly [PdSchedulerName, BalanceScheduler])[] = [
  ['hot-region', balanceHot],
  ['balance-leader', balanceLeader],
  ['balance-region', balanceRegion],
];

/**
 * PD's own initiative: at every round each Region is shown to the checkers, then each scheduler may move one thing.
 *
 *     heartbeats ──▶ stores, flow ──┐
 *     Regions, operators ───────────┴─▶ view ──▶ checkers, schedulers ──▶ limits ──▶ operator
 */
export class Patrol {
  private readonly config: PdConfig;
  private switchedOn: readonly PdSchedulerName[];
  private book: StoreBook;
  private flow: RegionFlow;
  /** When PD first knew a Region with its present version: (version, monotonic µs). */
  private bornUs = new Map<RegionId, { readonly version: number; readonly atUs: number }>();
  /** Replicas wanted: as configured, or what the cluster was made with. */
  private maxReplicas = 0;
  private round = 0;
  private running = false;

  constructor(config: PdConfig) {
    this.config = config;
    this.switchedOn = config.schedulers;
    this.book = new StoreBook(config);
    this.flow = new RegionFlow(config.hotRegionOpsPerS);
  }

  /** In the order of {@link PD_SCHEDULERS}. */
  get on(): readonly PdSchedulerName[] {
    return PD_SCHEDULERS.filter((name) => this.switchedOn.includes(name));
  }

  get jointStateChecker(): boolean {
    return this.switchedOn.includes('joint-state-checker');
  }

  /** How many replicas Regions are made with: what PD keeps up where nothing else is configured. */
  bootstrap(replicas: number): void {
    this.maxReplicas = this.config.maxReplicas === 0 ? replicas : this.config.maxReplicas;
  }

  start(ctx: Context): void {
    this.book.start(ctx.monotonicUs());
    this.running = false;
    this.startRounds(ctx);
  }

  onSwitch(name: PdSchedulerName, on: boolean, ctx: Context): void {
    const others = this.switchedOn.filter((each) => each !== name);
    this.switchedOn = on ? [...others, name] : others;
    this.startRounds(ctx);
  }

  /** Costs nothing while all that looks at the whole cluster is off. */
  private startRounds(ctx: Context): void {
    const wanted = this.switchedOn.some((name) => name !== 'joint-state-checker');
    if (wanted && !this.running) {
      this.round++;
      this.arm(ctx);
    }
    this.running = wanted;
  }

  private arm(ctx: Context): void {
    const timer: PatrolTimer = { kind: 'pd.patrol', round: this.round };
    ctx.setTimer(this.config.patrolUs, timer);
  }

  onStoreHeartbeat(beat: StoreHeartbeat, ctx: Context): void {
    this.book.onHeartbeat(beat.store, ctx.monotonicUs());
  }

  onRegionHeartbeat(beat: RegionHeartbeat): void {
    this.flow.onHeartbeat(beat);
  }

  onTimer(
    timer: PatrolTimer,
    scheduler: Scheduler,
    records: Iterable<StoreRecord>,
    world: SchedulerWorld,
    ctx: Context,
  ): void {
    if (!this.running || timer.round !== this.round) return;
    this.arm(ctx);
    const rows = world.regions.table.all();
    const facts = this.book.facts(records, ctx.monotonicUs());
    this.noticeRegions(world, ctx.monotonicUs());
    const view = (): ClusterView => this.view(facts, scheduler, world, ctx.monotonicUs());
    for (const [name, check] of CHECKERS) {
      if (!this.switchedOn.includes(name)) continue;
      for (const row of rows) {
        // An operator that began in this round may have taken the Region.
        if (scheduler.busyWith(row.region.id) !== '' || world.regions.table.byId(row.region.id) !== row)
          continue;
        const proposal = check(row, view(), this.config);
        if (proposal !== null) this.propose(proposal, scheduler, world, ctx);
      }
    }
    const rng = ctx.rng('patrol');
    for (const [name, balance] of SCHEDULERS) {
      if (!this.switchedOn.includes(name)) continue;
      const proposal = balance(view(), (count) => (count === 0 ? 0 : rng.below(count)));
      if (proposal !== null) this.propose(proposal, scheduler, world, ctx);
    }
  }

  private propose(proposal: Proposal, scheduler: Scheduler, world: SchedulerWorld, ctx: Context): void {
    if (scheduler.count(proposal.kind) >= this.limit(proposal.kind)) return;
    if (!scheduler.propose(proposal, world, ctx)) return;
    const { step } = proposal;
    if (!isOrder(step)) return;
    const nowUs = ctx.monotonicUs();
    if (step.type === 'move-peer') {
      this.book.changed('add', step.to, nowUs);
      this.book.changed('remove', step.from, nowUs);
    } else this.book.changed(step.type === 'add-peer' ? 'add' : 'remove', step.store, nowUs);
  }

  private limit(kind: OperatorKind): number {
    const { config } = this;
    switch (kind) {
      case 'leader':
        return config.leaderScheduleLimit;
      case 'region':
        return config.regionScheduleLimit;
      case 'replica':
        return config.replicaScheduleLimit;
      case 'merge':
        return config.mergeScheduleLimit;
      case 'hot-region':
        return config.hotRegionScheduleLimit;
      case 'admin':
      case 'joint':
        return Infinity;
    }
  }

  private noticeRegions(world: SchedulerWorld, nowUs: number): void {
    const known = this.bornUs;
    this.bornUs = new Map();
    for (const { region } of world.regions.table.all()) {
      const before = known.get(region.id);
      const same = before?.version === region.epoch.version;
      this.bornUs.set(region.id, same ? before : { version: region.epoch.version, atUs: nowUs });
    }
    for (const region of known.keys()) if (!this.bornUs.has(region)) this.flow.forget(region);
  }

  private view(
    stores: ClusterView['stores'],
    scheduler: Scheduler,
    world: SchedulerWorld,
    nowUs: number,
  ): ClusterView {
    return {
      nowUs,
      stores,
      regions: world.regions.table.all(),
      operators: scheduler.operators(),
      maxReplicas: this.maxReplicas,
      flow: (region) => this.flow.of(region),
      busy: (region) => scheduler.busyWith(region) !== '',
      mayChange: (kind, store) => this.book.mayChange(kind, store, nowUs),
      ageUs: (region) => nowUs - (this.bornUs.get(region)?.atUs ?? nowUs),
    };
  }

  clone(): Patrol {
    const copy = new Patrol(this.config);
    copy.switchedOn = this.switchedOn;
    copy.book = this.book.clone();
    copy.flow = this.flow.clone();
    copy.bornUs = new Map(this.bornUs);
    copy.maxReplicas = this.maxReplicas;
    copy.round = this.round;
    copy.running = this.running;
    return copy;
  }

  /** Which schedulers are on is on PD's disk; what it measured is not. */
  afterCrash(): Patrol {
    const next = new Patrol(this.config);
    next.switchedOn = this.switchedOn;
    next.maxReplicas = this.maxReplicas;
    next.round = this.round;
    return next;
  }
}
