/**
 * The file format of data-driven tests: commands with arguments and input, and the output they must give. Source:
 * facts/raft.md §11.
 *
 *     # comment
 *     command arg key=value key=(v1,v2)
 *     input lines
 *     ----
 *     expected output, up to a blank line
 */
import { fail, ok, type Result } from '../../base/result.ts';

/** One argument: `key`, `key=value` or `key=(v1,v2)`. */
export interface Argument {
  readonly key: string;
  readonly values: readonly string[];
}

/** One command with what it is given and what it must print. */
export interface Directive {
  /** Line of the command in the file, from 1. */
  readonly line: number;
  readonly command: string;
  readonly args: readonly Argument[];
  readonly input: string;
  /** Always ends with a newline unless empty. */
  readonly expected: string;
}

const SEPARATOR = '----';

/** Parses a whole file. The error names the line. */
export function parseScript(text: string): Result<readonly Directive[]> {
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  if (lines[lines.length - 1] === '') lines.pop();
  const directives: Directive[] = [];
  let at = 0;
  while (at < lines.length) {
    const start = at;
    let command = (lines[at++] as string).trim();
    if (command === '' || command.startsWith('#')) continue;
    while (command.endsWith('\\') && at < lines.length) {
      command = `${command.slice(0, -1)} ${(lines[at++] as string).trim()}`.trim();
    }
    const words = parseArguments(command);
    if (!words.ok) return fail(`line ${start + 1}: ${words.error}`);
    const input: string[] = [];
    while (at < lines.length && lines[at] !== SEPARATOR) input.push(lines[at++] as string);
    if (at === lines.length) return fail(`line ${start + 1}: no "${SEPARATOR}" after the command`);
    at++;
    const expected: string[] = [];
    if (lines[at] === SEPARATOR) {
      // Twice: the output may contain blank lines and ends at the next pair.
      at++;
      while (at < lines.length && !(lines[at] === SEPARATOR && lines[at + 1] === SEPARATOR)) {
        expected.push(lines[at++] as string);
      }
      if (at === lines.length)
        return fail(`line ${start + 1}: output opened by two "${SEPARATOR}" is not closed`);
      at += 2;
    } else {
      while (at < lines.length && (lines[at] as string).trim() !== '') expected.push(lines[at++] as string);
    }
    const [name, ...args] = words.value;
    directives.push({
      line: start + 1,
      command: (name as Argument).key,
      args,
      input: input.join('\n'),
      expected: expected.length === 0 ? '' : `${expected.join('\n')}\n`,
    });
  }
  return ok(directives);
}

/** Splits a command line; blanks inside parentheses belong to the value. The first argument is the command. */
function parseArguments(line: string): Result<readonly Argument[]> {
  const args: Argument[] = [];
  const word = /\s*([^\s=()]+)(?:=(\(([^()]*)\)|[^\s()]*))?(?=\s|$)/y;
  while (word.lastIndex < line.length) {
    const from = word.lastIndex;
    const match = word.exec(line);
    if (match === null) {
      return line.slice(from).trim() === '' ? ok(args) : fail(`cannot read "${line.slice(from).trim()}"`);
    }
    const [, key, value, list] = match;
    args.push({ key: key as string, values: valuesOf(value, list) });
  }
  return ok(args);
}

function valuesOf(value: string | undefined, list: string | undefined): readonly string[] {
  if (value === undefined) return [];
  if (list === undefined) return [value];
  const items = list.trim();
  return items === '' ? [] : items.split(',').map((item) => item.trim());
}
