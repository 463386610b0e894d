import type { Result } from '../base/result.ts';
import type { Engine } from '../engine/api.ts';
import type { TraceRecord } from '../model/trace.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import type { AnswerOf, Task } from './tasks.ts';

/** The engine as the headless runner uses it. */
export type HeadlessEngine = Pick<
  Engine,
  'at' | 'ended' | 'refusals' | 'onRecord' | 'advance' | 'report' | 'spaceTime'
>;

export interface CheckEntry {
  readonly id: string;
  readonly title: string;
  readonly words: string;
  readonly source: string;
  /** What a run must have for the check to judge anything; absent when every run has it. */
  readonly only?: string;
}

export interface BenchFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What etcd-io/raft and tikv/raft-rs did with the same load on the machine of the facts; null where nobody measured. */
  readonly etcd?: number | null;
  readonly raftRs?: number | null;
}

/** The rooms that the runner puts together; `main.ts` names the real ones. */
export interface Parts {
  createEngine(doc: ScenarioDoc, options: { readonly history: boolean }): Result<HeadlessEngine>;
  readonly checks: readonly CheckEntry[];
  runScriptText(
    name: string,
    text: string,
  ): { readonly passed: number; readonly failed: number; readonly differences: readonly string[] };
  /** Does one task on a thread that has done nothing else: what is measured there owes nothing to what came before. */
  inFreshThread<T extends Task>(task: T): Promise<AnswerOf<T>>;
  /** Threads that the machine runs at once. */
  readonly cpus: number;
  /** Does tasks on up to `jobs` threads; `onAnswer` hears of them in order, and ends the work with false. */
  runTasks<T extends Task>(
    tasks: readonly T[],
    jobs: number,
    onAnswer: (answer: AnswerOf<T>) => boolean,
  ): Promise<void>;
  /** What going back costs, on a run of so many simulated seconds; `note` is told how far it is. */
  benchSeek(
    now: () => number,
    seconds: number,
    note: (words: string) => void,
  ): Promise<Result<readonly BenchFigure[]>>;
  /** A record as one line for people. */
  describe(record: TraceRecord): string;
}
