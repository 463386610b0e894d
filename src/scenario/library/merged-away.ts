import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { BARE_CONFIG, CAPTURED, traffic } from './captured.ts';
import { story } from './story.ts';

/** Facts B-28b: tikv#7356. */
export const mergedAway = story({
  id: 'merged-away',
  title: 'Subscribed to a Region that is merged away',
  shows:
    'Between PrepareMerge and CommitMerge a capture subscribes to the Region that is about to vanish. When it does, the store must say so; a subscriber ' +
    'that is never told waits for ever, and the checkpoint with it. Watch what holds the changefeed.',
  seed: 9,
  cluster: { ...CAPTURED, splitKeys: ['m'] },
  config: { ...BARE_CONFIG, store: { ...BARE_CONFIG.store, regionHeartbeatUs: 300 * US_PER_MS } },
  workload: [traffic({ endAtUs: 12 * US_PER_S, keys: 24, thinkUs: 60 * US_PER_MS })],
  commands: [
    {
      at: 2 * US_PER_S,
      do: 'fault',
      id: 'slow-target',
      fault: 'stall-lane',
      with: { process: 'store-1', lane: 'apply', region: 2 },
    },
    {
      at: 2 * US_PER_S,
      do: 'fault',
      id: 'slow-leader',
      fault: 'stall-lane',
      with: { process: 'store-2', lane: 'apply', region: 2 },
    },
    { at: 2_200 * US_PER_MS, do: 'mergeRegion', region: 1, target: 2 },
    { at: 3 * US_PER_S, do: 'heal', id: 'slow-leader' },
    { at: 3_600 * US_PER_MS, do: 'heal', id: 'slow-target' },
  ],
  beats: [
    {
      id: 'start',
      on: { at: 0 },
      caption: 'Region 1, led by store 1, will be merged into Region 2, led by store 2.',
    },
    {
      id: 'prepared',
      on: { kind: 'region.merge-prepared', nth: 1 },
      caption:
        'PrepareMerge ends the subscription of Region 1 with EpochNotMatch. The capture asks PD and subscribes to it again.',
    },
    {
      id: 'gone',
      on: { kind: 'region.destroyed', nth: 1, region: 1, process: 'store-1' },
      caption:
        'The merge is through and Region 1 is gone from this store. Its subscriber hears RegionNotFound and looks for the range elsewhere.',
    },
  ],
  untilUs: 12 * US_PER_S,
  rate: 0.4,
});
