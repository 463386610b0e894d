import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TimedHeap } from './heap.ts';
import { SETTLE } from './settle.ts';

interface Entry {
  readonly key: number;
  readonly tie: number;
}

function drain(heap: TimedHeap<Entry>): Entry[] {
  const out: Entry[] = [];
  while (heap.size > 0) {
    expect(heap.firstKey).toBe(heap.peek()?.key);
    out.push(heap.pop());
  }
  return out;
}

const byOrder = (a: Entry, b: Entry): number => a.key - b.key || a.tie - b.tie;

describe('the timed heap', () => {
  test('gives back what was pushed, by key and then by tie, however pushes and pops are mixed', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat(20), { freq: 3 }), { maxLength: 300 }), (plan) => {
        const heap = new TimedHeap<Entry>(0);
        let model: Entry[] = [];
        plan.forEach((key, tie) => {
          if (key !== null) {
            heap.push(key, tie, { key, tie });
            model.push({ key, tie });
          } else if (model.length > 0) {
            model = model.sort(byOrder);
            expect(heap.pop()).toEqual(model.shift());
          }
          expect(heap.size).toBe(model.length);
        });
        expect(drain(heap)).toEqual(model.sort(byOrder));
      }),
      { numRuns: 200 },
    );
  });

  test('a clone and its original do not disturb each other', () => {
    const heap = new TimedHeap<Entry>(4);
    for (let tie = 0; tie < 50; tie++) heap.push((tie * 7) % 13, tie, { key: (tie * 7) % 13, tie });
    for (let i = 0; i < 10; i++) heap.pop();
    const copy = heap.clone();
    copy.push(-1, 99, { key: -1, tie: 99 });
    heap.push(-2, 100, { key: -2, tie: 100 });
    const fromHeap = drain(heap);
    const fromCopy = drain(copy);
    expect(fromHeap[0]).toEqual({ key: -2, tie: 100 });
    expect(fromCopy[0]).toEqual({ key: -1, tie: 99 });
    expect(fromHeap.slice(1)).toEqual(fromCopy.slice(1));
    expect(fromHeap).toHaveLength(41);
  });

  test('settles into the same layout whatever its past was, and goes on as before', () => {
    const after = (removed: number): TimedHeap<Entry> => {
      const heap = new TimedHeap<Entry>(64);
      for (let tie = 0; tie < removed; tie++) heap.push(-1 - ((tie * 5) % 7), tie, { key: 0, tie });
      for (let i = 0; i < 30; i++) {
        const tie = 100 + ((i * 11 + removed) % 30);
        heap.push(tie % 9, tie, { key: tie % 9, tie });
      }
      for (let i = 0; i < removed; i++) heap.pop();
      return heap;
    };
    const [heap, other] = [after(0), after(20)];
    expect(heap).not.toEqual(other);
    heap[SETTLE]();
    other[SETTLE]();
    expect(heap).toEqual(other);
    heap.push(4, 1, { key: 4, tie: 1 });
    const drained = drain(heap);
    expect(drained).toHaveLength(31);
    expect(drained).toEqual([...drained].sort(byOrder));
  });

  test('takes other items under other keys and keeps the order of ties', () => {
    const heap = new TimedHeap<Entry>();
    for (let tie = 0; tie < 20; tie++) heap.push(tie, tie, { key: tie, tie });
    heap.pop();
    heap.replace((item, key) => (key < 10 ? [{ ...item, key: 30 }, 30] : [item, key]));
    heap.push(30, 20, { key: 30, tie: 20 });
    const left = drain(heap);
    expect(left.map(({ tie }) => tie)).toEqual([
      10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 1, 2, 3, 4, 5, 6, 7, 8, 9, 20,
    ]);
    expect(left.at(-2)).toEqual({ key: 30, tie: 9 });
  });

  test('lists every entry, and an empty one has no first key', () => {
    const heap = new TimedHeap<Entry>();
    expect(heap.firstKey).toBe(Infinity);
    expect(heap.peek()).toBeNull();
    expect(() => heap.pop()).toThrow('empty');
    for (let tie = 0; tie < 9; tie++) heap.push(9 - tie, tie, { key: 9 - tie, tie });
    const seen: Entry[] = [];
    heap.forEach((item, key, tie) => {
      expect(item).toEqual({ key, tie });
      seen.push(item);
    });
    expect(seen.sort(byOrder)).toEqual(drain(heap));
  });
});
