import type { Result } from '../base/result.ts';
import { fail, ok } from '../base/result.ts';
import { parseTimed } from './parse-action.ts';
import { inOrder } from './commands.ts';
import type { ScenarioDoc } from './document.ts';
import { LIMITS } from './limits.ts';
import { parseScenario } from './parse.ts';
import { withRule } from './rules.ts';
import { setPaths } from './set.ts';
import { toSparse } from './sparse.ts';

/** What a variant of a run does differently. Not the seed, nor the length: both see the same arrivals. */
export interface Changes {
  /** `path=value`. */
  readonly set: readonly string[];
  /** Ids of rules, several with commas between them. */
  readonly on: readonly string[];
  readonly off: readonly string[];
  /** `at=5s kill process=store-1`. */
  readonly do: readonly string[];
}

const KINDS = ['set', 'on', 'off', 'do'] as const;

export const NO_CHANGES: Changes = { set: [], on: [], off: [], do: [] };

/** The document with the changes; fails with one line that names the change. */
export function withChanges(start: ScenarioDoc, changes: Changes): Result<ScenarioDoc> {
  let doc = start;
  if (changes.set.length > 0) {
    const set = setPaths(doc, changes.set);
    if (!set.ok) return fail(`--set ${changes.set.length === 1 ? `${changes.set[0]}: ` : ''}${set.error}`);
    doc = set.value;
  }
  for (const way of ['on', 'off'] as const) {
    for (const rule of changes[way]) {
      const rules = rule.split(',').reduce((set, id) => withRule(set, id, way === 'on'), doc.rules);
      const checked = parseScenario(toSparse({ ...doc, rules }));
      if (!checked.ok) return fail(`--${way} ${rule}: ${checked.error}`);
      doc = checked.value;
    }
  }
  for (const text of changes.do) {
    const command = parseTimed(text);
    if (!command.ok) return fail(`--do ${JSON.stringify(text)}: ${command.error}`);
    if (doc.commands.length >= LIMITS.commands) return fail(`--do: at most ${LIMITS.commands} commands`);
    doc = { ...doc, commands: inOrder([...doc.commands, { at: command.value.at, ...command.value.action }]) };
  }
  return ok(doc);
}

/** Reads `--off R-SORT --set workload.threads=8`, the flags of the headless runner. */
export function parseChanges(text: string): Result<Changes> {
  const words = splitWords(text);
  if (!words.ok) return words;
  const changes: Record<(typeof KINDS)[number], string[]> = { set: [], on: [], off: [], do: [] };
  for (let i = 0; i < words.value.length; i += 2) {
    const flag = words.value[i] ?? '';
    const value = words.value[i + 1];
    const kind = KINDS.find((each) => `--${each}` === flag);
    if (kind === undefined) return fail(`expected --set, --on, --off or --do, got ${JSON.stringify(flag)}`);
    if (value === undefined) return fail(`${flag}: what comes behind it is missing`);
    changes[kind].push(value);
  }
  return ok(changes);
}

/** Inverse of {@link parseChanges}. */
export function formatChanges(changes: Changes): string {
  return KINDS.flatMap((kind) => changes[kind].map((value) => `--${kind} ${quoted(value)}`)).join(' ');
}

function quoted(value: string): string {
  if (value !== '' && !/[\s"']/.test(value)) return value;
  // A word may change its quotes in the middle, as in a shell.
  return value
    .split("'")
    .map((part) => `'${part}'`)
    .join(`"'"`);
}

/** Words as a shell would split them: quotes keep spaces together. */
export function splitWords(text: string): Result<readonly string[]> {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (const char of text) {
    if (quote !== '') {
      if (char === quote) quote = '';
      else word = (word ?? '') + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (/\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      word = (word ?? '') + char;
    }
  }
  if (quote !== '') return fail(`a closing ${quote} is missing`);
  if (word !== null) words.push(word);
  return ok(words);
}
