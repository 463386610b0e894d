import { BENCH_NAMES } from './bench.ts';

/** The commands, with how they are written and what they do. */
export interface CommandHelp {
  readonly name: string;
  readonly usage: string;
  readonly words: string;
}

const OVERRIDES =
  "[--until 60s] [--seed N] [--set path=value]… [--off RULE]… [--on RULE]… [--do 'at=5s splitRegion region=3']…";

export const COMMANDS: readonly CommandHelp[] = [
  { name: 'list', usage: 'list [--json]', words: 'the stories of the library' },
  {
    name: 'show',
    usage: `show <scenario> [--full] ${OVERRIDES}`,
    words: 'a scenario document as JSON; --full writes the defaults too',
  },
  { name: 'rules', usage: 'rules [--json]', words: 'the protocol rules that can be switched' },
  { name: 'checks', usage: 'checks [--json]', words: 'what is verified while a run goes on' },
  { name: 'faults', usage: 'faults [--json]', words: 'what can be broken' },
  { name: 'actions', usage: 'actions [--json]', words: 'what can be done' },
  {
    name: 'run',
    usage: `run <scenario> ${OVERRIDES} [--json] [--progress]`,
    words: 'runs to the end and prints a report',
  },
  {
    name: 'trace',
    usage: `trace <scenario> ${OVERRIDES} [--kinds raft.*,client.acked] [--format text|jsonl|perfetto|shiviz] [--progress]`,
    words: 'runs to the end and prints what happened; perfetto and shiviz are files for those tools',
  },
  {
    name: 'url',
    usage: `url <scenario> ${OVERRIDES} [--at 12.5s] [--sel region:3] [--base ADDRESS]`,
    words: 'the link that shows this run',
  },
  { name: 'open', usage: `open <link> ${OVERRIDES} [--json] [--progress]`, words: 'runs what a link says' },
  { name: 'raft-interaction', usage: 'raft-interaction <file>…', words: 'runs data-driven raft scripts' },
  {
    name: 'compare',
    usage: `compare <scenario> --a '--off RULE' --b '--set path=value' ${OVERRIDES} [--json] [--progress]`,
    words: 'the same arrivals, two variants, every figure side by side',
  },
  {
    name: 'sweep',
    usage: `sweep <scenario> --seeds 0..999 [--nemesis] [--shard i/n] [--jobs J] [--shrink] [--json] ${OVERRIDES}`,
    words:
      'many seeds, each failure as a link; --nemesis adds random faults and operations, then heals; --shrink makes a failure small',
  },
  {
    name: 'exhibit',
    usage: 'exhibit [RULE]… [--seeds 0..199] [--jobs J] [--json] [--progress]',
    words: 'the story of each protocol rule, with the rule and without it, on many seeds',
  },
  {
    name: 'import',
    usage: 'import pd --stores FILE --regions FILE',
    words: "a scenario like a real cluster, from the JSON of pd-ctl's store and region (or of PD's API)",
  },
  {
    name: 'raft-fuzz',
    usage: 'raft-fuzz [--seeds 0..9999] [--off RULE]… [--jobs J] [--json] [--progress]',
    words: 'random histories of the raft core under every fault; --off shows what a rule is for',
  },
  {
    name: 'bench',
    usage: 'bench [name] [--runs 3] [--seconds 600] [--json]',
    words: `the benchmarks: ${BENCH_NAMES.join(', ')}; overhead is what capture costs writers, in simulated time; seek, what going back costs (minutes)`,
  },
];

export function helpText(): string {
  const lines = COMMANDS.map((command) => `  ${command.usage}\n      ${command.words}`);
  return [
    'raftide: a TiKV-like system, whole and deterministic. Usage: npm run -s raftide -- <command>',
    '',
    ...lines,
    '',
    '<scenario> is a story of the library, a JSON file, or a link.',
    'Exit: 0 all good, 1 a check was violated or a comparison failed, 2 bad input.',
    '',
  ].join('\n');
}
