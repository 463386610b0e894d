import { describe, expect, it } from 'vitest';
import { encodeRawKey, encodeTsSuffix } from '../model/key.ts';
import type { RaftRole } from '../model/trace.ts';
import type { Ts } from '../model/ts.ts';
import { commitOrder } from './commit-order.ts';
import { epochArithmetic } from './epoch-arithmetic.ts';
import { leaderCalm } from './leader-calm.ts';
import { mergeCompleteness } from './merge-completeness.ts';
import { mergeRollback } from './merge-rollback.ts';
import { splitKeys } from './split-keys.ts';
import { judge, TraceBuilder } from './testing.ts';

class Trace extends TraceBuilder {
  prepared(region: number, store: number, index: number, version = 2): this {
    return this.add({ kind: 'region.merge-prepared', region, store, target: 1, index }).region(
      region,
      store,
      'prepare-merge',
      ['m', ''],
      version,
      { confVer: 2, index },
    );
  }
  rolledBack(region: number, store: number): this {
    return this.add({ kind: 'region.merge-rolled-back', region, store, target: 1, index: 41 });
  }
  role(region: number, store: number, term: number, role: RaftRole): this {
    return this.add({
      kind: 'raft.role-changed',
      region,
      store,
      peer: region * 10 + store,
      term,
      role,
      lead: 0,
    });
  }
  voted(region: number, store: number, term: number, candidate: number): this {
    return this.add({ kind: 'raft.voted', region, store, term, candidate });
  }
  gone(region: number, store: number): this {
    return this.add({ kind: 'region.destroyed', region, store, reason: 'test' });
  }
}

const trace = (): Trace => new Trace();

describe('commit order', () => {
  it('accepts commit, disk and apply in order, over a snapshot and a restart', () => {
    const history = trace()
      .persisted(1, 1, 7, 5)
      .committed(1, 1, 6, 5)
      .snapshot(1, 1, 5, 5)
      .persisted(1, 1, 7, 5)
      .committed(1, 1, 7, 5)
      .applied(1, 1, 6, '5:1 5:2')
      .recovered(1, 1, { term: 5, commit: 7, applied: 6, last: 7 })
      .committed(1, 1, 7, 5)
      .applied(1, 1, 7, '5:2');
    expect(judge(commitOrder, history).words).toEqual([]);
  });

  it.each([
    ['a commit index that falls', trace().committed(1, 1, 8, 5).committed(1, 1, 7, 5), 'fell from 8 to 7'],
    [
      'an entry applied twice',
      trace()
        .snapshot(1, 1, 5, 5)
        .persisted(1, 1, 9, 5)
        .committed(1, 1, 9, 5)
        .applied(1, 1, 6, '5:1')
        .applied(1, 1, 6, '5:1'),
      'entry 6 was applied when 6 was the last',
    ],
    [
      'an entry that is not committed',
      trace().snapshot(1, 1, 5, 5).persisted(1, 1, 9, 5).applied(1, 1, 6, '5:1'),
      'the commit index is 5',
    ],
    [
      'an entry that is not on disk',
      trace().snapshot(1, 1, 5, 5).committed(1, 1, 6, 5).applied(1, 1, 6, '5:1'),
      'on disk only up to 5',
    ],
  ])('reports %s', (_, history, words) => {
    const verdict = judge(commitOrder, history);
    expect(verdict.words).toHaveLength(1);
    expect(verdict.words[0]).toContain(words);
  });
});

describe('epoch arithmetic', () => {
  const born = (): Trace =>
    trace().region(1, 1, 'bootstrap', ['', 'm'], 1).region(2, 1, 'bootstrap', ['m', ''], 1);

  it('accepts split, change of peers, merge and rollback by the rules', () => {
    const history = born()
      .region(1, 1, 'split', ['c', 'm'], 2, { index: 8 })
      .region(1, 1, 'conf-change', ['c', 'm'], 2, { confVer: 2, index: 9 })
      .prepared(2, 1, 30)
      .region(2, 1, 'rollback-merge', ['m', ''], 3, { confVer: 2, index: 31 })
      .region(2, 1, 'prepare-merge', ['m', ''], 4, { confVer: 3, index: 32 })
      .merged(1, 1, 2, 32)
      .region(1, 1, 'commit-merge', ['c', ''], 5, { confVer: 2, index: 10 });
    expect(judge(epochArithmetic, history).words).toEqual([]);
  });

  it.each([
    ['a split that changes confVer', born().region(1, 1, 'split', ['c', 'm'], 2, { confVer: 2, index: 8 })],
    ['a PrepareMerge without confVer', born().region(2, 1, 'prepare-merge', ['m', ''], 2, { index: 8 })],
    [
      'a rollback that does nothing',
      born().prepared(2, 1, 8).region(2, 1, 'rollback-merge', ['m', ''], 2, { confVer: 2, index: 9 }),
    ],
    [
      'a merge below the higher version',
      born().prepared(2, 1, 8).merged(1, 1, 2, 8).region(1, 1, 'commit-merge', ['', ''], 2, { index: 9 }),
    ],
    [
      'a change of peers that raises the version',
      born().region(1, 1, 'conf-change', ['', 'm'], 2, { confVer: 2, index: 8 }),
    ],
    [
      'an epoch lost by a restart',
      born().region(1, 1, 'split', ['c', 'm'], 2, { index: 8 }).region(1, 1, 'recovered', ['', 'm'], 1),
    ],
    [
      'two outcomes of one entry',
      born()
        .region(1, 2, 'bootstrap', ['', 'm'], 1)
        .region(1, 1, 'split', ['c', 'm'], 2, { index: 8 })
        .region(1, 2, 'split', ['c', 'm'], 3, { index: 8 }),
    ],
  ])('reports %s', (_, history) => {
    expect(judge(epochArithmetic, history).words).toHaveLength(1);
  });
});

