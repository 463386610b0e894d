import { ms, olderCacheStory } from './timestamps-setup.ts';

/** H2, exhibit 12.1 (facts cdc B-01). */
export const h2FlushTooLate = olderCacheStory({
  id: 'h2-flush-too-late',
  title: 'A write slips in before the flush',
  shows:
    'Store 2 leads Region 1 and has asked PD for fresh timestamps, but its line is slow. Until they are there it must refuse writes (R-SYNC-GATE). Without the gate, or with config.causalTs.flushOn=leader, where nobody waits for the flush, a write that comes meanwhile is stamped from the old cache.',
  then: [
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
