/** What a rule is for, shown by a short story in which it is switched off; and the options of raft-rs. */
import { describe, expect, it } from 'vitest';
import type { RuleId } from './config.ts';
import { makeEntry } from './entry.ts';
import { makeMessage } from './message.ts';
import { TestCluster, type TestOptions } from './testkit.ts';
import type { ConfChangeSingle, Message } from './types.ts';

function off(...rules: RuleId[]): TestOptions {
  return { rules: { off: rules } };
}

/** A vote request that is refused still tells the term. */
function hearOfTerm(cluster: TestCluster, id: number, term: number): void {
  cluster.node(id).step(makeMessage('MsgVote', id === 3 ? 4 : 3, id, { term, index: 1, logTerm: 1 }));
  cluster.settle();
  expect([cluster.node(id).role, cluster.node(id).term]).toEqual(['follower', term]);
}

describe('commit-own-term (figure 8)', () => {
  /** (a) and (b): S1 has an entry of term 1 on S2, S5 has one of term 2 alone. (c): S1 is back and sends its old one to S3. */
  function story(options: TestOptions): TestCluster {
    const cluster = new TestCluster(5, { ...options, maxSizePerMsg: 1 });
    cluster.elect(1);
    cluster.isolate(1, 2);
    cluster.propose(1, 'old');
    cluster.lose = (m) => m.from <= 2 || m.to <= 2 || (m.from === 5 && m.type === 'MsgApp');
    cluster.elect(5);
    expect([cluster.node(5).role, cluster.node(5).term]).toEqual(['leader', 2]);
    // S3 gets as far as the old entry, not to the one of term 3; S4 and S5 hear nothing.
    const s3 = cluster.node(3);
    const beyond = (m: Message): boolean =>
      m.to === 3 && m.type === 'MsgApp' && m.index === s3.lastIndex && m.index === 3;
    cluster.lose = (m) => m.from >= 4 || m.to >= 4 || beyond(m);
    hearOfTerm(cluster, 1, 2);
    cluster.elect(1);
    expect([cluster.node(1).role, cluster.node(1).term]).toEqual(['leader', 3]);
    expect(cluster.logOf(3)).toEqual(['1:', '1:old']);
    return cluster;
  }

  it('keeps the old entry uncommitted until one of the own term is on a majority', () => {
    const cluster = story({});
    expect(cluster.applied[0]).toEqual([]);
    cluster.isolate(4, 5);
    cluster.tick(1, 1);
    cluster.settle();
    expect(cluster.applied.slice(0, 3)).toEqual([['old'], ['old'], ['old']]);
  });

  it('without it, a later leader overwrites what was applied', () => {
    const cluster = story(off('commit-own-term'));
    expect(cluster.applied[0]).toEqual(['old']);
    cluster.isolate(1, 2);
    hearOfTerm(cluster, 5, 3);
    cluster.elect(5);
    expect(cluster.node(5).role).toBe('leader');
    cluster.propose(5, 'other');
    expect(cluster.logOf(3)).not.toContain('1:old');
    expect(cluster.applied[2]).toEqual(['other']);
  });
});

describe('joint-commit-both-halves', () => {
  /** From (1 2 3) to (1 4 5 6), explicit; then S2 and S3 are cut off before they hear that the change is committed. */
  function story(options: TestOptions): TestCluster {
    const cluster = new TestCluster(6, options, [1, 2, 3]);
    cluster.elect(1);
    // S2 and S3 take the change, but never hear of its commit.
    const old = [2, 3];
    const added = [4, 5, 6].map((nodeId): ConfChangeSingle => ({ type: 'add-node', nodeId }));
    const removed = old.map((nodeId): ConfChangeSingle => ({ type: 'remove-node', nodeId }));
    cluster.node(1).proposeConfChange({
      v: 2,
      transition: 'joint-explicit',
      changes: [...added, ...removed],
      context: null,
    });
    cluster.node(1).storage.snapshotsOnDemand = true;
    const change = cluster.node(1).lastIndex;
    cluster.lose = (m) => old.includes(m.to) && m.commit >= change;
    settleWithSnapshots(cluster);
    expect(cluster.node(1).config.outgoing).toEqual([1, 2, 3]);
    expect(cluster.node(2).committed).toBeLessThan(change);
    cluster.isolate(2, 3);
    cluster.node(1).propose({ bytes: 1, text: 'x' });
    settleWithSnapshots(cluster);
    return cluster;
  }

  function settleWithSnapshots(cluster: TestCluster): void {
    for (let i = 0; i < 5; i++) {
      cluster.settle();
      const { storage, applied } = cluster.node(1);
      if (storage.takeSnapshotWanted()) storage.createSnapshot(applied, storage.confState(), null);
      cluster.node(1).tick();
      cluster.settle();
    }
  }

  it('does not commit in the new half alone', () => {
    const cluster = story({});
    expect(cluster.applied[0]).toEqual([]);
    cluster.heal();
    cluster.tick(1, 1);
    cluster.settle();
    expect(cluster.applied[0]).toEqual(['x']);
  });

  it('without it, an old majority elects a leader that lacks a committed entry', () => {
    const cluster = story(off('joint-commit-both-halves'));
    expect(cluster.applied[0]).toEqual(['x']);
    cluster.elect(2);
    expect(cluster.node(2).role).toBe('leader');
    expect(cluster.logOf(2)).not.toContain('1:x');
  });
});

describe('conflict search', () => {
  function probes(options: TestOptions): number {
    const cluster = new TestCluster(3, options);
    const terms = (list: readonly number[]) =>
      list.map((term, i) => makeEntry(term, i + 2, 'normal', null, null));
    const leader = terms([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 4]);
    const follower = terms([1, 2, 2, 2, 2, 3, 3, 3, 3, 3]);
    cluster.node(1).step(makeMessage('MsgApp', 3, 1, { term: 4, index: 1, logTerm: 1, entries: leader }));
    cluster.node(3).step(makeMessage('MsgApp', 2, 3, { term: 4, index: 1, logTerm: 1, entries: leader }));
    cluster.node(2).step(makeMessage('MsgApp', 3, 2, { term: 4, index: 1, logTerm: 1, entries: follower }));
    cluster.settle();
    let refusals = 0;
    cluster.lose = (m) => {
      if (m.type === 'MsgAppResp' && m.reject && !counted.has(m)) {
        counted.add(m);
        refusals++;
      }
      return false;
    };
    const counted = new Set<Message>();
    cluster.elect(1);
    expect(cluster.logOf(2)).toEqual(cluster.logOf(1));
    return refusals;
  }

  it('needs about one probe per term with it, one per entry without it', () => {
    const both = probes({});
    const neither = probes(off('leader-backtracking', 'follower-backtracking'));
    expect(both).toBeLessThanOrEqual(2);
    expect(neither).toBeGreaterThan(both + 5);
    expect(probes(off('leader-backtracking'))).toBeLessThan(neither);
  });
});

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
      cluster.heal();
      cluster.tick(2, 1);
      cluster.settle();
      expect(cluster.reads[1]).toEqual(
        dropEarlyReads ? [] : [{ index: cluster.node(2).committed, context: 'early' }],
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
