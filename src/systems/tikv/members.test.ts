import { describe, expect, it } from 'vitest';
import { createChecks } from '../../checks/index.ts';
import type { Violation } from '../../checks/index.ts';
import { isJoint } from '../../model/region.ts';
import type { Region } from '../../model/region.ts';
import type { EventOf } from '../../model/trace.ts';
import { counter, MiniCluster, TEST_CONFIG } from '../testing/mini-cluster.ts';
import type { MiniOptions } from '../testing/mini-cluster.ts';

/** Four stores, Region 1 on the first three, a client at work; every check watches. */
function start(options: MiniOptions = {}): { c: MiniCluster; violations: Violation[] } {
  const c = new MiniCluster({
    stores: 4,
    replicas: 3,
    workloads: [{ ...counter(4, 120), thinkUs: 20_000 }],
    ...options,
  });
  const violations: Violation[] = [];
  const checks = createChecks();
  c.world.onRecord = (record) => {
    c.trace.push(record);
    for (const check of checks) check.observe(record, (violation) => violations.push(violation));
  };
  c.run(2);
  return { c, violations };
}

function places(region: Region | null): string {
  return (region?.peers ?? []).map((p) => `${p.storeId}:${p.role}`).join(' ');
}

function operators(c: MiniCluster, kind: 'pd.operator-finished' | 'pd.operator-cancelled'): string[] {
  return c.trace
    .filter((r) => r.event.kind === kind)
    .map((r) => {
      const event = r.event as EventOf<'pd.operator-cancelled'>;
      return event.reason ?? event.words;
    });
}

function until(c: MiniCluster, done: () => boolean, seconds = 10): void {
  // Fine enough to see a joint state, which lasts some milliseconds.
  for (let i = 0; i < seconds * 2000 && !done(); i++) c.run(0.0005);
  expect(done()).toBe(true);
}

