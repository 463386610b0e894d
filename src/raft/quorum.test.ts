import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  groupMajorityCommitted,
  jointCommitted,
  jointVote,
  majorityCommitted,
  majorityVote,
  type Acked,
} from './quorum.ts';
import type { PeerId } from './types.ts';

const ids = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 7 });
const acks = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 12 })))
  .map((pairs) => new Map<PeerId, Acked>(pairs.map(([id, match]) => [id, { match, groupId: id % 3 }])));
const votes = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.boolean()))
  .map((pairs) => new Map<PeerId, boolean>(pairs));

/** The definition itself: the largest index that more than half have reached. */
function dumbCommitted(voters: readonly PeerId[], known: ReadonlyMap<PeerId, Acked>): number {
  if (voters.length === 0) return Infinity;
  for (let index = 20; index > 0; index--) {
    if (voters.filter((id) => (known.get(id)?.match ?? 0) >= index).length * 2 > voters.length) return index;
  }
  return 0;
}

/** The definition itself: does every way for the missing to vote give the same end? */
function dumbVote(voters: readonly PeerId[], known: ReadonlyMap<PeerId, boolean>): string {
  if (voters.length === 0) return 'won';
  const wins = (missingSay: boolean): boolean =>
    voters.filter((id) => known.get(id) ?? missingSay).length * 2 > voters.length;
  return wins(false) ? 'won' : wins(true) ? 'pending' : 'lost';
}

describe('quorum arithmetic equals its definition', () => {
  it('commits what a majority has', () => {
    fc.assert(
      fc.property(ids, acks, (voters, known) => {
        expect(majorityCommitted(voters, known)).toBe(dumbCommitted(voters, known));
      }),
      { numRuns: 2000 },
    );
  });

  it('commits jointly what both majorities have', () => {
    fc.assert(
      fc.property(ids, ids, acks, (incoming, outgoing, known) => {
        const both = Math.min(dumbCommitted(incoming, known), dumbCommitted(outgoing, known));
        expect(jointCommitted(incoming, outgoing, known)).toBe(both);
        expect(jointCommitted(outgoing, incoming, known)).toBe(both);
        expect(jointCommitted(incoming, incoming, known)).toBe(majorityCommitted(incoming, known));
      }),
    );
  });

  it('decides a vote as soon as nothing can change it', () => {
    fc.assert(
      fc.property(ids, votes, (voters, known) => {
        expect(majorityVote(voters, known)).toBe(dumbVote(voters, known));
      }),
      { numRuns: 2000 },
    );
  });

  it('wins a joint vote only in both halves', () => {
    fc.assert(
      fc.property(ids, ids, votes, (incoming, outgoing, known) => {
        const halves = [dumbVote(incoming, known), dumbVote(outgoing, known)];
        const expected = halves.includes('lost') ? 'lost' : halves.includes('pending') ? 'pending' : 'won';
        expect(jointVote(incoming, outgoing, known)).toBe(expected);
      }),
    );
  });

  it('with commit groups, commits what a majority and two groups have', () => {
    fc.assert(
      fc.property(ids, acks, (voters, known) => {
        // Grouped voters only; without an acknowledgement the group is unknown.
        const grouped = voters.filter((id) => (known.get(id)?.groupId ?? 0) > 0);
        const reached = (index: number): Set<number> =>
          new Set(grouped.filter((id) => (known.get(id)?.match ?? 0) >= index).map((id) => id % 3));
        fc.pre(reached(0).size >= 2);
        let expected = 0;
        for (let index = 1; index <= 20; index++) {
          if (dumbCommitted(voters, known) >= index && reached(index).size >= 2) expected = index;
        }
        expect(groupMajorityCommitted(voters, known)).toBe(expected);
      }),
    );
  });

  it('with a single group needs the slowest, or the majority when everybody is in it', () => {
    const of = (...pairs: [number, number, number][]): Map<PeerId, Acked> =>
      new Map(pairs.map(([id, match, groupId]) => [id, { match, groupId }]));
    expect(groupMajorityCommitted([1, 2, 3], of([1, 9, 1], [2, 8, 1], [3, 7, 1]))).toBe(8);
    expect(groupMajorityCommitted([1, 2, 3], of([1, 9, 1], [2, 8, 1], [3, 7, 0]))).toBe(7);
    expect(groupMajorityCommitted([1, 2, 3], of([1, 9, 1], [2, 9, 1], [3, 4, 2]))).toBe(4);
    expect(groupMajorityCommitted([], of())).toBe(Infinity);
  });
});
