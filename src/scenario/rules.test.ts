import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { holds, RULE_IDS, RULES, withRule } from './rules.ts';

/** Ids in quotes in the code of the simulated servers: those are the switches that something reads. */
function idsInSystems(): Set<string> {
  const root = new URL('../systems/', import.meta.url);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.includes('.test'),
  );
  const ids = new Set<string>();
  for (const file of files) {
    for (const match of readFileSync(new URL(file, root), 'utf8').matchAll(/'(R-[A-Z][A-Z-]*[A-Z])'/g))
      ids.add(match[1] ?? '');
  }
  return ids;
}

test('every rule of the catalogue is read by a simulated server, so that switching it off does something', () => {
  const read = idsInSystems();
  expect(RULE_IDS.filter((id) => !read.has(id))).toEqual([]);
});

test('every rule that a simulated server reads is in the catalogue, so that it can be switched off', () => {
  expect([...idsInSystems()].filter((id) => !RULE_IDS.includes(id))).toEqual([]);
});

test('no rule is there twice', () => {
  expect(new Set(RULE_IDS).size).toBe(RULE_IDS.length);
});

test('a switched rule holds or not, and switching it back leaves nothing behind', () => {
  for (const { id, initially } of RULES) {
    const before = { off: [] };
    expect(holds(before, id)).toBe(initially === 'on');
    const switched = withRule(before, id, initially === 'off');
    expect(holds(switched, id)).toBe(initially === 'off');
    expect(withRule(switched, id, initially === 'on')).toEqual(before);
  }
});
