import { describe, expect, it } from 'vitest';
import { testFrame } from '../scene/testing.ts';
import { dropsFor } from './drops.ts';

const frame = testFrame();
/** Region 2, led by store 2, has no replica on store 3. */
const without = {
  ...frame,
  regions: frame.regions.map((row) => (row.id === 2 ? { ...row, stores: [1, 2] } : row)),
};

describe('dropsFor', () => {
  it('lets a leader hand leadership to each store with a replica', () => {
    expect(
      dropsFor(frame, 'peer:2@2').map((drop) => [drop.store, drop.offers.map((o) => o.command)]),
    ).toEqual([
      [1, ['transferLeader region=2 store=1']],
      [3, ['transferLeader region=2 store=3']],
    ]);
  });

  it('lets a follower go only where there is no replica', () => {
    expect(dropsFor(without, 'peer:2@1')).toEqual([
      { store: 2, offers: [], impossible: 'it has a replica already; only leadership can be handed over' },
      expect.objectContaining({ store: 3, impossible: '' }),
    ]);
  });

  it('offers to move or to add where a store has none, moving first', () => {
    expect(dropsFor(without, 'peer:2@2')[1]?.offers.map((offer) => offer.command)).toEqual([
      'movePeer region=2 from=2 to=3',
      'addPeer region=2 store=3',
    ]);
  });

  it('keeps the reason when the store is down, and knows nothing to do with other things', () => {
    const down = {
      ...frame,
      stores: frame.stores.map((row) => (row.id === 3 ? { ...row, health: 'down' as const } : row)),
    };
    expect(dropsFor(down, 'peer:2@2')[1]).toEqual({
      store: 3,
      offers: [],
      impossible: 'that store is not up',
    });
    expect(dropsFor(frame, 'store:1')).toEqual([]);
  });
});
