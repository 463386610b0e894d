import type { Result } from '../base/result.ts';
import { fail, ok } from '../base/result.ts';
import type { Figure } from '../model/figures.ts';
import { figuresOf } from '../model/figures.ts';
import type { Report } from '../model/report.ts';
import { splitWords } from '../scenario/variant.ts';
import type { Args, FlagSpec } from './args.ts';
import { readArgs } from './args.ts';
import { drive } from './drive.ts';
import type { Io } from './io.ts';
import type { Parts } from './parts.ts';
import { loadSource, SCENARIO_FLAGS } from './source.ts';
import { table } from './table.ts';

export const COMPARE_FLAGS: FlagSpec = {
  ...SCENARIO_FLAGS,
  '--a': 'value',
  '--b': 'value',
  '--json': 'switch',
  '--progress': 'switch',
};

/** What a variant may change. Not the seed, nor the length: both see the same arrivals. */
const VARIANT_FLAGS: FlagSpec = { '--set': 'many', '--off': 'many', '--on': 'many', '--do': 'many' };

/** One scenario and seed, two variants, every figure of their reports side by side. */
export async function compare(args: Args, io: Io, parts: Parts): Promise<Result<number>> {
  const sides: { readonly flags: string; readonly report: Report }[] = [];
  for (const side of ['a', 'b'] as const) {
    const flags = args.value(`--${side}`);
    if (flags === null) return fail(`compare: --${side} is missing; expected flags such as '--off R-SORT'`);
    const variant = variantArgs(args, flags);
    if (!variant.ok) return fail(`--${side} ${JSON.stringify(flags)}: ${variant.error}`);
    const source = await loadSource(args.positional[0] ?? '', variant.value, io);
    if (!source.ok) return fail(`--${side}: ${source.error}`);
    const report = await drive(source.value.doc, parts, io, {
      progress: io.errIsTerminal || args.has('--progress'),
    });
    if (!report.ok) return fail(`--${side}: ${report.error}`);
    sides.push({ flags, report: report.value });
  }
  const [a, b] = sides;
  if (a === undefined || b === undefined) return fail('compare: two variants are needed');
  const figures = figuresOf(a.report, b.report);
  if (args.has('--json')) {
    const { scenario, seed } = a.report;
    await io.out(`${JSON.stringify({ scenario, seed, a, b, figures })}\n`);
  } else {
    await io.out(text(a, b, figures));
  }
  return ok(a.report.ok && b.report.ok ? 0 : 1);
}

/** The flags of both with those of the variant behind them. */
function variantArgs(args: Args, flags: string): Result<Args> {
  const words = splitWords(flags);
  if (!words.ok) return words;
  const own = readArgs(words.value, VARIANT_FLAGS);
  if (!own.ok) return own;
  if (own.value.positional.length > 0)
    return fail(`expected flags, got ${JSON.stringify(own.value.positional[0])}`);
  return ok({
    positional: args.positional,
    has: (flag) => args.has(flag),
    value: (flag) => args.value(flag),
    all: (flag) => [...args.all(flag), ...own.value.all(flag)],
  });
}

function text(
  a: { readonly flags: string; readonly report: Report },
  b: { readonly flags: string; readonly report: Report },
  figures: readonly Figure[],
): string {
  const head = [
    `${a.report.scenario}, seed ${a.report.seed}`,
    `a: ${a.flags === '' ? 'as it is' : a.flags}${verdict(a.report)}`,
    `b: ${b.flags === '' ? 'as it is' : b.flags}${verdict(b.report)}`,
  ];
  const rows = figures.map(({ name, a: x, b: y, ratio }) => [
    name,
    number(x),
    number(y),
    ratio === null ? '—' : ratio.toFixed(3),
  ]);
  return `${head.join('\n')}\n\n${table([['figure', 'a', 'b', 'b / a'], ...rows], [1, 2, 3])}\n`;
}

function verdict(report: Report): string {
  const broken = report.checks.filter((check) => check.violations > 0).map((check) => check.id);
  return broken.length === 0 ? '' : `  (violates ${broken.join(', ')})`;
}

function number(value: number | null): string {
  if (value === null) return '—';
  return Number.isInteger(value) ? String(value) : value.toFixed(3);
}
