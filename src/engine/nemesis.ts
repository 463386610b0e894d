import { Rng } from '../base/rng.ts';
import type { FaultKind, FaultParam, FaultParams } from '../faults/index.ts';
import { FAULTS } from '../faults/index.ts';
import type { Action } from '../model/command.ts';
import type { Frame } from '../model/frame.ts';
import type { SimTime } from '../model/time.ts';
import { US_PER_MS, US_PER_S } from '../model/time.ts';
import type { ActionParam, ActionSpec } from '../scenario/actions.ts';
import { ACTIONS } from '../scenario/actions.ts';
import { parseAction } from '../scenario/parse-action.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import type { Engine } from './api.ts';

/** Trouble begins when the cluster has found itself. */
const FROM_US = US_PER_S;
const GAP_MIN_US = 100 * US_PER_MS;
const GAP_MAX_US = 900 * US_PER_MS;
/** Processes that may be away at once: with more, nothing would happen any more. */
const AWAY_MAX = 2;
const FAULTS_MAX = 3;
/** Draws until something possible comes up. */
const DRAWS_MAX = 8;
/** Of all moves, so many of a hundred end a fault or bring a process back: what heals is as worth trying as what hurts. */
const HEAL_PERCENT = 22;

/**
 * Not for chance: typed operations (the load is the workload's), and a second changefeed, which would be a second writer of
 * the same keys. `heal`, `restart` and `resume` have their share of their own.
 */
const APART: readonly string[] = [
  'put',
  'delete',
  'get',
  'createChangefeed',
  'heal',
  'restart',
  'resume',
  'fault',
];

/**
 * Faults and operations at random moments, drawn from the catalogues: a new fault or action takes part without an edit here.
 * What it does is carried out through the engine and so becomes part of the document: a link of it replays everything.
 */
export class Nemesis {
  private readonly rng: Rng;
  /** Trouble ends and everything is healed. */
  readonly untilUs: SimTime;
  nextAt: SimTime = FROM_US;
  private faults = 0;

  constructor(doc: ScenarioDoc) {
    this.rng = Rng.fromSeed(doc.seed).fork('nemesis');
    this.untilUs = endOfTrouble(doc);
  }

  /** One move at the cursor. */
  strike(engine: Engine): void {
    this.nextAt = engine.at + this.rng.between(GAP_MIN_US, GAP_MAX_US);
    const frame = engine.frame();
    for (let draw = 0; draw < DRAWS_MAX; draw++) {
      const action = this.draw(frame);
      if (action === null || engine.impossible(action) !== '') continue;
      if (engine.act(action).ok) return;
    }
  }

  /** Everything that is wrong is put right. */
  heal(engine: Engine): void {
    for (const action of healing(engine.frame())) engine.act(action);
  }

  private draw(frame: Frame): Action | null {
    const { rng } = this;
    const way = rng.below(100);
    if (way < HEAL_PERCENT) {
      const remedies = healing(frame);
      return remedies[rng.below(Math.max(1, remedies.length))] ?? null;
    }
    // Half of what hurts is a fault, whichever share of the catalogue they are.
    if (way < HEAL_PERCENT + 30) {
      if (frame.faults.length >= FAULTS_MAX) return null;
      const kind = FAULTS[rng.below(FAULTS.length)] as FaultKind;
      const id = `n${++this.faults}`;
      return { do: 'fault', id, fault: kind.id, with: this.faultParams(kind, frame) };
    }
    const specs = ACTIONS.filter((spec) => !APART.includes(spec.id));
    return this.action(specs[rng.below(specs.length)] as ActionSpec, frame);
  }

  private action(spec: ActionSpec, frame: Frame): Action | null {
    const words: string[] = [spec.id];
    for (const param of spec.params) {
      if (param.optional) continue;
      const value = this.actionValue(param, frame);
      if (value === null) return null;
      words.push(`${param.name}=${value}`);
    }
    const parsed = parseAction(words.join(' '));
    return parsed.ok && allowed(parsed.value, frame) ? parsed.value : null;
  }

  /** Null: nothing of this type is there, or chance has no business there. */
  private actionValue(param: ActionParam, frame: Frame): string | null {
    switch (param.type) {
      case 'region': {
        const regions = frame.regions.filter((region) => region.cluster === 'upstream');
        return this.one(regions.map((region) => String(region.id)));
      }
      case 'store': {
        const stores = frame.stores.filter((store) => store.cluster === 'upstream');
        return this.one(stores.map((store) => String(store.id)));
      }
      case 'process':
        return this.one(targets(frame));
      default:
        return null;
    }
  }

  private faultParams(kind: FaultKind, frame: Frame): FaultParams {
    const pairs = kind.params.map((param): [string, string | number] => [
      param.name,
      this.faultValue(param, frame),
    ]);
    return Object.fromEntries(pairs);
  }

  private faultValue(param: FaultParam, frame: Frame): string | number {
    const { rng } = this;
    const zones = frame.azs.map((az) => az.id);
    switch (param.type) {
      case 'az':
        return this.one(zones) ?? '';
      case 'process':
        return this.one(targets(frame)) ?? '';
      case 'endpoint':
        return this.one([...targets(frame), ...zones.map((zone) => `az:${zone}`)]) ?? '';
      case 'choice':
        return this.one(param.choices) ?? '';
      // From a quarter to four times what is usual.
      case 'duration':
        return Math.max(1, Math.floor((Number(param.standard ?? US_PER_MS) * rng.between(1, 16)) / 4));
      case 'offset':
        return Math.floor((Number(param.standard ?? US_PER_MS) * rng.between(-8, 8)) / 4);
      case 'number':
        return rng.between(param.min, Math.min(param.max, param.min + 100));
    }
  }

  private one<T>(all: readonly T[]): T | null {
    const draw = this.rng.below(Math.max(1, all.length));
    return all[draw] ?? null;
  }
}

/** Trouble fills the first half of a run; the second is for healing and draining. */
export function endOfTrouble(doc: ScenarioDoc): SimTime {
  return Math.max(FROM_US, Math.floor(doc.untilUs / 2));
}

/** Who can be hurt: everybody but the clients, whose crash says nothing of the system. */
function targets(frame: Frame): readonly string[] {
  return frame.processes.filter((row) => row.kind !== 'client').map((row) => row.id);
}

function allowed(action: Action, frame: Frame): boolean {
  if (action.do !== 'kill' && action.do !== 'pause') return true;
  const row = frame.processes.find((each) => each.id === action.process);
  // A writer that wakes up after its lease has run out does harm in the real system too (facts cdc B-59).
  if (action.do === 'pause' && row?.kind === 'capture') return false;
  return frame.processes.filter((each) => each.health !== 'up').length < AWAY_MAX;
}

/** What ends every fault and brings everybody back. */
function healing(frame: Frame): readonly Action[] {
  const heals = frame.faults.map((fault): Action => ({ do: 'heal', id: fault.id }));
  const back = frame.processes
    .filter((row) => row.health !== 'up')
    .map((row): Action => ({ do: row.health === 'down' ? 'restart' : 'resume', process: row.id }));
  return [...heals, ...back];
}
