import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { must } from '../base/assert.ts';
import type { AnswerOf, Task } from './tasks.ts';
import { doTask } from './tasks.ts';

/** What makes a thread one of ours, and not one that somebody else runs this program in. */
const MARK = 'raftide job';

type Reply = { readonly answer: AnswerOf<Task> } | { readonly error: string };

/**
 * Does tasks on up to `jobs` threads, each the program at `program` again; one job is done on this thread. `onAnswer` hears of
 * each in the order of the tasks, so that what is printed does not depend on who was faster. False from it ends the work.
 */
export async function runTasks<T extends Task>(
  program: URL,
  tasks: readonly T[],
  jobs: number,
  onAnswer: (answer: AnswerOf<T>) => boolean,
): Promise<void> {
  if (jobs <= 1 || tasks.length <= 1) {
    for (const task of tasks) {
      if (!onAnswer(doTask(task))) return;
      // Signals and writers get their turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return;
  }
  const answers: (AnswerOf<T> | undefined)[] = Array.from({ length: tasks.length });
  let next = 0;
  let heard = 0;
  let ended = false;
  const work = (worker: Worker) =>
    new Promise<void>((resolve, reject) => {
      let doing = -1;
      const give = () => {
        if (ended || next >= tasks.length) {
          resolve();
          return;
        }
        doing = next++;
        worker.postMessage(tasks[doing]);
      };
      worker.on('error', reject);
      worker.on('message', (reply: Reply) => {
        if ('error' in reply) {
          reject(new Error(reply.error));
          return;
        }
        answers[doing] = reply.answer as AnswerOf<T>;
        for (let answer = answers[heard]; answer !== undefined && !ended; answer = answers[heard]) {
          answers[heard++] = undefined;
          ended = !onAnswer(answer);
        }
        give();
      });
      give();
    });
  const workers = Array.from(
    { length: Math.min(jobs, tasks.length) },
    () => new Worker(program, { workerData: MARK }),
  );
  try {
    await Promise.all(workers.map(work));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Does one task on a thread that has done nothing else. */
export async function inFreshThread<T extends Task>(program: URL, task: T): Promise<AnswerOf<T>> {
  const worker = new Worker(program, { workerData: MARK });
  try {
    return await new Promise<AnswerOf<T>>((resolve, reject) => {
      worker.on('error', reject);
      worker.on('message', (reply: Reply) => {
        if ('error' in reply) reject(new Error(reply.error));
        else resolve(reply.answer as AnswerOf<T>);
      });
      worker.postMessage(task);
    });
  } finally {
    await worker.terminate();
  }
}

/** In a thread of {@link runTasks}: does what it is handed. False anywhere else. */
export function serveTasks(): boolean {
  if (isMainThread || workerData !== MARK) return false;
  const port = must(parentPort, 'the port of a worker thread');
  port.on('message', (task: Task) => {
    let reply: Reply;
    try {
      reply = { answer: doTask(task) };
    } catch (error) {
      reply = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
    port.postMessage(reply);
  });
  return true;
}
