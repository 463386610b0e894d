import { describe, expect, it } from 'vitest';
import { must } from '../../base/assert.ts';
import type { SystemConfig } from '../../model/config.ts';
import { TEST_CONFIG } from '../testing/mini-cluster.ts';
import type { MiniCluster } from '../testing/mini-cluster.ts';
import { watched } from '../testing/watched.ts';

/** Minutes and hours of the real settings, as seconds. */
const IMPATIENT: SystemConfig = {
  ...TEST_CONFIG,
  store: { ...TEST_CONFIG.store, abnormalLeaderMissingUs: 2_000_000, maxLeaderMissingUs: 4_000_000 },
};

/** Why a peer went, '' while it is there. */
function reasonOf(c: MiniCluster, store: number, region: number): string {
  for (const { event } of c.trace)
    if (event.kind === 'region.destroyed' && event.store === store && event.region === region)
      return event.reason;
  return '';
}

describe('a peer that nobody leads any more', () => {
  it('asks PD where no other store can be reached, and is destroyed as removed', () => {
    const c = watched({ config: IMPATIENT, stores: 4, replicas: 3 });
    c.run(1);
    c.admin(1, { type: 'add-peer', store: 4 });
    c.run(2);
    for (const other of [1, 2, 3])
      c.world.external(() =>
        c.world.beginFault(`cut-${other}`, [
          { type: 'link-cut', from: 'store-4', to: `store-${other}` },
          { type: 'link-cut', from: `store-${other}`, to: 'store-4' },
        ]),
      );
    c.run(0.5);
    c.admin(1, { type: 'remove-peer', store: 4 });
    c.run(12);
    expect(c.regionOn(4, 1)).toBeNull();
    expect(reasonOf(c, 4, 1)).toBe('PD says that it was removed');
  });

  it('stays where PD says that it is still a member', () => {
    const c = watched({ config: IMPATIENT });
    c.run(1);
    for (const other of [1, 2])
      c.world.external(() =>
        c.world.beginFault(`cut-${other}`, [
          { type: 'link-cut', from: 'store-3', to: `store-${other}` },
          { type: 'link-cut', from: `store-${other}`, to: 'store-3' },
        ]),
      );
    c.run(15);
    expect(c.regionOn(3, 1)).not.toBeNull();
    for (const other of [1, 2]) c.world.external(() => c.world.healFault(`cut-${other}`));
    c.run(3);
    expect(reasonOf(c, 3, 1)).toBe('');
    expect(c.store(3).detail(1, 1, 0, c.world.now)?.status.lead).toBe(c.leaderOf(1));
  });

  it('is destroyed where its Region was merged away and the target has left its store', () => {
    const c = watched({ config: IMPATIENT, stores: 4, replicas: 3, splitKeys: ['h'] });
    c.run(1);
    // Store 3 has the CommitMerge in the log of Region 2 but does not come to apply it.
    c.world.external(() =>
      c.world.beginFault('f', [{ type: 'lane-stalled', process: 'store-3', lane: 'apply', tag: 'region:2' }]),
    );
    c.admin(1, { type: 'merge', target: must(c.regionOn(1, 2), 'region 2') });
    c.run(2);
    expect(c.regionOn(1, 1)).toBeNull();
    expect(c.regionOn(3, 1)).not.toBeNull();
    c.admin(2, { type: 'add-peer', store: 4 });
    c.run(2);
    c.admin(2, { type: 'remove-peer', store: 3 });
    c.run(2);
    expect(c.regionOn(3, 2)).toBeNull();
    c.run(8);
    expect(reasonOf(c, 3, 1)).toBe('it was removed meanwhile');
    expect(c.regionOn(4, 2)?.startKey).toBe('');
  });
});
