import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { BARE_CONFIG } from './captured.ts';
import { story } from './story.ts';
import { BETWEEN_TWO_ACCOUNTS, RECOVERY_SITE, slowToAccount0, twoAccounts, TXN_AZS } from './txn-parts.ts';

/** Facts cdc 3.3, 3.4.1. */
export const locksBeforeFeed = story({
  id: 'locks-before-feed',
  title: 'Locks that are older than the changefeed',
  shows:
    'What a client asks of store 1 takes most of a second to get there, so its locks stand for long and its commit ts are old when they arrive. A changefeed is created meanwhile. Its incremental scan reads the ' +
    'locks that are there first (R-TXN-SCAN-LOCKS), and later ones are tracked (R-TXN-TRACK-LOCKS): the resolved ts stays below them, and what they will write is known when their commits come.',
  seed: 9,
  untilUs: 10 * US_PER_S,
  stopWhenDrained: true,
  cluster: {
    ...RECOVERY_SITE,
    azs: TXN_AZS,
    splitKeys: BETWEEN_TWO_ACCOUNTS,
    changefeeds: [{ id: 'cf-1', atUs: 3_800 * US_PER_MS, startKey: '', endKey: '', spans: 1 }],
  },
  config: BARE_CONFIG,
  workload: [twoAccounts({ endAtUs: 6 * US_PER_S })],
  commands: [slowToAccount0(900 * US_PER_MS)],
  beats: [
    {
      id: 'start',
      on: { at: 0 },
      caption:
        'Money moves between two accounts, account 0 in Region 1 and account 1 in Region 2, and nobody captures it. The line from the client to store 1, where Region 1 is led, is slower by 0.9 s.',
    },
    {
      id: 'locked',
      on: { kind: 'txn.prewrite-proposed', nth: 2, region: 2 },
      caption:
        'A transfer locks account 1. Until it is committed the lock of account 0 has to go the slow way, and then its commit, with a ts that is chosen before it sets out.',
    },
    {
      id: 'scan',
      on: { kind: 'cdc.subscribed', nth: 1, region: 2 },
      caption:
        'The changefeed begins while the lock stands. It was made before anybody observed the Region: only the scan can find it. From here on it holds the resolved ts of Region 2 down.',
    },
    {
      id: 'committed',
      on: { kind: 'txn.commit-proposed', nth: 2, region: 2 },
      caption:
        'The commit comes to Region 2, with a ts almost a second old. The resolved ts has waited below the lock, so the promise holds, and the value is known from the scan.',
    },
    {
      id: 'drained',
      on: { kind: 'run.drained', nth: 1 },
      caption: 'Each transfer arrived whole.',
    },
  ],
  rate: 0.1,
});
