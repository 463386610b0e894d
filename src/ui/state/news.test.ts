import { describe, expect, it } from 'vitest';
import type { Frame, MarkRow } from '../../model/frame.ts';
import { testFrame } from '../scene/testing.ts';
import { inOneBreath, newsBetween } from './news.ts';

const words = (before: Frame, after: Frame, marks: readonly MarkRow[] = [], known: readonly MarkRow[] = []) =>
  newsBetween({ frame: before, marks: known }, { frame: after, marks }).map((one) => one.words);

const START = testFrame();
const LATER: Frame = { ...START, at: START.at + 1_000_000 };

function led(frame: Frame, leader: number): Frame {
  return { ...frame, regions: frame.regions.map((row) => ({ ...row, leader })) };
}

describe('news', () => {
  it('is silent while nothing happens, and when time goes back', () => {
    expect(words(START, LATER)).toEqual([]);
    expect(words(LATER, led(START, 2))).toEqual([]);
  });

  it('tells who leads, and who does not any more', () => {
    const [first, ...rest] = LATER.regions;
    if (first === undefined) throw new Error('a Region');
    expect(words(START, { ...LATER, regions: [{ ...first, leader: 0 }, ...rest] })).toEqual([
      'Region 1 has no leader: an election follows.',
    ]);
    expect(words(START, { ...LATER, regions: [{ ...first, leader: 3 }, ...rest] })).toEqual([
      'Store 3 leads Region 1.',
    ]);
  });

  it('counts what would be a long list', () => {
    const many = testFrame(3, ['b', 'd', 'f', 'h', 'k', 'n', 'p']);
    const all = words(led(many, 1), led({ ...many, at: many.at + 1 }, 2));
    expect(all).toHaveLength(4);
    expect(all.at(-1)).toBe('5 more changes of leaders.');
  });

  it('tells a violation once, at once', () => {
    const check = { id: 'c', title: 'Leaders are single', evaluations: 1, violations: 0 };
    const held: Frame = { ...START, checks: [check] };
    const broken: Frame = { ...LATER, checks: [{ ...check, violations: 1 }], run: 'violated' };
    const news = newsBetween({ frame: held, marks: [] }, { frame: broken, marks: [] });
    expect(news).toEqual([
      { urgent: true, words: 'Violated: Leaders are single.' },
      { urgent: false, words: 'The run has ended: 1 check violated.' },
    ]);
    expect(words(broken, { ...broken, at: broken.at + 1 })).toEqual([]);
  });

  it('tells what was done, also while time stands still, and what was refused at once', () => {
    const done: MarkRow = { at: START.at, kind: 'command', words: 'kill store-1', command: 0 };
    expect(words(START, START, [done])).toEqual(['kill store-1.']);
    expect(words(START, START, [done], [done])).toEqual([]);
    const refused: MarkRow = { ...done, kind: 'refused', words: 'store-1 is down already' };
    expect(newsBetween({ frame: START, marks: [] }, { frame: START, marks: [refused] })).toEqual([
      { urgent: true, words: 'store-1 is down already.' },
    ]);
  });

  it('puts what waited into one breath', () => {
    const waiting = ['a', 'b', 'c', 'd', 'e'].map((letter) => ({ urgent: false, words: `${letter}.` }));
    expect(inOneBreath(waiting)).toBe('a. b. c. And 2 more.');
  });
});