describe('split keys', () => {
  const split = (startKey: string): Trace =>
    trace().add({
      kind: 'region.updated',
      region: 1,
      store: 1,
      cluster: 'upstream',
      reason: 'split',
      startKey,
      endKey: '',
      confVer: 1,
      version: 2,
      stores: [1],
      index: 8,
    });

  it('accepts a user key and reports one with a timestamp behind it', () => {
    expect(judge(splitKeys, split(encodeRawKey('k')))).toMatchObject({ words: [], evaluations: 1 });
    expect(judge(splitKeys, split(encodeRawKey('k') + encodeTsSuffix(7 as Ts))).words).toHaveLength(1);
  });
});

describe('merge completeness', () => {
  const source = (): Trace =>
    trace().snapshot(2, 1, 5, 5).applied(2, 1, 6, '5:1 5:2').prepared(2, 1, 7).applied(2, 1, 8, '5:3');

  it('accepts a source that has applied its PrepareMerge, and a write of the old epoch that came too late', () => {
    const history = source()
      .proposed({ region: 2, index: 9, key: 'x', ts: 9, version: 1 })
      .applied(2, 1, 9, '5:9')
      .merged(1, 1, 2, 7);
    expect(judge(mergeCompleteness, history).words).toEqual([]);
  });

  it('reports a source that is behind, and one that is gone', () => {
    expect(judge(mergeCompleteness, source().merged(1, 1, 2, 12)).words[0]).toContain('applied only up to 8');
    expect(judge(mergeCompleteness, source().gone(2, 1).merged(1, 1, 2, 7)).words[0]).toContain('was gone');
  });

  it('reports a write that took effect after the PrepareMerge', () => {
    const history = source()
      .proposed({ region: 2, index: 9, key: 'x', ts: 9, version: 2 })
      .applied(2, 1, 9, '5:9');
    expect(judge(mergeCompleteness, history).words).toEqual([
      'Region 2: the write of key x through store 1 took effect at entry 9, after the PrepareMerge at 7',
    ]);
  });
});

describe('merge or rollback', () => {
  it('accepts either, and a second merge after a rollback', () => {
    const history = trace()
      .prepared(2, 1, 7)
      .prepared(2, 2, 7)
      .rolledBack(2, 1)
      .rolledBack(2, 2)
      .prepared(2, 1, 20)
      .merged(1, 1, 2, 20);
    expect(judge(mergeRollback, history)).toMatchObject({ words: [], evaluations: 3 });
  });

  it('reports both of one merge, in either order', () => {
    const both = trace().prepared(2, 1, 7).prepared(2, 2, 7);
    expect(judge(mergeRollback, both.merged(1, 2, 2, 7).rolledBack(2, 1)).words).toHaveLength(1);
    const other = trace().prepared(2, 1, 7).rolledBack(2, 1).merged(1, 2, 2, 7);
    expect(judge(mergeRollback, other).words[0]).toContain('committed on store 2 and rolled back on store 1');
  });
});

describe('calm leadership', () => {
  it('accepts an election that needs a few terms because votes are split', () => {
    const history = trace();
    for (let term = 6; term < 12; term++)
      history.role(1, 1, term, 'candidate').voted(1, 1, term, 11).voted(1, 2, term, 12);
    expect(judge(leaderCalm, history).words).toEqual([]);
  });

  it('reports a peer that runs its term up alone', () => {
    const history = trace();
    for (let term = 6; term < 12; term++) history.role(1, 1, term, 'candidate').voted(1, 1, term, 11);
    expect(judge(leaderCalm, history).words).toHaveLength(1);
  });

  it('reports an old leader that goes on, but not one that is paused or whose peer was removed', () => {
    const replaced = (): Trace => {
      const history = trace().leader(1, 1, 6).committed(1, 1, 6, 6);
      for (let i = 0; i < 50; i++) history.committed(9, 3, i, 6);
      return history.leader(1, 2, 7);
    };
    const later = (history: Trace): Trace => {
      for (let i = 0; i < 600; i++) history.committed(9, 3, 100 + i, 6);
      return history;
    };
    expect(judge(leaderCalm, later(replaced())).words[0]).toContain('store 1 still believes that it leads');
    expect(judge(leaderCalm, later(replaced().follows(1, 1, 7, 2))).words).toEqual([]);
    expect(
      judge(leaderCalm, later(replaced().add({ kind: 'process.paused', process: 'store-1' }))).words,
    ).toEqual([]);
    const removed = { kind: 'region.destroyed', region: 1, store: 1, reason: 'removed' } as const;
    expect(judge(leaderCalm, later(replaced().add(removed))).words).toEqual([]);
    const elsewhere = { ...removed, store: 3 };
    expect(judge(leaderCalm, later(replaced().add(elsewhere))).words).toHaveLength(1);
  });
});
