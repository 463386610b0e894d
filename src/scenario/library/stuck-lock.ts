import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { DEFAULT_BANK } from '../workloads/bank.ts';
import { BARE_CONFIG, traffic } from './captured.ts';
import { story } from './story.ts';
import { RECOVERY_SITE, TXN_AZS } from './txn-parts.ts';

/** Facts cdc 4.9.9. */
export const stuckLock = story({
  id: 'stuck-lock',
  title: 'A lock that nobody reads',
  shows:
    'A client that waits for a commit ts dies while its locks stand, and nobody ever reads those keys again. The lock holds the resolved ts of its Region, and with it the whole changefeed, also for those who write ' +
    'other keys. The capture’s watchdog (R-RESOLVE-STUCK-LOCKS) looks at the locks of a Region that stands still, asks each primary, leaves live transactions alone and rolls the dead ' +
    'one back. Switch the rule off: the water never rises again.',
  seed: 4,
  untilUs: 14 * US_PER_S,
  stopWhenDrained: true,
  cluster: { ...RECOVERY_SITE, azs: TXN_AZS, splitKeys: ['m'], clients: 2 },
  config: BARE_CONFIG,
  workload: [
    traffic({ threads: 3, startAtUs: 1 * US_PER_S, endAtUs: 10 * US_PER_S, thinkUs: 60 * US_PER_MS }),
    {
      ...DEFAULT_BANK,
      kind: 'bank',
      id: 'bank',
      threads: 4,
      accounts: 8,
      startAtUs: 300 * US_PER_MS,
      // The dead client has nothing left to do when it is back, so it never meets its own locks.
      endAtUs: 2_200 * US_PER_MS,
      sumPercent: 0,
    },
  ],
  commands: [
    {
      at: 0,
      do: 'fault',
      id: 'slow',
      fault: 'slow-link',
      with: { from: 'client-2', to: 'pd-1', ways: 'one', addUs: 400 * US_PER_MS },
    },
    { at: 2_200 * US_PER_MS, do: 'kill', process: 'client-2' },
    { at: 2_200 * US_PER_MS, do: 'heal', id: 'slow' },
    { at: 10 * US_PER_S, do: 'restart', process: 'client-2' },
  ],
  beats: [
    {
      id: 'start',
      on: { at: 0 },
      caption:
        'One client puts raw keys, another moves money between eight accounts. Region 2 holds the accounts and half of the raw keys. The line from the second client to PD is slower by 0.4 s: whoever has his locks waits that long for a commit ts.',
    },
    {
      id: 'dead',
      on: { kind: 'process.crashed', nth: 1 },
      caption:
        'The second client dies and leaves locks behind. Nobody else uses the accounts: nobody will run into these locks.',
    },
    {
      id: 'looked',
      on: { kind: 'puller.locks-scanned', nth: 1 },
      caption:
        'The resolved ts of Region 2 has stood still for two seconds (20 s in the real system). The capture lists the locks there; their time of three seconds is not over, so it leaves them alone.',
    },
    {
      id: 'resolved',
      on: { kind: 'puller.lock-resolved', nth: 1 },
      caption:
        'It looks again. Now the primary may be rolled back, and every lock of the dead transaction goes: the water rises.',
    },
    {
      id: 'drained',
      on: { kind: 'run.drained', nth: 1 },
      caption: 'Every raw write has arrived, and of the dead client’s transfers none is half done.',
    },
  ],
  rate: 0.2,
});
