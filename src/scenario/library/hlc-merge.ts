import { HLC_CONFIG, lagging, ms, timestampStory } from './timestamps-setup.ts';

/** R-RMT-MERGE (facts cdc 1.3.4). */
export const hlcMerge = timestampStory({
  id: 'hlc-merge',
  title: 'Clocks apart: a merge',
  shows:
    'Region 1, led by store 1, is merged into Region 2, led by store 2, whose clock is behind. Who absorbs must take the larger of both maxima and lift its clock above it (R-RMT-MERGE).',
  config: HLC_CONFIG,
  commands: [
    lagging(2),
    { at: ms(3_000), do: 'put', key: 'a', value: 'v1' },
    { at: ms(3_050), do: 'mergeRegion', region: 1, target: 2 },
    { at: ms(3_450), do: 'put', key: 'a', value: 'v2' },
    { at: ms(4_500), do: 'get', key: 'a' },
  ],
  beats: [
    {
      id: 'beat-1',
      on: { at: 0 },
      caption:
        'The design that was proposed first: each store has a clock of its own. What PD tells store 2 comes a second and a half late, and so does its clock.',
    },
    {
      id: 'beat-2',
      on: { kind: 'client.acked', nth: 1 },
      caption: "The first write of a is acknowledged, with a timestamp from store 1's cache.",
    },
    {
      id: 'beat-3',
      on: { kind: 'region.merge-committed', nth: 1 },
      caption: 'Store 2 now leads keys that store 1 has stamped with a clock ahead of its own.',
    },
  ],
});
