import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { BARE_CONFIG, CAPTURED, traffic } from './captured.ts';
import { story } from './story.ts';

/** Facts 3.6.3, 4.2: the first story for who has never heard of a resolved ts. */
export const resolvedTs = story({
  id: 'resolved-ts',
  title: 'What a resolved ts is',
  shows:
    'Three Regions, one changefeed, one thing at a time: why a Region cannot simply say that it is complete up to now, what its resolved ts promises ' +
    'instead, and why one slow Region holds back all others. Look at the tide.',
  seed: 5,
  cluster: { ...CAPTURED, splitKeys: ['h', 'q'] },
  config: BARE_CONFIG,
  workload: [
    // Many and slow: while some wait for Region 2, the others write on.
    traffic({ threads: 24, endAtUs: 11 * US_PER_S, thinkUs: 1_200 * US_PER_MS, deletePercent: 0 }),
  ],
  commands: [
    {
      at: 5 * US_PER_S,
      do: 'fault',
      id: 'slow-apply',
      fault: 'stall-lane',
      with: { process: 'store-2', lane: 'apply', region: 2 },
    },
    { at: 5_100 * US_PER_MS, do: 'put', key: 'k', value: 'late' },
    { at: 9 * US_PER_S, do: 'heal', id: 'slow-apply' },
  ],
  beats: [
    {
      id: 'start',
      on: { at: 0 },
      caption:
        'Three Regions share the keys, and the tide has a column for each. Its height is time: the upper edge is now, what stands lower is older.',
    },
    {
      id: 'stamped',
      on: { at: 1_500 * US_PER_MS },
      caption:
        'A write first gets its timestamp, then it is replicated and applied. In between it is in flight: a dot on the tide, with a timestamp ' +
        'that is already past, and no row yet.',
    },
    {
      id: 'resolved',
      on: { at: 2_700 * US_PER_MS },
      caption:
        'So a Region cannot say that it is complete up to now. Its resolved ts says how far it is: below every write in flight. That is the ' +
        'surface of its water; no write will ever come below it.',
    },
    {
      id: 'feed',
      on: { at: 3_900 * US_PER_MS },
      caption:
        'A changefeed is no further than its lowest Region: that is its resolved ts. The rows below go to the recovery cluster in the order of ' +
        'their timestamps; when they are there, the checkpoint follows.',
    },
    {
      id: 'held',
      on: { kind: 'fault.began', nth: 1 },
      caption:
        'Now store 2 stops applying Region 2. Its writes stay in flight and its water stands still. Regions 1 and 3 rise on, but the line of ' +
        'the changefeed stays with the lowest.',
    },
    {
      id: 'waiting',
      on: { at: 7 * US_PER_S },
      caption:
        'Rows of the other Regions wait in the sorter: without the missing ones, the recovery cluster would get a state that never was. ' +
        'The lag grows on the chart, and below the map stands who holds it.',
      tryNext: 'heal id=slow-apply',
    },
    {
      id: 'healed',
      on: { kind: 'fault.healed', nth: 1 },
      caption:
        'Store 2 applies again. Its water rises, and all that waited flows off in order. Resolved ts: what is complete. Checkpoint: what has ' +
        'arrived. The gap up to now: what a disaster would cost.',
      tryNext: 'kill process=store-2',
    },
  ],
  untilUs: 12 * US_PER_S,
  rate: 0.2,
});
