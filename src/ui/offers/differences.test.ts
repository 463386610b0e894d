import { expect, it } from 'vitest';
import type { Figure } from '../../model/figures.ts';
import { changeWords, differencesOf } from './differences.ts';

const figure = (name: string, a: number | null, b: number | null): Figure => ({
  name,
  a,
  b,
  ratio: a === null || b === null || a === 0 ? null : b / a,
});

it('puts what only one has first, then the largest change, and the same apart', () => {
  const { different, equal } = differencesOf([
    figure('same', 4, 4),
    figure('little', 100, 101),
    figure('lost', 3, null),
    figure('fourfold', 1, 4),
    figure('gone', 5, 0),
    figure('alike', null, null),
    figure('half', 10, 5),
  ]);
  expect(different.map(({ name }) => name)).toEqual(['lost', 'gone', 'fourfold', 'half', 'little']);
  expect(equal.map(({ name }) => name)).toEqual(['same', 'alike']);
});

it('says a change as a part or a multiple', () => {
  const words = ([a, b]: readonly [number, number]) => changeWords(figure('x', a, b));
  expect(
    (
      [
        [100, 112],
        [100, 101.26],
        [10, 34],
        [2, 90],
        [10, 6],
        [0, 5],
      ] as const
    ).map(words),
  ).toEqual(['+12 %', '+1.3 %', '×3.4', '×45', '−40 %', '']);
});
