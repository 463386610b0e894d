/** What raft-rs adds and TiKV relies on (facts/raft.md §10), each as an option. */
import { describe, expect, it } from 'vitest';
import { makeEntry } from './entry.ts';
import { makeMessage } from './message.ts';
import { TestCluster } from './testkit.ts';

describe('options of raft-rs', () => {
  it('priority: a voter refuses a lower one unless its log is longer', () => {
    const cluster = new TestCluster(3);
    cluster.node(2).setPriority(5);
    cluster.node(3).setPriority(5);
    cluster.elect(1);
    expect(cluster.node(1).role).toBe('follower');
    cluster.node(1).setPriority(5);
    cluster.elect(1);
    expect(cluster.node(1).role).toBe('leader');
    cluster.isolate(1, 2);
    cluster.propose(1, 'longer');
    cluster.heal();
    cluster.isolate(2, 3);
    cluster.node(2).setPriority(0);
    cluster.elect(2);
    expect(cluster.node(2).role).toBe('leader');
  });

  it('votes that carry the commit index let the last of two voters take over when the leader removes itself', () => {
    for (const voteCarriesCommit of [false, true]) {
      const cluster = new TestCluster(2, { voteCarriesCommit });
      cluster.elect(1);
      cluster.node(1).proposeConfChange({ v: 1, type: 'remove-node', nodeId: 1, context: null });
      // S2 takes the entry but does not hear that it is committed; S1 leads on alone and its log grows.
      cluster.lose = (m) => m.to === 2 && m.commit >= 3;
      cluster.settle();
      expect(cluster.node(1).config.incoming).toEqual([2]);
      cluster.propose(1, 'refused');
      cluster.heal();
      // S1's log is longer than S2's: without the commit index in its refusal, S2 can never win.
      const longer = cluster.node(1);
      longer.step(
        makeMessage('MsgApp', 2, 1, {
          term: 2,
          index: 3,
          logTerm: 1,
          entries: [makeEntry(2, 4, 'normal', null, null)],
        }),
      );
      cluster.settle();
      for (let i = 0; i < 3; i++) cluster.elect(2);
      expect(cluster.node(2).role === 'leader').toBe(voteCarriesCommit);
    }
  });

  it('group commit: an entry must be in two zones', () => {
    const cluster = new TestCluster(3, { groupCommit: true });
    for (const node of cluster.nodes) [1, 2, 3].forEach((id) => node.assignCommitGroup(id, id === 3 ? 2 : 1));
    cluster.elect(1);
    const { progress } = cluster.node(1).status();
    expect(progress.map(({ groupId }) => groupId)).toEqual([1, 1, 2]);
    cluster.isolate(3);
    cluster.propose(1, 'x');
    expect(cluster.applied[0]).toEqual([]);
    cluster.heal();
    cluster.tick(1, 1);
    cluster.settle();
    expect(cluster.applied[0]).toEqual(['x']);
  });

  it('early reads are dropped instead of postponed', () => {
    for (const dropEarlyReads of [false, true]) {
      const cluster = new TestCluster(3, { dropEarlyReads });
      cluster.elect(1);
      cluster.lose = (m) => m.type === 'MsgAppResp';
      cluster.elect(2);
      expect(cluster.node(2).committedInTerm()).toBe(false);
      cluster.node(2).readIndex('early');
      cluster.node(2).readIndex('as well');
      cluster.heal();
      cluster.tick(2, 1);
      cluster.settle();
      expect(cluster.reads[1]).toEqual(
        dropEarlyReads ? [] : ['early', 'as well'].map((context) => ({ index: 3, context })),
      );
    }
  });

  it('cold entries are fetched, and the follower waits for them', () => {
    const cluster = new TestCluster(3, { asyncLogFetch: true });
    cluster.elect(1);
    cluster.isolate(3);
    for (const text of ['a', 'b']) cluster.propose(1, text);
    const leader = cluster.node(1);
    leader.storage.setColdBelow(leader.lastIndex + 1);
    leader.reportUnreachable(3);
    cluster.heal();
    cluster.tick(1, 1);
    cluster.settle();
    const [fetch, ...more] = leader.takeLogFetches();
    expect(more).toEqual([]);
    expect(fetch).toMatchObject({ to: 3, low: 3, high: 5 });
    expect(cluster.applied[2]).toEqual([]);
    leader.entriesFetched(3, leader.storage.slice(3, 5, Infinity));
    cluster.settle();
    expect(cluster.applied[2]).toEqual(['a', 'b']);
  });

  it('a fetch that failed or does not fit any more is asked for again, by a leader', () => {
    const cluster = new TestCluster(3, { asyncLogFetch: true });
    const leader = cluster.elect(1);
    cluster.isolate(3);
    for (const text of ['a', 'b']) cluster.propose(1, text);
    leader.storage.setColdBelow(leader.lastIndex + 1);
    leader.reportUnreachable(3);
    cluster.heal();
    const beat = (): void => {
      cluster.tick(1, 1);
      cluster.settle();
    };
    beat();
    expect(leader.takeLogFetches()).toHaveLength(1);
    // While it waits, nothing goes to that follower and no second fetch is asked for; the others go on.
    beat();
    cluster.propose(1, 'c');
    expect(leader.takeLogFetches()).toEqual([]);
    expect([cluster.applied[1], cluster.applied[2]]).toEqual([['a', 'b', 'c'], []]);
    leader.entriesFetched(3, null);
    expect(leader.takeLogFetches()).toEqual([]);
    beat();
    expect(leader.takeLogFetches()).toHaveLength(1);
    leader.entriesFetched(3, leader.storage.slice(4, 5, Infinity));
    expect(leader.takeLogFetches()).toMatchObject([{ to: 3, low: 3 }]);
    const found = leader.storage.slice(3, 6, Infinity);
    leader.step(makeMessage('MsgHeartbeat', 2, 1, { term: 9 }));
    cluster.handle(1);
    leader.entriesFetched(3, found);
    expect(leader.hasReady()).toBe(false);
  });

  it('answers tell how far the follower has committed', () => {
    for (const responsesCarryCommit of [false, true]) {
      const cluster = new TestCluster(3, { responsesCarryCommit });
      cluster.elect(1);
      cluster.propose(1, 'x');
      const committed = (id: number): number | undefined =>
        cluster
          .node(1)
          .status()
          .progress.find((pr) => pr.id === id)?.committed;
      // The answer to the append that carried the commit.
      expect(committed(2)).toBe(responsesCarryCommit ? 3 : 0);
      cluster.lose = (m) => m.to === 3 || m.type === 'MsgAppResp';
      cluster.propose(1, 'y');
      expect(committed(2)).toBe(responsesCarryCommit ? 3 : 0);
      // The entry is on a quorum, but nobody was told; then heartbeats and their answers tell it.
      cluster.heal();
      cluster.tick(1, 1);
      cluster.settle();
      cluster.tick(1, 1);
      cluster.lose = (m) => m.type === 'MsgAppResp';
      cluster.settle();
      expect(committed(2)).toBe(responsesCarryCommit ? 4 : 0);
    }
  });

  it('a batched append leaves a clone as it was', () => {
    const cluster = new TestCluster(2, { batchAppend: true });
    const leader = cluster.elect(1);
    leader.propose({ bytes: 1, text: 'a' });
    const copy = leader.clone();
    leader.propose({ bytes: 1, text: 'b' });
    const sent = (node: typeof leader): number[] => node.ready().messages.map((m) => m.entries.length);
    expect([sent(leader), sent(copy)]).toEqual([[2], [1]]);
  });

  it('an append that starts over is not batched with the one that waits', () => {
    const cluster = new TestCluster(2, { batchAppend: true });
    const leader = cluster.elect(1);
    leader.propose({ bytes: 1, text: 'a' });
    leader.reportUnreachable(2);
    leader.step(makeMessage('MsgHeartbeatResp', 2, 1, { term: 1 }));
    const indexes = leader.ready().messages.map((m) => m.entries.map((entry) => entry.index));
    expect(indexes).toEqual([[3], [3]]);
  });

  it('the election timeout can be given its own range', () => {
    const cluster = new TestCluster(3, { minElectionTick: 15, maxElectionTick: 17 });
    for (const node of cluster.nodes) expect([15, 16]).toContain(node.randomizedElectionTimeout);
  });
});

