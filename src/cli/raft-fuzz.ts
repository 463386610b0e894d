import type { Result } from '../base/result.ts';
import { fail, ok } from '../base/result.ts';
import type { FuzzReport, HistoryReport, RuleId } from '../raft/fuzz.ts';
import { RULE_IDS } from '../raft/fuzz.ts';
import { didYouMean } from '../scenario/nearest.ts';
import type { Args, FlagSpec } from './args.ts';
import type { Io } from './io.ts';
import type { Parts } from './parts.ts';
import { Counter } from './counter.ts';
import { readJobs, readSeeds } from './seeds.ts';
import type { FuzzTask } from './tasks.ts';

export const RAFT_FUZZ_FLAGS: FlagSpec = {
  '--seeds': 'value',
  '--off': 'many',
  '--jobs': 'value',
  '--json': 'switch',
  '--progress': 'switch',
};

const STANDARD_SEEDS = '0..9999';
/** Small enough to keep all threads busy to the end, large enough not to be mostly talk between them. */
const SEEDS_PER_TASK = 50;
/** A broken variant breaks hundreds of histories; nobody reads on after this many. */
const SHOWN_MAX = 20;

/**
 * Random histories of the consensus core under every fault it must survive, checked at each step and then healed and
 * required to make progress (facts raft 16 to 18).
 */
export async function raftFuzz(args: Args, io: Io, parts: Parts): Promise<Result<number>> {
  const seeds = readSeeds(args.value('--seeds') ?? STANDARD_SEEDS);
  if (!seeds.ok) return seeds;
  const jobs = readJobs(args.value('--jobs'), parts.cpus);
  if (!jobs.ok) return jobs;
  const off = readRules(args.all('--off'));
  if (!off.ok) return off;
  const { from, to } = seeds.value;
  const tasks: FuzzTask[] = [];
  for (let at = from; at <= to; at += SEEDS_PER_TASK) {
    tasks.push({ kind: 'raft-fuzz', from: at, to: Math.min(to, at + SEEDS_PER_TASK - 1), off: off.value });
  }
  const counter = new Counter(io, io.errIsTerminal || args.has('--progress'), to - from + 1, 'histories');
  const sums = { histories: 0, committed: 0, terms: 0, confChanges: 0, snapshots: 0, reads: 0 };
  const broken: HistoryReport[] = [];
  await parts.runTasks(tasks, jobs.value, (report: FuzzReport) => {
    sums.histories += report.histories;
    sums.committed += report.committed;
    sums.terms += report.terms;
    sums.confChanges += report.confChanges;
    sums.snapshots += report.snapshots;
    sums.reads += report.reads;
    broken.push(...report.broken);
    counter.show(sums.histories, broken.length);
    return true;
  });
  counter.clear();
  const replay = (seed: number) =>
    ['raft-fuzz', `--seeds ${seed}`, ...off.value.map((rule) => `--off ${rule}`)].join(' ');
  if (args.has('--json')) {
    const violations = broken.map(({ seed, broken: property, message }) => ({
      seed,
      property,
      message,
      replay: replay(seed),
    }));
    await io.out(`${JSON.stringify({ ...sums, off: off.value, ok: broken.length === 0, violations })}\n`);
    return ok(broken.length === 0 ? 0 : 1);
  }
  const lines = broken
    .slice(0, SHOWN_MAX)
    .map(
      ({ seed, broken: property, message }) =>
        `seed ${seed}: ${property}: ${message}; replay: ${replay(seed)}`,
    );
  if (broken.length > SHOWN_MAX) lines.push(`… and ${broken.length - SHOWN_MAX} more`);
  lines.push(
    `${sums.committed} entries committed in ${sums.terms} terms, ${sums.confChanges} membership changes, ${sums.snapshots} snapshots, ${sums.reads} reads`,
    `${sums.histories} ${sums.histories === 1 ? 'history' : 'histories'}, ${broken.length} ${broken.length === 1 ? 'violation' : 'violations'}`,
  );
  await io.out(`${lines.join('\n')}\n`);
  return ok(broken.length === 0 ? 0 : 1);
}

function readRules(given: readonly string[]): Result<readonly RuleId[]> {
  const off: RuleId[] = [];
  for (const id of given.flatMap((text) => text.split(','))) {
    const rule = RULE_IDS.find((each) => each === id);
    if (rule === undefined) {
      return fail(
        `--off: no rule ${JSON.stringify(id)} of the raft core${didYouMean(id, RULE_IDS)}; there are ${RULE_IDS.join(', ')}`,
      );
    }
    if (!off.includes(rule)) off.push(rule);
  }
  return ok(off);
}
