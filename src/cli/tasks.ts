import { performance } from 'node:perf_hooks';
import type { Result } from '../base/result.ts';
import { ok } from '../base/result.ts';
import type { Trial } from '../engine/index.ts';
import { runTrial, shrink, violatedIn } from '../engine/index.ts';
import type { FuzzReport, RuleId } from '../raft/fuzz.ts';
import { fuzz } from '../raft/fuzz.ts';
import { benchRaft } from './bench-raft.ts';
import type { BenchFigure } from './parts.ts';
import type { ScenarioDoc } from '../scenario/document.ts';

/** Random histories of the raft core, both ends of the range in it. */
export interface FuzzTask {
  readonly kind: 'raft-fuzz';
  readonly from: number;
  readonly to: number;
  readonly off: readonly RuleId[];
}

/** One run of a scenario with its seed. */
export interface SweepTask {
  readonly kind: 'sweep';
  readonly doc: ScenarioDoc;
  readonly nemesis: boolean;
  /** A failure is made as small as possible. */
  readonly shrink: boolean;
}

/** One run of a rule's story, at most until one of the `wanted` checks is violated. */
export interface ExhibitTask {
  readonly kind: 'exhibit';
  readonly doc: ScenarioDoc;
  readonly wanted: readonly string[];
}

/** One row of the benchmark of the consensus core. */
export interface RaftBenchTask {
  readonly kind: 'raft-bench';
  readonly row: string;
  readonly runs: number;
}

/** A failure means that the cluster cannot be built. */
export type SweepAnswer = Result<Trial>;

/** Ids of the checks that were violated. */
export type ExhibitAnswer = Result<readonly string[]>;

/** A piece of long work that another thread can do: plain data there and back. */
export type Task = FuzzTask | SweepTask | ExhibitTask | RaftBenchTask;
export type AnswerOf<T extends Task> = T extends FuzzTask
  ? FuzzReport
  : T extends RaftBenchTask
    ? BenchFigure | null
    : T extends ExhibitTask
      ? ExhibitAnswer
      : SweepAnswer;

/** Does one task on this thread. */
export function doTask<T extends Task>(task: T): AnswerOf<T>;
export function doTask(task: Task): FuzzReport | SweepAnswer | ExhibitAnswer | BenchFigure | null {
  switch (task.kind) {
    case 'raft-fuzz':
      return fuzz({ from: task.from, to: task.to + 1, off: task.off });
    case 'raft-bench':
      return benchRaft(task.row, task.runs, () => performance.now());
    case 'exhibit':
      return violatedIn(task.doc, task.wanted);
    case 'sweep':
      return doSweep(task);
  }
}

function doSweep(task: SweepTask): SweepAnswer {
  const trial = runTrial(task.doc, { nemesis: task.nemesis });
  if (!trial.ok || !task.shrink) return trial;
  const { failure, doc } = trial.value;
  if (failure === null || doc === null) return trial;
  const small = shrink(doc, failure);
  return ok({ ...trial.value, failure: small.failure, doc: small.doc });
}
