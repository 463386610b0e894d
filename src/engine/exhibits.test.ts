import { describe, expect, test } from 'vitest';
import type { ScenarioDoc } from '../scenario/document.ts';
import { libraryDoc } from '../scenario/library/index.ts';
import { RULES, withRule } from '../scenario/rules.ts';
import { setPaths } from '../scenario/set.ts';
import { violatedIn } from './index.ts';

/**
 * Each protocol rule with a story, on the story's own seed: with the rule the story runs well, without it one of the
 * checks that guard the rule is violated. `npm run -s raftide -- exhibit` does it on 200 seeds.
 */
const TIMEOUT_MS = 60_000;

const exhibits = RULES.filter((rule) => rule.story !== '' && rule.guards.length > 0);
const stories = [...new Set(exhibits.map((rule) => rule.story))];

/** Settings with which the real systems were once wrong, and what notices. */
const VARIANTS: readonly {
  readonly story: string;
  readonly set: readonly string[];
  readonly off: readonly string[];
  readonly guards: readonly string[];
}[] = [
  {
    story: 'h2-flush-too-late',
    set: ['config.causalTs.flushOn=leader'],
    off: [],
    guards: ['causality', 'stamped-under-leadership'],
  },
  {
    story: 'h3-flush-too-early',
    set: ['config.causalTs.flushOn=candidate'],
    off: [],
    guards: ['resolved-ts-safety'],
  },
];

function storyOf(id: string): ScenarioDoc {
  const doc = libraryDoc(id);
  if (doc === null) throw new Error(`no story ${id}`);
  return doc;
}

/** The checks that a run violates, the whole of it or until one of `wanted`. */
function violated(doc: ScenarioDoc, wanted: readonly string[] = []): readonly string[] {
  const found = violatedIn(doc, wanted);
  if (!found.ok) throw new Error(found.error);
  return found.value;
}

function without(doc: ScenarioDoc, rule: string): ScenarioDoc {
  return { ...doc, rules: withRule(doc.rules, rule, false) };
}

function withSettings(doc: ScenarioDoc, settings: readonly string[]): ScenarioDoc {
  const set = setPaths(doc, settings);
  if (!set.ok) throw new Error(set.error);
  return set.value;
}

describe.each(stories)('story %s', (id) => {
  test('holds with every rule', () => expect(violated(storyOf(id))).toEqual([]), TIMEOUT_MS);
});

describe.each(exhibits.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
  test(
    `switched off in ${rule.story}, is missed by a check that guards it`,
    () => {
      const { given = [] } = rule;
      const doc = given.length === 0 ? storyOf(rule.story) : withSettings(storyOf(rule.story), given);
      const guards = (checks: readonly string[]) => checks.filter((check) => rule.guards.includes(check));
      expect(guards(violated(without(doc, rule.id), rule.guards))).not.toEqual([]);
      if (given.length > 0) expect(guards(violated(doc))).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

describe.each(
  VARIANTS.map((variant) => [`${variant.story} with ${variant.set.join(' ')}`, variant] as const),
)('%s', (_, variant) => {
  test('is caught', () => {
    const doc = variant.off.reduce(without, withSettings(storyOf(variant.story), variant.set));
    expect(violated(doc, variant.guards).filter((check) => variant.guards.includes(check))).not.toEqual([]);
  });
});
