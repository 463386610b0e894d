import { HLC_CONFIG, cutFromPd, ms, timestampStory } from './timestamps-setup.ts';

/** R-RMT-APPENDED (facts cdc 1.3.6). */
export const hlcUnapplied = timestampStory({
  id: 'hlc-unapplied',
  title: 'Clocks apart: elected before it has applied',
  shows:
    'Stores 2 and 3 hold a write of a in their logs and have not applied it when store 1 crashes. Whoever is elected must count what is in its log, not only what it has applied (R-RMT-APPENDED).',
  config: HLC_CONFIG,
  untilUs: ms(8_000),
  commands: [
    cutFromPd(2),
    cutFromPd(3),
    {
      at: ms(2_900),
      do: 'fault',
      id: 'apply-2',
      fault: 'stall-lane',
      with: { process: 'store-2', lane: 'apply', region: 1 },
    },
    {
      at: ms(2_900),
      do: 'fault',
      id: 'apply-3',
      fault: 'stall-lane',
      with: { process: 'store-3', lane: 'apply', region: 1 },
    },
    { at: ms(3_000), do: 'put', key: 'a', value: 'v1' },
    { at: ms(3_100), do: 'kill', process: 'store-1' },
    { at: ms(6_000), do: 'heal', id: 'apply-2' },
    { at: ms(6_000), do: 'heal', id: 'apply-3' },
    { at: ms(6_500), do: 'put', key: 'a', value: 'v2' },
    { at: ms(7_000), do: 'get', key: 'a' },
  ],
  beats: [
    {
      id: 'beat-1',
      on: { at: 0 },
      caption:
        'Three stores with clocks of their own. Half a second from now stores 2 and 3 lose their lines to PD.',
    },
    {
      id: 'beat-2',
      on: { kind: 'client.acked', nth: 1 },
      caption: "The first write of a is acknowledged, with a timestamp from store 1's cache.",
    },
    {
      id: 'beat-3',
      on: { kind: 'process.crashed', nth: 1 },
      caption: 'Store 1 is gone. The others have the write in their logs; their apply workers stand still.',
    },
    {
      id: 'beat-4',
      on: { kind: 'ts.led', nth: 3 },
      caption: 'One of them is elected without having applied it.',
    },
  ],
});
