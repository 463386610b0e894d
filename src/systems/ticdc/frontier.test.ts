import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TS_MAX, TS_ZERO, type Ts } from '../../model/ts.ts';
import { SpanFrontier } from './frontier.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'.split('');
const WHOLE = { startKey: '', endKey: '' };

/** One timestamp for each of 27 points: '' and a … z. */
class Twin {
  readonly points = ['', ...LETTERS];
  readonly ts: number[] = this.points.map(() => 0);

  forward(startKey: string, endKey: string, ts: number): void {
    this.points.forEach((point, i) => {
      if (point >= startKey && (endKey === '' || point < endKey)) this.ts[i] = ts;
    });
  }

  min(startKey = '', endKey = ''): number {
    const inside = this.ts.filter((_, i) => {
      const point = this.points[i] ?? '';
      return point >= startKey && (endKey === '' || point < endKey);
    });
    return Math.min(...inside);
  }
}

const letter = fc.constantFrom('', ...LETTERS);
const forwards = fc.array(fc.tuple(letter, letter, fc.integer({ min: 1, max: 50 })), { maxLength: 60 });

describe('the span frontier', () => {
  test('agrees with one number per key on any sequence of forwards', () => {
    fc.assert(
      fc.property(forwards, letter, letter, (steps, from, to) => {
        const frontier = new SpanFrontier(WHOLE, TS_ZERO);
        const twin = new Twin();
        for (const [startKey, endKey, ts] of steps) {
          if (endKey !== '' && startKey >= endKey) continue;
          frontier.forward({ startKey, endKey }, ts as Ts);
          twin.forward(startKey, endKey, ts);
          expect(frontier.min).toBe(twin.min());
          expect(frontier.initialized).toBe(twin.min() > 0);
        }
        const slowest = frontier.slowest;
        expect(twin.min(slowest.startKey, slowest.endKey)).toBe(frontier.min);
        if (to === '' || from < to)
          expect(frontier.minIn({ startKey: from, endKey: to })).toBe(twin.min(from, to));
        const copy = frontier.clone();
        copy.forward(WHOLE, 99 as Ts);
        expect([copy.min, frontier.min]).toEqual([99, twin.min()]);
      }),
      { numRuns: 100 },
    );
  });

  test('a split keeps the value to the right of what was forwarded', () => {
    const frontier = new SpanFrontier({ startKey: 'a', endKey: 'z' }, 5 as Ts);
    frontier.forward({ startKey: 'c', endKey: 'f' }, 9 as Ts);
    expect(frontier.pieces).toBe(3);
    expect(frontier.minIn({ startKey: 'c', endKey: 'f' })).toBe(9);
    expect(frontier.minIn({ startKey: 'f', endKey: 'z' })).toBe(5);
  });

  test('a merged Region that fell back lowers the frontier (facts 4.10.2)', () => {
    const frontier = new SpanFrontier({ startKey: 'a', endKey: 'z' }, 20 as Ts);
    frontier.forward({ startKey: 'a', endKey: 'm' }, 10 as Ts);
    expect(frontier.min).toBe(10);
    expect(frontier.slowest).toEqual({ startKey: 'a', endKey: 'm' });
  });

  test('what lies outside is ignored', () => {
    const frontier = new SpanFrontier({ startKey: 'f', endKey: 'm' }, 5 as Ts);
    frontier.forward({ startKey: 'm', endKey: '' }, 9 as Ts);
    frontier.forward({ startKey: '', endKey: 'f' }, 9 as Ts);
    expect([frontier.min, frontier.pieces]).toEqual([5, 1]);
    expect(frontier.minIn({ startKey: 'm', endKey: 'z' })).toBe(TS_MAX);
    frontier.forward(WHOLE, 9 as Ts);
    expect(frontier.min).toBe(9);
  });
});
