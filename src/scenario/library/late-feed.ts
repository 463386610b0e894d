import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { BARE_CONFIG, CAPTURED, traffic } from './captured.ts';
import { story } from './story.ts';

/** Facts 3.1.3, 3.3.1, 3.3.3. */
export const lateFeed = story({
  id: 'late-feed',
  title: 'A changefeed that joins late',
  shows:
    'A changefeed joins in the middle of the traffic, and store 1 scans its two Regions one after the other. Whatever is applied while a scan waits for its turn comes by the stream, because a Region is observed from the very step of the log in ' +
    'which its snapshot was taken (R-SNAPSHOT-ATOMIC). Later the endpoint of the store falls behind: each resolved ts waits in its queue behind the rows that were there before it (R-FIFO-ENDPOINT).',
  seed: 1,
  cluster: {
    ...CAPTURED,
    splitKeys: ['g', 'm', 's'],
    changefeeds: [{ id: 'cf-1', atUs: 1_200 * US_PER_MS, startKey: '', endKey: '', spans: 1 }],
  },
  // One scan at a time, and each takes about a second: long enough for many writes to the Region whose scan waits.
  config: { ...BARE_CONFIG, cdc: { ...BARE_CONFIG.cdc, scanConcurrency: 1, scanBytesPerS: 2_500 } },
  workload: [traffic({ endAtUs: 5 * US_PER_S })],
  commands: [
    {
      at: 4_200 * US_PER_MS,
      do: 'fault',
      id: 'behind',
      fault: 'stall-lane',
      with: { process: 'store-1', lane: 'cdc' },
    },
    { at: 5 * US_PER_S, do: 'heal', id: 'behind' },
  ],
  beats: [
    {
      id: 'start',
      on: { at: 0 },
      caption: 'Four clients put and delete, and nobody captures yet. Store 1 leads Regions 1 and 4.',
    },
    {
      id: 'snapshots',
      on: { kind: 'cdc.snapshot-taken', nth: 2, process: 'store-1' },
      caption:
        'A changefeed joins. Store 1 has a snapshot of both Regions, and observes each from that step of its log on. But it scans one at a time: the other scan waits.',
    },
    {
      id: 'turn',
      on: { kind: 'cdc.initialized', nth: 1, process: 'store-1' },
      caption:
        'The first scan is through, and the other begins, with a snapshot that is a second old. What was applied since is not in it: that has come by the stream.',
    },
    {
      id: 'behind',
      on: { kind: 'fault.began', nth: 1 },
      caption:
        'Both Regions are streamed, and now the endpoint of store 1 stands still. What is applied waits in its queue. The rounds that find a resolved ts go on; what they find goes into the same queue.',
    },
    {
      id: 'healed',
      on: { kind: 'fault.healed', nth: 1 },
      caption:
        'It catches up in the order in which it was told: first the rows, then the resolved ts above them.',
    },
    {
      id: 'drained',
      on: { kind: 'run.drained', nth: 1 },
      caption:
        'Both clusters are equal. Now switch one of the two rules off: rows are missing where the scan waited, or come after their resolved ts.',
    },
  ],
  untilUs: 9 * US_PER_S,
  stopWhenDrained: true,
  rate: 0.3,
});
