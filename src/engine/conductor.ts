import { Rng } from '../base/rng.ts';
import type { Action } from '../model/command.ts';
import type { ChangefeedId } from '../model/ids.ts';
import type { SimTime } from '../model/time.ts';
import type { ChangefeedSpec, ScenarioCommand, ScenarioDoc } from '../scenario/document.ts';
import type { World } from '../sim/world.ts';
import type { Refusal } from './api.ts';
import { fromTheStart } from './build.ts';
import { Churn } from './churn.ts';
import type { ActiveFault } from './perform.ts';
import { createChangefeed, faultOf, perform, wordsOf } from './perform.ts';
import { impossible } from './possible.ts';
import type { Situation } from './possible.ts';
import type { Progress } from './progress.ts';
import { liveCapture } from './servers.ts';

/** How soon a changefeed that nobody could be asked to create is tried again. */
const CREATE_RETRY_US = 100_000;

/** A changefeed that is created during the run. */
interface Awaited {
  readonly spec: ChangefeedSpec;
  /** Infinity while the moment it counts from has not come. */
  readonly dueAt: SimTime;
}

/**
 * What the document wants to happen, and when: changefeeds, churn, commands, in this order at one moment. It acts
 * from outside the world, after everything inside that is due at that moment.
 */
export class Conductor {
  /** Commands carried out or refused so far: a prefix of the document's. */
  executed = 0;
  faults: readonly ActiveFault[] = [];
  refusals: readonly Refusal[] = [];
  changefeeds: ReadonlySet<ChangefeedId>;
  private awaited: readonly Awaited[];
  private churns: Churn[];

  constructor(doc: ScenarioDoc, from: Conductor | null = null) {
    if (from !== null) {
      this.executed = from.executed;
      this.faults = from.faults;
      this.refusals = from.refusals;
      this.changefeeds = from.changefeeds;
      this.awaited = from.awaited;
      this.churns = from.churns.map((churn) => churn.clone());
      return;
    }
    const { changefeeds } = doc.cluster;
    this.changefeeds = new Set(changefeeds.map((changefeed) => changefeed.id));
    this.awaited = changefeeds
      .filter((spec) => !fromTheStart(spec))
      .map((spec) => ({ spec, dueAt: spec.after === undefined ? spec.atUs : Infinity }));
    const root = Rng.fromSeed(doc.seed);
    this.churns = doc.churn.map((spec, i) => new Churn(spec, root.fork(`churn/${i}/${spec.do}`)));
  }

  /** When something is due next, Infinity when nothing is. */
  nextAt(doc: ScenarioDoc): SimTime {
    let next = doc.commands[this.executed]?.at ?? Infinity;
    for (const { dueAt } of this.awaited) if (dueAt < next) next = dueAt;
    for (const churn of this.churns) if (churn.nextAt < next) next = churn.nextAt;
    return next;
  }

  /** Called with each record: true when a moment that a changefeed counts from has come just now. */
  follow(progress: Progress, now: SimTime): boolean {
    let found = false;
    for (const { spec, dueAt } of this.awaited)
      if (dueAt === Infinity && hasCome(spec, progress)) found = true;
    if (!found) return false;
    this.awaited = this.awaited.map((entry) =>
      entry.dueAt === Infinity && hasCome(entry.spec, progress)
        ? { spec: entry.spec, dueAt: now + entry.spec.atUs }
        : entry,
    );
    return true;
  }

  /** Does the one thing that is due first at `world.now`. */
  performNext(doc: ScenarioDoc, world: World, progress: Progress): void {
    const { now } = world;
    const due = this.awaited.find((entry) => entry.dueAt <= now);
    if (due !== undefined) {
      this.create(due, world);
      return;
    }
    const churn = this.churns.find((each) => each.nextAt <= now);
    if (churn !== undefined) {
      world.external(() => churn.tick(doc, world, progress.workloadsFinished));
      return;
    }
    const command = doc.commands[this.executed];
    if (command !== undefined && command.at <= now) this.execute(command, doc, world, progress);
  }

  situation(doc: ScenarioDoc, world: World): Situation {
    return { doc, world, activeFaults: this.faults.map((fault) => fault.id), changefeeds: this.changefeeds };
  }

  clone(doc: ScenarioDoc): Conductor {
    return new Conductor(doc, this);
  }

  private create(due: Awaited, world: World): void {
    if (liveCapture(world) === null) {
      const later = { spec: due.spec, dueAt: world.now + CREATE_RETRY_US };
      this.awaited = this.awaited.map((entry) => (entry === due ? later : entry));
      return;
    }
    this.awaited = this.awaited.filter((entry) => entry !== due);
    world.external(() => createChangefeed(due.spec, world));
  }

  private execute(command: ScenarioCommand, doc: ScenarioDoc, world: World, progress: Progress): void {
    this.executed++;
    const id = `c${this.executed}`;
    const action = actionOf(command);
    const reason = impossible(action, this.situation(doc, world));
    world.external(() => {
      if (reason !== '') {
        this.refusals = [...this.refusals, { id, at: world.now, action, reason }];
        world.trace('', { kind: 'command.refused', id, action: action.do, reason });
        return;
      }
      world.trace('', { kind: 'command.applied', id, action: action.do, words: wordsOf(action, world) });
      this.carryOut(action, doc, world, progress);
    });
  }

  private carryOut(action: Action, doc: ScenarioDoc, world: World, progress: Progress): void {
    if (action.do === 'fault') {
      const { id, fault } = action;
      const azs = doc.cluster.azs.map((az) => az.id);
      const { words, effects } = faultOf(action, azs);
      this.faults = [...this.faults, { id, fault, words, since: world.now }];
      world.trace('', { kind: 'fault.began', id, fault, words });
      world.beginFault(id, effects);
    } else if (action.do === 'heal') {
      const { id } = action;
      for (const { fault, words } of this.faults.filter((each) => each.id === id)) {
        world.trace('', { kind: 'fault.healed', id, fault, words });
      }
      this.faults = this.faults.filter((each) => each.id !== id);
      world.healFault(id);
    } else {
      if (action.do === 'createChangefeed') {
        this.changefeeds = new Set([...this.changefeeds, action.changefeed]);
        progress.expectChangefeed(action.changefeed);
      }
      if (action.do === 'removeChangefeed') {
        this.changefeeds = new Set([...this.changefeeds].filter((each) => each !== action.changefeed));
        progress.forgetChangefeed(action.changefeed);
      }
      perform(action, world);
    }
  }
}

function hasCome({ after }: ChangefeedSpec, progress: Progress): boolean {
  return after === 'first-puts' ? progress.firstPutsDone : after === 'workload' && progress.workloadsFinished;
}

/** The command without its moment. */
function actionOf(command: ScenarioCommand): Action {
  const { at: _at, ...action } = command;
  return action;
}
