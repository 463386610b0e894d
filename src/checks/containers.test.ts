import { describe, expect, it } from 'vitest';
import { Rng } from '../base/rng.ts';
import { ListChunks, NumberChunks, TripleChunks } from './chunks.ts';
import { PeerLog } from './peer-log.ts';
import { RangeMap } from './range-map.ts';
import { TermRuns } from './term-runs.ts';

describe('chunks', () => {
  it('keep clones apart, whichever side writes', () => {
    const rng = Rng.fromSeed(1);
    const arrays: {
      chunks: NumberChunks;
      triples: TripleChunks;
      list: ListChunks<string>;
      twin: Map<number, number>;
    }[] = [
      { chunks: new NumberChunks(), triples: new TripleChunks(), list: new ListChunks(), twin: new Map() },
    ];
    for (let step = 0; step < 3000; step++) {
      const one = arrays[rng.below(arrays.length)];
      if (one === undefined) continue;
      if (arrays.length < 6 && rng.chance(1, 200)) {
        arrays.push({
          chunks: one.chunks.clone(),
          triples: one.triples.clone(),
          list: one.list.clone(),
          twin: new Map(one.twin),
        });
      }
      const index = rng.below(2500);
      const value = rng.between(1, 1_000_000);
      one.chunks.set(index, value);
      one.triples.set(index, value, value + 1, -value);
      one.list.set(index, String(value));
      one.twin.set(index, value);
    }
    expect(arrays.length).toBe(6);
    for (const { chunks, triples, list, twin } of arrays) {
      const indexes = Array.from({ length: 2600 }, (_, index) => index);
      const values = indexes.map((index) => twin.get(index));
      expect(indexes.map((index) => chunks.get(index))).toEqual(values.map((value) => value ?? 0));
      expect(indexes.map((index) => triples.get(index, 1))).toEqual(values.map((value) => (value ?? -1) + 1));
      expect(indexes.map((index) => triples.get(index, 2))).toEqual(values.map((value) => 0 - (value ?? 0)));
      expect(indexes.map((index) => list.get(index))).toEqual(
        values.map((value) => (value === undefined ? undefined : String(value))),
      );
    }
  });
});

describe('term runs', () => {
  it('answer like a plain list of terms', () => {
    const rng = Rng.fromSeed(2);
    for (let round = 0; round < 60; round++) {
      const runs = new TermRuns();
      let twin = new Map<number, number>();
      let last = 5;
      let term = 5;
      for (let step = 0; step < 25; step++) {
        if (rng.chance(1, 12)) {
          last = last + rng.between(1, 5);
          runs.reset(last, term);
          twin = new Map([[last, term]]);
          continue;
        }
        const lowest = Math.min(...twin.keys(), last + 1);
        const from = twin.size === 0 ? last + 1 : rng.between(Math.max(lowest, last - 3), last + 1);
        const terms: number[] = [];
        for (let i = rng.between(1, 4); i > 0; i--) {
          if (rng.chance(1, 4)) term++;
          terms.push(term);
        }
        runs.append(from, terms);
        for (const index of [...twin.keys()]) if (index >= from) twin.delete(index);
        terms.forEach((value, i) => twin.set(from + i, value));
        last = from + terms.length - 1;
        expect(runs.last).toBe(last);
        for (let index = 0; index <= last + 2; index++) expect(runs.termAt(index)).toBe(twin.get(index) ?? 0);
        const to = rng.between(from, last + 2);
        let other = 0;
        for (let index = Math.max(from, runs.first); index <= to && other === 0; index++) {
          if (twin.get(index) !== term) other = index;
        }
        expect(runs.firstOther(from, to, term)).toBe(other);
        const visited = new Map<number, number>();
        runs.forRuns(lowest, to, (start, end, value) => {
          for (let index = start; index <= end; index++) visited.set(index, value);
        });
        for (let index = lowest; index <= Math.min(to, last); index++)
          expect(visited.get(index)).toBe(twin.get(index));
      }
    }
  });

  it('keep the terms after a compaction', () => {
    const runs = new TermRuns();
    runs.append(6, [5, 5, 6, 6, 7]);
    runs.compactTo(8);
    expect([7, 8, 9, 10].map((index) => runs.termAt(index))).toEqual([0, 6, 6, 7]);
    expect(runs.first).toBe(8);
  });
});

describe('peer log', () => {
  it('falls back after a crash to what was on disk, and to what had got there unheard', () => {
    const log = new PeerLog();
    log.appended(6, [5, 5]);
    log.persisted(7, 5);
    log.appended(8, [5]);
    log.appended(9, [5]);
    const unheard = log.clone();
    log.recovered(7);
    expect([log.memory.last, log.memory.termAt(7)]).toEqual([7, 5]);
    unheard.recovered(8);
    expect([unheard.memory.last, unheard.memory.termAt(8)]).toEqual([8, 5]);
  });

  it('does not take a replaced entry for a persisted one', () => {
    const log = new PeerLog();
    log.appended(6, [5, 5]);
    log.appended(7, [6]);
    log.persisted(7, 5);
    log.recovered(7);
    expect(log.memory.termAt(7)).toBe(5);
  });
});

describe('range map', () => {
  it('answers like a list of all claims, and a clone like the list as it was then', () => {
    const rng = Rng.fromSeed(3);
    const letters = [...'abcdefghijklmnopqrstuvwxyz'];
    for (let round = 0; round < 40; round++) {
      const map = new RangeMap<{ value: number }>();
      const claims: { from: string; to: string; value: number }[] = [];
      const largest = (key: string) => {
        const over = claims.filter((claim) => claim.from <= key && (claim.to === '' || key < claim.to));
        return over.length === 0 ? null : Math.max(...over.map((claim) => claim.value));
      };
      const answers = (of: RangeMap<{ value: number }>) => letters.map((key) => of.at(key)?.value ?? null);
      let copy = map.clone();
      let then = letters.map(largest);
      for (let step = 0; step < 25; step++) {
        const from = rng.below(26);
        const startKey = rng.chance(1, 6) ? '' : (letters[from] ?? '');
        const endKey = rng.chance(1, 6) ? '' : (letters[rng.between(from, 25)] ?? '');
        const value = rng.below(50);
        map.raise(startKey, endKey, { value }, (claim, held) => claim.value > held.value);
        if (endKey === '' || endKey > startKey) claims.push({ from: startKey, to: endKey, value });
        expect(answers(map)).toEqual(letters.map(largest));
        expect(answers(copy)).toEqual(then);
        if (step % 7 === 3) {
          copy = map.clone();
          then = letters.map(largest);
        }
      }
    }
  });
});
