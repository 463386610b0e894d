import type { Result } from '../base/result.ts';
import { fail, ok } from '../base/result.ts';

/** One word of action text: `name=value`, or a bare word (then `name` is empty). */
export interface Token {
  readonly name: string;
  readonly value: string;
  /** The value stood in quotes: it is text even if it looks like a number. */
  readonly quoted: boolean;
}

const BARE = /^[^\s"\\=]+$/;

/** Splits at blanks; a value may be in double quotes, with `\"`, `\\`, `\n` and `\t` inside. */
export function tokenize(source: string): Result<Token[]> {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    if (isBlank(source[at])) {
      at++;
      continue;
    }
    let name = '';
    const equals = /^[A-Za-z][A-Za-z0-9]*=/.exec(source.slice(at));
    if (equals !== null) {
      name = equals[0].slice(0, -1);
      at += equals[0].length;
    }
    if (source[at] === '"') {
      const end = closingQuote(source, at);
      if (end < 0) return fail(`the quote at character ${at + 1} is not closed`);
      tokens.push({ name, value: unescape(source.slice(at + 1, end)), quoted: true });
      at = end + 1;
      if (at < source.length && !isBlank(source[at]))
        return fail(`expected a blank after the quote at character ${at + 1}`);
      continue;
    }
    let end = at;
    while (end < source.length && !isBlank(source[end])) end++;
    if (name !== '' && end === at) return fail(`${name}: expected a value after "="`);
    tokens.push({ name, value: source.slice(at, end), quoted: false });
    at = end;
  }
  return ok(tokens);
}

/** A value as {@link tokenize} reads it back; text that could be taken for a number is quoted. */
export function quote(value: string | number): string {
  if (typeof value === 'number') return String(value);
  if (BARE.test(value) && !/^-?\d+$/.test(value)) return value;
  const escaped = value
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t');
  return `"${escaped}"`;
}

function closingQuote(source: string, open: number): number {
  for (let at = open + 1; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === '"') return at;
  }
  return -1;
}

function unescape(text: string): string {
  return text.replace(/\\(.)/gs, (_, char: string) => (char === 'n' ? '\n' : char === 't' ? '\t' : char));
}

function isBlank(char: string | undefined): boolean {
  return char === ' ' || char === '\t' || char === '\n' || char === '\r';
}
