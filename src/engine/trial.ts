import { AssertionError } from '../base/assert.ts';
import type { Result } from '../base/result.ts';
import { ok } from '../base/result.ts';
import type { SimTime } from '../model/time.ts';
import { formatTimed } from '../scenario/actions.ts';
import type { ScenarioDoc, WorkloadSpec } from '../scenario/document.ts';
import type { Engine } from './api.ts';
import { createEngine } from './engine.ts';
import { endOfTrouble, Nemesis } from './nemesis.ts';

/** How a trial failed: a check that was violated, work that never came to an end, or a bug of the simulator itself. */
export interface Failure {
  /** Id of the check, `not-drained` or `assertion`. */
  readonly id: string;
  readonly words: string;
  readonly at: SimTime;
}

/** What became of one seed. */
export interface Trial {
  readonly seed: number;
  readonly failure: Failure | null;
  /** With every command that chance has added; replays the trial. Null when nothing failed. */
  readonly doc: ScenarioDoc | null;
  readonly events: number;
  readonly commands: number;
  /** Commands that were not possible, as text. */
  readonly refused: readonly string[];
  readonly fingerprint: string;
}

export interface TrialOptions {
  /** Random faults and operations in the first half of the run; the second half is for healing and draining. */
  readonly nemesis: boolean;
}

/**
 * Runs `doc` to its end, or to its first violation. With the nemesis, or where the document says that it stops when drained,
 * it must also come to rest: every write answered, every change arrived.
 */
export function runTrial(doc: ScenarioDoc, options: TrialOptions): Result<Trial> {
  const judged: ScenarioDoc = {
    ...doc,
    stopOnViolation: true,
    stopWhenDrained: doc.stopWhenDrained || options.nemesis,
    beats: [],
    ...(options.nemesis ? { workload: doc.workload.map((spec) => endingBy(spec, endOfTrouble(doc))) } : {}),
  };
  const built = createEngine(judged, { history: false });
  if (!built.ok) return built;
  const engine = built.value;
  let failure: Failure | null = null;
  try {
    if (options.nemesis) trouble(engine, new Nemesis(doc));
    engine.advance(judged.untilUs);
    failure = verdict(engine, judged);
  } catch (error) {
    if (!(error instanceof AssertionError)) throw error;
    failure = { id: 'assertion', words: error.message, at: engine.at };
  }
  const { doc: played } = engine;
  return ok({
    seed: doc.seed,
    failure,
    // As it was given, so that a library story keeps its short link.
    doc:
      failure === null
        ? null
        : { ...doc, workload: judged.workload, commands: played.commands, ...drainedWish(doc, judged) },
    events: engine.events,
    commands: played.commands.length,
    refused: engine.refusals.map(formatTimed),
    fingerprint: engine.fingerprint,
  });
}

/** A load without an end could never drain. */
function endingBy(spec: WorkloadSpec, endUs: SimTime): WorkloadSpec {
  if (!('endAtUs' in spec) || (spec.endAtUs !== 0 && spec.endAtUs <= endUs)) return spec;
  return { ...spec, endAtUs: endUs };
}

function drainedWish(doc: ScenarioDoc, judged: ScenarioDoc): Partial<ScenarioDoc> {
  return doc.stopWhenDrained === judged.stopWhenDrained ? {} : { stopWhenDrained: true };
}

function trouble(engine: Engine, nemesis: Nemesis): void {
  while (nemesis.nextAt < nemesis.untilUs) {
    engine.advance(nemesis.nextAt);
    if (engine.ended) return;
    nemesis.strike(engine);
  }
  engine.advance(nemesis.untilUs);
  if (!engine.ended) nemesis.heal(engine);
}

function verdict(engine: Engine, doc: ScenarioDoc): Failure | null {
  const violation = engine.violations[0];
  if (violation !== undefined) return { id: violation.check, words: violation.words, at: violation.at };
  if (doc.stopWhenDrained && !engine.drained) {
    return {
      id: 'not-drained',
      words: 'the run was healed and did not come to rest before its end',
      at: engine.at,
    };
  }
  return null;
}
