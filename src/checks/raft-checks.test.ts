import { describe, expect, it } from 'vitest';
import { electionSafety } from './election-safety.ts';
import { leaderCompleteness } from './leader-completeness.ts';
import { logMatching } from './log-matching.ts';
import { judge, TraceBuilder } from './testing.ts';

const trace = () => new TraceBuilder();

describe('election safety', () => {
  it('accepts one leader per Region and term, over many terms and Regions', () => {
    const verdict = judge(
      electionSafety,
      trace()
        .leader(3, 1, 6)
        .follows(3, 2, 6, 1)
        .leader(4, 2, 6)
        .leader(3, 2, 7)
        .follows(3, 1, 7, 2)
        .leader(3, 1, 8),
    );
    expect(verdict.words).toEqual([]);
    expect(verdict.evaluations).toBe(6);
  });

  it('accepts a leader that is announced twice and a follower that knows no leader yet', () => {
    const verdict = judge(
      electionSafety,
      trace().leader(3, 1, 6).leader(3, 1, 6).follows(3, 2, 6, 0).follows(3, 2, 9, 1),
    );
    expect(verdict.words).toEqual([]);
  });

  it('names both stores when two lead one Region in one term', () => {
    const verdict = judge(
      electionSafety,
      trace().leader(3, 2, 7).leader(4, 1, 7).leader(3, 3, 6).leader(3, 1, 7),
    );
    expect(verdict.words).toEqual(['Region 3: store 1 and store 2 are both leader in term 7']);
    expect(verdict.violations[0]).toMatchObject({
      check: 'election-safety',
      region: 3,
      store: 1,
      n: 3,
      at: 4000,
    });
  });

  it('reports a follower that follows somebody else than the elected leader', () => {
    const verdict = judge(electionSafety, trace().leader(3, 1, 7).follows(3, 2, 7, 3));
    expect(verdict.words).toEqual([
      'Region 3: store 2 follows peer 33 in term 7, but peer 31 on store 1 was elected',
    ]);
  });
});

