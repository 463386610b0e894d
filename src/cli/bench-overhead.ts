import type { Result } from '../base/result.ts';
import { fail, ok } from '../base/result.ts';
import type { Report } from '../model/report.ts';
import { US_PER_S } from '../model/time.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import { libraryDoc } from '../scenario/library/index.ts';
import { drive } from './drive.ts';
import type { Io } from './io.ts';
import type { Parts } from './parts.ts';
import { median } from './stats.ts';
import { table } from './table.ts';

/**
 * What capture costs those who write: the load of the story `ycsb-a`, each thread as fast as it is answered, in three
 * builds of the same cluster. Simulated time: the figures are the same on every machine.
 */

/** Threads: enough that every store has writes of several clients in one turn. */
const THREADS = 32;
/** Simulated; a few thousand operations each. */
const RUN_US = 2 * US_PER_S;

const BUILDS = ['off', 'hlc', 'batch-tso'] as const;
type Build = (typeof BUILDS)[number];

const WORDS: Readonly<Record<Build, string>> = {
  off: 'capture off',
  hlc: 'generation A (HLC)',
  'batch-tso': 'generation B (batch TSO)',
};

/** What was aimed at, and what is claimed (facts 7.7, RFC 0083). */
const GOAL_PERCENT = 10;
const CLAIM_PERCENT = 3;

interface Figures {
  readonly opsPerS: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly beforeProposeMs: number;
}

export async function benchOverhead(
  seeds: number,
  json: boolean,
  io: Io,
  parts: Parts,
): Promise<Result<number>> {
  const measured: { readonly build: Build; readonly figures: Figures }[] = [];
  for (const build of BUILDS) {
    const reports: Report[] = [];
    for (let seed = 1; seed <= seeds; seed++) {
      io.err(`measuring ${WORDS[build]}, seed ${seed} of ${seeds} …\n`);
      const report = await drive(overheadDoc(build, seed), parts, io, { progress: false });
      if (!report.ok) return report;
      if (!report.value.ok) return fail(`${WORDS[build]}, seed ${seed}: a check was violated`);
      reports.push(report.value);
    }
    measured.push({ build, figures: figuresOf(reports) });
  }
  const base = measured[0]?.figures;
  if (base === undefined) return fail('nothing was measured');
  const rows = measured.map(({ build, figures }) => ({
    build,
    ...figures,
    throughputRatio: figures.opsPerS / base.opsPerS,
    p50Ratio: figures.p50Ms / base.p50Ms,
    p99Ratio: figures.p99Ms / base.p99Ms,
  }));
  if (json) {
    await io.out(
      `${JSON.stringify({ seeds, goalPercent: GOAL_PERCENT, claimPercent: CLAIM_PERCENT, rows })}\n`,
    );
    return ok(0);
  }
  const lines = rows.map((row) => [
    WORDS[row.build],
    row.opsPerS.toFixed(0),
    `${row.p50Ms.toFixed(3)} ms`,
    `${row.p99Ms.toFixed(3)} ms`,
    `${row.beforeProposeMs.toFixed(3)} ms`,
    row.throughputRatio.toFixed(3),
    row.p50Ratio.toFixed(3),
    row.p99Ratio.toFixed(3),
  ]);
  const head = [
    'YCSB A',
    'operations/s',
    'write p50',
    'write p99',
    'before propose p50',
    'throughput ratio',
    'p50 ratio',
    'p99 ratio',
  ];
  const verdicts = rows.filter((row) => row.build !== 'off').map(verdict);
  await io.out(
    `${table([head, ...lines], [1, 2, 3, 4, 5, 6, 7])}\n\nmedians of ${seeds} seeds; ${THREADS} threads, ${RUN_US / US_PER_S} simulated seconds, simulated time\n\n` +
      `${verdicts.join('\n')}\n\n${WHY}\n`,
  );
  return ok(0);
}

const WHY =
  'Why: a write of generation B takes two timestamps from the cache in memory and a memory lock before it is proposed, one of generation A one\n' +
  'timestamp; where somebody captures, the observer copies each applied write. These are microseconds (store.stampUs, guardUs, observeEntryUs),\n' +
  'modelled, beside two disk writes and a round trip. PD is not asked on the way of a write. Not modelled: that cores, caches and disks of a\n' +
  'store are shared with the endpoint, which is most of what the real measurements see. "Capture off" pays for neither timestamps nor capture.';

function verdict(row: {
  readonly build: Build;
  readonly throughputRatio: number;
  readonly p99Ratio: number;
}): string {
  const slower = (row.p99Ratio - 1) * 100;
  const lost = (1 - row.throughputRatio) * 100;
  const worst = Math.max(slower, lost);
  return (
    `${WORDS[row.build]}: p99 ${signed(slower)} %, throughput ${signed(-lost)} %: ` +
    `${worst < GOAL_PERCENT ? 'within' : 'NOT within'} the prototype's goal of less than ${GOAL_PERCENT} % regression, ` +
    `p99 ${slower < CLAIM_PERCENT ? 'within' : 'NOT within'} the ${CLAIM_PERCENT} % that the shipped system claims`
  );
}

function signed(percent: number): string {
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(2)}`;
}

function overheadDoc(build: Build, seed: number): ScenarioDoc {
  const story = libraryDoc('ycsb-a');
  if (story === null) throw new Error('the story ycsb-a is gone');
  const { config } = story;
  const off = build === 'off';
  return {
    ...story,
    id: `ycsb-a ${WORDS[build]}`,
    seed,
    beats: [],
    cluster: off ? { ...story.cluster, captures: [], recovery: null, changefeeds: [] } : story.cluster,
    config: {
      ...config,
      store: off ? { ...config.store, stampUs: 0, guardUs: 0, observeEntryUs: 0 } : config.store,
      causalTs: { ...config.causalTs, generation: build === 'hlc' ? 'hlc' : 'batch-tso' },
    },
    workload: story.workload.map((each) =>
      each.kind === 'ycsb'
        ? { ...each, threads: THREADS, targetOpsPerS: 0, endAtUs: each.startAtUs + RUN_US }
        : each,
    ),
    untilUs: 20 * US_PER_S,
    stopWhenDrained: !off,
  };
}

function figuresOf(reports: readonly Report[]): Figures {
  const of = (pick: (report: Report) => number | undefined): number =>
    median(reports.map((report) => pick(report) ?? NaN));
  return {
    opsPerS: of((report) => report.throughput?.opsPerS),
    p50Ms: of((report) => report.latency.write?.p50Ms),
    p99Ms: of((report) => report.latency.write?.p99Ms),
    beforeProposeMs: of((report) => report.latency.prePropose?.p50Ms),
  };
}
