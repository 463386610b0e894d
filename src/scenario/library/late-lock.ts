import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { WATCHABLE_CONFIG } from '../defaults.ts';
import { story } from './story.ts';
import { BETWEEN_TWO_ACCOUNTS, slowToAccount0, twoAccounts } from './txn-parts.ts';

/** A lock that comes when its transaction was rolled back for lack of it (TiKV, actions::check_txn_status). */
export const lateLock = story({
  id: 'late-lock',
  title: 'A lock that comes too late',
  shows:
    'The lock of a primary is so long on its way that somebody finds the other lock, asks for the primary, finds nothing and rolls the transaction back. The rollback leaves a record (R-TXN-ROLLBACK-RECORD): the ' +
    'late lock is refused. Switch the rule off: it stands, its client commits, and half of the transfer is rolled back.',
  seed: 5,
  untilUs: 9 * US_PER_S,
  stopWhenDrained: true,
  cluster: { splitKeys: BETWEEN_TWO_ACCOUNTS, clients: 2 },
  config: WATCHABLE_CONFIG,
  workload: [
    twoAccounts({ endAtUs: 6 * US_PER_S, lockTtlMs: 500 }),
    twoAccounts({
      id: 'auditor',
      startAtUs: 3_500 * US_PER_MS,
      endAtUs: 4_500 * US_PER_MS,
      thinkUs: 30 * US_PER_MS,
      sumPercent: 100,
    }),
  ],
  commands: [slowToAccount0(900 * US_PER_MS), { at: 4_500 * US_PER_MS, do: 'heal', id: 'slow' }],
  beats: [
    {
      id: 'start',
      on: { at: 0 },
      caption:
        'Account 0 is in Region 1, account 1 in Region 2. The line from the client to store 1, where Region 1 is led, is slower by 0.9 s, and locks live for half a second only.',
    },
    {
      id: 'locked',
      on: { kind: 'txn.prewrite-proposed', nth: 2, region: 2 },
      caption:
        'A transfer locks account 1. The lock of account 0, its primary, is still on its way to store 1.',
    },
    {
      id: 'blocked',
      on: { kind: 'txn.blocked', nth: 1, process: 'client-2' },
      caption:
        'Somebody adds the accounts up and runs into the lock. Its time is over, so he asks its primary what has become of the transfer.',
    },
    {
      id: 'rolled-back',
      on: { kind: 'txn.resolved', nth: 1, process: 'client-2' },
      caption:
        'There is no lock and no commit. The transfer is rolled back, and account 0 keeps a record of it, though it was never locked.',
    },
    {
      id: 'healed',
      on: { kind: 'fault.healed', nth: 1 },
      caption: 'The line is fast again. What was sent before is still under way.',
    },
    {
      id: 'refused',
      on: { kind: 'txn.refused', nth: 1, region: 1 },
      caption:
        'Now the lock of account 0 arrives. The record says that its transaction is over: refused, and the client begins anew.',
    },
    {
      id: 'drained',
      on: { kind: 'run.drained', nth: 1 },
      caption: 'The sum was right at every moment. Now switch R-TXN-ROLLBACK-RECORD off.',
    },
  ],
  rate: 0.1,
});
