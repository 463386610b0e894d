import { describe, expect, test } from 'vitest';
import { Limiter } from './limiter.ts';
import { balance, placeAbsent } from './schedulers.ts';
import { ReplicationSet } from './replication-set.ts';
import { divideRange, makeSpan } from './span.ts';
import type { Ts } from '../../model/ts.ts';

describe('dividing a range into spans', () => {
  test.each([
    ['', '', 1],
    ['', '', 2],
    ['', '', 3],
    ['', '', 26],
    ['', '', 99],
    ['c', 'h', 3],
    ['c', 'h', 99],
    ['key1', 'key9', 4],
    ['c', '', 2],
  ] as const)(
    '[%s, %s) in %i covers everything, without hole or overlap, and ascends',
    (startKey, endKey, count) => {
      const spans = divideRange(startKey, endKey, count);
      expect(spans[0]?.startKey).toBe(startKey);
      expect(spans.at(-1)?.endKey).toBe(endKey);
      for (let i = 1; i < spans.length; i++) {
        expect(spans[i]?.startKey).toBe(spans[i - 1]?.endKey);
        expect((spans[i]?.startKey ?? '') > (spans[i - 1]?.startKey ?? '')).toBe(true);
      }
      expect(spans.length).toBeLessThanOrEqual(count);
      expect(new Set(spans.map((span) => span.id)).size).toBe(spans.length);
    },
  );

  test('two spans meet in the middle of the alphabet', () => {
    expect(divideRange('', '', 2).map((span) => span.id)).toEqual(['[−∞, n)', '[n, +∞)']);
  });
});

describe('the limiter', () => {
  test('lets a burst through, then one per interval, and says how long to wait', () => {
    const limiter = new Limiter(100, 3);
    expect([0, 1, 2, 3].map((now) => limiter.allow(now))).toEqual([true, true, true, false]);
    expect(limiter.waitUs(3)).toBe(97);
    expect(limiter.allow(100)).toBe(true);
    expect(limiter.allow(199)).toBe(false);
    expect(limiter.allow(10_000)).toBe(true);
  });
});

describe('the schedulers (facts 4.6)', () => {
  const CAPTURES = ['a', 'b', 'c'];

  function set(name: string, primary: string | null): ReplicationSet {
    const made = new ReplicationSet(makeSpan(name, `${name}~`), 1 as Ts, 1 as Ts, true);
    const report = { state: 'Replicating', checkpoint: 1 as Ts, resolved: 1 as Ts } as const;
    if (primary !== null) made.rebuild([{ capture: primary, report }]);
    return made;
  }

  test('absent spans are dealt round', () => {
    const sets = ['1', '2', '3', '4'].map((name) => set(name, null));
    expect(placeAbsent(sets, CAPTURES).map(({ to }) => to)).toEqual(['a', 'b', 'c', 'a']);
    expect(placeAbsent([set('1', 'a')], CAPTURES)).toEqual([]);
    expect(placeAbsent(sets, [])).toEqual([]);
  });

  test('balance leaves nobody with more than his share, and moves no more than needed', () => {
    const sets = ['1', '2', '3', '4', '5'].map((name) => set(name, 'a'));
    expect(balance(sets, CAPTURES).map((move) => [move.set.span.startKey, move.to])).toEqual([
      ['5', 'b'],
      ['4', 'c'],
      ['3', 'b'],
    ]);
    expect(balance([set('1', 'a'), set('2', 'a'), set('3', 'b')], ['a', 'b'])).toEqual([]);
    expect(balance(sets, ['a'])).toEqual([]);
  });

  test('balance waits until every span is replicating', () => {
    expect(balance([set('1', 'a'), set('2', 'a'), set('3', null)], ['a', 'b'])).toEqual([]);
  });
});
