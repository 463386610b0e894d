/** One test per key claim of "In Search of an Understandable Consensus Algorithm" (Ongaro, Ousterhout; extended version). */
import { describe, expect, it } from 'vitest';
import { Rng } from '../base/rng.ts';
import { makeMessage } from './message.ts';
import { TestCluster } from './testkit.ts';
import type { Entry, Message, MessageType } from './types.ts';

function sent(cluster: TestCluster, type: MessageType): Message[] {
  return cluster.queue.filter((m) => m.type === type);
}

function entry(term: number, index: number, text = ''): Entry {
  return { term, index, type: 'normal', data: { bytes: text.length, text }, conf: null };
}

describe('§5.1 basics', () => {
  it('a peer that sees a larger term takes it; a leader or candidate then becomes a follower', () => {
    for (const role of ['follower', 'candidate', 'leader'] as const) {
      const cluster = new TestCluster(3);
      if (role === 'leader') cluster.elect(1);
      if (role === 'candidate') cluster.node(1).campaign();
      expect(cluster.node(1).role).toBe(role);
      cluster.node(1).step(makeMessage('MsgApp', 2, 1, { term: 9, index: 1, logTerm: 1 }));
      expect([cluster.node(1).role, cluster.node(1).term, cluster.node(1).lead]).toEqual(['follower', 9, 2]);
    }
  });

  it('a message of an older term is refused', () => {
    const cluster = new TestCluster(3);
    cluster.elect(1);
    cluster.elect(2);
    expect(cluster.node(3).term).toBe(2);
    cluster
      .node(3)
      .step(makeMessage('MsgApp', 1, 3, { term: 1, index: 2, logTerm: 1, entries: [entry(1, 3)] }));
    cluster.settle();
    expect(cluster.logOf(3)).toEqual(['1:', '2:']);
  });
});

describe('§5.2 leader election', () => {
  it('peers start as followers', () => {
    expect(new TestCluster(3).nodes.map((node) => node.role)).toEqual(['follower', 'follower', 'follower']);
  });

  it('a leader sends heartbeats to everybody in every heartbeat interval', () => {
    const cluster = new TestCluster(3);
    cluster.elect(1);
    cluster.node(1).tick();
    cluster.handle(1);
    expect(sent(cluster, 'MsgHeartbeat').map((m) => m.to)).toEqual([2, 3]);
  });

  it('a follower or candidate without news for an election timeout starts an election, votes for itself and asks all', () => {
    for (const start of ['follower', 'candidate'] as const) {
      const cluster = new TestCluster(3);
      const node = cluster.node(1);
      if (start === 'candidate') node.campaign();
      cluster.handle(1);
      cluster.queue = [];
      const term = node.term;
      cluster.tick(1, 20);
      cluster.handle(1);
      expect([node.role, node.term]).toEqual(['candidate', term + 1]);
      expect(node.hardState().vote).toBe(1);
      expect(sent(cluster, 'MsgVote').map((m) => m.to)).toEqual([2, 3]);
    }
  });

  it.each([
    [1, [], 'leader'],
    [3, [2], 'leader'],
    [3, [], 'candidate'],
    [5, [2, 3], 'leader'],
    [5, [2], 'candidate'],
    [4, [2], 'candidate'],
  ] as const)('with %i peers and votes of %o the candidate is %s', (peers, granting, role) => {
    const cluster = new TestCluster(peers);
    cluster.node(1).campaign();
    cluster.handle(1);
    for (const from of granting) cluster.node(1).step(makeMessage('MsgVoteResp', from, 1, { term: 1 }));
    expect(cluster.node(1).role).toBe(role);
  });

  it('a peer votes for at most one candidate per term, first come first served', () => {
    const cluster = new TestCluster(3);
    const ask = (from: number): Message | undefined => {
      cluster.node(1).step(makeMessage('MsgVote', from, 1, { term: 1, index: 5, logTerm: 1 }));
      cluster.handle(1);
      return cluster.queue.pop();
    };
    expect(ask(2)?.reject).toBe(false);
    expect(ask(3)?.reject).toBe(true);
    expect(ask(2)?.reject).toBe(false);
  });

  it('a candidate that hears from a leader of its term or a later one gives up', () => {
    for (const term of [1, 2]) {
      const cluster = new TestCluster(3);
      cluster.node(1).campaign();
      cluster.node(1).step(makeMessage('MsgHeartbeat', 2, 1, { term }));
      expect([cluster.node(1).role, cluster.node(1).lead, cluster.node(1).term]).toEqual([
        'follower',
        2,
        term,
      ]);
    }
  });

  it('election timeouts are spread over [E, 2E), so that votes rarely split', () => {
    const seen = new Set<number>();
    for (let i = 0; i < 200; i++) {
      const cluster = new TestCluster(1, {}, [1, 2]);
      for (let j = 0; j < i % 7; j++) cluster.node(1).campaign();
      seen.add(cluster.node(1).randomizedElectionTimeout);
    }
    const rng = Rng.fromSeed(1);
    expect(rng.below(10)).toBeLessThan(10);
    expect([...seen].every((ticks) => ticks >= 10 && ticks < 20)).toBe(true);
    expect(seen.size).toBeGreaterThan(3);
  });
});

