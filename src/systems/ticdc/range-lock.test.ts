import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Ts } from '../../model/ts.ts';
import { RangeLock, type LockedRange } from './range-lock.ts';

const SPAN = { startKey: 'a', endKey: 'z' };

function range(region: number, version: number, startKey: string, endKey: string): LockedRange {
  return { region, version, startKey, endKey };
}

describe('the range lock (facts 4.9.2)', () => {
  test('a free range is locked, with the smallest checkpoint of its keys', () => {
    const lock = new RangeLock(SPAN, 5 as Ts);
    const left = range(1, 1, 'a', 'm');
    expect(lock.tryLock(left, true)).toEqual({ type: 'success', checkpoint: 5 });
    lock.unlock(left, 20 as Ts);
    expect(lock.tryLock(range(2, 2, 'c', 'f'), true)).toEqual({ type: 'success', checkpoint: 20 });
    expect(lock.tryLock(range(3, 2, 'k', 'z'), true)).toEqual({ type: 'success', checkpoint: 5 });
  });

  test('older overlapping subscriptions are waited for', () => {
    const lock = new RangeLock(SPAN, 5 as Ts);
    const [source, target] = [range(1, 3, 'a', 'k'), range(2, 4, 'k', 'z')];
    lock.tryLock(source, true);
    lock.tryLock(target, true);
    const merged = range(2, 5, 'a', 'z');
    expect(lock.tryLock(merged, true)).toEqual({ type: 'wait' });
    lock.unlock(source, 30 as Ts);
    expect(lock.tryLock(merged, true)).toEqual({ type: 'wait' });
    lock.unlock(target, 40 as Ts);
    expect(lock.tryLock(merged, true)).toEqual({ type: 'success', checkpoint: 30 });
  });

  test('a stale Region learns which parts nobody holds', () => {
    const lock = new RangeLock(SPAN, 5 as Ts);
    lock.tryLock(range(1, 7, 'c', 'f'), true);
    lock.tryLock(range(2, 7, 'k', 'm'), true);
    expect(lock.tryLock(range(3, 6, 'a', 'z'), true)).toEqual({
      type: 'stale',
      uncovered: [
        { startKey: 'a', endKey: 'c' },
        { startKey: 'f', endKey: 'k' },
        { startKey: 'm', endKey: 'z' },
      ],
    });
  });

  test('the same Region conflicts even when the keys are disjoint', () => {
    const lock = new RangeLock(SPAN, 5 as Ts);
    lock.tryLock(range(1, 7, 'a', 'f'), true);
    expect(lock.tryLock(range(1, 8, 'f', 'k'), true).type).toBe('wait');
    expect(lock.tryLock(range(1, 6, 'f', 'k'), true).type).toBe('stale');
    expect(lock.tryLock(range(2, 6, 'f', 'k'), true).type).toBe('success');
  });

  test('with R-RANGE-LOCK off everybody gets what he asks for', () => {
    const lock = new RangeLock(SPAN, 5 as Ts);
    lock.tryLock(range(1, 7, 'a', 'z'), false);
    expect(lock.tryLock(range(2, 6, 'a', 'z'), false).type).toBe('success');
    expect(lock.heldRanges).toHaveLength(2);
  });

  test('held ranges are disjoint whatever is locked and unlocked (I-P1)', () => {
    const letter = fc.constantFrom(...'abcdefghijklmnopqrstuvwxy'.split(''));
    const step = fc.tuple(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 4 }),
      letter,
      letter,
      fc.boolean(),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const lock = new RangeLock(SPAN, 5 as Ts);
        for (const [region, version, a, b, release] of steps) {
          const [first] = lock.heldRanges;
          if (release && first !== undefined) lock.unlock(first, 9 as Ts);
          else if (a < b) lock.tryLock(range(region, version, a, b), true);
          const sorted = [...lock.heldRanges].sort((x, y) => (x.startKey < y.startKey ? -1 : 1));
          for (let i = 1; i < sorted.length; i++) {
            expect((sorted[i - 1] as LockedRange).endKey <= (sorted[i] as LockedRange).startKey).toBe(true);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});
