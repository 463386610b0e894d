import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { WATCHABLE_CONFIG } from '../defaults.ts';
import { DEFAULT_BANK } from '../workloads/bank.ts';
import { DEFAULT_MIXED } from '../workloads/mixed.ts';
import { story } from './story.ts';

/** When the load ends: a nemesis has made its trouble by then, and everything is healed. */
const LOAD_US = 30 * US_PER_S;

/** Four stores for three replicas: there is always somewhere to move to. Splits, merges and moves are the nemesis's to add. */
export const nemesisTikv = story({
  id: 'nemesis-tikv',
  title: 'Under trouble',
  shows:
    'Raw operations and transactions on four stores, made for random trouble: sweep it with --nemesis, and each seed splits, merges, ' +
    'moves, kills, cuts and stalls something else for thirty seconds, then heals, and must come to rest with both clusters equal and ' +
    'no money lost. The recovery cluster refuses a capture that lost its lease (R-FENCE): the real systems do not, and would lose to some of these seeds.',
  cluster: {
    azs: [
      { id: 'az-1', name: 'AZ 1' },
      { id: 'az-2', name: 'AZ 2' },
      { id: 'az-3', name: 'AZ 3' },
      { id: 'dr', name: 'Recovery site' },
    ],
    stores: [{ az: 'az-1' }, { az: 'az-2' }, { az: 'az-3' }, { az: 'az-3' }],
    // The accounts have two Regions of their own, after all raw keys; a merge may put both on one Region.
    splitKeys: ['g', 'n', 't', 't1_r0', 't1_r4'],
    // Whoever of the three leads may fall: the others elect one of themselves.
    pd: { az: 'az-1', otherAzs: ['az-2', 'az-3'] },
    captures: [{ az: 'az-1' }, { az: 'az-2' }],
    recovery: { stores: 1, replicas: 1, az: 'dr' },
    changefeeds: [{ id: 'cf-1', atUs: 0, startKey: '', endKey: '', spans: 2 }],
  },
  config: WATCHABLE_CONFIG,
  // Trouble is what TiKV has to bear here. That a capture may write after its lease is a known hole (B-59); zombie-writer tells of it.
  rules: { off: [], on: ['R-FENCE'] },
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
    {
      ...DEFAULT_BANK,
      kind: 'bank',
      id: 'bank',
      threads: 3,
      accounts: 8,
      endAtUs: LOAD_US,
      thinkUs: 250 * US_PER_MS,
      // Ten times faster, as everything else: who dies while it holds locks is cleaned up after in a third of a second.
      lockTtlMs: 300,
    },
  ],
  beats: [
    {
      id: 'calm',
      on: { at: 0 },
      caption:
        'Four threads put, get and delete; three move money between accounts. Nothing is wrong yet: break something, and heal it.',
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
