import { at, drill, DRILL_LOAD, hold, release } from './drill.ts';

/** Facts cdc B-34 (tikv#5868): a store restarts in the middle of a merge. */
export const mergeRestart = drill({
  id: 'merge-restart',
  title: 'A restart in the middle of a merge',
  shows:
    'The source has announced its end when the power fails; two of its three stores come back. They must remember that they are merging and turn writes away: what is written after the PrepareMerge belongs to nobody.',
  commands: [
    hold(1, 'slow-1', 1, 2),
    { at: at(1.2), do: 'mergeRegion', region: 2, target: 1 },
    { at: at(1.6), do: 'kill', process: 'store-1' },
    { at: at(1.6), do: 'kill', process: 'store-2' },
    { at: at(1.6), do: 'kill', process: 'store-3' },
    { at: at(1.9), do: 'restart', process: 'store-2' },
    { at: at(1.9), do: 'restart', process: 'store-3' },
    release(5.9, 'slow-1'),
    { at: at(6), do: 'restart', process: 'store-1' },
  ],
  workload: [{ ...DRILL_LOAD, endAtUs: at(7) }],
  untilUs: at(9),
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'Region 2 is about to be merged into Region 1.' },
    {
      id: 'prepared',
      on: { kind: 'region.merge-prepared', nth: 2 },
      caption:
        'The source is prepared on stores 2 and 3. Store 1, which leads the target, is slow to apply it.',
    },
    {
      id: 'back',
      on: { kind: 'raft.recovered', nth: 1 },
      caption: 'All stores crashed, two are back. Their Region is still merging: writes are turned away.',
    },
    {
      id: 'committed',
      on: { kind: 'region.merge-committed', nth: 1 },
      caption: 'A new leader of the target carries the merge out; writes go on in the merged Region.',
    },
  ],
});
