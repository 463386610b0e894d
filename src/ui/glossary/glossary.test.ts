import { describe, expect, it } from 'vitest';
import { RULES } from '../../scenario/rules.ts';
import { libraryList } from '../../scenario/library/index.ts';
import { LANGUAGES } from '../strings/index.ts';
import { glossaryIn } from './meanings.ts';
import { findTerm, splitTerms } from './split.ts';
import { TERMS } from './terms.ts';
import type { Term } from './terms.ts';

const ALL: readonly Term[] = TERMS;

describe('the glossary', () => {
  it('names each thing once', () => {
    const names = ALL.flatMap(({ names, zh = [] }) => [...names, ...zh]).map((name) => name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(LANGUAGES.map(({ id }) => id))(
    'explains every term in %s, with a source and its neighbours',
    async (language) => {
      const { meanings, references } = await glossaryIn(language);
      expect(Object.keys(meanings).toSorted()).toEqual(ALL.map(({ id }) => id).toSorted());
      for (const { id } of ALL) {
        expect(meanings[id].length, id).toBeGreaterThan(12);
        expect(references[id].source.length, id).toBeGreaterThan(4);
        expect(references[id].see, id).not.toContain(id);
      }
    },
  );

  it('finds terms in sentences, the longest first, each once, words of plain speech never', () => {
    expect(splitTerms('The leader holds a leader lease; the leadership ends.')).toEqual([
      { text: 'The ', term: null },
      { text: 'leader', term: 'leader' },
      { text: ' holds a ', term: null },
      { text: 'leader lease', term: 'lease' },
      { text: '; the leadership ends.', term: null },
    ]);
    expect(splitTerms('No progress: nothing does match in store-1.').map(({ term }) => term)).toEqual([null]);
    expect(splitTerms('Region 2 的租约')).toEqual([
      { text: 'Region', term: 'region' },
      { text: ' 2 的', term: null },
      { text: '租约', term: 'lease' },
    ]);
  });

  it('offers a term once over sentences that stand together', () => {
    const seen = new Set<Term['id']>();
    expect(splitTerms('A leader.', seen).some(({ term }) => term === 'leader')).toBe(true);
    expect(splitTerms('Another leader.', seen).some(({ term }) => term === 'leader')).toBe(false);
  });

  it('loses no letter of any sentence of the page', () => {
    for (const text of [...RULES.map(({ words }) => words), ...libraryList().map(({ shows }) => shows)]) {
      expect(
        splitTerms(text)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(text);
    }
  });

  it('is asked by names as the inspector has them', () => {
    expect(findTerm('RegionEpoch')).toBe('epoch');
    expect(findTerm('checkpointTs')).toBe('checkpoint');
    expect(findTerm('nothing of the kind')).toBeNull();
  });
});
