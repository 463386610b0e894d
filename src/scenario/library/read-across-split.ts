import { at, drill, hold, release } from './drill.ts';

/** Facts cdc B-36 (tikv#1682): a read that waits while its Region shrinks. */
export const readAcrossSplit = drill({
  id: 'read-across-split',
  title: 'A read that waits while its Region is split',
  shows:
    'Region 1 is split, and its left part moves away from store 1, which is slow to apply all that. A read that still came to store 1 waits for the apply index; when it is its turn, the key is not there any more. The store must look at the Region again.',
  commands: [
    { at: at(0.8), do: 'put', key: 'b', value: 'written before' },
    hold(2, 'slow-1', 1, 1),
    { at: at(2.1), do: 'splitRegion', region: 1, key: 'f' },
    { at: at(5), do: 'removePeer', region: 3, store: 1 },
    { at: at(6.5), do: 'get', key: 'b' },
    release(7, 'slow-1'),
  ],
  workload: [],
  untilUs: at(9),
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'A key is written through store 1, which leads Region 1.' },
    {
      id: 'split',
      on: { kind: 'region.updated', nth: 7 },
      caption:
        'Stores 2 and 3 have applied the split; store 1 has not, and still takes itself for the owner.',
    },
    {
      id: 'left',
      on: { kind: 'pd.operator-finished', nth: 2 },
      caption: 'The left part has left store 1. Whoever reads there with an old route has to wait.',
    },
    {
      id: 'answer',
      on: { kind: 'client.acked', nth: 2 },
      caption: 'Store 1 caught up, saw that the Region changed and sent the reader on.',
    },
  ],
});
