import { at, drill, hold, release } from './drill.ts';

/** Facts cdc B-32 (tikv#6584): who may take a merge back. */
export const mergeRollbackMinority = drill({
  id: 'merge-rollback-minority',
  title: 'One store alone may not take a merge back',
  shows:
    'A merge is carried out on one store and is still to be applied on the others. Then the target loses its peer on the store that leads the source: from there the target looks gone. One opinion must not roll the merge back.',
  commands: [
    // The target on stores 2 and 3 has the CommitMerge in its log and does not apply it.
    hold(1, 'slow-2', 2, 1),
    hold(1, 'slow-3', 3, 1),
    { at: at(1.2), do: 'mergeRegion', region: 2, target: 1 },
    { at: at(1.8), do: 'removePeer', region: 1, store: 2 },
    release(5, 'slow-3'),
    release(5.2, 'slow-2'),
  ],
  workload: [],
  untilUs: at(12),
  beats: [
    {
      id: 'start',
      on: { at: 0 },
      caption: 'Region 2, led from store 2, is about to be merged into Region 1, led from store 1.',
    },
    {
      id: 'committed',
      on: { kind: 'region.merge-committed', nth: 1 },
      caption: 'Store 1 has carried the merge out. Stores 2 and 3 have it in their logs.',
    },
    {
      id: 'gone',
      on: { kind: 'region.destroyed', nth: 2 },
      caption:
        'The target’s peer leaves store 2. The source’s leader there sees no target any more and wants the merge undone; store 3 disagrees.',
    },
    {
      id: 'complete',
      on: { kind: 'region.merge-committed', nth: 2 },
      caption:
        'Store 3 carries the merge out too. The leftover on store 2 finds out that its Region is gone.',
    },
  ],
});
