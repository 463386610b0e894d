/** Rules that only odd histories reach, each in the shortest one. */
import { describe, expect, it } from 'vitest';
import { makeEntry } from './entry.ts';
import { Inflights } from './inflights.ts';
import { makeMessage, proposal } from './message.ts';
import { Progress } from './progress.ts';
import { confChangeEntry } from './propose.ts';
import { MemoryStorage } from './storage.ts';
import { TestCluster } from './testkit.ts';
import type { ConfState, Message } from './types.ts';
import { Unstable } from './unstable.ts';

const MEMBERS: ConfState = {
  voters: [1, 2],
  learners: [],
  votersOutgoing: [],
  learnersNext: [],
  autoLeave: false,
};

describe('elections', () => {
  it('granting a vote starts the election timer anew, refusing one does not', () => {
    const cluster = new TestCluster(3);
    const voter = cluster.node(1);
    voter.step(makeMessage('MsgVote', 3, 1, { term: 5 }));
    cluster.tick(1, 4);
    expect([voter.term, voter.electionElapsed]).toEqual([5, 4]);
    voter.step(makeMessage('MsgVote', 3, 1, { term: 5 }));
    expect(voter.electionElapsed).toBe(4);
    voter.step(makeMessage('MsgVote', 2, 1, { term: 5, index: 1, logTerm: 1 }));
    expect(voter.electionElapsed).toBe(0);
  });

  it('the first vote of a peer counts, whatever it says later', () => {
    const cluster = new TestCluster(3);
    cluster.lose = () => true;
    const candidate = cluster.elect(1);
    candidate.step(makeMessage('MsgVoteResp', 2, 1, { term: 1, reject: true }));
    candidate.step(makeMessage('MsgVoteResp', 2, 1, { term: 1 }));
    expect(candidate.role).toBe('candidate');
    candidate.step(makeMessage('MsgVoteResp', 3, 1, { term: 1 }));
    expect(candidate.role).toBe('leader');
  });

  it('every word of the leader starts the election timer anew', () => {
    const cluster = new TestCluster(3);
    const follower = cluster.node(2);
    const snapshot = { index: 1, term: 1, confState: MEMBERS, data: null };
    for (const fields of [{}, { index: 1, logTerm: 1 }, { snapshot }]) {
      const type = 'snapshot' in fields ? 'MsgSnap' : 'index' in fields ? 'MsgApp' : 'MsgHeartbeat';
      follower.step(makeMessage(type, 1, 2, { term: 1, ...fields }));
      expect([type, follower.electionElapsed, follower.lead]).toEqual([type, 0, 1]);
      cluster.tick(2, 5);
    }
    expect(follower.electionElapsed).toBe(5);
  });

  it('late votes do not count in the next round, nor late pre-votes in the election', () => {
    const cluster = new TestCluster(3, { preVote: true });
    cluster.lose = () => true;
    const candidate = cluster.elect(1);
    candidate.step(makeMessage('MsgPreVoteResp', 2, 1, { term: 1 }));
    cluster.settle();
    expect([candidate.role, candidate.term]).toEqual(['candidate', 1]);
    candidate.step(makeMessage('MsgPreVoteResp', 3, 1, { term: 1 }));
    expect(candidate.role).toBe('candidate');
    cluster.elect(1);
    expect([candidate.role, candidate.term]).toEqual(['pre-candidate', 1]);
    candidate.step(makeMessage('MsgVoteResp', 2, 1, { term: 1 }));
    expect(candidate.role).toBe('pre-candidate');
  });

  it('a new term forgets the quota, unconfirmed reads and the transfer of the one before', () => {
    const cluster = new TestCluster(3);
    const leader = cluster.elect(1);
    cluster.isolate(1);
    cluster.propose(1, 'open');
    leader.readIndex('r');
    leader.transferLeader(2);
    expect(leader.status()).toMatchObject({ uncommittedSize: 4, pendingReads: 1, leadTransferee: 2 });
    leader.step(makeMessage('MsgHeartbeat', 2, 1, { term: 2 }));
    expect(leader.status()).toMatchObject({ uncommittedSize: 0, pendingReads: 0, leadTransferee: 0 });
  });
});

describe('snapshots', () => {
  function offer(confState: ConfState): number {
    const cluster = new TestCluster(3, {}, [1, 2]);
    const snapshot = { index: 5, term: 1, confState, data: null };
    cluster.node(3).step(makeMessage('MsgSnap', 1, 3, { term: 1, snapshot }));
    return cluster.node(3).restoringTo;
  }

  it('are taken by members of any kind, an outgoing voter too, and by nobody else', () => {
    expect(offer({ ...MEMBERS, voters: [1, 3] })).toBe(5);
    expect(offer({ ...MEMBERS, learners: [3] })).toBe(5);
    expect(offer({ ...MEMBERS, votersOutgoing: [1, 3] })).toBe(5);
    expect(offer(MEMBERS)).toBe(0);
  });

  it('that were asked for are asked for again when another leads', () => {
    const cluster = new TestCluster(3);
    cluster.elect(1);
    expect(cluster.node(2).requestSnapshot()).toBe('ok');
    const sent: Message[] = [];
    cluster.lose = (m) => sent.push(m) > 0;
    cluster.node(2).step(makeMessage('MsgHeartbeat', 3, 2, { term: 2 }));
    cluster.handle(2);
    const request = { type: 'MsgAppResp', to: 3, term: 2, reject: true, requestSnapshot: 2 };
    expect(sent[sent.length - 1]).toMatchObject(request);
  });

  it('are wanted instead of appends once they are asked for', () => {
    const cluster = new TestCluster(3);
    cluster.elect(1);
    cluster.node(2).requestSnapshot();
    const entries = [makeEntry(1, 3, 'normal', null, null)];
    cluster.node(2).step(makeMessage('MsgApp', 1, 2, { term: 1, index: 2, logTerm: 1, entries }));
    expect(cluster.node(2).lastIndex).toBe(2);
    expect(cluster.node(2).ready().messages).toMatchObject([
      { requestSnapshot: 2 },
      { requestSnapshot: 2, reject: true },
    ]);
  });

  it('are not asked for while the last entry is of an older term', () => {
    const cluster = new TestCluster(3);
    cluster.elect(1);
    cluster.node(2).step(makeMessage('MsgHeartbeat', 3, 2, { term: 2 }));
    expect(cluster.node(2).requestSnapshot()).toBe('dropped-old-term');
  });
});

