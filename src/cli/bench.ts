import type { Result } from '../base/result.ts';
import { fail, ok } from '../base/result.ts';
import type { Report } from '../model/report.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import { didYouMean } from '../scenario/nearest.ts';
import type { Args } from './args.ts';
import { RAFT_BENCHES } from './bench-raft.ts';
import { benchOverhead } from './bench-overhead.ts';
import { firstLightBench, largeBench, writesBench } from './bench-scenarios.ts';
import { drive } from './drive.ts';
import type { Io } from './io.ts';
import type { BenchFigure, Parts } from './parts.ts';
import { median } from './stats.ts';
import { grouped, table } from './table.ts';

/** The run that seeks are measured on lasts so long; fewer seconds are for a quick look. */
const SEEK_BENCH_S = 600;
/** Medians need three; more only take longer. */
const RUNS_MIN = 3;
const RUNS_MAX = 101;

type Measure = (runs: number, io: Io, parts: Parts) => Promise<Result<readonly BenchFigure[]>>;

/** Every benchmark by its name; a new one is a line here. */
const BENCHES: Readonly<Record<string, Measure>> = {
  'first-light': (runs, io, parts) => scenarioBench('first-light', firstLightBench(), runs, io, parts),
  large: (runs, io, parts) => scenarioBench('large', largeBench(), runs, io, parts),
  writes: (runs, io, parts) => scenarioBench('writes', writesBench(), runs, io, parts),
  raft: raftBench,
};
/** The calibration is always measured; alone when it is named. */
const CALIBRATION = 'calibration';
/** What capture costs writers, in simulated time: its figures say nothing of this machine, so it runs only when named. */
const OVERHEAD = 'overhead';
/** What going back costs: takes minutes, so it runs only when named. */
const SEEK = 'seek';
export const BENCH_NAMES: readonly string[] = [CALIBRATION, ...Object.keys(BENCHES), OVERHEAD, SEEK];

/**
 * Measures how fast this machine runs Raftide. The calibration is a fixed loop of integer work, so that figures from
 * different machines can be compared: each rate is also given per unit of it.
 */
export async function benchCommand(args: Args, io: Io, parts: Parts): Promise<Result<number>> {
  const chosen = args.positional[0];
  const only = BENCH_NAMES.find((name) => name === chosen);
  if (chosen !== undefined && only === undefined)
    return fail(
      `no benchmark ${JSON.stringify(chosen)}${didYouMean(chosen, BENCH_NAMES)}; there are ${BENCH_NAMES.join(', ')}`,
    );
  const runsText = args.value('--runs') ?? String(RUNS_MIN);
  const runs = /^\d{1,3}$/.test(runsText) ? Number(runsText) : 0;
  if (runs < RUNS_MIN || runs > RUNS_MAX)
    return fail(
      `--runs: expected a whole number from ${RUNS_MIN} to ${RUNS_MAX}, got ${JSON.stringify(runsText)}`,
    );

  const secondsText = args.value('--seconds') ?? String(SEEK_BENCH_S);
  const seconds = /^\d{1,4}$/.test(secondsText) ? Number(secondsText) : 0;
  if (seconds < 1 || seconds > SEEK_BENCH_S)
    return fail(
      `--seconds: expected a whole number from 1 to ${SEEK_BENCH_S}, got ${JSON.stringify(secondsText)}`,
    );

  if (only === OVERHEAD) return benchOverhead(runs, args.has('--json'), io, parts);
  const calibration = median(Array.from({ length: runs }, () => calibrate(io.now)));
  const figures: BenchFigure[] = [{ name: CALIBRATION, value: calibration, unit: 'million steps/s' }];
  for (const [name, measure] of Object.entries(BENCHES)) {
    if (only !== undefined && only !== name) continue;
    io.err(`measuring ${name} …\n`);
    const measured = await measure(runs, io, parts);
    if (!measured.ok) return measured;
    figures.push(...measured.value);
  }
  if (only === SEEK) {
    const measured = await parts.benchSeek(io.now, seconds, (words) => io.err(`${words}\n`));
    if (!measured.ok) return measured;
    figures.push(...measured.value);
  }
  if (args.has('--json')) {
    await io.out(
      `${JSON.stringify({ runs, figures: figures.map((figure) => ({ ...figure, perCalibration: ratio(figure, calibration) })) })}\n`,
    );
  } else {
    const compared = figures.some((figure) => figure.etcd !== undefined);
    const head = [
      'benchmark',
      'median',
      'unit',
      'per calibration',
      ...(compared ? ['etcd 3.6', 'raft-rs 0.7'] : []),
    ];
    const rows = figures.map((figure) => [
      figure.name,
      number(figure.value),
      figure.unit,
      perCalibration(figure, calibration),
      ...(compared ? [other(figure.etcd), other(figure.raftRs)] : []),
    ]);
    await io.out(
      `${table([head, ...rows], [1, 3, 4, 5])}\nmedians of ${runs} runs${compared ? '; other libraries as measured on the machine of the facts' : ''}\n`,
    );
  }
  return ok(0);
}

