import { ms, olderCacheStory } from './timestamps-setup.ts';

/** H5, exhibit 12.3 (facts cdc B-03). */
export const h5MergeWithoutFlush = olderCacheStory({
  id: 'h5-merge-without-flush',
  title: 'A merge brings in data with newer timestamps',
  shows:
    'Region 1, led by store 1, is merged into Region 2, led by store 2, whose cached timestamps are older. Store 2 did not become leader of anything, so the merge itself must make it flush (R-FLUSH-MERGE).',
  then: [
    { at: ms(3_100), do: 'mergeRegion', region: 1, target: 2 },
    { at: ms(3_600), do: 'put', key: 'a', value: 'v2' },
    { at: ms(4_500), do: 'get', key: 'a' },
  ],
  beats: [
    {
      id: 'beat-3',
      on: { kind: 'region.merge-prepared', nth: 1 },
      caption: 'Region 1 takes no more writes; its neighbour will take its keys over.',
    },
    {
      id: 'beat-4',
      on: { kind: 'region.merge-committed', nth: 1 },
      caption: 'Store 2 now leads keys that store 1 has stamped: it has to flush.',
    },
  ],
});