describe('conflict search', () => {
  it('a hint without a term is taken as it is', () => {
    const cluster = new TestCluster(3);
    cluster.elect(1);
    for (const text of ['a', 'b', 'c', 'd']) cluster.propose(1, text);
    cluster.lose = (m) => m.to === 3 && m.type === 'MsgApp';
    const leader = cluster.elect(2);
    expect(leader.status().progress[2]).toMatchObject({ match: 0, next: 7 });
    leader.step(makeMessage('MsgAppResp', 3, 2, { term: 2, index: 6, reject: true, rejectHint: 4 }));
    // The probe carries the rest, and nothing follows it until it is answered.
    expect(leader.status().progress[2]).toMatchObject({ state: 'probe', match: 0, next: 5, paused: true });
  });
});

describe('progress', () => {
  function progress(match: number, next: number): Progress {
    const pr = new Progress(next, new Inflights(4, Infinity));
    pr.match = match;
    return pr;
  }

  it('a refusal of an older probe changes nothing', () => {
    const pr = progress(0, 6);
    expect([pr.maybeDecrease(3, 1), pr.next]).toEqual([false, 6]);
    expect([pr.maybeDecrease(5, 1), pr.next]).toEqual([true, 2]);
  });

  it('a refusal of what has been acknowledged since changes nothing', () => {
    const pr = progress(5, 6);
    pr.becomeReplicate();
    pr.sentEntries(2, 2);
    expect([pr.maybeDecrease(5, 3), pr.next]).toEqual([false, 8]);
    expect([pr.maybeDecrease(6, 3), pr.next]).toEqual([true, 6]);
  });

  it('a commit is worth a message only if what was sent reaches beyond the one told last', () => {
    const pr = progress(5, 8);
    pr.sentCommit = 5;
    expect([pr.canBumpCommit(5), pr.canBumpCommit(7)]).toEqual([false, true]);
    pr.sentCommit = 7;
    expect(pr.canBumpCommit(9)).toBe(false);
  });

  it('after a snapshot it goes on behind that', () => {
    const pr = progress(3, 4);
    pr.becomeSnapshot(9);
    expect([pr.next, pr.sentCommit, pr.isPaused()]).toEqual([10, 9, true]);
    pr.becomeProbe();
    expect([pr.next, pr.pendingSnapshot, pr.isPaused()]).toEqual([10, 0, false]);
  });

  it('a snapshot that is asked for while one is on its way is that one', () => {
    const pr = progress(3, 4);
    expect(pr.requestSnapshot(2, 8)).toBe(true);
    pr.becomeSnapshot(9);
    expect([pr.requestedSnapshot, pr.requestSnapshot(3, 8), pr.requestedSnapshot]).toEqual([0, false, 0]);
    pr.becomeReplicate();
    expect(pr.requestSnapshot(2, 8)).toBe(false);
  });
});

describe('proposals', () => {
  it('a change of members in a batch is known by its own place', () => {
    const cluster = new TestCluster(3);
    const leader = cluster.elect(1);
    const change = confChangeEntry({ v: 1, type: 'add-learner-node', nodeId: 4, context: null });
    const plain = makeEntry(0, 0, 'normal', { bytes: 1 }, null);
    leader.step(proposal(1, [plain, change, plain]));
    expect([leader.lastIndex, leader.status().pendingConfIndex]).toEqual([5, 4]);
    // The next one comes too early.
    leader.step(proposal(1, [change]));
    expect([leader.entryAt(6)?.type, leader.status().pendingConfIndex]).toEqual(['normal', 4]);
  });
});

describe('storage', () => {
  it('skips what an append holds of compacted entries', () => {
    const storage = new MemoryStorage();
    const entries = (from: number, to: number, term: number) =>
      Array.from({ length: to - from + 1 }, (_, i) => makeEntry(term, from + i, 'normal', null, null));
    storage.append(entries(1, 5, 1));
    storage.compact(3);
    storage.append(entries(2, 3, 2));
    expect([storage.firstIndex(), storage.lastIndex(), storage.termAt(5)]).toEqual([4, 5, 1]);
    storage.append(entries(2, 6, 2));
    expect([3, 4, 6].map((index) => storage.termAt(index))).toEqual([1, 2, 2]);
  });

  it('takes no snapshot that is not newer than the one it holds', () => {
    const storage = new MemoryStorage();
    const snapshot = (index: number) => ({ index, term: 1, confState: MEMBERS, data: null });
    expect([5, 5, 4, 6].map((index) => storage.applySnapshot(snapshot(index)))).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect([storage.firstIndex(), storage.lastIndex()]).toEqual([7, 6]);
  });

  it('confirms the snapshot that waits, not an older one', () => {
    const unstable = new Unstable(1, null);
    unstable.restore({ index: 9, term: 1, confState: MEMBERS, data: null });
    unstable.stableSnapTo(5);
    expect(unstable.snapshot?.index).toBe(9);
    unstable.stableSnapTo(9);
    expect(unstable.snapshot).toBe(null);
  });
});
