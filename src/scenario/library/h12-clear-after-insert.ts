import { cutFromPd, healLine, ms, timestampStory } from './timestamps-setup.ts';

/** H12 (facts cdc 1.4.7). */
export const h12ClearAfterInsert = timestampStory({
  id: 'h12-clear-after-insert',
  title: 'Old timestamps beside new ones',
  shows:
    'Store 2 flushes, but a bug puts the fresh batch in first and throws the old ones away a moment later. Writes in between would be stamped from the old ones; throwing away and putting in must be one step (R-CLEAR-INSERT-ATOMIC).',
  commands: [
    cutFromPd(2),
    { at: ms(3_000), do: 'put', key: 'a', value: 'v1' },
    healLine(2, ms(3_050)),
    { at: ms(3_100), do: 'transferLeader', region: 1, store: 2 },
    { at: ms(3_110), do: 'put', key: 'a', value: 'v3' },
    { at: ms(3_120), do: 'put', key: 'a', value: 'v4' },
    { at: ms(3_130), do: 'put', key: 'a', value: 'v5' },
    { at: ms(3_140), do: 'put', key: 'a', value: 'v6' },
    { at: ms(3_150), do: 'put', key: 'a', value: 'v7' },
    { at: ms(3_160), do: 'put', key: 'a', value: 'v8' },
    { at: ms(3_170), do: 'put', key: 'a', value: 'v9' },
    { at: ms(3_180), do: 'put', key: 'a', value: 'v10' },
    { at: ms(3_190), do: 'put', key: 'a', value: 'v11' },
    { at: ms(3_200), do: 'put', key: 'a', value: 'v12' },
    { at: ms(3_210), do: 'put', key: 'a', value: 'v13' },
    { at: ms(3_220), do: 'put', key: 'a', value: 'v14' },
    { at: ms(3_500), do: 'get', key: 'a' },
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
      on: { kind: 'client.acked', nth: 1 },
      caption: "The first write of a is acknowledged, with a timestamp from store 1's cache.",
    },
    {
      id: 'beat-3',
      on: { kind: 'ts.synced', nth: 3 },
      caption: 'Store 2 has flushed and takes writes. They must come from the fresh batch.',
    },
  ],
});
