import { at, drill, hold, release } from './drill.ts';

/** Facts cdc 12.10: two attempts to merge, and a peer that is still at the first (B-31, tikv#6460). */
export const mergeGenerations = drill({
  id: 'merge-generations',
  title: 'A slow peer and the second attempt to merge',
  shows:
    'A merge is rolled back, writes go on, and a second attempt succeeds, while the peer on store 3 still stands at the first. It must not take the first PrepareMerge for the second, or what was written in between is lost there.',
  commands: [
    // The target's leader does not see the PrepareMerge, so the first attempt hangs.
    hold(1, 'slow-1', 1, 2),
    { at: at(1.2), do: 'mergeRegion', region: 2, target: 1 },
    hold(1.5, 'slow-3', 3, 2),
    { at: at(1.7), do: 'removeOperator', region: 2 },
    { at: at(1.8), do: 'splitRegion', region: 1, key: 'c' },
    release(2.6, 'slow-1'),
    { at: at(3.6), do: 'mergeRegion', region: 2, target: 1 },
    release(5, 'slow-3'),
  ],
  beats: [
    {
      id: 'start',
      on: { at: 0 },
      caption: 'Two neighbouring Regions. The right one is about to be merged into the left one.',
    },
    {
      id: 'prepared',
      on: { kind: 'region.merge-prepared', nth: 1 },
      caption: 'First attempt: the source is prepared. The target’s store is slow to apply it.',
    },
    {
      id: 'rolled-back',
      on: { kind: 'region.merge-rolled-back', nth: 1 },
      caption:
        'The target was split meanwhile, so a majority rolls the merge back. Writes go on. Store 3 still stands at the first attempt.',
    },
    {
      id: 'committed',
      on: { kind: 'region.merge-committed', nth: 1 },
      caption:
        'Second attempt: the target absorbs the source, but on store 3 it waits for the peer to catch up with this very merge.',
    },
    {
      id: 'complete',
      on: { kind: 'region.merge-committed', nth: 3 },
      caption: 'Store 3 applied everything up to the second PrepareMerge before it gave its Region away.',
    },
  ],
});
