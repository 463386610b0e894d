import { expect, it } from 'vitest';
import { must } from './base/assert.ts';
import { createEngine } from './engine/index.ts';
import { libraryDoc } from './scenario/library/index.ts';
import { findTerm } from './ui/glossary/split.ts';

it('explains every term that the inspector names, of things and of messages', () => {
  const doc = must(libraryDoc('first-light'), 'first-light');
  const built = createEngine(doc, { history: false });
  if (!built.ok) throw new Error(built.error);
  const engine = built.value;
  const asked = new Set<string>();
  // While leaders are elected, and later while changes flow.
  for (const at of [1_200_000, 4_000_000]) {
    engine.advance(at);
    const { processes, regions, flights } = engine.frame();
    const refs = [
      ...regions.flatMap(({ id }) => [`region:${id}`, `peer:${id}@1`, `peer:${id}@2`]),
      ...processes.map(({ id }) => `process:${id}`),
      ...flights.map(({ id }) => `message:${id}`),
      'store:1',
      'capture:capture-a',
      'changefeed:cf-1',
    ];
    for (const ref of refs)
      for (const { term } of engine.inspect(ref)?.facts ?? []) if (term !== '') asked.add(term);
  }
  expect(asked.size).toBeGreaterThan(20);
  expect([...asked].filter((term) => findTerm(term) === null)).toEqual([]);
});
