import { cutFromPd, healLine, ms, timestampStory } from './timestamps-setup.ts';

/** H2, exhibit 12.1 (facts cdc B-01). */
export const h2FlushTooLate = timestampStory({
  id: 'h2-flush-too-late',
  title: 'A write slips in before the flush',
  shows:
    'Store 2 leads Region 1 and has asked PD for fresh timestamps, but its line is slow. Until they are there it must refuse writes (R-SYNC-GATE). Without the gate, or with config.causalTs.flushOn=leader, where nobody waits for the flush, a write that comes meanwhile is stamped from the old cache.',
  commands: [
    cutFromPd(2),
    { at: ms(3_000), do: 'put', key: 'a', value: 'v1' },
    healLine(2, ms(3_050)),
    {
      at: ms(3_050),
      do: 'fault',
      id: 'slow',
      fault: 'slow-link',
      with: { from: 'store-2', to: 'pd-1', addUs: 300_000 },
    },
    { at: ms(3_100), do: 'transferLeader', region: 1, store: 2 },
    { at: ms(3_200), do: 'put', key: 'a', value: 'v2' },
    { at: ms(3_900), do: 'heal', id: 'slow' },
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
      on: { kind: 'client.acked', nth: 1 },
      caption: "The first write of a is acknowledged, with a timestamp from store 1's cache.",
    },
    {
      id: 'beat-3',
      on: { kind: 'raw.refused', nth: 1 },
      caption:
        'Store 2 leads, but what it has cached is not to be trusted: MaxTimestampNotSynced. The client tries again.',
    },
    {
      id: 'beat-4',
      on: { kind: 'ts.synced', nth: 3 },
      caption: 'Fresh timestamps are there; the gate opens.',
    },
  ],
});