describe('the members of a Region', () => {
  it('grow by a learner that is filled by a snapshot and promoted once it has caught up', () => {
    const { c, violations } = start();
    const before = c.regionOn(1, 1);
    c.admin(1, { type: 'add-peer', store: 4 });
    until(c, () => places(c.regionOn(1, 1)) === '1:voter 2:voter 3:voter 4:learner');
    // Nothing may be promoted before its data is there.
    expect(c.regionOn(4, 1)).toBeNull();
    until(c, () => places(c.regionOn(4, 1)) === '1:voter 2:voter 3:voter 4:voter');
    expect(c.regionOn(1, 1)?.epoch.confVer).toBe((before?.epoch.confVer ?? 0) + 2);
    const filled = c.trace.findIndex(
      (r) => r.event.kind === 'raft.snapshot-applied' && r.event.store === 4 && r.event.index > 5,
    );
    const promoted = c.trace.findIndex(
      (r) => r.event.kind === 'region.updated' && r.event.reason === 'conf-change' && r.event.confVer === 3,
    );
    expect(filled).toBeGreaterThan(0);
    expect(promoted).toBeGreaterThan(filled);
    expect(operators(c, 'pd.operator-finished')).toEqual(['add-peer']);
    expect(violations).toEqual([]);
  });

  it('do not promote a learner that cannot be reached', () => {
    const { c } = start();
    c.world.external(() => {
      c.world.beginFault('cut', [
        { type: 'link-cut', from: 'store-1', to: 'store-4' },
        { type: 'link-cut', from: 'store-4', to: 'store-1' },
      ]);
    });
    c.admin(1, { type: 'add-peer', store: 4 });
    c.run(5);
    expect(places(c.regionOn(1, 1))).toBe('1:voter 2:voter 3:voter 4:learner');
    c.world.external(() => c.world.healFault('cut'));
    until(c, () => places(c.regionOn(4, 1)) === '1:voter 2:voter 3:voter 4:voter', 20);
  });

  it('shrink through a joint state; the removed peer is destroyed and its data with it', () => {
    const { c, violations } = start();
    c.admin(1, { type: 'remove-peer', store: 3 });
    until(c, () => places(c.regionOn(1, 1)) === '1:voter 2:voter 3:demoting');
    until(c, () => places(c.regionOn(1, 1)) === '1:voter 2:voter');
    until(c, () => c.regionOn(3, 1) === null);
    expect(c.count('region.destroyed')).toBe(1);
    expect(operators(c, 'pd.operator-finished')).toEqual(['remove-peer']);
    // Demoting, leaving the joint state, removing: one peer each.
    expect(c.regionOn(1, 1)?.epoch.confVer).toBe(4);
    expect(violations).toEqual([]);
  });

  it('move from one store to another while clients write', () => {
    const { c, violations } = start();
    c.admin(1, { type: 'move-peer', from: 2, to: 4 });
    until(c, () => places(c.regionOn(1, 1)) === '1:voter 2:demoting 3:voter 4:incoming');
    until(c, () => places(c.regionOn(4, 1)) === '1:voter 3:voter 4:voter');
    until(c, () => c.regionOn(2, 1) === null);
    expect(c.leaderOf(1)).toBe(1);
    c.run(15);
    expect(c.count('workload.finished')).toBe(1);
    expect(violations).toEqual([]);
  });

  it('hand leadership over before the leader is removed', () => {
    const { c, violations } = start();
    expect(c.leaderOf(1)).toBe(1);
    c.admin(1, { type: 'move-peer', from: 1, to: 4 });
    until(c, () => places(c.regionOn(4, 1)) === '2:voter 3:voter 4:voter');
    expect(c.leaderOf(1)).toBe(4);
    until(c, () => c.regionOn(1, 1) === null);
    const leads = c.trace.findIndex(
      (r) => r.event.kind === 'raft.role-changed' && r.event.role === 'leader' && r.event.store === 4,
    );
    const gone = c.trace.findIndex((r) => r.event.kind === 'region.destroyed' && r.event.store === 1);
    expect(leads).toBeGreaterThan(0);
    expect(gone).toBeGreaterThan(leads);
    expect(violations).toEqual([]);
  });

  it('survive the crash of a store in the joint state, which finds itself in it again', () => {
    const { c, violations } = start();
    c.admin(1, { type: 'move-peer', from: 2, to: 4 });
    until(c, () => places(c.regionOn(3, 1)) === '1:voter 2:demoting 3:voter 4:incoming');
    c.world.external(() => c.world.kill('store-3'));
    c.world.external(() => c.world.restart('store-3'));
    const region = c.regionOn(3, 1);
    expect(region !== null && isJoint(region)).toBe(true);
    expect(c.store(3).detail(1, 1, 0, c.world.now)?.status.config).toMatchObject({
      outgoing: [1, 2, 3],
      learnersNext: [2],
    });
    until(c, () => places(c.regionOn(3, 1)) === '1:voter 3:voter 4:voter');
    expect(violations).toEqual([]);
  });

  it('are led out of a joint state by a PD that has forgotten how they came into it', () => {
    const { c, violations } = start();
    c.admin(1, { type: 'move-peer', from: 1, to: 4 });
    until(c, () => places(c.regionOn(1, 1)) === '1:demoting 2:voter 3:voter 4:incoming');
    c.world.external(() => {
      c.world.kill('pd-1');
      c.world.restart('pd-1');
    });
    until(c, () => places(c.regionOn(4, 1)) === '2:voter 3:voter 4:voter', 20);
    expect(c.leaderOf(1)).not.toBe(1);
    expect(violations).toEqual([]);
  });

  it('need both halves while the state is joint', () => {
    const { c } = start();
    c.admin(1, { type: 'move-peer', from: 2, to: 4 });
    until(c, () => places(c.regionOn(1, 1)) === '1:voter 2:demoting 3:voter 4:incoming');
    c.world.external(() => {
      c.world.kill('store-2');
      c.world.kill('store-3');
    });
    // Stores 1 and 4 are a majority of the new voters and not of the old ones.
    const commit = (): number => c.store(1).detail(1, 1, 0, c.world.now)?.status.commit ?? 0;
    c.run(0.1);
    const before = commit();
    c.run(3);
    expect(commit()).toBe(before);
    c.world.external(() => c.world.restart('store-3'));
    until(c, () => c.leaderOf(1) !== 0 && commit() > before, 20);
  });

  it('may come back to a store they once left', () => {
    const { c, violations } = start();
    for (const [from, to] of [
      [2, 4],
      [4, 2],
      [2, 4],
    ] as const) {
      c.admin(1, { type: 'move-peer', from, to });
      until(c, () => c.regionOn(to, 1)?.peers.length === 3 && c.regionOn(from, 1) === null, 20);
      c.run(0.3);
    }
    expect(places(c.regionOn(4, 1))).toBe('1:voter 3:voter 4:voter');
    expect(violations).toEqual([]);
  });

  it('tell a store that slept through its removal', () => {
    const { c, violations } = start();
    c.world.external(() => c.world.kill('store-3'));
    c.admin(1, { type: 'remove-peer', store: 3 });
    until(c, () => places(c.regionOn(1, 1)) === '1:voter 2:voter');
    c.run(1);
    c.world.external(() => c.world.restart('store-3'));
    until(c, () => c.regionOn(3, 1) === null);
    expect(violations).toEqual([]);
  });

  it('cannot be changed in ways that make no sense, and PD says why', () => {
    const { c } = start();
    c.admin(1, { type: 'add-peer', store: 2 });
    c.admin(1, { type: 'add-peer', store: 9 });
    c.admin(1, { type: 'remove-peer', store: 4 });
    c.admin(1, { type: 'move-peer', from: 2, to: 3 });
    c.run(0.1);
    expect(operators(c, 'pd.operator-cancelled')).toEqual([
      'Region 1 has a peer on store 2 already',
      'there is no store 9',
      'Region 1 has no peer on store 4',
      'Region 1 has a peer on store 3 already',
    ]);
  });
});