async function raftBench(runs: number, _: Io, parts: Parts): Promise<Result<readonly BenchFigure[]>> {
  const figures: BenchFigure[] = [];
  for (const row of RAFT_BENCHES) {
    const figure = await parts.inFreshThread({ kind: 'raft-bench', row, runs });
    if (figure !== null) figures.push(figure);
  }
  return ok(figures);
}

async function scenarioBench(
  name: string,
  doc: ScenarioDoc,
  runs: number,
  io: Io,
  parts: Parts,
): Promise<Result<readonly BenchFigure[]>> {
  const reports = await repeat(doc, runs, io, parts);
  if (!reports.ok) return reports;
  const rate = (of: (report: Report) => number) =>
    median(reports.value.map((report) => of(report) / (Math.max(1, report.wallMs ?? 1) / 1_000)));
  return ok([
    { name: `${name}: engine events`, value: rate((report) => report.events), unit: 'events/s' },
    { name: `${name}: committed writes, 3 replicas`, value: rate(committedWrites), unit: 'writes/s' },
    { name: `${name}: simulated time`, value: rate((report) => report.simMs / 1_000), unit: 's/s' },
  ]);
}

/** Every write that a client got acknowledged is committed; the latency count is of writes alone. */
function committedWrites(report: Report): number {
  return report.latency.write?.count ?? 0;
}

/** The same run several times; a different fingerprint would make the figures meaningless, so it is an error. */
async function repeat(
  doc: ScenarioDoc,
  runs: number,
  io: Io,
  parts: Parts,
): Promise<Result<readonly Report[]>> {
  const reports: Report[] = [];
  // The first run compiles the code and is not counted.
  for (let i = 0; i <= runs; i++) {
    const report = await drive(doc, parts, io, { progress: false });
    if (!report.ok) return report;
    const first = reports[0];
    if (first !== undefined && first.fingerprint !== report.value.fingerprint) {
      return fail(`${doc.id}: two runs differ (${first.fingerprint} and ${report.value.fingerprint})`);
    }
    reports.push(report.value);
  }
  return ok(reports.slice(1));
}

const CALIBRATION_STEPS = 50_000_000;

/** Million steps of a fixed xorshift loop per second. */
function calibrate(now: () => number): number {
  const startedMs = now();
  let x = 0x2545f491;
  for (let i = 0; i < CALIBRATION_STEPS; i++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
  }
  // The sum keeps the loop from being optimised away; x is never 0.
  const steps = CALIBRATION_STEPS + (x === 0 ? 1 : 0);
  return steps / 1_000 / Math.max(1, now() - startedMs);
}

function ratio(figure: BenchFigure, calibration: number): number | null {
  return figure.name === CALIBRATION ? null : figure.value / calibration;
}

function perCalibration(figure: BenchFigure, calibration: number): string {
  const value = ratio(figure, calibration);
  return value === null ? '' : number(value);
}

function other(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : number(value);
}

function number(value: number): string {
  if (value >= 1_000) return grouped(Math.round(value));
  return value >= 10 ? value.toFixed(1) : value.toPrecision(3);
}
