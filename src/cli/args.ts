import type { Result } from '../base/result.ts';
import { fail, ok } from '../base/result.ts';
import { didYouMean } from '../scenario/nearest.ts';

/** How a flag is written: alone, with a value, or several times with a value each. */
export type FlagKind = 'switch' | 'value' | 'many';
export type FlagSpec = Readonly<Record<string, FlagKind>>;

export interface Args {
  readonly positional: readonly string[];
  has(flag: string): boolean;
  /** Its value; null when it was not given. */
  value(flag: string): string | null;
  all(flag: string): readonly string[];
}

/** Reads `word… --flag value --flag=value`; what stands after `--` is taken as it is. */
export function readArgs(argv: readonly string[], flags: FlagSpec): Result<Args> {
  const positional: string[] = [];
  const given = new Map<string, string[]>();
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? '';
    if (word === '--') {
      positional.push(...argv.slice(i + 1));
      break;
    }
    if (!word.startsWith('--')) {
      positional.push(word);
      continue;
    }
    const equals = word.indexOf('=');
    const flag = equals < 0 ? word : word.slice(0, equals);
    const kind = Object.hasOwn(flags, flag) ? flags[flag] : undefined;
    if (kind === undefined)
      return fail(
        `no flag ${flag}${didYouMean(flag, Object.keys(flags)) || ` here; there are ${Object.keys(flags).join(', ')}`}`,
      );
    if (kind === 'switch') {
      if (equals >= 0) return fail(`${flag}: takes no value`);
      given.set(flag, []);
      continue;
    }
    const value = equals < 0 ? argv[++i] : word.slice(equals + 1);
    if (value === undefined) return fail(`${flag}: a value is missing`);
    const values = given.get(flag) ?? [];
    if (kind === 'value' && values.length > 0) return fail(`${flag}: is given twice`);
    given.set(flag, [...values, value]);
  }
  return ok({
    positional,
    has: (flag) => given.has(flag),
    value: (flag) => given.get(flag)?.[0] ?? null,
    all: (flag) => given.get(flag) ?? [],
  });
}
