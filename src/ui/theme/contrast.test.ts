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

/** Relative luminance as WCAG 2 defines it. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
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

it('lines of the high-contrast theme can be seen by themselves', () => {
  expect(tooClose('contrast', LINES, GROUNDS, 3)).toEqual([]);
});
