import { WATCHABLE_CONFIG } from '../defaults.ts';
import { at, drill, DRILL_LOAD } from './drill.ts';

/** Facts cdc 7.3, issue "hot Region": one store serves everything until the load is parted and spread. */
export const hotRegion = drill({
  id: 'hot-region',
  title: 'A hot Region is split by load and spread',
  shows:
    'All reads and writes go to one Region and so to one store. The store samples the reads and splits the Region where they fall into halves; PD sees hot Regions on one store and hands their leaders to others.',
  config: {
    ...WATCHABLE_CONFIG,
    pd: {
      ...WATCHABLE_CONFIG.pd,
      schedulers: ['hot-region', 'joint-state-checker'],
      hotRegionOpsPerS: 40,
    },
    store: {
      ...WATCHABLE_CONFIG.store,
      regionHeartbeatUs: at(0.3),
      storeHeartbeatUs: at(0.5),
      loadSplitQps: 120,
    },
  },
  cluster: { splitKeys: [] },
  commands: [],
  workload: [{ ...DRILL_LOAD, threads: 12, keys: 60, readPercent: 70, endAtUs: at(7) }],
  untilUs: at(8),
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'One Region, one leader: store 1 does all the work.' },
    {
      id: 'split',
      on: { kind: 'region.split-proposed', nth: 1 },
      caption: 'Ten busy windows in a row: the store asks for a split at the key that halves the reads.',
    },
    {
      id: 'hot',
      on: { kind: 'pd.operator-created', nth: 1 },
      caption: 'PD sees two hot Regions on one store and hands one of them over.',
    },
    {
      id: 'spread',
      on: { kind: 'raft.transfer-started', nth: 1 },
      caption: 'Two stores share the load now.',
    },
  ],
});
