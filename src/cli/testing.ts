import { AssertionError } from '../base/assert.ts';
import { fail, ok } from '../base/result.ts';
import { CHECKS } from '../checks/index.ts';
import type { Refusal } from '../engine/api.ts';
import { createEngine } from '../engine/index.ts';
import type { Report } from '../model/report.ts';
import type { SpaceTime } from '../model/spacetime.ts';
import type { TraceRecord } from '../model/trace.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import { runCli } from './app.ts';
import { describeRecord } from './describe.ts';
import type { Io } from './io.ts';
import type { HeadlessEngine, Parts } from './parts.ts';
import type { AnswerOf, Task } from './tasks.ts';
import { doTask } from './tasks.ts';

/** An engine that moves in steps of a second and says in its report what it was asked to run. */
class FakeEngine implements HeadlessEngine {
  at = 0;
  ended = false;
  refusals: Refusal[] = [];
  onRecord: ((record: TraceRecord) => void) | null = null;
  private n = 0;

  constructor(
    readonly doc: ScenarioDoc,
    private readonly script: {
      readonly refuse?: string;
      readonly violated?: boolean;
      readonly throws?: boolean;
    },
  ) {}

  advance(until: number): { at: number; ended: boolean; handled: number } {
    if (this.script.throws === true) throw new AssertionError('a promise was broken');
    this.at = Math.min(until, this.at + 1_000_000);
    this.onRecord?.({
      n: this.n,
      at: this.at,
      by: 'store-1',
      item: this.n,
      cause: 0,
      event: { kind: 'raft.log-compacted', region: 1, store: 1, index: this.n++ },
    });
    this.onRecord?.({
      n: this.n,
      at: this.at,
      by: '',
      item: this.n,
      cause: 0,
      event: { kind: 'run.drained' },
    });
    for (const { at, ...action } of this.doc.commands) {
      if (at <= this.at && action.do === this.script.refuse && this.refusals.length === 0) {
        this.refusals = [{ id: 'c1', at, action, reason: 'Region 3 has no neighbour' }];
      }
    }
    this.ended = this.at >= this.doc.untilUs;
    return { at: this.at, ended: this.ended, handled: 2 };
  }

  spaceTime(from: number, to: number): SpaceTime {
    return { from, to, items: [], pending: [], notes: [], cut: false };
  }

  report(): Report {
    const violations = this.script.violated === true ? 1 : 0;
    return {
      scenario: this.doc.id,
      seed: this.doc.seed,
      simMs: this.at / 1_000,
      events: 1_234_567,
      wallMs: null,
      fingerprint: '0123456789abcdef',
      ok: violations === 0,
      checks: [
        {
          id: 'causality',
          evaluations: 10,
          violations,
          first: violations === 0 ? null : { atMs: 12, words: 'ts went back' },
        },
      ],
      workload: { issued: 5, acked: 4, failed: 0, unknown: 1 },
      latency: {
        write: { count: 4, p50Ms: 1.5, p95Ms: 2, p99Ms: 3, maxMs: 250 },
        read: null,
        prePropose: { count: 4, p50Ms: 0.27, p95Ms: 0.3, p99Ms: 0.3, maxMs: 0.3 },
        cdc: null,
        resolvedTsLag: null,
        checkpointLag: null,
      },
      throughput: { seconds: 2, opsPerS: 2, readsPerS: 0, writesPerS: 2 },
      downstream: { compared: 4, missing: 0, extra: 0, stale: 0, equal: true },
      traffic: { intraAzBytes: 500, crossAzBytes: 2_097_152, byKind: {} },
      operations: { splits: 1, merges: 0, transfers: 2, whileWriting: 3 },
      drained: true,
      incidents: [{ atMs: 8_000, words: 'store-2 was killed' }],
    };
  }
}

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly docs: readonly ScenarioDoc[];
}

/** Runs a command line with an engine that only counts seconds, unless it shall be `real`; tasks for threads are really done. */
export async function cli(
  argv: readonly string[],
  options: {
    files?: Record<string, string>;
    script?: ConstructorParameters<typeof FakeEngine>[1];
    build?: string;
    real?: boolean;
  } = {},
): Promise<Outcome> {
  let out = '';
  let err = '';
  let clock = 0;
  const docs: ScenarioDoc[] = [];
  const io: Io = {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    errIsTerminal: false,
    readFile: (path) =>
      Promise.resolve(
        options.files?.[path] === undefined
          ? { problem: 'there is no such file' }
          : { text: options.files[path] },
      ),
    now: () => (clock += 3_000),
  };
  const parts: Parts = {
    createEngine: (doc, wanted) => {
      docs.push(doc);
      if (options.real === true) return createEngine(doc, wanted);
      return options.build === undefined
        ? ok(new FakeEngine(doc, options.script ?? {}))
        : fail(options.build);
    },
    checks: CHECKS,
    runScriptText: (name, text) => ({
      passed: 2,
      failed: text === 'bad' ? 1 : 0,
      differences: text === 'bad' ? [`${name}:3: differs`] : [],
    }),
    inFreshThread: <T extends Task>(task: T) => {
      if (task.kind !== 'raft-bench') throw new Error('only rows of the benchmark are measured so');
      const figure = { name: `raft: ${task.row}`, value: 1_000, unit: 'entries/s' };
      return Promise.resolve(figure as AnswerOf<T>);
    },
    cpus: 1,
    runTasks: (tasks, _jobs, onAnswer) => {
      for (const task of tasks) if (!onAnswer(doTask(task))) break;
      return Promise.resolve();
    },
    benchSeek: (_now, seconds) => Promise.resolve(ok([{ name: 'seek: p99', value: seconds, unit: 'ms' }])),
    describe: describeRecord,
  };
  const code = await runCli(argv, io, parts);
  return { code, out, err, docs };
}