describe('log matching', () => {
  it('accepts equal logs, also in other batches', () => {
    const verdict = judge(
      logMatching,
      trace().appended(1, 1, 6, '5:1 5:2 5:3').appended(1, 2, 6, '5:1').appended(1, 2, 7, '5:2 5:3'),
    );
    expect(verdict.words).toEqual([]);
    // Three appends without a gap, and three entries seen twice.
    expect(verdict.evaluations).toBe(6);
  });

  it('accepts a suffix that a new leader replaces, and its replacement by a third', () => {
    const verdict = judge(
      logMatching,
      trace()
        .appended(1, 1, 6, '5:1 5:2')
        .appended(1, 2, 6, '5:1 6:9')
        .appended(1, 1, 7, '6:9')
        .appended(1, 3, 6, '5:1 5:2')
        .appended(1, 3, 7, '6:9'),
    );
    expect(verdict.words).toEqual([]);
  });

  it('reports two commands under one index and term', () => {
    const verdict = judge(logMatching, trace().appended(1, 1, 6, '5:1 5:2').appended(1, 2, 6, '5:1 5:77'));
    expect(verdict.words).toEqual([
      'Region 1, store 2: entry 7 of term 5 is another command than the entry with that index and term elsewhere',
    ]);
    expect(verdict.violations[0]).toMatchObject({ region: 1, store: 2, n: 1 });
  });

  it('reports it also when the older of two conflicting entries comes back changed', () => {
    const verdict = judge(
      logMatching,
      trace().appended(1, 1, 6, '5:1').appended(1, 2, 6, '6:2').appended(1, 3, 6, '5:3'),
    );
    expect(verdict.words).toHaveLength(1);
    expect(verdict.words[0]).toContain('entry 6 of term 5 is another command');
  });

  it('reports equal entries with different ones before them', () => {
    const verdict = judge(
      logMatching,
      trace()
        .appended(1, 1, 6, '5:1 5:2')
        .appended(1, 2, 6, '5:1 6:3')
        .appended(1, 1, 8, '7:4')
        .appended(1, 2, 8, '7:4'),
    );
    expect(verdict.words).toEqual([
      'Region 1, store 2: entry 8 of term 7 follows an entry of term 6, elsewhere it follows one of term 5: the logs differ before it',
    ]);
  });

  it('reports a gap in a log', () => {
    const verdict = judge(logMatching, trace().appended(1, 1, 6, '5:1 5:2').appended(1, 1, 10, '5:3'));
    expect(verdict.words).toEqual(['Region 1: the log of store 1 has a gap: entry 10 came after entry 7']);
  });

  it('lets a new peer begin in the middle only after a snapshot', () => {
    const start = () => trace().appended(1, 1, 6, '5:1 5:2 5:3');
    expect(judge(logMatching, start().snapshot(1, 4, 7, 5).appended(1, 4, 8, '5:3')).words).toEqual([]);
    expect(judge(logMatching, start().appended(1, 4, 8, '5:3')).words).toEqual([
      'Region 1: the log of store 4 has a gap: entry 8 came after entry 5',
    ]);
  });

  it('forgets what a crash lost: the next append must follow what was durable', () => {
    const crash = () =>
      trace()
        .appended(1, 1, 6, '5:1 5:2')
        .persisted(1, 1, 7, 5)
        .appended(1, 1, 8, '5:3')
        .recovered(1, 1, { term: 5, commit: 6, applied: 6, last: 7 });
    expect(judge(logMatching, crash().appended(1, 1, 8, '6:4')).words).toEqual([]);
    expect(judge(logMatching, crash().appended(1, 1, 9, '6:4')).words).toHaveLength(1);
  });

  it('brings back entries that were replaced in memory but still on disk when the crash came', () => {
    const verdict = judge(
      logMatching,
      trace()
        .appended(1, 1, 6, '5:1 5:2')
        .persisted(1, 1, 7, 5)
        .appended(1, 1, 7, '6:9')
        .recovered(1, 1, { term: 6, commit: 6, applied: 6, last: 7 })
        .appended(1, 2, 6, '5:1 5:2 7:4')
        .appended(1, 1, 8, '7:4'),
    );
    expect(verdict.words).toEqual([]);
  });
});

