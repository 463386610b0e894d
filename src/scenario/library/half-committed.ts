import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { WATCHABLE_CONFIG } from '../defaults.ts';
import { story } from './story.ts';
import { BETWEEN_TWO_ACCOUNTS, slowToAccount0, twoAccounts } from './txn-parts.ts';

/** Percolator §2.2: a client dies when it has said of one key only that its transaction is committed. */
export const halfCommitted = story({
  id: 'half-committed',
  title: 'Dead in the middle of the commit',
  shows:
    'A client dies with the commit of its primary on the way. The primary alone decides (R-TXN-PRIMARY-FIRST): no other key was committed before it, so whoever finds the locks may roll all of it back. Switch the ' +
    'rule off: account 1, whose store is near, is committed at once, account 0 is not, and half a transfer stays.',
  seed: 2,
  untilUs: 9 * US_PER_S,
  stopWhenDrained: true,
  cluster: { splitKeys: BETWEEN_TWO_ACCOUNTS, clients: 2 },
  config: WATCHABLE_CONFIG,
  workload: [
    twoAccounts({ endAtUs: 3 * US_PER_S }),
    twoAccounts({
      id: 'auditor',
      startAtUs: 4 * US_PER_S,
      endAtUs: 6 * US_PER_S,
      thinkUs: 200 * US_PER_MS,
      sumPercent: 100,
    }),
  ],
  commands: [
    slowToAccount0(600 * US_PER_MS),
    {
      at: 3_500 * US_PER_MS,
      do: 'fault',
      id: 'cut',
      fault: 'cut-link',
      with: { from: 'client-1', to: 'store-1' },
    },
    { at: 3_600 * US_PER_MS, do: 'kill', process: 'client-1' },
    { at: 6 * US_PER_S, do: 'heal', id: 'slow' },
    { at: 6 * US_PER_S, do: 'heal', id: 'cut' },
    { at: 6 * US_PER_S, do: 'restart', process: 'client-1' },
  ],
  beats: [
    {
      id: 'start',
      on: { at: 0 },
      caption:
        'Account 0 is in Region 1, account 1 in Region 2. The line from the client to store 1, where Region 1 is led, is slower by 0.6 s.',
    },
    {
      id: 'locked',
      on: { kind: 'txn.prewrite-proposed', nth: 2, region: 1 },
      caption:
        'Both accounts of a transfer are locked now. The client gets a commit ts and sends the commit of the primary, account 0, on its slow way. Account 1 waits for the answer.',
    },
    {
      id: 'dead',
      on: { kind: 'process.crashed', nth: 1 },
      caption: 'The line broke with the commit still on it, and now the client is dead, too. Two locks stay.',
    },
    {
      id: 'blocked',
      on: { kind: 'txn.blocked', nth: 1, process: 'client-2' },
      caption:
        'Somebody else looks at the accounts and runs into the locks. Their time of three seconds is not over, so he reads what was before them: a commit would have to be later than that.',
    },
    {
      id: 'rolled-back',
      on: { kind: 'txn.rollback-proposed', nth: 1 },
      caption:
        'The time is over and the primary is not committed: it is rolled back, and with it the whole transfer.',
    },
    {
      id: 'drained',
      on: { kind: 'run.drained', nth: 1 },
      caption: 'The sum is what it was. Now switch R-TXN-PRIMARY-FIRST off.',
    },
  ],
  rate: 0.1,
});
