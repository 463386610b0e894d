import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { BARE_CONFIG, CAPTURED } from './captured.ts';
import { story } from './story.ts';

/** Facts 12.21, 3.6.11: conjectured from the code of the real store, no issue known. */
export const mergeResolvedTs = story({
  id: 'merge-resolved-ts',
  title: 'Conjecture: a merge that outruns its source',
  shows:
    'A hazard that was found by reading the real store’s code and has no issue number. The leader of Region 1 commits PrepareMerge and is slow ' +
    'to apply it; meanwhile Region 2 has absorbed the range and takes a write. Our model confirms it: with R-RTS-HONOUR-DISCARD off, as in the ' +
    'real code, store 1 still finds a quorum for Region 1 and publishes a resolved ts above that write, and a changefeed that ends at the old ' +
    'boundary loses the row. With the rule on, as here, nothing is published once PrepareMerge is committed. A changefeed over both Regions ' +
    'loses nothing either way: the merged Region is subscribed only when both ranges are free, and from the older of their two checkpoints, which Region 2 has kept back.',
  seed: 5,
  cluster: {
    ...CAPTURED,
    splitKeys: ['m'],
    changefeeds: [{ id: 'cf-1', atUs: 0, startKey: '', endKey: 'm', spans: 1 }],
  },
  config: BARE_CONFIG,
  rules: { off: [], on: ['R-RTS-HONOUR-DISCARD'] },
  commands: [
    {
      at: 2 * US_PER_S,
      do: 'fault',
      id: 'slow-1',
      fault: 'stall-lane',
      with: { process: 'store-1', lane: 'apply', region: 1 },
    },
    {
      at: 2 * US_PER_S,
      do: 'fault',
      id: 'slow-3',
      fault: 'stall-lane',
      with: { process: 'store-3', lane: 'apply', region: 1 },
    },
    { at: 2_300 * US_PER_MS, do: 'mergeRegion', region: 1, target: 2 },
    { at: 4 * US_PER_S, do: 'put', key: 'c', value: 'new' },
    { at: 6 * US_PER_S, do: 'heal', id: 'slow-1' },
    { at: 6 * US_PER_S, do: 'heal', id: 'slow-3' },
  ],
  beats: [
    {
      id: 'start',
      on: { at: 0 },
      caption:
        'Region 1 is led by store 1, Region 2 by store 2. The changefeed covers Region 1 and ends at the boundary.',
    },
    {
      id: 'stalled',
      on: { at: 2 * US_PER_S },
      caption: 'Stores 1 and 3 stop applying what Region 1 commits. Its log goes on growing everywhere.',
    },
    {
      id: 'prepared',
      on: { kind: 'region.merge-prepared', nth: 1 },
      caption:
        'PrepareMerge is committed; only store 2 has applied it. That is where the leader of Region 2 is, and it needs no more.',
    },
    {
      id: 'committed',
      on: { kind: 'region.merge-committed', nth: 1 },
      caption:
        'Store 2 has swallowed the range of Region 1, with fresh timestamps. Store 1 does not know yet.',
    },
    {
      id: 'write',
      on: { at: 4 * US_PER_S },
      caption:
        'A put to the old range of Region 1 goes to Region 2. Store 1 may publish nothing for Region 1 any more, though store 3 would still agree that it leads.',
    },
    {
      id: 'healed',
      on: { at: 6 * US_PER_S },
      caption:
        'Store 1 applies the merge and ends the subscription. The capture asks again and finds the row in Region 2.',
    },
  ],
  untilUs: 10 * US_PER_S,
  stopWhenDrained: false,
  rate: 0.3,
});