describe('leader completeness', () => {
  it('accepts a new leader that has everything committed, whatever else it lacks', () => {
    const verdict = judge(
      leaderCompleteness,
      trace()
        .leader(1, 1, 5)
        .appended(1, 1, 6, '5:1 5:2 5:3')
        .appended(1, 2, 6, '5:1 5:2')
        .committed(1, 1, 7, 5)
        .leader(1, 2, 6),
    );
    expect(verdict.words).toEqual([]);
    expect(verdict.evaluations).toBe(2);
  });

  it('reports a leader without a committed entry', () => {
    const verdict = judge(
      leaderCompleteness,
      trace()
        .leader(1, 1, 5)
        .appended(1, 1, 6, '5:1 5:2')
        .appended(1, 2, 6, '5:1')
        .committed(1, 1, 7, 5)
        .leader(1, 2, 7),
    );
    expect(verdict.words).toEqual([
      'Region 1: store 2 became leader in term 7 without entry 7 of term 5, which was committed in term 5',
    ]);
    expect(verdict.violations[0]).toMatchObject({ region: 1, store: 2, n: 4 });
  });

  it('reports a leader that has another entry in the place of a committed one', () => {
    const verdict = judge(
      leaderCompleteness,
      trace()
        .leader(1, 1, 5)
        .appended(1, 1, 6, '5:1 5:2')
        .committed(1, 1, 7, 5)
        .appended(1, 3, 6, '5:1 6:8')
        .leader(1, 3, 7),
    );
    expect(verdict.words[0]).toContain('without entry 7 of term 5');
  });

  it('accepts a late winner of an older term, which owes nothing to the newer one', () => {
    const verdict = judge(
      leaderCompleteness,
      trace().leader(1, 1, 8).appended(1, 1, 6, '8:1').committed(1, 1, 6, 8).leader(1, 2, 7),
    );
    expect(verdict.words).toEqual([]);
  });

  it('catches an old leader that commits after a newer one was elected without the entry', () => {
    const verdict = judge(
      leaderCompleteness,
      trace()
        .leader(1, 1, 5)
        .appended(1, 1, 6, '5:1 5:2')
        .appended(1, 2, 6, '5:1')
        .leader(1, 2, 6)
        .committed(1, 1, 7, 5),
    );
    expect(verdict.words).toEqual([
      'Region 1: store 1 committed entry 7 of term 5 in term 5, but store 2, leader in term 6, does not have it',
    ]);
  });

  it('reports a commit beyond the end of the log, and two different commits at one index', () => {
    const beyond = trace().leader(1, 1, 5).appended(1, 1, 6, '5:1').committed(1, 1, 9, 5);
    expect(judge(leaderCompleteness, beyond).words).toEqual([
      'Region 1: store 1 commits up to entry 9, but its log ends at entry 6',
    ]);
    const twice = trace()
      .appended(1, 1, 6, '5:1 5:2')
      .committed(1, 1, 7, 5)
      .appended(1, 2, 6, '5:1 6:2')
      .committed(1, 2, 7, 6);
    expect(judge(leaderCompleteness, twice).words).toEqual([
      'Region 1: store 2 commits entry 7 of term 6, where the entry of term 5 had been committed',
    ]);
  });

  it('does not ask for the prefix that a Region is born with', () => {
    const verdict = judge(
      leaderCompleteness,
      trace().committed(1, 1, 5, 5).leader(1, 1, 6).appended(1, 1, 6, '6:1').committed(1, 1, 6, 6),
    );
    expect(verdict.words).toEqual([]);
    expect(verdict.evaluations).toBe(1);
  });

  it('takes a snapshot for everything before it', () => {
    const start = () => trace().leader(1, 1, 5).appended(1, 1, 6, '5:1 5:2 5:3').committed(1, 1, 8, 5);
    expect(judge(leaderCompleteness, start().snapshot(1, 2, 8, 5).leader(1, 2, 6)).words).toEqual([]);
    expect(judge(leaderCompleteness, start().snapshot(1, 2, 7, 5).leader(1, 2, 6)).words).toHaveLength(1);
    expect(judge(leaderCompleteness, start().leader(1, 2, 6)).words[0]).toContain(
      'without entry 6 of term 5',
    );
  });

  it('notices a committed entry that a restart lost', () => {
    const run = (persisted: number) =>
      trace()
        .leader(1, 1, 5)
        .appended(1, 1, 6, '5:1 5:2')
        .appended(1, 2, 6, '5:1 5:2')
        .persisted(1, 2, persisted, 5)
        .committed(1, 1, 7, 5)
        .recovered(1, 2, { term: 5, commit: 6, applied: 6, last: persisted })
        .leader(1, 2, 6);
    expect(judge(leaderCompleteness, run(7)).words).toEqual([]);
    expect(judge(leaderCompleteness, run(6)).words[0]).toContain('without entry 7 of term 5');
  });

  it('still knows the log after compaction', () => {
    const verdict = judge(
      leaderCompleteness,
      trace()
        .leader(1, 1, 5)
        .appended(1, 1, 6, '5:1 5:2 5:3')
        .appended(1, 2, 6, '5:1 5:2 5:3')
        .committed(1, 1, 8, 5)
        .add({ kind: 'raft.log-compacted', region: 1, store: 2, index: 7 })
        .leader(1, 2, 6),
    );
    expect(verdict.words).toEqual([]);
  });
});
