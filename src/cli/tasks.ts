import type { FuzzReport, RuleId } from '../raft/fuzz.ts';
import { fuzz } from '../raft/fuzz.ts';

/** Random histories of the raft core, both ends of the range in it. */
export interface FuzzTask {
  readonly kind: 'raft-fuzz';
  readonly from: number;
  readonly to: number;
  readonly off: readonly RuleId[];
}

/** A piece of long work that another thread can do: plain data there and back. */
export type Task = FuzzTask;
export type AnswerOf<T extends Task> = T extends FuzzTask ? FuzzReport : never;

/** Does one task on this thread. */
export function doTask<T extends Task>(task: T): AnswerOf<T>;
export function doTask(task: Task): FuzzReport {
  return fuzz({ from: task.from, to: task.to + 1, off: task.off });
}
