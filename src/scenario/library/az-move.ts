import { WATCHABLE_CONFIG } from '../defaults.ts';
import { at, drill, DRILL_LOAD } from './drill.ts';

/** Placement by zone (PD location labels): replicas of a Region belong into different zones. */
export const azMove = drill({
  id: 'az-move',
  title: 'Replicas move apart, zone by zone',
  shows:
    'An operator has put two replicas of a Region into one zone. PD’s placement checker moves one to the zone that has none, because there it is better isolated; watch the joint state in the inspector.',
  config: {
    ...WATCHABLE_CONFIG,
    pd: {
      ...WATCHABLE_CONFIG.pd,
      schedulers: ['joint-state-checker'],
      storeLimitPerMinute: 600,
    },
    store: { ...WATCHABLE_CONFIG.store, regionHeartbeatUs: at(1), storeHeartbeatUs: at(0.5) },
  },
  cluster: {
    stores: [{ az: 'az-1' }, { az: 'az-2' }, { az: 'az-3' }, { az: 'az-1' }],
    splitKeys: [],
  },
  commands: [
    { at: at(1), do: 'movePeer', region: 1, from: 3, to: 4 },
    { at: at(3), do: 'pdScheduler', name: 'rule-checker', state: 'on' },
  ],
  workload: [DRILL_LOAD],
  untilUs: at(8),
  beats: [
    {
      id: 'start',
      on: { at: 0 },
      caption: 'One replica in each zone. Somebody is about to move one by hand.',
    },
    {
      id: 'moved',
      on: { kind: 'pd.operator-finished', nth: 1 },
      caption: 'Stores 1 and 4 are in one zone: if it fails, so do two of three replicas.',
    },
    {
      id: 'checked',
      on: { kind: 'pd.operator-created', nth: 2 },
      caption:
        'The placement checker is switched on and finds a better place: store 3, in a zone of its own.',
    },
    {
      id: 'apart',
      on: { kind: 'pd.operator-finished', nth: 2 },
      caption: 'Every zone has one replica again.',
    },
  ],
});
