import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { DEFAULT_LOCKS } from '../workloads/locks.ts';
import { MATRIX_CONFIG, THREE_STORES } from './matrix.ts';
import { story } from './story.ts';

/** Facts 12.6: two compare-and-swaps of one key, whose timestamps and whose effects disagree about who came first. */
export const h9CasOrder = story({
  id: 'h9-cas-order',
  title: 'H9: a lock with two holders',
  shows:
    'Eight threads compete for one lock by compare-and-swap, and the store’s scheduler is busy: a swap waits 0.3 ms for a thread. It gets its ' +
    'timestamp inside the latch of the key, so timestamps follow the order of effects. Switch R-TS-IN-LATCH off: a swap that was stamped, then overtaken on its way to the latch, succeeds with the ' +
    'smaller timestamp, its value is never seen, and a second thread takes the lock.',
  cluster: { ...THREE_STORES, captures: [], recovery: null, changefeeds: [] },
  // A busy pool: a command waits for a thread about as long as for the network.
  config: { ...MATRIX_CONFIG, store: { ...MATRIX_CONFIG.store, scheduleUs: 300 } },
  workload: [
    {
      ...DEFAULT_LOCKS,
      kind: 'locks',
      id: 'locks',
      threads: 8,
      startAtUs: 600 * US_PER_MS,
      endAtUs: 3 * US_PER_S,
      thinkUs: 3 * US_PER_MS,
    },
  ],
  beats: [
    {
      id: 'start',
      on: { at: 0 },
      caption:
        'The lock is a key. Who swaps “free” for his own name holds it; who swaps it back gives it up.',
    },
    {
      id: 'first',
      on: { kind: 'client.acked', nth: 1 },
      caption:
        'All others find a name that is not “free” and try again. The latch lets one swap of a key at a time read, compare and write.',
    },
    {
      id: 'finished',
      on: { kind: 'workload.finished', nth: 1 },
      caption:
        'Each holder took the lock from the one before. Now switch R-TS-IN-LATCH off and look for the swap whose value nobody read.',
    },
  ],
  untilUs: 4 * US_PER_S,
  stopWhenDrained: true,
  rate: 0.05,
});
