import { HLC_CONFIG, cutFromPd, ms, timestampStory } from './timestamps-setup.ts';

/** H7 (facts cdc 1.3.5). */
export const h7SnapshotWithoutMaxTs = timestampStory({
  id: 'h7-snapshot-without-max-ts',
  title: 'Clocks apart: a snapshot',
  shows:
    'Store 4 gets a replica of Region 1 by snapshot and never sees the writes one by one. When it comes to lead, its clock is behind; the snapshot must have told it the largest timestamp (R-RMT-SNAP). Its own clock is no substitute.',
  config: HLC_CONFIG,
  cluster: { stores: [{ az: 'az-1' }, { az: 'az-2' }, { az: 'az-3' }, { az: 'az-2' }] },
  untilUs: ms(6_000),
  commands: [
    cutFromPd(4),
    { at: ms(3_000), do: 'put', key: 'a', value: 'v1' },
    { at: ms(3_100), do: 'addPeer', region: 1, store: 4 },
    { at: ms(4_500), do: 'transferLeader', region: 1, store: 4 },
    { at: ms(5_000), do: 'put', key: 'a', value: 'v2' },
    { at: ms(5_300), do: 'get', key: 'a' },
  ],
  beats: [
    {
      id: 'beat-1',
      on: { at: 0 },
      caption:
        'Four stores with clocks of their own. Half a second from now store 4 loses its line to PD, and its clock stands still.',
    },
    {
      id: 'beat-2',
      on: { kind: 'client.acked', nth: 1 },
      caption: "The first write of a is acknowledged, with a timestamp from store 1's cache.",
    },
    {
      id: 'beat-3',
      on: { kind: 'raft.snapshot-applied', nth: 1, process: 'store-4' },
      caption: 'Store 4 has the data of Region 1, but has not seen a single entry of it.',
    },
    { id: 'beat-4', on: { kind: 'raft.transfer-started', nth: 1, region: 1 }, caption: 'Now it is to lead.' },
  ],
});
