import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { WATCHABLE_CONFIG } from '../defaults.ts';
import { DEFAULT_BANK } from '../workloads/bank.ts';
import { story } from './story.ts';
import { RECOVERY_SITE, TXN_AZS } from './txn-parts.ts';

/** Money moves between records of one table while its Regions split and change leaders. */
export const txnBank = story({
  id: 'txn-bank',
  title: 'The bank',
  shows:
    'Six threads move money between ten accounts that lie in three Regions, each time in a transaction, while the Regions split and their leaders ' +
    'move. Whoever adds all accounts up, as of any moment, gets 1000; and so does the recovery cluster.',
  seed: 12,
  untilUs: 20 * US_PER_S,
  stopWhenDrained: true,
  cluster: { ...RECOVERY_SITE, azs: TXN_AZS, splitKeys: ['t1_r3', 't1_r7'] },
  config: { ...WATCHABLE_CONFIG, ticdc: { ...WATCHABLE_CONFIG.ticdc, safeIntervalUs: 0 } },
  workload: [
    {
      ...DEFAULT_BANK,
      kind: 'bank',
      id: 'bank',
      threads: 6,
      endAtUs: 6 * US_PER_S,
      thinkUs: 30 * US_PER_MS,
      lockTtlMs: 500,
    },
  ],
  commands: [
    { at: 2 * US_PER_S, do: 'splitRegion', region: 2, key: 't1_r5' },
    { at: 3 * US_PER_S, do: 'transferLeader', region: 1, store: 2 },
    { at: 4 * US_PER_S, do: 'transferLeader', region: 3, store: 1 },
  ],
  beats: [
    {
      id: 'start',
      on: { at: 0 },
      caption:
        'Ten accounts with 100 each, as records of one table. Three Regions hold them, so most transfers touch two Regions.',
    },
    {
      id: 'lock',
      on: { kind: 'txn.prewrite-proposed', nth: 11 },
      caption:
        'A transfer locks both accounts before it gets a commit timestamp. The first of them is its primary: whether that one is committed decides for both.',
    },
    {
      id: 'conflict',
      on: { kind: 'txn.aborted', nth: 1 },
      caption:
        'Two transfers met at one account: WriteConflict. The later one rolls back, takes a new timestamp and reads again what the other has made of it.',
    },
    {
      id: 'split',
      on: { kind: 'region.split-proposed', nth: 1 },
      caption: 'A Region splits: its locks go with its keys, and the capture subscribes to both halves.',
    },
    {
      id: 'drained',
      on: { kind: 'run.drained', nth: 1 },
      caption:
        'All transfers are carried over, each with one commit downstream. Both clusters hold the same accounts.',
    },
  ],
});
