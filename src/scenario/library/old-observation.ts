import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { DEFAULT_BANK } from '../workloads/bank.ts';
import { BARE_CONFIG, traffic } from './captured.ts';
import { story } from './story.ts';
import { RECOVERY_SITE, TXN_AZS } from './txn-parts.ts';

/** Facts cdc 3.1.2, 3.1.3, 3.1.6. */
export const oldObservation = story({
  id: 'old-observation',
  title: 'Changes of an earlier observation',
  shows:
    'The endpoint of store 1 is behind with its queue. Meanwhile its capture gives up the subscription and subscribes again; what is applied goes on into the queue under the old observe id, behind both. So the new ' +
    'observation meets changes of the old one, and the last of them are locks whose commits fall between the two and are observed by nobody. They are dropped (R-OBSERVE-ID): the new snapshot knows better. Taken for news, they ' +
    'would stand in the tracker for good, and hold the resolved ts of the Region below transactions that are long over.',
  seed: 3,
  untilUs: 14 * US_PER_S,
  stopWhenDrained: true,
  cluster: { ...RECOVERY_SITE, azs: TXN_AZS },
  /** So far apart that a quorum takes a moment: between the two observations the transactions end. */
  config: { ...BARE_CONFIG, net: { ...BARE_CONFIG.net, crossAzUs: 20 * US_PER_MS } },
  workload: [
    traffic({ threads: 2, startAtUs: 1 * US_PER_S, endAtUs: 12 * US_PER_S, thinkUs: 200 * US_PER_MS }),
    {
      ...DEFAULT_BANK,
      kind: 'bank',
      id: 'bank',
      threads: 16,
      accounts: 240,
      sumPercent: 0,
      // The moment in which the accounts are open: all threads begin together, each with a single transfer. Hardly
      // anybody locks these keys again: only a new lock of the same key would push a dead one out of the tracker.
      startAtUs: 4_700 * US_PER_MS,
      endAtUs: 4_870 * US_PER_MS,
      thinkUs: 0,
    },
  ],
  commands: [
    {
      at: 3 * US_PER_S,
      do: 'fault',
      id: 'behind',
      fault: 'stall-lane',
      with: { process: 'store-1', lane: 'cdc' },
    },
    { at: 3_200 * US_PER_MS, do: 'pauseChangefeed', changefeed: 'cf-1' },
    { at: 4 * US_PER_S, do: 'resumeChangefeed', changefeed: 'cf-1' },
    // In the middle between the locks of the transfers and their commits, which come a quorum's answer apart.
    { at: 4_897 * US_PER_MS, do: 'heal', id: 'behind' },
  ],
  beats: [
    {
      id: 'start',
      on: { at: 0 },
      caption:
        'Two threads put raw keys. Later sixteen others will move money between 240 accounts: all in one Region.',
    },
    {
      id: 'behind',
      on: { kind: 'fault.began', nth: 1 },
      caption:
        'The endpoint of store 1 stands still. What is applied waits in its queue, with the observe id under which it was observed.',
    },
    {
      id: 'paused',
      on: { at: 3_200 * US_PER_MS },
      caption:
        'The changefeed is paused, and resumed: the end of a subscription and a new one wait in the same queue.',
    },
    {
      id: 'together',
      on: { kind: 'txn.begun', nth: 2 },
      caption:
        'The accounts are open, and sixteen transfers begin at once. Their locks will be applied together; their commits cannot follow sooner than a quorum answers.',
    },
    {
      id: 'subscribed',
      on: { kind: 'cdc.subscribed', nth: 2 },
      caption:
        'In between the endpoint catches up. The new subscription asks the quorum for a read index; until that is applied, nobody observes the Region.',
    },
    {
      id: 'snapshot',
      on: { kind: 'cdc.snapshot-taken', nth: 2 },
      caption:
        'Its snapshot is taken. The locks of the old observation have been dropped; those that still stand are found by the scan.',
    },
    { id: 'drained', on: { kind: 'run.drained', nth: 1 }, caption: 'Every transaction has arrived.' },
  ],
  rate: 0.3,
});
