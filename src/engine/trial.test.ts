import { describe, expect, test } from 'vitest';
import { must } from '../base/assert.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import { libraryDoc } from '../scenario/library/index.ts';
import { createEngine } from './index.ts';
import { shrink } from './shrink.ts';
import { runTrial } from './trial.ts';

const S = 1_000_000;

function docOf(seed: number, off: readonly string[]): ScenarioDoc {
  const doc = must(libraryDoc('nemesis-tikv'), 'the story');
  return { ...doc, seed, rules: { off: [...off] }, untilUs: 40 * S };
}

function trialOf(doc: ScenarioDoc, nemesis: boolean) {
  const trial = runTrial(doc, { nemesis });
  if (!trial.ok) throw new Error(trial.error);
  return trial.value;
}

describe('a trial under the nemesis', () => {
  test('does many different things, breaks nothing, and comes to rest', () => {
    const trial = trialOf(docOf(3, []), true);
    expect(trial.failure).toBeNull();
    expect(trial.commands).toBeGreaterThan(15);
    expect(trialOf(docOf(3, []), true).fingerprint).toBe(trial.fingerprint);
    expect(trialOf(docOf(4, []), true).fingerprint).not.toBe(trial.fingerprint);
  });

  test('a failure replays from its document, and shrinks to what it takes', () => {
    // Fails early: each attempt to shrink it is a short run.
    let seed = 1;
    let trial = trialOf(docOf(seed, ['R-SORT']), true);
    while ((trial.failure === null || trial.commands === 0) && seed < 8)
      trial = trialOf(docOf(++seed, ['R-SORT']), true);
    const failure = must(trial.failure, 'a failing seed');
    const doc = must(trial.doc, 'its document');

    const built = createEngine({ ...doc, stopOnViolation: true }, { history: false });
    if (!built.ok) throw new Error(built.error);
    built.value.advance(doc.untilUs);
    expect(built.value.refusals).toEqual([]);
    expect(built.value.violations[0]).toMatchObject({
      check: failure.id,
      words: failure.words,
      at: failure.at,
    });

    const small = shrink(doc, failure);
    expect(small.failure.id).toBe(failure.id);
    expect(small.doc.commands.length).toBeLessThan(doc.commands.length);
    expect(trialOf(small.doc, false).failure).toEqual(small.failure);
  });
});
