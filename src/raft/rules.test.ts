/** What a rule is for, shown by a short story in which it is switched off. */
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