describe('§5.3 log replication', () => {
  it('a leader appends a proposal and sends it to everybody in parallel', () => {
    const cluster = new TestCluster(3);
    cluster.elect(1);
    cluster.node(1).propose({ bytes: 1, text: 'x' });
    cluster.handle(1);
    const appends = sent(cluster, 'MsgApp');
    expect(appends.map((m) => [m.to, m.index, m.entries.map((e) => e.data?.text)])).toEqual([
      [2, 2, ['x']],
      [3, 2, ['x']],
    ]);
  });

  it('an entry is committed once a majority has it, and everybody applies entries in log order', () => {
    const cluster = new TestCluster(5);
    cluster.elect(1);
    cluster.isolate(4, 5);
    for (const text of ['a', 'b', 'c']) cluster.propose(1, text);
    expect(cluster.applied.map((list) => list.join(''))).toEqual(['abc', 'abc', 'abc', '', '']);
    cluster.isolate(3, 4, 5);
    cluster.propose(1, 'd');
    expect(cluster.applied[0]).toEqual(['a', 'b', 'c']);
  });

  it('committing an entry commits everything before it, also of earlier leaders', () => {
    const cluster = new TestCluster(3);
    cluster.elect(1);
    cluster.isolate(1);
    cluster.propose(1, 'lost?');
    cluster.heal();
    cluster.node(2).campaign();
    cluster.settle();
    // S2 lacks the entry and is refused by S1 only: it leads, and the entry is gone.
    expect(cluster.node(2).role).toBe('leader');
    cluster.propose(2, 'kept');
    cluster.isolate(2);
    cluster.propose(2, 'tail');
    cluster.heal();
    cluster.elect(1);
    cluster.propose(1, 'end');
    expect(cluster.applied).toEqual([
      ['kept', 'end'],
      ['kept', 'end'],
      ['kept', 'end'],
    ]);
  });

  it('a follower refuses an append when it lacks the entry before it', () => {
    const cluster = new TestCluster(3);
    cluster
      .node(1)
      .step(makeMessage('MsgApp', 2, 1, { term: 1, index: 7, logTerm: 1, entries: [entry(1, 8)] }));
    cluster.handle(1);
    const [answer] = sent(cluster, 'MsgAppResp');
    expect([answer?.reject, answer?.index, answer?.rejectHint]).toEqual([true, 7, 1]);
  });

  // Figure 7: all logs a leader of term 8 may find.
  it.each([
    ['a', [1, 1, 1, 4, 4, 5, 5, 6, 6]],
    ['b', [1, 1, 1, 4]],
    ['c', [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6]],
    ['d', [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7]],
    ['e', [1, 1, 1, 4, 4, 4, 4]],
    ['f', [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3]],
  ])('figure 7 (%s): the leader makes every follower equal to itself, with few probes', (_name, terms) => {
    const leaderTerms = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6];
    const cluster = new TestCluster(3);
    const fill = (id: number, list: readonly number[]): void => {
      for (let i = 1; i < list.length; i++) {
        const previous = list[i - 1] as number;
        const from = id === 1 ? 2 : 1;
        cluster.node(id).step(
          makeMessage('MsgApp', from, id, {
            term: list[i] as number,
            index: i,
            logTerm: previous,
            entries: [entry(list[i] as number, i + 1)],
          }),
        );
      }
      cluster.handle(id);
    };
    // S3 has the leader's log, so that its vote and its copy count.
    fill(1, leaderTerms);
    fill(3, leaderTerms);
    fill(2, terms);
    cluster.queue = [];
    let refusals = 0;
    cluster.lose = (m) => {
      if (m.type === 'MsgAppResp' && m.reject && cluster.queue.includes(m)) refusals++;
      return false;
    };
    for (let tries = 0; tries < 9 && cluster.node(1).term < 8; tries++) cluster.node(1).campaign();
    cluster.settle();
    expect(cluster.node(1).role).toBe('leader');
    expect(cluster.logOf(2)).toEqual(cluster.logOf(1));
    expect(refusals).toBeLessThanOrEqual(4);
  });

  it('a leader never overwrites or deletes entries of its own log', () => {
    const cluster = new TestCluster(3);
    cluster.elect(1);
    cluster.isolate(1);
    cluster.propose(1, 'mine');
    const before = cluster.logOf(1);
    cluster
      .node(1)
      .step(makeMessage('MsgAppResp', 2, 1, { term: 1, index: 9, reject: true, rejectHint: 1, logTerm: 1 }));
    cluster.settle();
    expect(cluster.logOf(1).slice(0, before.length)).toEqual(before);
  });
});