const HIBERNATING = { ...TEST_CONFIG, raft: { ...TEST_CONFIG.raft, hibernate: true } };

describe('a leader that shall hand over', () => {
  it('waits until it has led for a while', () => {
    const config = { ...TEST_CONFIG, raft: { ...TEST_CONFIG.raft, rejectTransferUs: 3_000_000 } };
    const { c } = start({ config });
    c.admin(1, { type: 'transfer-leader', toStore: 2 });
    c.run(0.5);
    expect(c.leaderOf(1)).toBe(1);
    until(c, () => c.leaderOf(1) === 2);
    expect(c.world.now).toBeGreaterThan(3_000_000);
  });

  it('goes on leading when the target does not answer', () => {
    const { c } = start();
    c.world.external(() => c.world.pause('store-2'));
    c.admin(1, { type: 'transfer-leader', toStore: 2 });
    c.run(0.5);
    expect(c.leaderOf(1)).toBe(1);
    expect(c.count('raft.transfer-started')).toBe(0);
    const acked = c.count('client.acked');
    c.run(0.5);
    // Without the question first, proposals would be refused all this time.
    expect(c.count('client.acked')).toBeGreaterThan(acked);
    c.world.external(() => c.world.resume('store-2'));
    until(c, () => c.leaderOf(1) === 2);
  });
});

describe('a Region where nothing happens', () => {
  const asleep = (c: MiniCluster, store: number): boolean =>
    c
      .store(store)
      .view(c.world.now)
      .peers.some((p) => p.region === 1 && p.note === 'hibernated');
  const quiet = (): MiniCluster => {
    const c = new MiniCluster({ config: HIBERNATING });
    until(c, () => [1, 2, 3].every((store) => asleep(c, store)), 10);
    return c;
  };
  const commit = (c: MiniCluster): number => c.store(1).detail(1, 1, 0, c.world.now)?.status.commit ?? 0;

  it('goes to sleep together and sends no more raft messages', () => {
    const c = quiet();
    const before = c.store(2).detail(1, 1, 0, c.world.now)?.status.electionElapsed;
    c.run(10);
    expect([1, 2, 3].map((store) => asleep(c, store))).toEqual([true, true, true]);
    expect(c.store(2).detail(1, 1, 0, c.world.now)?.status.electionElapsed).toBe(before);
    expect(c.leaderOf(1)).toBe(1);
  });

  it('wakes for a change and does it', () => {
    const c = quiet();
    const before = commit(c);
    c.admin(1, { type: 'split', splitKeys: ['g'] });
    c.run(0.5);
    expect(commit(c)).toBeGreaterThan(before);
    expect(asleep(c, 1)).toBe(false);
  });

  it('hands over its leadership', () => {
    const c = quiet();
    c.admin(1, { type: 'transfer-leader', toStore: 3 });
    until(c, () => c.leaderOf(1) === 3);
    expect(asleep(c, 3)).toBe(false);
  });

  it('elects a new leader when the store of the sleeping one is lost', () => {
    const c = quiet();
    c.world.external(() => c.world.kill('store-1'));
    until(c, () => c.leaderOf(1) > 1, 15);
    expect(c.store(2).detail(1, 1, 0, c.world.now)?.status.term).toBeGreaterThan(6);
  });

  it('sleeps with a clone of the world as it did before', () => {
    const c = quiet();
    const copy = c.store(2).clone();
    expect(copy.view(c.world.now).peers[0]?.note).toBe('hibernated');
  });
});
