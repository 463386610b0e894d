import { cutFromPd, healLine, ms, timestampStory } from './timestamps-setup.ts';

/** H6, exhibit 12.3b: the control of H5. */
export const h6MergeOnOneStore = timestampStory({
  id: 'h6-merge-on-one-store',
  title: 'A merge of two Regions that one store leads',
  shows:
    'The control of the story before: the leader of Region 1 is first moved to store 2, which flushes for that. The merge then needs no flush of its own, and R-FLUSH-MERGE is switched off without harm.',
  rules: { off: ['R-FLUSH-MERGE'] },
  commands: [
    cutFromPd(2),
    healLine(2, ms(1_500)),
    { at: ms(2_000), do: 'put', key: 'a', value: 'v1' },
    { at: ms(2_100), do: 'transferLeader', region: 1, store: 2 },
    { at: ms(3_300), do: 'mergeRegion', region: 1, target: 2 },
    { at: ms(4_200), do: 'put', key: 'a', value: 'v2' },
    { at: ms(4_500), do: 'get', key: 'a' },
  ],
  beats: [
    {
      id: 'beat-1',
      on: { at: 0 },
      caption:
        'Region 1 ends at m and is led by store 1. Half a second from now store 2 loses its line to PD, and what it has cached grows old.',
    },
    {
      id: 'beat-2',
      on: { kind: 'raft.transfer-started', nth: 1, region: 1 },
      caption: 'Store 2 comes to lead Region 1, and throws its cache away for that.',
    },
    {
      id: 'beat-3',
      on: { kind: 'region.merge-committed', nth: 1 },
      caption: 'Both Regions had one leader: nothing here was stamped by anybody else since.',
    },
  ],
});
