import type { Result } from '../base/result.ts';
import { fail, ok } from '../base/result.ts';
import { formatMoment } from '../model/time.ts';
import { formatTimed } from '../scenario/actions.ts';
import { encodeLink } from '../scenario/codec.ts';
import type { Args, FlagSpec } from './args.ts';
import { Counter } from './counter.ts';
import type { Io } from './io.ts';
import type { Parts } from './parts.ts';
import { readJobs, readSeeds } from './seeds.ts';
import { DEFAULT_BASE, loadSource, SCENARIO_FLAGS } from './source.ts';
import type { SweepAnswer, SweepTask } from './tasks.ts';

export const SWEEP_FLAGS: FlagSpec = {
  ...SCENARIO_FLAGS,
  '--seeds': 'value',
  '--nemesis': 'switch',
  '--shard': 'value',
  '--jobs': 'value',
  '--shrink': 'switch',
  '--base': 'value',
  '--json': 'switch',
  '--progress': 'switch',
};

interface Line {
  readonly seed: number;
  readonly failure: string;
  readonly words: string;
  readonly atMs: number;
  readonly commands: readonly string[];
  readonly link: string;
}

/** One scenario with many seeds; each failure becomes a link that replays it. */
export async function sweep(args: Args, io: Io, parts: Parts): Promise<Result<number>> {
  const text = args.value('--seeds');
  if (text === null) return fail('sweep: --seeds is missing; expected a range such as 0..999');
  if (args.value('--seed') !== null) return fail('sweep: --seed is for one run; here it is --seeds 0..999');
  const seeds = readSeeds(text);
  if (!seeds.ok) return seeds;
  const shard = readShard(args.value('--shard'));
  if (!shard.ok) return shard;
  const jobs = readJobs(args.value('--jobs'), parts.cpus);
  if (!jobs.ok) return jobs;
  const source = await loadSource(args.positional[0] ?? '', args, io);
  if (!source.ok) return source;
  const { doc } = source.value;

  const tasks: SweepTask[] = [];
  for (let seed = seeds.value.from; seed <= seeds.value.to; seed++) {
    if (seed % shard.value.of !== shard.value.index) continue;
    tasks.push({
      kind: 'sweep',
      doc: { ...doc, seed },
      nemesis: args.has('--nemesis'),
      shrink: args.has('--shrink'),
    });
  }
  const counter = new Counter(io, io.errIsTerminal || args.has('--progress'), tasks.length, 'seeds');
  const failed: SweepAnswer[] = [];
  let done = 0;
  let events = 0;
  let problem: string | null = null;
  await parts.runTasks(tasks, jobs.value, (answer) => {
    if (!answer.ok) {
      problem = answer.error;
      return false;
    }
    done++;
    events += answer.value.events;
    if (answer.value.failure !== null) failed.push(answer);
    counter.show(done, failed.length);
    return true;
  });
  counter.clear();
  if (problem !== null) return fail(problem);
  const base = (args.value('--base') ?? DEFAULT_BASE).replace(/#.*$/s, '');
  const lines: Line[] = [];
  for (const answer of failed) if (answer.ok) lines.push(await lineOf(answer.value, base));
  if (args.has('--json')) {
    await io.out(
      `${JSON.stringify({ scenario: doc.id, seeds: done, events, nemesis: args.has('--nemesis'), ok: lines.length === 0, failures: lines })}\n`,
    );
  } else {
    const text = lines.map(
      ({ seed, failure, words, atMs, commands, link }) =>
        `seed ${seed}: ${failure} at ${formatMoment(atMs * 1_000)}: ${words}\n` +
        (args.has('--shrink') ? commands.map((command) => `    ${command}\n`).join('') : '') +
        `    ${link}\n`,
    );
    await io.out(
      `${text.join('')}${done} ${done === 1 ? 'seed' : 'seeds'}, ${lines.length} ${lines.length === 1 ? 'failure' : 'failures'}\n`,
    );
  }
  return ok(lines.length === 0 ? 0 : 1);
}

async function lineOf(trial: Extract<SweepAnswer, { ok: true }>['value'], base: string): Promise<Line> {
  const { seed, failure, doc } = trial;
  if (failure === null || doc === null) throw new Error('a trial that did not fail has no line');
  const link = await encodeLink(doc, { at: failure.at, selection: null });
  return {
    seed,
    failure: failure.id,
    words: failure.words,
    atMs: failure.at / 1_000,
    commands: doc.commands.map(({ at, ...action }) => formatTimed({ at, action })),
    // Too much for one address: the document is printed by `sweep --json`'s commands.
    link: link.ok ? `${base}${link.value}` : link.error,
  };
}

function readShard(text: string | null): Result<{ readonly index: number; readonly of: number }> {
  if (text === null) return ok({ index: 0, of: 1 });
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(text);
  const index = Number(match?.[1]);
  const of = Number(match?.[2]);
  if (match === null || of < 1 || index >= of)
    return fail(`--shard: expected i/n with i from 0 to n − 1, such as 0/4, got ${JSON.stringify(text)}`);
  return ok({ index, of });
}
