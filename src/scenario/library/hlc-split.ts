import { HLC_CONFIG, cutFromPd, ms, timestampStory } from './timestamps-setup.ts';

/** R-RMT-SPLIT (facts cdc 1.3.3). */
export const hlcSplit = timestampStory({
  id: 'hlc-split',
  title: 'Clocks apart: a split',
  shows:
    'Region 1 is split, and store 2, whose clock is behind, comes to lead the new half before anything was written in it. The half must have inherited the largest timestamp of the whole (R-RMT-SPLIT).',
  config: HLC_CONFIG,
  commands: [
    cutFromPd(2),
    { at: ms(3_000), do: 'put', key: 'a', value: 'v1' },
    { at: ms(3_100), do: 'splitRegion', region: 1, key: 'g' },
    { at: ms(3_700), do: 'transferLeader', region: 3, store: 2 },
    { at: ms(4_000), do: 'put', key: 'a', value: 'v2' },
    { at: ms(4_300), do: 'get', key: 'a' },
  ],
  beats: [
    {
      id: 'beat-1',
      on: { at: 0 },
      caption:
        'The design that was proposed first: each store has a clock of its own. Half a second from now store 2 loses its line to PD, and its clock stands still.',
    },
    {
      id: 'beat-2',
      on: { kind: 'client.acked', nth: 1 },
      caption: "The first write of a is acknowledged, with a timestamp from store 1's cache.",
    },
    {
      id: 'beat-3',
      on: { kind: 'region.updated', nth: 7 },
      caption: 'Region 3 is split off. Its log is new and says nothing of what was written before.',
    },
    {
      id: 'beat-4',
      on: { kind: 'raft.transfer-started', nth: 1, region: 3 },
      caption: 'Store 2 is to lead it.',
    },
  ],
});
