import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { WATCHABLE_CONFIG } from '../defaults.ts';
import { DEFAULT_MIXED } from '../workloads/mixed.ts';
import { story } from './story.ts';

/** When the load ends: a nemesis has made its trouble by then, and everything is healed. */
const LOAD_US = 30 * US_PER_S;

/** Four stores for three replicas: there is always somewhere to move to. Splits, merges and moves are the nemesis's to add. */
export const nemesisTikv = story({
  id: 'nemesis-tikv',
  title: 'Under trouble',
  shows:
    'A mixed load on four stores, made for random trouble: sweep it with --nemesis, and each seed splits, merges, moves, kills, ' +
    'cuts and stalls something else for thirty seconds, then heals, and must come to rest with both clusters equal.',
  cluster: {
    azs: [
      { id: 'az-1', name: 'AZ 1' },
      { id: 'az-2', name: 'AZ 2' },
      { id: 'az-3', name: 'AZ 3' },
      { id: 'dr', name: 'Recovery site' },
    ],
    stores: [{ az: 'az-1' }, { az: 'az-2' }, { az: 'az-3' }, { az: 'az-3' }],
    splitKeys: ['g', 'n', 't'],
    captures: [{ az: 'az-1' }, { az: 'az-2' }],
    recovery: { stores: 1, replicas: 1, az: 'dr' },
    changefeeds: [{ id: 'cf-1', atUs: 0, startKey: '', endKey: '', spans: 2 }],
  },
  config: WATCHABLE_CONFIG,
  workload: [
    {
      ...DEFAULT_MIXED,
      kind: 'mixed',
      id: 'load',
      threads: 4,
      keys: 48,
      endAtUs: LOAD_US,
      thinkUs: 150 * US_PER_MS,
      readPercent: 40,
      deletePercent: 10,
      valueBytes: 64,
    },
  ],
  beats: [
    {
      id: 'calm',
      on: { at: 0 },
      caption: 'Four threads put, get and delete. Nothing is wrong yet: break something, and heal it.',
      tryNext: 'kill process=store-2',
    },
    {
      id: 'flowing',
      on: { kind: 'client.acked', nth: 100 },
      caption: 'A hundred operations are answered. Split a Region, or move a replica to the fourth store.',
      tryNext: 'splitRegion region=2',
    },
    {
      id: 'finished',
      on: { kind: 'workload.finished', nth: 1 },
      caption: 'The load is over. Whatever was broken, every change must now arrive on the far side.',
    },
  ],
  untilUs: 60 * US_PER_S,
  stopWhenDrained: true,
});
