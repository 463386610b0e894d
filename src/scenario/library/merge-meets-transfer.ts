import { at, drill, DRILL_LOAD } from './drill.ts';

/** Issue 4: what races with splits and merges in the real system. */
export const mergeMeetsTransfer = drill({
  id: 'merge-meets-transfer',
  title: 'Splits and a merge, and everything that gets in the way',
  shows:
    'Two splits of one Region at once, requests with a stale epoch, a transfer just before a merge, and a store that is dead while the merge is prepared: each is refused, retried or waited for, and nothing is lost.',
  commands: [
    // An operator's hand is quicker than PD, which would do one thing after the other.
    { at: at(1), do: 'splitRegion', region: 1, key: 'd' },
    { at: at(1.0003), do: 'removeOperator', region: 1 },
    { at: at(1.0006), do: 'splitRegion', region: 1, key: 'h' },
    { at: at(1.5), do: 'transferLeader', region: 2, store: 1 },
    { at: at(1.5003), do: 'removeOperator', region: 2 },
    { at: at(1.5006), do: 'mergeRegion', region: 2, target: 1 },
    { at: at(4), do: 'kill', process: 'store-3' },
    { at: at(4.1), do: 'mergeRegion', region: 3, target: 1 },
    { at: at(5.5), do: 'restart', process: 'store-3' },
    { at: at(7), do: 'splitRegion', region: 1, key: 'r' },
  ],
  workload: [{ ...DRILL_LOAD, endAtUs: at(8) }],
  untilUs: at(10),
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'Two Regions and a light load. Much is about to happen at once.' },
    {
      id: 'stale',
      on: { kind: 'client.retried', nth: 1 },
      caption: 'A client still believes in the old Region: EpochNotMatch, with the new ones in the answer.',
    },
    {
      id: 'transfer',
      on: { kind: 'raft.transfer-started', nth: 1 },
      caption: 'A Region changes its leader while somebody wants to merge it: one after the other.',
    },
    {
      id: 'dead',
      on: { kind: 'process.crashed', nth: 1 },
      caption: 'Store 3 is dead. A merge needs every peer to hold the log: it waits or is given up.',
    },
    {
      id: 'back',
      on: { kind: 'raft.recovered', nth: 1 },
      caption: 'Store 3 is back and has caught up; the merge can go on.',
    },
  ],
});
