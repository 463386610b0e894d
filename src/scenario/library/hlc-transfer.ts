import { HLC_CONFIG, cutFromPd, ms, timestampStory } from './timestamps-setup.ts';

/** R-RMT-LEADER (facts cdc 1.3.2, 1.3.7). */
export const hlcTransfer = timestampStory({
  id: 'hlc-transfer',
  title: 'Clocks apart: a transfer',
  shows:
    'In the design that was proposed first, store 2 comes to lead Region 1 with a clock far behind. It must lift the clock above the largest timestamp of the Region (R-RMT-LEADER), which every replica keeps for that.',
  config: HLC_CONFIG,
  commands: [
    cutFromPd(2),
    { at: ms(3_000), do: 'put', key: 'a', value: 'v1' },
    { at: ms(3_050), do: 'transferLeader', region: 1, store: 2 },
    { at: ms(3_300), do: 'put', key: 'a', value: 'v2' },
    { at: ms(3_500), do: 'get', key: 'a' },
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
      on: { kind: 'ts.led', nth: 3 },
      caption: 'Store 2 leads: it knows the largest timestamp of the Region and sets its clock above it.',
    },
  ],
});
