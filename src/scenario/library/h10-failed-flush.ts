import { cutFromPd, healLine, ms, timestampStory } from './timestamps-setup.ts';

/** H10 (facts cdc 1.4.9). */
export const h10FailedFlush = timestampStory({
  id: 'h10-failed-flush',
  title: 'A flush that fails',
  shows:
    'Store 2 comes to lead Region 1 while it cannot reach PD, so its flush fails. Everything cached must be thrown away all the same (R-CLEAR-ON-FAILED-FLUSH): writes of all its Regions then fail until PD is back. That costs availability and saves the order.',
  untilUs: ms(8_000),
  commands: [
    cutFromPd(2, ms(2_900)),
    { at: ms(2_950), do: 'put', key: 'a', value: 'v1' },
    { at: ms(3_000), do: 'transferLeader', region: 1, store: 2 },
    { at: ms(4_000), do: 'put', key: 'x', value: 'v1' },
    { at: ms(5_600), do: 'put', key: 'x', value: 'v2' },
    healLine(2, ms(6_000)),
    { at: ms(7_500), do: 'get', key: 'x' },
  ],
  beats: [
    {
      id: 'beat-1',
      on: { at: 0 },
      caption: 'Store 2 leads Region 2 and has timestamps cached for a second and more.',
    },
    {
      id: 'beat-2',
      on: { kind: 'raft.transfer-started', nth: 1, region: 1 },
      caption: 'Store 2 is to lead Region 1 as well, and its line to PD is cut.',
    },
    {
      id: 'beat-3',
      on: { kind: 'ts.flush-failed', nth: 1 },
      caption: 'The flush fails. The cache is thrown away, and writes of Region 2 find no timestamps either.',
    },
    { id: 'beat-4', on: { kind: 'fault.healed', nth: 1 }, caption: 'The line is back.' },
  ],
});
