import { WATCHABLE_CONFIG } from '../defaults.ts';
import { at, drill, DRILL_LOAD } from './drill.ts';

/** Facts cdc 7.3: a store that does not come back; PD makes its replicas up elsewhere. */
export const storeLost = drill({
  id: 'store-lost',
  title: 'A store is lost and PD repairs the cluster',
  shows:
    'Store 3 dies and stays dead. The others elect leaders at once; after max-store-down-time (here 4 s, in production half an hour) PD gives each of its Regions a replica on another store, through a learner and a joint state.',
  config: {
    ...WATCHABLE_CONFIG,
    pd: {
      ...WATCHABLE_CONFIG.pd,
      schedulers: ['replica-checker', 'joint-state-checker'],
      maxStoreDownUs: at(4),
      storeLimitPerMinute: 300,
    },
    store: { ...WATCHABLE_CONFIG.store, regionHeartbeatUs: at(1), storeHeartbeatUs: at(0.5) },
  },
  cluster: {
    stores: [{ az: 'az-1' }, { az: 'az-2' }, { az: 'az-3' }, { az: 'az-3' }],
    splitKeys: ['g', 'm', 't'],
  },
  commands: [{ at: at(1.5), do: 'kill', process: 'store-3' }],
  workload: [{ ...DRILL_LOAD, endAtUs: at(9) }],
  untilUs: at(11),
  beats: [
    {
      id: 'start',
      on: { at: 0 },
      caption: 'Four Regions with three replicas each, on four stores in three zones.',
    },
    {
      id: 'crashed',
      on: { kind: 'process.crashed', nth: 1 },
      caption: 'Store 3 is gone. Regions it led elect somebody else; PD waits whether it comes back.',
    },
    {
      id: 'operator',
      on: { kind: 'pd.operator-created', nth: 1 },
      caption:
        'It counts as down now: PD moves its replicas to the other store of the zone, one after the other.',
    },
    {
      id: 'repaired',
      on: { kind: 'pd.operator-finished', nth: 1 },
      caption: 'The first Region has three living replicas again.',
    },
  ],
});
