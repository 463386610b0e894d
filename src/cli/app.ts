import { AssertionError } from '../base/assert.ts';
import type { Result } from '../base/result.ts';
import { fail, ok } from '../base/result.ts';
import { encodeLink } from '../scenario/codec.ts';
import { didYouMean } from '../scenario/nearest.ts';
import { plain, toSparse } from '../scenario/sparse.ts';
import type { Args, FlagSpec } from './args.ts';
import { readArgs } from './args.ts';
import { benchCommand } from './bench.ts';
import { compare, COMPARE_FLAGS } from './compare.ts';
import { drive } from './drive.ts';
import { exhibit, EXHIBIT_FLAGS } from './exhibit.ts';
import { COMMANDS, helpText } from './help.ts';
import { IMPORT_FLAGS, importCommand } from './import.ts';
import type { Io } from './io.ts';
import { printActions, printChecks, printFaults, printLibrary, printRules } from './lists.ts';
import type { Parts } from './parts.ts';
import { RAFT_FUZZ_FLAGS, raftFuzz } from './raft-fuzz.ts';
import { reportText } from './report-text.ts';
import { DEFAULT_BASE, loadSource, readMoment, SCENARIO_FLAGS } from './source.ts';
import { sweep, SWEEP_FLAGS } from './sweep.ts';
import { traceCommand } from './trace.ts';

export const EXIT_OK = 0;
export const EXIT_FAILED = 1;
export const EXIT_BAD_INPUT = 2;

/** A raft script is a few hundred lines. */
const SCRIPT_BYTES = 4 * 1_048_576;

interface Command {
  readonly flags: FlagSpec;
  /** How many words follow the command: at least and at most. */
  readonly words: readonly [number, number];
  run(args: Args, io: Io, parts: Parts): number | Result<number> | Promise<number | Result<number>>;
}

const JSON_FLAG: FlagSpec = { '--json': 'switch' };
const RUN_FLAGS: FlagSpec = { ...SCENARIO_FLAGS, ...JSON_FLAG, '--progress': 'switch' };

const TABLE: Readonly<Record<string, Command>> = {
  list: { flags: JSON_FLAG, words: [0, 0], run: printLibrary },
  rules: { flags: JSON_FLAG, words: [0, 0], run: printRules },
  checks: { flags: JSON_FLAG, words: [0, 0], run: printChecks },
  faults: { flags: JSON_FLAG, words: [0, 0], run: printFaults },
  actions: { flags: JSON_FLAG, words: [0, 0], run: printActions },
  show: { flags: { ...SCENARIO_FLAGS, ...JSON_FLAG, '--full': 'switch' }, words: [1, 1], run: show },
  run: { flags: RUN_FLAGS, words: [1, 1], run },
  open: { flags: RUN_FLAGS, words: [1, 1], run: open },
  trace: {
    flags: { ...SCENARIO_FLAGS, '--kinds': 'value', '--format': 'value', '--progress': 'switch' },
    words: [1, 1],
    run: traceCommand,
  },
  url: {
    flags: { ...SCENARIO_FLAGS, '--at': 'value', '--sel': 'value', '--base': 'value' },
    words: [1, 1],
    run: url,
  },
  'raft-interaction': { flags: {}, words: [1, 10_000], run: raftInteraction },
  compare: { flags: COMPARE_FLAGS, words: [1, 1], run: compare },
  sweep: { flags: SWEEP_FLAGS, words: [1, 1], run: sweep },
  exhibit: { flags: EXHIBIT_FLAGS, words: [0, 1_000], run: exhibit },
  import: { flags: IMPORT_FLAGS, words: [1, 1], run: importCommand },
  'raft-fuzz': { flags: RAFT_FUZZ_FLAGS, words: [0, 0], run: raftFuzz },
  bench: {
    flags: { ...JSON_FLAG, '--runs': 'value', '--seconds': 'value' },
    words: [0, 1],
    run: benchCommand,
  },
};

/**
 * The headless runner: does what `argv` says and answers the exit code. Bad input is one line on stderr; only a bug
 * of Raftide itself shows where it happened.
 */
