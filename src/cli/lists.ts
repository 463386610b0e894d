import { FAULTS } from '../faults/index.ts';
import { ACTIONS } from '../scenario/actions.ts';
import { libraryList } from '../scenario/library/index.ts';
import { RULES } from '../scenario/rules.ts';
import type { RuleSpec } from '../scenario/rules.ts';
import type { Args } from './args.ts';
import type { Io } from './io.ts';
import type { Parts } from './parts.ts';
import { wrap } from './table.ts';

const WIDTH = 100;

/** An entry of a list for people: the id, then its lines indented. */
function entry(id: string, ...lines: readonly string[]): string {
  return [id, ...lines.filter((line) => line !== '').map((line) => `    ${wrap(line, WIDTH - 4, 4)}`)].join(
    '\n',
  );
}

function print(io: Io, args: Args, json: unknown, entries: readonly string[]): void {
  void io.out(args.has('--json') ? `${JSON.stringify(json, null, 2)}\n` : `${entries.join('\n')}\n`);
}

export function printLibrary(args: Args, io: Io): number {
  const stories = libraryList();
  print(
    io,
    args,
    stories,
    stories.map((story) => entry(story.id, story.title, story.shows)),
  );
  return 0;
}

function shownBy({ story, given = [], unseen }: RuleSpec): string {
  if (story === '') return unseen === undefined ? 'no story shows it' : `no story shows it: ${unseen}`;
  return `shown by ${[story, ...given.map((setting) => `--set ${setting}`)].join(' ')}`;
}

export function printRules(args: Args, io: Io): number {
  print(
    io,
    args,
    RULES,
    RULES.map((rule) =>
      entry(
        rule.id,
        rule.words,
        `${rule.initially === 'off' ? 'off by default; ' : ''}${rule.guards.length === 0 ? 'no check notices it' : `guarded by ${rule.guards.join(', ')}`}; ${shownBy(rule)}; ${rule.source}`,
      ),
    ),
  );
  return 0;
}

export function printChecks(args: Args, io: Io, parts: Parts): number {
  const checks = parts.checks.map(({ id, title, words, source, only }) => ({
    id,
    title,
    words,
    source,
    ...(only === undefined ? {} : { only }),
  }));
  print(
    io,
    args,
    checks,
    checks.map((check) =>
      entry(
        check.id,
        check.words,
        `${check.source}${check.only === undefined ? '' : `; only with ${check.only}`}`,
      ),
    ),
  );
  return 0;
}

export function printFaults(args: Args, io: Io): number {
  const faults = FAULTS.map(({ id, about, source, params, example }) => ({
    id,
    words: about,
    source,
    params: params.map(({ name, type, words, standard, choices }) => ({
      name,
      type,
      words,
      default: standard,
      ...(choices.length > 0 ? { choices } : {}),
    })),
    example: `fault id=f1 fault=${id} ${Object.entries(example)
      .map(([name, value]) => `${name}=${value}`)
      .join(' ')}`,
  }));
  print(
    io,
    args,
    faults,
    faults.map((fault) =>
      entry(
        fault.id,
        fault.words,
        ...fault.params.map(
          (param) =>
            `${param.name}: ${param.words}${param.default === null ? '' : ` (default ${param.default})`}`,
        ),
        fault.example,
      ),
    ),
  );
  return 0;
}

export function printActions(args: Args, io: Io): number {
  const actions = ACTIONS.map((action) => ({ ...action, source: 'facts cdc 8.3' }));
  print(
    io,
    args,
    actions,
    actions.map((action) =>
      entry(
        action.id,
        action.words,
        ...action.params.map(
          (param) => `${param.name}${param.optional ? ' (optional)' : ''}: ${param.words}`,
        ),
        action.example,
      ),
    ),
  );
  return 0;
}
