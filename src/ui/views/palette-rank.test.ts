import { describe, expect, it } from 'vitest';
import { rank } from './palette-rank.ts';

const LOSSY =
  'Lose messages on the link AZ 1 – Recovery site\tfault id=lossy-az-1-dr fault=lossy-link\tlinks';
const GLOSSARY = 'Glossary\tH\tpage';
const KILL = 'Kill store 2\tkill process=store-2\tprocesses';
const TRANSFER = 'Transfer leader of Region 2 to store 1\ttransferLeader region=2 store=1\tregions';

describe('rank', () => {
  it('does not take letters strewn over a line for a word', () => {
    expect(rank(LOSSY, 'glossary')).toBe(0);
    expect(rank(GLOSSARY, 'glossary')).toBe(1);
    expect(rank(TRANSFER, 'rules')).toBe(0);
  });

  it('puts the beginning before the middle, and the words before what stands behind them', () => {
    const sought = ['kill', 'store 2', 'ore 2', '2 kill', 'process=store-2', 'kill store-2'];
    const ranks = sought.map((text) => rank(KILL, text));
    expect(ranks).toEqual(ranks.toSorted((a, b) => b - a));
    expect(ranks.at(-1)).toBeGreaterThan(0);
    expect(rank(KILL, 'store 2')).toBeGreaterThan(rank(TRANSFER, 'store 2'));
  });

  it('fits everything as long as nothing is typed', () => {
    expect(rank(LOSSY, ' ')).toBe(1);
  });
});