describe('reads in a group of one', () => {
  function removedLeader(): TestCluster {
    const cluster = new TestCluster(2, { voteCarriesCommit: true });
    cluster.elect(1);
    cluster.propose(1, 'a');
    cluster.node(1).proposeConfChange({ v: 1, type: 'remove-node', nodeId: 1, context: null });
    cluster.settle();
    expect([cluster.node(1).role, cluster.node(1).config.incoming]).toEqual(['leader', [2]]);
    return cluster;
  }

  it('a removed leader does not answer for the voter that is left', () => {
    const cluster = removedLeader();
    cluster.isolate(1);
    cluster.elect(2);
    cluster.propose(2, 'b');
    cluster.node(1).readIndex('stale');
    cluster.settle();
    expect(cluster.reads[0]).toEqual([]);
  });

  it('the voter that is left answers only when it has committed something itself', () => {
    const cluster = removedLeader();
    const node = cluster.node(2);
    node.campaign();
    while (node.role !== 'leader') {
      const ready = node.ready();
      if (ready.hardState !== null) node.storage.setHardState(ready.hardState);
      node.advance();
    }
    node.readIndex('early');
    cluster.settle();
    expect(cluster.reads[1]).toEqual([{ index: node.committed, context: 'early' }]);
    expect(node.termAt(node.committed)).toBe(node.term);
  });
});
