import type { Result } from '../base/result.ts';
import { fail, ok } from '../base/result.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import { libraryDoc } from '../scenario/library/index.ts';
import { didYouMean } from '../scenario/nearest.ts';
import { RULES, withRule } from '../scenario/rules.ts';
import type { RuleSpec } from '../scenario/rules.ts';
import { setPaths } from '../scenario/set.ts';
import type { Args, FlagSpec } from './args.ts';
import { Counter } from './counter.ts';
import type { Io } from './io.ts';
import type { Parts } from './parts.ts';
import { readJobs, readSeeds } from './seeds.ts';
import type { Seeds } from './seeds.ts';
import { table } from './table.ts';
import type { ExhibitAnswer, ExhibitTask } from './tasks.ts';

export const EXHIBIT_FLAGS: FlagSpec = {
  '--seeds': 'value',
  '--jobs': 'value',
  '--json': 'switch',
  '--progress': 'switch',
};

const STANDARD_SEEDS = '0..199';

/** A rule with a story and guards: what can be shown. */
const EXHIBITS = RULES.filter((rule) => rule.story !== '' && rule.guards.length > 0);

/** The story of a rule on many seeds, with the rule and without it. */
interface Exhibit {
  readonly rule: string;
  readonly story: string;
  readonly guards: readonly string[];
  /** Runs with the rule, and the seeds among them in which something was violated all the same. */
  readonly on: { runs: number; readonly violated: { readonly seed: number; readonly checks: string }[] };
  /** Runs without the rule, the seeds among them on which no guard caught it, and what each check caught. */
  readonly off: { runs: number; readonly missed: number[]; readonly by: Record<string, number> };
}

/** Each protocol rule with its story, on and off, on many seeds: what the rule is for, and that it is enough. */
export async function exhibit(args: Args, io: Io, parts: Parts): Promise<Result<number>> {
  const seeds = readSeeds(args.value('--seeds') ?? STANDARD_SEEDS);
  if (!seeds.ok) return seeds;
  const jobs = readJobs(args.value('--jobs'), parts.cpus);
  if (!jobs.ok) return jobs;
  const rules = readRules(args.positional);
  if (!rules.ok) return rules;

  const exhibits: Exhibit[] = [];
  const tasks: ExhibitTask[] = [];
  const hear: ((seed: number, checks: readonly string[]) => void)[] = [];
  /** Several rules share a story: with all of them on, it runs once for each seed. */
  const shared = new Map<string, Exhibit['on']>();
  for (const rule of rules.value) {
    const docs = docsOf(rule);
    if (!docs.ok) return docs;
    const { given = [] } = rule;
    const key = [rule.story, ...given].join(' ');
    const known = shared.get(key);
    const on = known ?? { runs: 0, violated: [] };
    shared.set(key, on);
    const off: Exhibit['off'] = { runs: 0, missed: [], by: {} };
    exhibits.push({ rule: rule.id, story: rule.story, guards: rule.guards, on, off });
    for (let seed = seeds.value.from; seed <= seeds.value.to; seed++) {
      if (known === undefined) {
        tasks.push({ kind: 'exhibit', doc: { ...docs.value.on, seed }, wanted: [] });
        hear.push((at, checks) => {
          on.runs++;
          // With a fault of its own a system breaks more than what the rule guards.
          const bad = given.length === 0 ? checks : checks.filter((check) => rule.guards.includes(check));
          if (bad.length > 0) on.violated.push({ seed: at, checks: bad.join(', ') });
        });
      }
      tasks.push({ kind: 'exhibit', doc: { ...docs.value.off, seed }, wanted: rule.guards });
      hear.push((at, checks) => {
        off.runs++;
        if (!rule.guards.some((guard) => checks.includes(guard))) off.missed.push(at);
        for (const check of checks) off.by[check] = (off.by[check] ?? 0) + 1;
      });
    }
  }
  const violated = () => [...shared.values()].reduce((sum, on) => sum + on.violated.length, 0);
  const counter = counterOf(args, io, tasks.length);
  const problem = await runAll(tasks, jobs.value, parts, hear, (done) => counter.show(done, violated()));
  counter.clear();
  if (problem !== null) return fail(problem);
  const good = exhibits.every(isGood);
  await io.out(
    args.has('--json')
      ? `${JSON.stringify({ seeds: seeds.value, ok: good, exhibits })}\n`
      : `${textOf(exhibits, seeds.value)}\n`,
  );
  return ok(good ? 0 : 1);
}

/** Clean with the rule on every seed, and caught without it on at least one: chance may decide where the damage shows. */
function isGood({ on, off }: Exhibit): boolean {
  return on.violated.length === 0 && off.missed.length < off.runs;
}

function counterOf(args: Args, io: Io, all: number): Counter {
  return new Counter(io, io.errIsTerminal || args.has('--progress'), all, 'runs');
}

async function runAll(
  tasks: readonly ExhibitTask[],
  jobs: number,
  parts: Parts,
  hear: readonly ((seed: number, checks: readonly string[]) => void)[],
  note: (done: number) => void,
): Promise<string | null> {
  let problem: string | null = null;
  let done = 0;
  await parts.runTasks(tasks, jobs, (answer: ExhibitAnswer) => {
    if (!answer.ok) {
      problem = answer.error;
      return false;
    }
    hear[done]?.(tasks[done]?.doc.seed ?? 0, answer.value);
    note(++done);
    return true;
  });
  return problem;
}

function readRules(given: readonly string[]): Result<readonly RuleSpec[]> {
  const rules: RuleSpec[] = [];
  const ids = EXHIBITS.map((rule) => rule.id);
  for (const id of given) {
    const rule = EXHIBITS.find((each) => each.id === id);
    if (rule === undefined)
      return fail(`no rule ${JSON.stringify(id)} with a story${didYouMean(id, ids)}; try rules`);
    if (!rules.includes(rule)) rules.push(rule);
  }
  return ok(rules.length === 0 ? EXHIBITS : rules);
}

function docsOf({ id, story, given = [] }: RuleSpec): Result<{ on: ScenarioDoc; off: ScenarioDoc }> {
  const doc = libraryDoc(story);
  if (doc === null) return fail(`rule ${id}: there is no story ${JSON.stringify(story)}`);
  const on = given.length === 0 ? ok(doc) : setPaths(doc, given);
  if (!on.ok) return on;
  return ok({ on: on.value, off: { ...on.value, rules: withRule(on.value.rules, id, false) } });
}

function textOf(exhibits: readonly Exhibit[], seeds: Seeds): string {
  const rows = exhibits.map(({ rule, story, on, off }) => [
    rule,
    story,
    on.violated.length === 0 ? `clean on ${on.runs}` : `violated on ${on.violated.length} of ${on.runs}`,
    `caught on ${off.runs - off.missed.length} of ${off.runs}`,
    Object.entries(off.by)
      .map(([check, count]) => `${check} ${count}`)
      .join(', '),
  ]);
  const exceptions = exhibits.flatMap(({ rule, story, on, off }) => [
    ...(off.missed.length > 0 ? [`${rule}: no guard caught it on seed ${off.missed.join(', ')}`] : []),
    ...on.violated.map(({ seed, checks }) => `${story} with ${rule}, seed ${seed}: ${checks}`),
  ]);
  return [
    table([['rule', 'story', 'with it', 'without it', 'by'], ...rows]),
    ...exceptions,
    `${exhibits.length} ${exhibits.length === 1 ? 'rule' : 'rules'} on seeds ${seeds.from} to ${seeds.to}, ${exhibits.filter((each) => !isGood(each)).length} bad`,
  ].join('\n');
}
