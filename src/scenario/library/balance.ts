import { WATCHABLE_CONFIG } from '../defaults.ts';
import { at, drill, DRILL_LOAD } from './drill.ts';

/** Facts cdc 7.3: what PD does with stores that have nothing. */
export const balance = drill({
  id: 'balance',
  title: 'New stores fill up',
  shows:
    'One Region on three of six stores is split again and again. PD moves replicas and leaders to the stores that have none, without ever putting two replicas of a Region into one zone.',
  config: {
    ...WATCHABLE_CONFIG,
    pd: {
      ...WATCHABLE_CONFIG.pd,
      storeLimitPerMinute: 600,
    },
    store: { ...WATCHABLE_CONFIG.store, regionHeartbeatUs: at(1), storeHeartbeatUs: at(0.5) },
  },
  cluster: {
    stores: ['az-1', 'az-2', 'az-3', 'az-1', 'az-2', 'az-3'].map((az) => ({ az })),
    splitKeys: [],
  },
  commands: [
    { at: at(1), do: 'splitRegion', region: 1, key: 'd' },
    { at: at(1.3), do: 'splitRegion', region: 1, key: 'h' },
    { at: at(1.6), do: 'splitRegion', region: 1, key: 'l' },
    { at: at(1.9), do: 'splitRegion', region: 1, key: 'p' },
    { at: at(2.2), do: 'splitRegion', region: 1, key: 't' },
    { at: at(3), do: 'pdScheduler', name: 'balance-region', state: 'on' },
    { at: at(3), do: 'pdScheduler', name: 'balance-leader', state: 'on' },
  ],
  workload: [{ ...DRILL_LOAD, endAtUs: at(8) }],
  untilUs: at(10),
  beats: [
    {
      id: 'start',
      on: { at: 0 },
      caption: 'One Region, three replicas. Stores 4, 5 and 6 are new and empty.',
    },
    {
      id: 'split',
      on: { kind: 'region.updated', nth: 12 },
      caption: 'The Region is split; all parts are still where the whole was.',
    },
    {
      id: 'moving',
      on: { kind: 'pd.operator-created', nth: 6 },
      caption:
        'The balance schedulers are switched on. PD moves a replica: a learner first, then a joint state in which old and new voters both count.',
    },
    {
      id: 'moved',
      on: { kind: 'region.destroyed', nth: 3 },
      caption: 'Replicas have left the full stores. It stops when no two stores differ by more than one.',
    },
  ],
});
