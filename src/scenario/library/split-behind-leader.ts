import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { BARE_CONFIG, CAPTURED } from './captured.ts';
import { story } from './story.ts';

/** Facts 3.6.10, R-CHECK-EPOCH. */
export const splitBehindLeader = story({
  id: 'split-behind-leader',
  title: 'The leader misses its own split',
  shows:
    'Region 1 is split while its leader cannot apply anything. The followers apply the split, elect a leader of the new Region among ' +
    'themselves and take a write there, while the old leader still speaks for the whole range. CheckLeader compares the epoch, so ' +
    'nobody agrees with it until it has applied the split.',
  seed: 0,
  cluster: CAPTURED,
  config: BARE_CONFIG,
  commands: [
    { at: 1_500 * US_PER_MS, do: 'put', key: 't', value: 'before' },
    {
      at: 2 * US_PER_S,
      do: 'fault',
      id: 'slow-apply',
      fault: 'stall-lane',
      with: { process: 'store-1', lane: 'apply', region: 1 },
    },
    { at: 2_300 * US_PER_MS, do: 'splitRegion', region: 1, key: 'm' },
    { at: 6 * US_PER_S, do: 'put', key: 'b', value: 'new' },
    { at: 7_500 * US_PER_MS, do: 'heal', id: 'slow-apply' },
  ],
  beats: [
    {
      id: 'start',
      on: { at: 0 },
      caption: 'One Region, led by store 1, and a capture that subscribes to all of it.',
    },
    {
      id: 'stalled',
      on: { at: 2 * US_PER_S },
      caption: 'Store 1 stops applying. It still leads, appends and commits: nobody can tell from outside.',
    },
    {
      id: 'split',
      on: { kind: 'region.updated', nth: 5 },
      caption:
        'The split is committed. Stores 2 and 3 apply it and have two Regions now; store 1 has one, with the old boundaries and the old epoch.',
    },
    {
      id: 'write',
      on: { at: 6 * US_PER_S },
      caption:
        'A put to the left half goes to the new leader. If store 1 had called a later timestamp resolved for the whole range, this row would be lost.',
    },
    {
      id: 'healed',
      on: { at: 7_500 * US_PER_MS },
      caption:
        'Store 1 applies the split; its subscription ends with EpochNotMatch, and the capture subscribes to both halves.',
    },
  ],
  untilUs: 10 * US_PER_S,
  stopWhenDrained: false,
  rate: 0.3,
});
