import { expect, it } from 'vitest';
import { en } from './en/index.ts';
import { enLater } from './en/later.ts';

const sources = import.meta.glob<string>(['../../ui/**/*.{ts,tsx}', '../../app/**/*.{ts,tsx}', '!./**'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** What the code names, e.g. `map.down`, or a whole group where it looks a name up in it. */
function named(): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const text of Object.values(sources)) {
    const joined = text.replaceAll(/\s*\n\s*\./g, '.');
    for (const [, path = ''] of joined.matchAll(/\bsay\.(\w+(?:\.\w+)*)/g)) paths.add(path);
  }
  return paths;
}

/** Paths of leaves that are not named, nor anything above them or in them. */
function unspoken(said: unknown, path: string, spoken: ReadonlySet<string>): readonly string[] {
  if (spoken.has(path)) return [];
  if (typeof said === 'object' && said !== null) {
    return Object.entries(said).flatMap(([name, inner]) =>
      unspoken(inner, path === '' ? name : `${path}.${name}`, spoken),
    );
  }
  return [...spoken].some((each) => each.startsWith(`${path}.`)) ? [] : [path];
}

it('nothing is written for the page that the page never says', () => {
  const spoken = named();
  expect(spoken.size).toBeGreaterThan(300);
  expect(unspoken({ ...en, ...enLater }, '', spoken)).toEqual([]);
  expect(unspoken({ map: { down: '', nowhere: '' } }, '', spoken)).toEqual(['map.nowhere']);
});