export async function runCli(argv: readonly string[], io: Io, parts: Parts): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined) return bad(io, 'a command is missing; try help');
  if (name === 'help' || name === '--help' || name === '-h') {
    await io.out(helpText());
    return EXIT_OK;
  }
  const command = Object.hasOwn(TABLE, name) ? TABLE[name] : undefined;
  if (command === undefined) {
    const names = Object.keys(TABLE);
    return bad(
      io,
      `no command ${JSON.stringify(name)}${didYouMean(name, names) || `; there are ${names.join(', ')}`}`,
    );
  }
  if (rest.includes('--help')) {
    const help = COMMANDS.find((entry) => entry.name === name);
    await io.out(`${help?.usage ?? name}\n    ${help?.words ?? ''}\n`);
    return EXIT_OK;
  }
  const args = readArgs(rest, command.flags);
  if (!args.ok) return bad(io, `${name}: ${args.error}`);
  const count = args.value.positional.length;
  if (count < command.words[0] || count > command.words[1]) {
    const usage = COMMANDS.find((entry) => entry.name === name)?.usage ?? name;
    return bad(
      io,
      `${name}: ${count < command.words[0] ? 'something is missing' : `too much: ${JSON.stringify(args.value.positional.at(-1))}`}; usage: ${usage}`,
    );
  }
  try {
    const result = await command.run(args.value, io, parts);
    if (typeof result === 'number') return result;
    return result.ok ? result.value : bad(io, result.error);
  } catch (error) {
    return await bug(error, name, args.value, io);
  }
}

async function show(args: Args, io: Io): Promise<Result<number>> {
  const source = await loadSource(args.positional[0] ?? '', args, io);
  if (!source.ok) return source;
  const { doc } = source.value;
  await io.out(`${JSON.stringify(args.has('--full') ? plain(doc) : toSparse(doc), null, 2)}\n`);
  return ok(EXIT_OK);
}

async function run(args: Args, io: Io, parts: Parts): Promise<Result<number>> {
  const source = await loadSource(args.positional[0] ?? '', args, io);
  if (!source.ok) return source;
  const report = await drive(source.value.doc, parts, io, {
    progress: io.errIsTerminal || args.has('--progress'),
  });
  if (!report.ok) return report;
  await io.out(args.has('--json') ? `${JSON.stringify(report.value)}\n` : reportText(report.value));
  return ok(report.value.ok ? EXIT_OK : EXIT_FAILED);
}

function open(args: Args, io: Io, parts: Parts): Promise<Result<number>> | Result<number> {
  const word = args.positional[0] ?? '';
  if (!word.includes('#/'))
    return fail(
      `open: expected a link such as ${DEFAULT_BASE}#/first-light?seed=7, got ${JSON.stringify(word)}`,
    );
  return run(args, io, parts);
}

async function url(args: Args, io: Io): Promise<Result<number>> {
  const source = await loadSource(args.positional[0] ?? '', args, io);
  if (!source.ok) return source;
  const at = readMoment('--at', args);
  if (!at.ok) return at;
  const selection = args.value('--sel');
  if (selection !== null && !/^[a-z][a-z-]*:[A-Za-z0-9@_.-]{1,128}$/.test(selection)) {
    return fail(`--sel: expected something like region:3, got ${JSON.stringify(selection)}`);
  }
  const { view } = source.value;
  const link = await encodeLink(source.value.doc, {
    at: at.value ?? view.at,
    selection: selection ?? view.selection,
  });
  if (!link.ok) return link;
  await io.out(`${(args.value('--base') ?? DEFAULT_BASE).replace(/#.*$/s, '')}${link.value}\n`);
  return ok(EXIT_OK);
}

async function raftInteraction(args: Args, io: Io, parts: Parts): Promise<Result<number>> {
  const scripts: { readonly path: string; readonly text: string }[] = [];
  for (const path of args.positional) {
    const file = await io.readFile(path, SCRIPT_BYTES);
    if ('problem' in file) return fail(`${path}: ${file.problem}`);
    scripts.push({ path, text: file.text });
  }
  let passed = 0;
  let failed = 0;
  for (const { path, text } of scripts) {
    const report = parts.runScriptText(path, text);
    passed += report.passed;
    failed += report.failed;
    for (const difference of report.differences) await io.out(`${difference}\n`);
  }
  await io.out(`${passed} passed, ${failed} failed\n`);
  return ok(failed === 0 ? EXIT_OK : EXIT_FAILED);
}

function bad(io: Io, line: string): number {
  io.err(`raftide: ${line.replaceAll(/\s*\n\s*/g, ' ')}\n`);
  return EXIT_BAD_INPUT;
}

/** A broken promise of our own: says so, with the link that reproduces it, and where it happened. */
async function bug(error: unknown, name: string, args: Args, io: Io): Promise<number> {
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const whose = error instanceof AssertionError ? 'the simulator is wrong here' : 'unexpected failure';
  io.err(`raftide: ${whose} (${name} ${args.positional.join(' ')}): ${what}\n`);
  const source = args.positional[0] === undefined ? null : await loadSource(args.positional[0], args, io);
  const link = source !== null && source.ok ? await encodeLink(source.value.doc) : null;
  if (link !== null && link.ok) io.err(`reproduce it with: ${DEFAULT_BASE}${link.value}\n`);
  return EXIT_FAILED;
}
