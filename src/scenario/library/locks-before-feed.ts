import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { DEFAULT_BANK } from '../workloads/bank.ts';
import { BARE_CONFIG } from './captured.ts';
import { story } from './story.ts';
import { RECOVERY_SITE, TXN_AZS } from './txn-parts.ts';

/** Facts cdc 3.3, 3.4.1. */
export const locksBeforeFeed = story({
  id: 'locks-before-feed',
  title: 'Locks that are older than the changefeed',
  shows:
    'A client stops in the middle of its transactions, and a changefeed is created while their locks stand. The incremental scan reads the locks first (R-TXN-SCAN-LOCKS): the Region’s ' +
    'resolved ts begins below them, and what they will write is known when their commits come.',
  seed: 9,
  untilUs: 15 * US_PER_S,
  stopWhenDrained: true,
  cluster: {
    ...RECOVERY_SITE,
    azs: TXN_AZS,
    splitKeys: ['t1_r5'],
    changefeeds: [{ id: 'cf-1', atUs: 2_300 * US_PER_MS, startKey: '', endKey: '', spans: 1 }],
  },
  config: BARE_CONFIG,
  workload: [
    {
      ...DEFAULT_BANK,
      kind: 'bank',
      id: 'bank',
      threads: 12,
      endAtUs: 5 * US_PER_S,
      thinkUs: 30 * US_PER_MS,
    },
  ],
  commands: [
    { at: 2 * US_PER_S, do: 'pause', process: 'client-1' },
    { at: 4 * US_PER_S, do: 'resume', process: 'client-1' },
  ],
  beats: [
    {
      id: 'start',
      on: { at: 0 },
      caption: 'Money moves between ten accounts in two Regions, and nobody captures it.',
    },
    {
      id: 'paused',
      on: { kind: 'process.paused', nth: 1 },
      caption: 'The client stands still. Some of its transactions hold locks and have no commit ts yet.',
    },
    {
      id: 'scan',
      on: { kind: 'cdc.subscribed', nth: 1 },
      caption:
        'The changefeed begins. No change of a lock will be observed that was made before: the scan has to find it.',
    },
    {
      id: 'resumed',
      on: { kind: 'process.resumed', nth: 1 },
      caption:
        'The client goes on and commits what it has locked two seconds ago. The changefeed has waited for that.',
    },
    {
      id: 'drained',
      on: { kind: 'run.drained', nth: 1 },
      caption: 'Each transaction arrived whole.',
    },
  ],
  rate: 0.1,
});