describe('§5.4 safety', () => {
  it('a voter refuses a candidate whose log is less up to date than its own', () => {
    const cases: [number, number, boolean][] = [
      [3, 5, false],
      [3, 4, true],
      [2, 9, true],
      [4, 1, false],
      [3, 6, false],
    ];
    for (const [logTerm, index, reject] of cases) {
      const cluster = new TestCluster(3);
      const log = [2, 3, 4, 5].map((at) => entry(3, at));
      cluster.node(1).step(makeMessage('MsgApp', 3, 1, { term: 3, index: 1, logTerm: 1, entries: log }));
      cluster.handle(1);
      cluster.queue = [];
      cluster.node(1).step(makeMessage('MsgVote', 2, 1, { term: 4, index, logTerm }));
      cluster.handle(1);
      expect(sent(cluster, 'MsgVoteResp').map((m) => m.reject)).toEqual([reject]);
    }
  });

  it('only entries of the own term are committed by counting; a new leader starts with one of its own', () => {
    const cluster = new TestCluster(3);
    const old = [2, 3].map((at) => entry(1, at, 'old'));
    for (const id of [1, 2, 3]) {
      cluster
        .node(id)
        .step(makeMessage('MsgApp', id === 3 ? 2 : 3, id, { term: 1, index: 1, logTerm: 1, entries: old }));
      cluster.handle(id);
    }
    cluster.queue = [];
    cluster.node(1).campaign();
    cluster.handle(1);
    cluster.node(1).step(makeMessage('MsgVoteResp', 2, 1, { term: 2 }));
    cluster.handle(1);
    cluster.node(1).step(makeMessage('MsgAppResp', 2, 1, { term: 2, index: 3 }));
    cluster.node(1).step(makeMessage('MsgAppResp', 3, 1, { term: 2, index: 3 }));
    expect(cluster.node(1).committed).toBe(1);
    cluster.node(1).step(makeMessage('MsgAppResp', 2, 1, { term: 2, index: 4 }));
    expect(cluster.node(1).committed).toBe(4);
  });
});

describe('§5.5 and §5.6', () => {
  it('requests may be repeated without harm', () => {
    const cluster = new TestCluster(3);
    const append = makeMessage('MsgApp', 2, 1, {
      term: 1,
      index: 1,
      logTerm: 1,
      entries: [entry(1, 2, 'x')],
      commit: 2,
    });
    for (let i = 0; i < 3; i++) cluster.node(1).step(append);
    cluster.handle(1);
    expect(cluster.logOf(1)).toEqual(['1:x']);
    expect(cluster.applied[0]).toEqual(['x']);
  });

  it('progress needs only a majority', () => {
    const cluster = new TestCluster(5);
    cluster.isolate(4, 5);
    cluster.elect(1);
    expect(cluster.propose(1, 'x')).toBe('ok');
    expect(cluster.applied.filter((list) => list.includes('x')).length).toBe(3);
  });
});

describe('§7 log compaction', () => {
  it('a follower that needs entries which are gone gets a snapshot', () => {
    const cluster = new TestCluster(3);
    cluster.elect(1);
    cluster.isolate(3);
    for (const text of ['a', 'b', 'c']) cluster.propose(1, text);
    const leader = cluster.node(1);
    leader.storage.createSnapshot(leader.applied, leader.storage.confState(), { bytes: 3, text: 'abc' });
    leader.storage.compact(leader.applied);
    cluster.heal();
    cluster.node(1).tick();
    cluster.settle();
    expect(cluster.node(3).storage.newestSnapshot().data?.text).toBe('abc');
    expect(cluster.node(3).committed).toBe(leader.committed);
    cluster.propose(1, 'd');
    expect(cluster.applied[2]).toEqual(['d']);
  });
});
