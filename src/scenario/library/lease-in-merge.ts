import { WATCHABLE_CONFIG } from '../defaults.ts';
import { at, drill, DRILL_LOAD, hold, release } from './drill.ts';

/** Facts cdc 12.11: a lease that outlives its Region (B-35, tikv#8034). */
export const leaseInMerge = drill({
  id: 'lease-in-merge',
  title: 'A lease that outlives its Region',
  shows:
    'Region 1 is merged into Region 2, but its own leader is slow to apply that. A client with an old route keeps reading there by lease while another writes through the merged Region. The leader must give its lease up before it tells anybody that the merge is committed.',
  config: {
    ...WATCHABLE_CONFIG,
    // A lease as long as in production, so that it lasts while one watches.
    raft: { ...WATCHABLE_CONFIG.raft, electionTicks: 100, leaderLeaseUs: at(9) },
  },
  cluster: { clients: 2 },
  commands: [
    hold(2, 'slow-1', 1, 1),
    { at: at(2.2), do: 'mergeRegion', region: 1, target: 2 },
    { at: at(3), do: 'put', key: 'aa-t000k0000', value: 'after the merge' },
    release(5, 'slow-1'),
  ],
  workload: [
    // The first client has nothing to do until it is told to, and so no routes.
    { ...DRILL_LOAD, id: 'idle', threads: 1, keys: 1, startAtUs: at(7), endAtUs: at(7.2) },
    { ...DRILL_LOAD, id: 'readers', threads: 1, keys: 1, readPercent: 100, endAtUs: at(5.5) },
  ],
  untilUs: at(8),
  beats: [
    {
      id: 'start',
      on: { at: 0 },
      caption: 'Region 1 is led from store 1. One client reads from it all the time, by lease.',
    },
    {
      id: 'prepared',
      on: { kind: 'region.merge-prepared', nth: 1 },
      caption:
        'Stores 2 and 3 know that Region 1 is merging. Its leader knows it too, but has not applied it.',
    },
    {
      id: 'committed',
      on: { kind: 'region.merge-committed', nth: 1 },
      caption: 'Region 2 owns the range now. From here on, whatever the old leader answers may be stale.',
    },
    {
      id: 'complete',
      on: { kind: 'region.merge-committed', nth: 3 },
      caption: 'Store 1 has caught up. Its readers waited and were sent on to Region 2.',
    },
  ],
});
