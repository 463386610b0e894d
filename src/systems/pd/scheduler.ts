import type { ProcessId, RegionId, StoreId } from '../../model/ids.ts';
import type { Region } from '../../model/region.ts';
import { isJoint, sameEpoch } from '../../model/region.ts';
import type { Context } from '../../sim/actor.ts';
import type { OperatorKind, Proposal } from './cluster-view.ts';
import type { IdAllocator } from './id-allocator.ts';
import type { AdminRequest, Order, OperatorStep, OperatorStepFailed, Step } from './msg.ts';
import { OperatorBook, progress, refusal } from './operators.ts';
import type { Operator } from './operators.ts';
import { isOrder, planLeave, planOrder } from './placement.ts';
import type { RegionService } from './region-service.ts';

const STEP_BYTES = 160;

export interface OperatorTimer {
  readonly kind: 'pd.operator-timeout';
  readonly operator: number;
  /** Steps that were still to come after the one it watches. */
  readonly left: number;
}

/** A step that moves data may take this many times as long (PD: 10 min against 1 min). */
const SLOW_STEP_FACTOR = 10;

/** What the scheduler needs of the rest of PD. */
export interface SchedulerWorld {
  readonly regions: RegionService;
  readonly ids: IdAllocator;
  /** The joint state checker is on. */
  readonly leavesJointStates: boolean;
  processOf(store: StoreId): ProcessId | null;
}

/**
 * Turns requests into operators and sees them through.
 *
 * ```
 *   admin ──▶ refused (cancelled at once, with the reason)
 *     │
 *     ▼               heartbeat shows the effect
 *   running ─────────────────────────────────────▶ next step, or finished
 *     │  ▲ pushed to the leader at once and on each heartbeat
 *     └──┘
 *     │  timeout · the leader failed it · the Region changed in another way
 *     └──────────────────────────────────────────▶ cancelled
 * ```
 *
 * Operators live in memory, as in PD: a restart forgets them.
 */
export class Scheduler {
  private book: OperatorBook;
  private lastId: number;
  private readonly timeoutUs: number;

  constructor(timeoutUs: number, book = new OperatorBook(), lastId = 0) {
    this.timeoutUs = timeoutUs;
    this.book = book;
    this.lastId = lastId;
  }

  /** In order of creation. */
  operators(): readonly Operator[] {
    return this.book.all();
  }

  /** Why the request would be refused now; '' when it would not. */
  refusal(region: RegionId, step: Step | Order, world: SchedulerWorld): string {
    const involved = step.type === 'merge' ? [region, step.target.id] : [region];
    for (const id of involved) {
      const busy = this.book.of(id);
      if (busy !== null) return `Region ${id} is busy: ${busy.words}`;
    }
    return refusal(region, step, world.regions.table, (store) => world.processOf(store) !== null);
  }

  /** What is being done to the Region, in words; '' when nothing is. */
  busyWith(region: RegionId): string {
    return this.book.of(region)?.words ?? '';
  }

  /** Operators of one kind that are under way. */
  count(kind: OperatorKind): number {
    return this.book.all().filter((operator) => operator.kind === kind).length;
  }

  /** A checker or scheduler wants something; false when it cannot be begun. */
  propose(proposal: Proposal, world: SchedulerWorld, ctx: Context): boolean {
    const { region, step, words, kind } = proposal;
    const row = world.regions.table.byId(region);
    if (row === null || this.refusal(region, step, world) !== '') return false;
    const id = this.lastId + 1;
    const steps = this.planned(step, row.region, id, world);
    if (steps === null) return false;
    this.lastId = id;
    this.begin(id, kind, row.region, steps, words, world, ctx);
    return true;
  }

  onRemove(region: RegionId, ctx: Context): void {
    const operator = this.book.of(region);
    if (operator !== null) this.cancel(operator, 'removed by hand', ctx);
  }

  onAdmin(request: AdminRequest, world: SchedulerWorld, ctx: Context): void {
    const id = ++this.lastId;
    const { region, words } = request;
    const refused = this.refusal(region, request.step, world);
    const row = world.regions.table.byId(region);
    const steps = refused === '' && row !== null ? this.planned(request.step, row.region, id, world) : null;
    if (steps === null || row === null) {
      const reason = refused === '' ? 'no peer id is available yet' : refused;
      ctx.trace({ kind: 'pd.operator-cancelled', pd: ctx.self, operator: id, region, words, reason });
      return;
    }
    this.begin(id, 'admin', row.region, steps, words, world, ctx);
  }

  private begin(
    id: number,
    kind: OperatorKind,
    origin: Region,
    steps: readonly Step[],
    words: string,
    world: SchedulerWorld,
    ctx: Context,
  ): void {
    const [step, ...then] = steps;
    if (step === undefined) return;
    const operator: Operator = { id, kind, origin, step, then, words };
    this.book.add(operator);
    ctx.trace({ kind: 'pd.operator-created', pd: ctx.self, operator: id, region: origin.id, words });
    this.watch(operator, ctx);
    this.onRegion(origin.id, world, ctx);
  }

