import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { WATCHABLE_CONFIG } from '../defaults.ts';
import { DEFAULT_BANK } from '../workloads/bank.ts';
import { story } from './story.ts';
import { RECOVERY_SITE, TXN_AZS } from './txn-parts.ts';

/** A client dies between its locks and its commit. */
export const txnLockHoldsResolvedTs = story({
  id: 'txn-lock-holds-resolved-ts',
  title: 'A lock without an owner',
  shows:
    'The client loses its line to store 1 and dies while its transactions hold locks. Their Regions’ resolved ts stays below the oldest lock, named as what holds the water down, until somebody who needs the ' +
    'keys finds that the lock’s time is over and rolls it back.',
  seed: 4,
  untilUs: 25 * US_PER_S,
  stopWhenDrained: true,
  cluster: { ...RECOVERY_SITE, azs: TXN_AZS, splitKeys: ['t1_r4'] },
  // Captures that look after old locks themselves have a story of their own, stuck-lock.
  rules: { off: ['R-RESOLVE-STUCK-LOCKS'] },
  config: { ...WATCHABLE_CONFIG, ticdc: { ...WATCHABLE_CONFIG.ticdc, safeIntervalUs: 0 } },
  workload: [
    {
      ...DEFAULT_BANK,
      kind: 'bank',
      id: 'bank',
      threads: 8,
      accounts: 8,
      endAtUs: 10 * US_PER_S,
      thinkUs: 60 * US_PER_MS,
      lockTtlMs: 3_000,
    },
  ],
  commands: [
    {
      at: 4_369_500,
      do: 'fault',
      id: 'no-1',
      fault: 'cut-link',
      with: { from: 'client-1', to: 'store-1' },
    },
    { at: 4_400 * US_PER_MS, do: 'kill', process: 'client-1' },
    { at: 6 * US_PER_S, do: 'heal', id: 'no-1' },
    { at: 6 * US_PER_S, do: 'restart', process: 'client-1' },
  ],
  beats: [
    {
      id: 'start',
      on: { at: 0 },
      caption:
        'Eight threads move money between eight accounts in two Regions. Watch the resolved ts of both on the tide.',
    },
    {
      id: 'dead',
      on: { kind: 'process.crashed', nth: 1 },
      caption:
        'The client dies. Its locks stay: the stores cannot know whether it will come back with a commit ts. From here on the resolved ts of their Regions stands still.',
    },
    {
      id: 'back',
      on: { kind: 'fault.healed', nth: 1 },
      caption:
        'The client is back and runs into the locks of its former self. Their time is three seconds: before that, nobody may touch them.',
    },
    {
      id: 'resolved',
      on: { at: 7_500 * US_PER_MS },
      caption:
        'The time of a lock is over: its primary is rolled back, and with that the whole transaction. The water rises again.',
    },
    {
      id: 'drained',
      on: { kind: 'run.drained', nth: 1 },
      caption: 'No money is lost, and none of the dead client’s half-made transfers is visible anywhere.',
    },
  ],
});
