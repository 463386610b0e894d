import { describe, expect, it } from 'vitest';
import { Rng } from '../base/rng.ts';
import { makeMessage } from './message.ts';
import { RawNode } from './raw-node.ts';
import { MemoryStorage } from './storage.ts';
import { TestCluster } from './testkit.ts';

describe('RawNode', () => {
  it('says why a proposal was dropped', () => {
    const cluster = new TestCluster(3, { maxUncommittedSize: 4 });
    expect(cluster.propose(1, 'x')).toBe('dropped-no-leader');
    cluster.elect(1);
    cluster.isolate(1);
    expect(cluster.propose(1, 'large')).toBe('ok');
    expect(cluster.propose(1, 'x')).toBe('dropped-quota');
    cluster.heal();
    cluster.node(1).transferLeader(2);
    expect(cluster.node(1).propose({ bytes: 1 })).toBe('dropped-transferring');
    const shy = new TestCluster(3, { disableProposalForwarding: true });
    shy.elect(1);
    expect(shy.propose(2, 'x')).toBe('dropped-not-forwarded');
  });

  it('forwards proposals, reads and transfers of a follower to its leader', () => {
    const cluster = new TestCluster(3);
    cluster.elect(1);
    expect(cluster.propose(2, 'x')).toBe('ok');
    expect(cluster.applied[2]).toEqual(['x']);
    cluster.node(3).readIndex('r');
    cluster.settle();
    expect(cluster.reads[2]).toEqual([{ index: 3, context: 'r' }]);
    cluster.node(2).transferLeader(3);
    cluster.settle();
    expect(cluster.node(3).role).toBe('leader');
  });

  it('refuses what must not come from the network', () => {
    const cluster = new TestCluster(3);
    expect(cluster.node(1).step(makeMessage('MsgHup', 2, 1))).toBe('local-message');
    expect(cluster.node(1).step(makeMessage('MsgStorageAppendResp', 2, 1))).toBe('local-message');
    expect(cluster.node(1).step(makeMessage('MsgAppResp', 9, 1, { term: 1 }))).toBe('peer-not-found');
  });

  it('gives up a transfer after an election timeout', () => {
    const cluster = new TestCluster(3);
    cluster.elect(1);
    cluster.isolate(1);
    cluster.tick(1, 9);
    cluster.node(1).transferLeader(2);
    cluster.tick(1, 9);
    expect(cluster.node(1).leadTransferee).toBe(2);
    cluster.tick(1, 1);
    expect(cluster.node(1).leadTransferee).toBe(0);
    expect(cluster.node(1).propose({ bytes: 1 })).toBe('ok');
  });

  it('restarts from its storage', () => {
    const cluster = new TestCluster(3);
    cluster.elect(1);
    cluster.propose(1, 'x');
    const before = cluster.node(1);
    const again = new RawNode({
      id: 1,
      electionTick: 10,
      heartbeatTick: 1,
      rng: Rng.fromSeed(9),
      storage: before.storage,
      applied: before.applied,
    });
    expect(again.hardState()).toEqual(before.hardState());
    expect([again.role, again.lastIndex, again.committed]).toEqual(['follower', 3, 3]);
    expect(again.hasReady()).toBe(false);
  });

  it('a clone goes its own way, and the same way when it is told the same', () => {
    const play = (node: RawNode): string => {
      const out: string[] = [];
      for (let i = 0; i < 40; i++) {
        node.tick();
        if (i === 5) node.propose({ bytes: 1, text: 'later' });
        if (i === 6) node.step(makeMessage('MsgAppResp', 2, 1, { term: node.term, index: node.lastIndex }));
        while (node.hasReady()) {
          const ready = node.ready();
          out.push(JSON.stringify(ready));
          node.storage.append(ready.entries);
          node.advance();
        }
      }
      return out.concat(JSON.stringify(node.status())).join('\n');
    };
    const cluster = new TestCluster(3);
    cluster.elect(1);
    cluster.node(1).propose({ bytes: 1, text: 'open' });
    cluster.node(1).readIndex('r');
    const original = cluster.node(1);
    const frozen = JSON.stringify(original.status());
    const copies = [original.clone(), original.clone()];
    const [one, two] = copies.map(play);
    expect(one).toBe(two);
    expect(JSON.stringify(original.status())).toBe(frozen);
    expect(play(original)).toBe(one);
  });

  it('shows itself as plain data', () => {
    const cluster = new TestCluster(3);
    cluster.elect(1);
    const status = cluster.node(1).status();
    expect(JSON.parse(JSON.stringify(status))).toEqual(status);
    expect(status).toMatchObject({ role: 'leader', term: 1, lead: 1, vote: 1, commit: 2 });
    expect(status.progress.map(({ id, match, state }) => [id, match, state])).toEqual([
      [1, 2, 'replicate'],
      [2, 2, 'replicate'],
      [3, 2, 'replicate'],
    ]);
    expect(cluster.node(2).status().progress).toEqual([]);
  });

  it('formats no line without a sink, and says everything with one', () => {
    const lines: string[] = [];
    const cluster = new TestCluster(1, { logger: (level, text) => lines.push(`${level} ${text}`) });
    cluster.elect(1);
    expect(lines).toContain('info 1 became leader at term 1');
  });

  it('asserts on a configuration that makes no sense', () => {
    const make = (more: object): RawNode =>
      new RawNode({
        id: 1,
        electionTick: 10,
        heartbeatTick: 1,
        rng: Rng.fromSeed(1),
        storage: new MemoryStorage(),
        ...more,
      });
    expect(() => make({ id: 0 })).toThrow('positive');
    expect(() => make({ heartbeatTick: 10 })).toThrow('exceeds heartbeatTick');
    expect(() => make({ readOnly: 'lease-based' })).toThrow('checkQuorum');
  });
});
