import { describe, expect, it } from 'vitest';
import { must } from '../base/assert.ts';
import { libraryDoc } from './library/index.ts';
import { holds } from './rules.ts';
import { formatChanges, NO_CHANGES, parseChanges, splitWords, withChanges } from './variant.ts';

const doc = must(libraryDoc('first-light'), 'story');

describe('changes as text', () => {
  it.each([
    '--off R-SORT',
    '--set workload.threads=8 --set title="two words"',
    `--do 'at=5s put key=a value="it is"'`,
    '--on R-FENCE --off R-SORT,R-OBS',
  ])('%s reads as itself', (text) => {
    const changes = parseChanges(text);
    if (!changes.ok) throw new Error(changes.error);
    expect(parseChanges(formatChanges(changes.value))).toEqual(changes);
  });

  it('keeps words with both kinds of quotes together', () => {
    const value = `title=it's "so"`;
    const text = formatChanges({ ...NO_CHANGES, set: [value] });
    expect(splitWords(text)).toEqual({ ok: true, value: ['--set', value] });
  });

  it.each([
    ['--seed 5', 'expected --set, --on, --off or --do, got "--seed"'],
    ['--off', '--off: what comes behind it is missing'],
    [`--set 'a`, `a closing ' is missing`],
  ])('%s is refused: %s', (text, error) => {
    expect(parseChanges(text)).toEqual({ ok: false, error });
  });
});

describe('withChanges', () => {
  it('switches rules, sets fields and adds commands in order', () => {
    const changed = withChanges(doc, {
      set: ['workload.threads=3'],
      on: [],
      off: ['R-SORT'],
      do: ['at=0.5s kill process=store-2'],
    });
    if (!changed.ok) throw new Error(changed.error);
    expect(holds(changed.value.rules, 'R-SORT')).toBe(false);
    expect(changed.value.workload[0]?.threads).toBe(3);
    expect(changed.value.commands[0]).toEqual({ at: 500_000, do: 'kill', process: 'store-2' });
    expect(changed.value.seed).toBe(doc.seed);
  });

  it.each([
    [{ off: ['R-NONE'] }, '--off R-NONE: '],
    [{ set: ['workload.threads=-1'] }, '--set workload.threads=-1: '],
    [{ do: ['at=1s explode'] }, '--do "at=1s explode": no action'],
  ])('names the change that cannot be: %j', (changes, start) => {
    const failed = withChanges(doc, { ...NO_CHANGES, ...changes });
    expect(failed.ok ? '' : failed.error).toContain(start);
  });
});