  /** Each step has its own time. */
  private watch(operator: Operator, ctx: Context): void {
    const { id, step, then } = operator;
    const timer: OperatorTimer = { kind: 'pd.operator-timeout', operator: id, left: then.length };
    const slow = step.type === 'change-peer' && step.change === 'add-learner' && then.length > 0;
    ctx.setTimer(this.timeoutUs * (slow ? SLOW_STEP_FACTOR : 1), timer);
  }

  /** The picture of this Region is new: go on with, finish, cancel or push again what concerns it. */
  onRegion(region: RegionId, world: SchedulerWorld, ctx: Context): void {
    let operator: Operator | null = this.book.of(region);
    if (operator === null) {
      this.checkJoint(region, world, ctx);
      return;
    }
    let now = progress(operator, world.regions.table);
    while (now.state === 'finished') {
      const following: readonly Step[] = operator.then;
      const [step, ...then] = following;
      const row = world.regions.table.byId(operator.origin.id);
      if (step === undefined || row === null) {
        this.finish(operator, ctx);
        return;
      }
      operator = { ...operator, origin: row.region, step, then };
      this.book.replace(operator);
      this.watch(operator, ctx);
      now = progress(operator, world.regions.table);
    }
    if (now.state === 'cancelled') this.cancel(operator, now.reason, ctx);
    else if (operator.origin.id === region) this.push(operator, world, ctx);
  }

  /** Nobody sees to a Region in a joint state: get it out (PD's joint state checker). */
  private checkJoint(region: RegionId, world: SchedulerWorld, ctx: Context): void {
    const row = world.regions.table.byId(region);
    if (!world.leavesJointStates || row === null || row.leaderStore === 0 || !isJoint(row.region)) return;
    const id = ++this.lastId;
    this.begin(
      id,
      'joint',
      row.region,
      planLeave(row.region, id),
      `lead Region ${region} out of its joint state`,
      world,
      ctx,
    );
  }

  onStepFailed(failed: OperatorStepFailed, ctx: Context): void {
    const operator = this.book.get(failed.operator);
    if (operator !== null) this.cancel(operator, failed.error, ctx);
  }

  onTimeout(timer: OperatorTimer, ctx: Context): void {
    const operator = this.book.get(timer.operator);
    if (operator !== null && operator.then.length === timer.left) this.cancel(operator, 'timed out', ctx);
  }

  clone(): Scheduler {
    return new Scheduler(this.timeoutUs, this.book.clone(), this.lastId);
  }

  /** For the PD that starts after this one crashed: operators are forgotten, their ids are not used again. */
  afterCrash(): Scheduler {
    return new Scheduler(this.timeoutUs, new OperatorBook(), this.lastId);
  }

  /** The steps, filled in with what only PD knows: the target's newest metadata, the id of a new peer. */
  private planned(
    step: Step | Order,
    region: Region,
    id: number,
    world: SchedulerWorld,
  ): readonly Step[] | null {
    if (!isOrder(step)) {
      const completed = this.completed(step, world);
      return completed === null ? null : [completed];
    }
    const peer = step.type === 'remove-peer' ? 0 : world.ids.allocatePeer();
    return peer === null ? null : planOrder(region, step, peer, id);
  }

  private completed(step: Step, world: SchedulerWorld): Step | null {
    if (step.type === 'merge') {
      const target = world.regions.table.byId(step.target.id);
      return target === null ? null : { type: 'merge', target: target.region };
    }
    if (step.type === 'change-peer' && step.change === 'add-learner' && step.peer === 0) {
      const peer = world.ids.allocatePeer();
      return peer === null ? null : { ...step, peer };
    }
    return step;
  }

  /** Sends the step to the leader. Once the Region changed (a merge was prepared) there is nothing left to ask. */
  private push(operator: Operator, world: SchedulerWorld, ctx: Context): void {
    const row = world.regions.table.byId(operator.origin.id);
    if (row === null || row.leaderStore === 0 || !sameEpoch(row.region.epoch, operator.origin.epoch)) return;
    const process = world.processOf(row.leaderStore);
    if (process === null) return;
    const message: OperatorStep = {
      kind: 'pd.operator-step',
      bytes: STEP_BYTES,
      operator: operator.id,
      region: operator.origin.id,
      epoch: row.region.epoch,
      step: operator.step,
    };
    ctx.send(process, message);
  }

  private finish(operator: Operator, ctx: Context): void {
    this.book.remove(operator);
    const { id, origin, words } = operator;
    ctx.trace({ kind: 'pd.operator-finished', pd: ctx.self, operator: id, region: origin.id, words });
  }

  private cancel(operator: Operator, reason: string, ctx: Context): void {
    this.book.remove(operator);
    const { id, origin, words } = operator;
    ctx.trace({
      kind: 'pd.operator-cancelled',
      pd: ctx.self,
      operator: id,
      region: origin.id,
      words,
      reason,
    });
  }
}
