import { describe, expect, it } from 'vitest';
import type { PdSchedulerName } from '../../model/config.ts';
import { isJoint } from '../../model/region.ts';
import type { PdActor } from '../pd/index.ts';
import type { RemoveOperator, SwitchScheduler } from '../pd/msg.ts';
import { counter, TEST_CONFIG } from './mini-cluster.ts';
import type { MiniCluster, MiniOptions } from './mini-cluster.ts';
import { watched } from './watched.ts';

/** PD's own initiative on the kernel: real stores, real moves, every check watching. */

const REMOVE: RemoveOperator = { kind: 'pd.remove-operator', bytes: 64, region: 1 };

const EIGHT = ['d', 'g', 'j', 'm', 'p', 's', 'v'];

function scheduled(schedulers: readonly PdSchedulerName[], options: MiniOptions = {}): MiniCluster {
  const config = {
    ...TEST_CONFIG,
    ...options.config,
    pd: { ...TEST_CONFIG.pd, ...options.config?.pd, schedulers, storeLimitPerMinute: 6_000 },
    store: { ...TEST_CONFIG.store, regionHeartbeatUs: 200_000, storeHeartbeatUs: 200_000 },
  };
  return watched({ workloads: [counter(4, 30)], ...options, config });
}

const pd = (c: MiniCluster): PdActor => c.world.process('pd-1').actor as PdActor;
const spread = (counts: readonly number[]): number => Math.max(...counts) - Math.min(...counts);

function leaders(c: MiniCluster, stores: number): number[] {
  return Array.from(
    { length: stores },
    (_, i) =>
      pd(c)
        .service.regions()
        .filter((route) => route.leaderStore === i + 1).length,
  );
}

function peers(c: MiniCluster, stores: number): number[] {
  return Array.from(
    { length: stores },
    (_, i) =>
      pd(c)
        .service.regions()
        .filter((route) => route.region.peers.some((peer) => peer.storeId === i + 1)).length,
  );
}

function created(c: MiniCluster, words: RegExp): number {
  return c.trace.filter(({ event }) => event.kind === 'pd.operator-created' && words.test(event.words))
    .length;
}

describe('balance-leader', () => {
  it('spreads leaders that all sit on one store, and then leaves them alone', () => {
    const c = scheduled(['balance-leader'], { splitKeys: EIGHT });
    c.run(1);
    for (const { region } of pd(c).service.regions())
      if (region.id !== 1) c.admin(region.id, { type: 'transfer-leader', toStore: 1 });
    c.run(6);
    expect(leaders(c, 3).reduce((a, b) => a + b)).toBe(8);
    expect(spread(leaders(c, 3))).toBeLessThanOrEqual(1);
    const before = created(c, /^balance leaders/);
    expect(before).toBeGreaterThan(0);
    c.run(3);
    expect(created(c, /^balance leaders/)).toBe(before);
  });

  it('does nothing while it is off, and can be switched on', () => {
    const c = scheduled([], { splitKeys: EIGHT });
    c.run(1);
    for (const { region } of pd(c).service.regions())
      if (region.id !== 1) c.admin(region.id, { type: 'transfer-leader', toStore: 1 });
    c.run(3);
    expect(leaders(c, 3)).toEqual([8, 0, 0]);
    const order: SwitchScheduler = {
      kind: 'pd.switch-scheduler',
      bytes: 64,
      name: 'balance-leader',
      on: true,
    };
    c.world.external(() => c.world.inject('pd-1', order));
    c.run(5);
    expect(spread(leaders(c, 3))).toBeLessThanOrEqual(1);
  });
});

describe('balance-region', () => {
  it('moves replicas to stores that have none, through joint consensus', () => {
    const c = scheduled(['balance-region', 'joint-state-checker'], {
      splitKeys: EIGHT,
      stores: 5,
      replicas: 3,
    });
    c.run(15);
    expect(peers(c, 5).reduce((a, b) => a + b)).toBe(24);
    expect(spread(peers(c, 5))).toBeLessThanOrEqual(1);
    expect(
      pd(c)
        .service.regions()
        .some((route) => isJoint(route.region)),
    ).toBe(false);
    expect(c.count('workload.finished')).toBe(1);
  });
});

describe('replica-checker', () => {
  it('makes the replicas of a store up when it has been away for max-store-down-time, not before', () => {
    const c = scheduled(['replica-checker', 'joint-state-checker'], {
      stores: 4,
      replicas: 3,
      splitKeys: ['m'],
    });
    c.run(2);
    c.world.external(() => c.world.kill('store-3'));
    c.run(4);
    expect(created(c, /is down/)).toBe(0);
    c.run(8);
    expect(created(c, /is down/)).toBe(2);
    for (const { region } of pd(c).service.regions())
      expect(region.peers.map((peer) => peer.storeId).sort((a, b) => a - b)).toEqual([1, 2, 4]);
    expect(c.count('workload.finished')).toBe(1);
  });

  it('removes an extra replica, and a learner that a cancelled operator left', () => {
    const c = scheduled(['replica-checker', 'joint-state-checker'], { stores: 5, replicas: 3 });
    c.run(1);
    c.admin(1, { type: 'change-peer', change: 'add-learner', store: 4, peer: 0 });
    c.run(4);
    expect(peers(c, 5)).toEqual([1, 1, 1, 0, 0]);
    c.admin(1, { type: 'add-peer', store: 5 });
    c.run(8);
    expect(peers(c, 5).reduce((a, b) => a + b)).toBe(3);
  });
});

describe('merge-checker', () => {
  it('merges small Regions when they are old enough', () => {
    const c = scheduled(['merge-checker'], { splitKeys: ['d', 'm', 's'] });
    c.run(10);
    expect(pd(c).service.regions()).toHaveLength(1);
    expect(c.count('workload.finished')).toBe(1);
  });
});

describe('operators', () => {
  it('are forgotten when they are removed by hand', () => {
    const c = scheduled([], { stores: 4, replicas: 3 });
    c.run(1);
    c.world.external(() => c.world.kill('store-4'));
    c.admin(1, { type: 'add-peer', store: 4 });
    c.run(0.5);
    expect(pd(c).service.busyWith(1)).not.toBe('');
    c.world.external(() => c.world.inject('pd-1', REMOVE));
    expect(pd(c).service.busyWith(1)).toBe('');
  });
});
