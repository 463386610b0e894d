import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { DEFAULT_BANK } from '../workloads/bank.ts';
import { BARE_CONFIG } from './captured.ts';
import { story } from './story.ts';
import { RECOVERY_SITE, TXN_AZS } from './txn-parts.ts';

/** Facts cdc 3.6.2, 3.6.13: a commit ts that no provider of timestamps has given out. */
export const asyncCommit = story({
  id: 'async-commit',
  title: 'Committed as soon as it is locked',
  shows:
    'Transactions commit asynchronously: once all locks stand they are committed, at the largest ts that a lock was told. Each store says one above everything that was read or promised there, and ' +
    'shows the lock to readers while it is still on its way into the log. For a second the storage layer of store 1 stands still, with locks in it: R-TXN-MAX-TS, R-TXN-MEMORY-LOCK and ' +
    'R-TXN-TRACK-LOCKS are what keeps readers and the changefeed right meanwhile.',
  seed: 3,
  untilUs: 10 * US_PER_S,
  stopWhenDrained: true,
  cluster: { ...RECOVERY_SITE, azs: TXN_AZS, splitKeys: ['t1_r5'] },
  config: BARE_CONFIG,
  workload: [
    {
      ...DEFAULT_BANK,
      kind: 'bank',
      id: 'bank',
      threads: 6,
      endAtUs: 5 * US_PER_S,
      thinkUs: 30 * US_PER_MS,
      asyncCommit: true,
    },
  ],
  commands: [
    {
      at: 2 * US_PER_S,
      do: 'fault',
      id: 'stall',
      fault: 'stall-lane',
      with: { process: 'store-1', lane: 'storage' },
    },
    { at: 3 * US_PER_S, do: 'heal', id: 'stall' },
  ],
  beats: [
    {
      id: 'start',
      on: { at: 0 },
      caption:
        'Money moves between ten accounts in two Regions. Nobody asks PD for a commit ts: it follows from the locks.',
    },
    {
      id: 'stalled',
      on: { kind: 'fault.began', nth: 1 },
      caption:
        'The storage layer of store 1 stands still. Locks that come now are in its memory and not in its log; readers run into them all the same, and the resolved ts waits.',
    },
    {
      id: 'healed',
      on: { kind: 'fault.healed', nth: 1 },
      caption: 'The locks go on into the log and their transactions commit, above every ts that was read at.',
    },
    {
      id: 'drained',
      on: { kind: 'run.drained', nth: 1 },
      caption: 'The sum was right at every moment, here and on the recovery cluster.',
    },
  ],
  rate: 0.1,
});
