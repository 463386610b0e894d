import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeEntry } from './entry.ts';
import { Inflights } from './inflights.ts';
import { RaftLog } from './log.ts';
import { MemoryStorage, UNAVAILABLE, COMPACTED } from './storage.ts';
import type { Entry } from './types.ts';
import { Unstable } from './unstable.ts';

/** Terms that never go down, one per entry from index 1. */
const terms = fc
  .array(fc.integer({ min: 0, max: 3 }), { maxLength: 12 })
  .map((steps) => steps.reduce<number[]>((list, step) => [...list, (list[list.length - 1] ?? 1) + step], []));

function entriesOf(list: readonly number[], from = 1): Entry[] {
  return list.map((term, i) =>
    makeEntry(term, from + i, 'normal', { bytes: 1, text: `${term}/${from + i}` }, null),
  );
}

/** A log whose first `stable` entries are in storage and the rest unstable. */
function logOf(list: readonly number[], stable: number): RaftLog {
  const storage = new MemoryStorage();
  storage.append(entriesOf(list.slice(0, stable)));
  const log = new RaftLog(storage, Infinity, 0, null);
  log.append(entriesOf(list.slice(stable), stable + 1));
  return log;
}

describe('conflict search equals a dumb twin', () => {
  it('findConflict: the first entry that is missing or differs', () => {
    fc.assert(
      fc.property(terms, terms, fc.nat(12), (ours, theirs, stable) => {
        const log = logOf(ours, Math.min(stable, ours.length));
        const index = theirs.findIndex((term, i) => ours[i] !== term);
        expect(log.findConflict(entriesOf(theirs))).toBe(index + 1);
      }),
      { numRuns: 1000 },
    );
  });

  it('findConflictByTerm: the last index at or below with a term not above', () => {
    fc.assert(
      fc.property(terms, fc.nat(12), fc.nat(40), fc.nat(12), (ours, at, term, stable) => {
        const log = logOf(ours, Math.min(stable, ours.length));
        const from = Math.min(at, ours.length);
        let index = from;
        while (index > 0 && (ours[index - 1] as number) > term) index--;
        expect(log.findConflictByTerm(from, term)).toEqual({
          index,
          term: index === 0 ? 0 : ours[index - 1],
        });
      }),
      { numRuns: 1000 },
    );
  });

  it('maybeAppend gives the log that cutting and pasting arrays gives', () => {
    fc.assert(
      fc.property(
        terms,
        terms,
        fc.nat(12),
        fc.nat(12),
        fc.nat(14),
        (ours, theirs, stable, prevAt, commit) => {
          const log = logOf(ours, Math.min(stable, ours.length));
          const prev = Math.min(prevAt, theirs.length);
          const prevTerm = prev === 0 ? 0 : (theirs[prev - 1] as number);
          const sent = entriesOf(theirs.slice(prev), prev + 1);
          const matches = prev === 0 || ours[prev - 1] === prevTerm;
          expect(log.maybeAppend(prev, prevTerm, sent, commit)).toBe(matches);
          let expected = ours;
          if (matches) {
            const tail = theirs.slice(prev);
            const conflict = tail.findIndex((term, i) => ours[prev + i] !== term);
            if (conflict >= 0) expected = [...ours.slice(0, prev + conflict), ...tail.slice(conflict)];
            expect(log.committed).toBe(Math.min(commit, prev + tail.length));
          }
          expect(log.lastIndex()).toBe(expected.length);
          expect(log.slice(1, expected.length + 1, Infinity).map((entry) => entry.term)).toEqual(expected);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('slice crosses the border of storage and cuts by size, never to nothing', () => {
    fc.assert(
      fc.property(
        terms,
        fc.nat(12),
        fc.nat(12),
        fc.integer({ min: 1, max: 90 }),
        (list, stable, low, size) => {
          fc.pre(low >= 1 && low <= list.length);
          const log = logOf(list, Math.min(stable, list.length));
          const got = log.slice(low, list.length + 1, size).map((entry) => entry.index);
          const fit = Math.max(1, Math.floor(size / 13));
          expect(got).toEqual(list.map((_, i) => i + 1).slice(low - 1, low - 1 + fit));
        },
      ),
    );
  });
});

describe('the unstable end', () => {
  it('ignores a confirmation of entries that were overwritten meanwhile', () => {
    const lines: string[] = [];
    const unstable = new Unstable(1, (_, text) => lines.push(text));
    unstable.truncateAndAppend(entriesOf([1, 1, 1]));
    unstable.acceptInProgress();
    unstable.truncateAndAppend(entriesOf([2], 2));
    expect(unstable.nextEntries().map((entry) => entry.term)).toEqual([2]);
    unstable.stableTo(3, 1);
    unstable.stableTo(2, 1);
    expect(unstable.offset).toBe(1);
    expect(lines).toEqual([
      'truncate the unstable entries before index 2',
      'entry at index 3 missing from unstable log; ignoring',
      'entry at (index,term)=(2,1) mismatched with entry at (2,2) in unstable log; ignoring',
    ]);
    unstable.stableTo(2, 2);
    expect([unstable.offset, unstable.entries.length, unstable.offsetInProgress]).toEqual([3, 0, 3]);
  });
});

describe('memory storage', () => {
  it('keeps the term of what it compacted last, and nothing before', () => {
    const storage = new MemoryStorage();
    storage.append(entriesOf([1, 1, 2, 3, 3]));
    storage.compact(3);
    expect([storage.firstIndex(), storage.lastIndex()]).toEqual([4, 5]);
    expect([2, 3, 4, 6].map((index) => storage.termAt(index))).toEqual([COMPACTED, 2, 3, UNAVAILABLE]);
    storage.compact(2);
    expect(storage.firstIndex()).toBe(4);
    storage.append(entriesOf([1, 2, 4], 3));
    expect(storage.slice(4, 6, Infinity).map((entry) => entry.term)).toEqual([2, 4]);
  });

  it('equals an array under any appends, compactions and clones', () => {
    const step = fc.record({ at: fc.nat(30), count: fc.integer({ min: 1, max: 5 }), compact: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let storage = new MemoryStorage();
        let twin: number[] = [];
        let first = 1;
        steps.forEach(({ at, count, compact }, i) => {
          const last = first + twin.length - 1;
          if (compact) {
            const index = Math.min(first - 1 + (at % 8), last);
            storage.compact(index);
            twin = twin.slice(Math.max(0, index - first + 1));
            first = Math.max(first, index + 1);
          } else {
            const from = Math.min(first + at, last + 1);
            storage.append(
              entriesOf(
                Array.from({ length: count }, () => i + 1),
                from,
              ),
            );
            twin = [...twin.slice(0, from - first), ...Array.from({ length: count }, () => i + 1)];
          }
          const before = storage;
          storage = storage.clone();
          before.append(entriesOf([999], before.lastIndex() + 1));
        });
        expect(storage.firstIndex()).toBe(first);
        const all = storage.slice(first, storage.lastIndex() + 1, Infinity);
        expect(all.map((entry) => entry.term)).toEqual(twin);
      }),
    );
  });
});

describe('inflights', () => {
  it('equals a plain list', () => {
    const op = fc.oneof(fc.record({ add: fc.integer({ min: 1, max: 9 }) }), fc.record({ free: fc.nat(60) }));
    fc.assert(
      fc.property(fc.array(op, { maxLength: 80 }), fc.integer({ min: 1, max: 20 }), (ops, max) => {
        let window = new Inflights(max, 50);
        let twin: [number, number][] = [];
        let index = 0;
        for (const each of ops) {
          if ('add' in each) {
            if (!window.full()) {
              index += each.add;
              window.add(index, each.add);
              twin.push([index, each.add]);
            }
          } else {
            window.freeLE(each.free);
            twin = twin.filter(([at]) => at > each.free);
          }
          window = window.clone();
          const bytes = twin.reduce((sum, [, size]) => sum + size, 0);
          expect([window.count, window.bytes]).toEqual([twin.length, bytes]);
          expect(window.full()).toBe(twin.length === max || bytes >= 50);
        }
      }),
    );
  });
});
