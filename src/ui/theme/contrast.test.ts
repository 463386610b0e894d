import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { THEMES } from './theme.ts';
import type { Theme } from './theme.ts';

const CSS = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

/** Opaque colours of a theme, by token. */
function tokensOf(theme: Theme): ReadonlyMap<string, string> {
  const head = theme === 'light' ? '\n:root {' : `\n[data-theme='${theme}'] {`;
  const start = CSS.indexOf(head) + head.length;
  const block = CSS.slice(start, CSS.indexOf('}', start));
  return new Map(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

type Triple = readonly [number, number, number];

/** Red, green and blue of sRGB as amounts of light. */
function linear(hex: string): Triple {
  const part = (at: number) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
}

const dot = (a: Triple, b: Triple): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** Relative luminance as WCAG 2 defines it. */
function luminance(hex: string): number {
  return dot([0.2126, 0.7152, 0.0722], linear(hex));
}

function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const GROUNDS = ['paper', 'sea', 'panel', 'raised'];
const TEXTS = ['ink', 'ink-2', 'ink-3', 'accent', 'warn', 'bad', 'ok'];
/** Marks and lines that carry meaning. */
const MARKS = ['water', 'deep', 's-1', 's-2', 's-3', 's-4'];
const LINES = ['line', 'hairline', 'shallow'];

/** Pairs that are too close, one line each. */
function tooClose(
  theme: Theme,
  names: readonly string[],
  grounds: readonly string[],
  least: number,
): string[] {
  const tokens = tokensOf(theme);
  return names.flatMap((name) =>
    grounds.flatMap((ground) => {
      const ratio = contrast(tokens.get(name) ?? '#000000', tokens.get(ground) ?? '#000000');
      return ratio < least ? [`--${name} on --${ground}: ${ratio.toFixed(2)}, at least ${least}`] : [];
    }),
  );
}

describe.each(THEMES)('the colours of the %s theme', (theme) => {
  it('are all there', () => {
    const tokens = tokensOf(theme);
    for (const name of [...GROUNDS, ...TEXTS, ...MARKS, ...LINES, 'on-ink', 'warn-soft', 'bad-soft'])
      expect(tokens.has(name), name).toBe(true);
  });

  it('let every text be read and every mark be seen', () => {
    const text = theme === 'contrast' ? 7 : 4.5;
    expect([
      ...tooClose(theme, TEXTS, GROUNDS, text),
      ...tooClose(theme, ['on-ink'], ['ink'], text),
      ...tooClose(theme, ['warn'], ['warn-soft'], 4.5),
      ...tooClose(theme, ['bad'], ['bad-soft'], 4.5),
      ...tooClose(theme, MARKS, GROUNDS, 3),
    ]).toEqual([]);
  });
});

/** What cone cells that are missing make of light: Machado, Oliveira and Fernandes 2009, severity 1, linear RGB in rows. */
const EYES: Readonly<Record<string, readonly Triple[]>> = {
  all: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** The colour as such eyes see it, in OKLab. */
function seen(hex: string, eyes: readonly Triple[]): Triple {
  const light = linear(hex);
  const [r = 0, g = 0, b = 0] = eyes.map((row) => Math.min(1, Math.max(0, dot(row, light))));
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

it.each(THEMES)('nothing in the %s theme looks like the red of problems, whoever looks', (theme) => {
  const tokens = tokensOf(theme);
  const alike = Object.entries(EYES).flatMap(([name, eyes]) =>
    ['accent', ...MARKS].flatMap((token) => {
      const one = seen(tokens.get(token) ?? '', eyes);
      const bad = seen(tokens.get('bad') ?? '', eyes);
      const apart = Math.hypot(...one.map((part, at) => part - (bad[at] ?? 0)));
      return apart >= 0.07 ? [] : [`--${token} for ${name} eyes: ${apart.toFixed(3)}`];
    }),
  );
  expect(alike).toEqual([]);
});

it('lines of the high-contrast theme can be seen by themselves', () => {
  expect(tooClose('contrast', LINES, GROUNDS, 3)).toEqual([]);
});
