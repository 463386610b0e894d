import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { BARE_CONFIG, CAPTURED } from './captured.ts';
import { story } from './story.ts';

/** Facts 12.19, 3.6.3b. */
export const oneLockHoldsAll = story({
  id: 'one-lock-holds-all',
  title: 'One write holds every Region',
  shows:
    'The memory lock of a write counts for the whole store. Region 4 loses its leader on store 1 with one write proposed and not applied there, and its peer ' +
    'on store 1 applies nothing: the lock stays, and the resolved ts of Region 1, which has nothing to do with it, stands still. Look at what holds Region 1. ' +
    'This is how the real store behaves.',
  seed: 12,
  cluster: { ...CAPTURED, splitKeys: ['g', 'm', 's'] },
  config: BARE_CONFIG,
  commands: [
    {
      at: 2 * US_PER_S,
      do: 'fault',
      id: 'slow-apply',
      fault: 'stall-lane',
      with: { process: 'store-1', lane: 'apply', region: 4 },
    },
    { at: 2_200 * US_PER_MS, do: 'put', key: 'x', value: 'stuck' },
    { at: 2_800 * US_PER_MS, do: 'transferLeader', region: 4, store: 2 },
    { at: 4 * US_PER_S, do: 'put', key: 'b', value: 'fine' },
    { at: 8 * US_PER_S, do: 'heal', id: 'slow-apply' },
  ],
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'Four Regions; store 1 leads Regions 1 and 4.' },
    {
      id: 'stuck',
      on: { kind: 'raw.proposed', nth: 1 },
      caption:
        'A put to Region 4 is stamped, locked and proposed. It commits, but store 1 does not apply it: the lock stays.',
    },
    {
      id: 'transferred',
      on: { kind: 'raft.transfer-started', nth: 1 },
      caption:
        'Store 2 takes Region 4 over. The lock is still in the memory of store 1, and Region 1 there is held by it.',
    },
    {
      id: 'healed',
      on: { at: 8 * US_PER_S },
      caption: 'Store 1 applies again, the lock goes, and every Region on it moves on at once.',
    },
  ],
  untilUs: 10 * US_PER_S,
  rate: 0.4,
});
