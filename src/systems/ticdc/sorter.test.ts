import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RuleSet } from '../../model/config.ts';
import type { Ts } from '../../model/ts.ts';
import type { CdcRow } from '../tikv/msg.ts';
import { Sorter } from './sorter.ts';

const ALL_ON: RuleSet = { off: [] };

function row(key: string, ts: number, value: string | null = 'v'): CdcRow {
  return { key, value, ts: ts as Ts };
}

function drain(sorter: Sorter, rules: RuleSet): CdcRow[] {
  const out: CdcRow[] = [];
  for (let next = sorter.next(rules); next !== null; next = sorter.next(rules)) out.push(next);
  return out;
}

const inputs = fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 22 })), {
  maxLength: 80,
});

describe('the sorter', () => {
  test('emits in ts order, nothing above the gate, equal ts in order of arrival, and loses nothing (I-S1, I-S2)', () => {
    fc.assert(
      fc.property(inputs, (steps) => {
        const sorter = new Sorter();
        const out: CdcRow[] = [];
        steps.forEach(([ts, gate], i) => {
          sorter.push(row(`k${i}`, ts), ALL_ON);
          sorter.raiseGate(gate as Ts);
          const emitted = drain(sorter, ALL_ON);
          for (const each of emitted) expect(each.ts).toBeLessThanOrEqual(sorter.gateTs);
          for (let j = 1; j < emitted.length; j++) {
            const [a, b] = [emitted[j - 1], emitted[j]] as [CdcRow, CdcRow];
            const arrivals = [Number(a.key.slice(1)), Number(b.key.slice(1))] as const;
            expect(a.ts < b.ts || (a.ts === b.ts && arrivals[0] < arrivals[1])).toBe(true);
          }
          out.push(...emitted);
        });
        sorter.raiseGate(1_000 as Ts);
        out.push(...drain(sorter, ALL_ON));
        expect(out).toHaveLength(steps.length);
        expect(new Set(out.map((each) => each.key)).size).toBe(steps.length);
        expect(sorter.depth).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  test('a gate below the current one changes nothing', () => {
    const sorter = new Sorter();
    sorter.raiseGate(9 as Ts);
    sorter.raiseGate(3 as Ts);
    expect(sorter.gateTs).toBe(9);
  });

  test('R-SORT off: arrival order, and rows behind a later one stay although the gate passed them (B-50)', () => {
    const rules = { off: ['R-SORT'] };
    const sorter = new Sorter();
    for (const ts of [3, 9, 4]) sorter.push(row(`k${ts}`, ts), rules);
    sorter.raiseGate(5 as Ts);
    expect(drain(sorter, rules).map((each) => each.ts)).toEqual([3]);
    expect(sorter.depth).toBe(2);
  });

  test('R-SORT-GATE off: rows above the gate leave, before older ones that follow (B-51)', () => {
    const rules = { off: ['R-SORT-GATE'] };
    const sorter = new Sorter();
    sorter.push(row('k', 8), rules);
    expect(drain(sorter, rules).map((each) => each.ts)).toEqual([8]);
    sorter.push(row('k', 6), rules);
    expect(drain(sorter, rules).map((each) => each.ts)).toEqual([6]);
  });

  test('R-STABLE-TIE off: a put and a delete with one ts change places (B-53)', () => {
    const emitted = (rules: RuleSet) => {
      const sorter = new Sorter();
      sorter.push(row('k', 5, 'v'), rules);
      sorter.push(row('k', 5, null), rules);
      sorter.raiseGate(5 as Ts);
      return drain(sorter, rules).map((each) => each.value);
    };
    expect(emitted(ALL_ON)).toEqual(['v', null]);
    expect(emitted({ off: ['R-STABLE-TIE'] })).toEqual([null, 'v']);
  });

  test('a clone keeps its rows when the original lets them go', () => {
    const sorter = new Sorter();
    sorter.push(row('k', 5), ALL_ON);
    sorter.raiseGate(5 as Ts);
    const copy = sorter.clone();
    drain(sorter, ALL_ON);
    expect([sorter.depth, copy.depth, drain(copy, ALL_ON).length]).toEqual([0, 1, 1]);
  });
});
