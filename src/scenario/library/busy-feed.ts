import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { BARE_CONFIG, CAPTURED, traffic } from './captured.ts';
import { story } from './story.ts';

/** Everything between apply and the recovery cluster is slow enough to be overtaken. */
export const busyFeed = story({
  id: 'busy-feed',
  title: 'A busy feed',
  shows:
    'Applying, the CDC endpoint and the sink are slow, and a changefeed joins in the middle of the traffic. Each rule between a ' +
    'write and its copy is needed here: switch one off and see which promise breaks.',
  seed: 3,
  cluster: {
    ...CAPTURED,
    splitKeys: ['g', 'm', 's'],
    changefeeds: [{ id: 'cf-1', atUs: 1_200 * US_PER_MS, startKey: '', endKey: '', spans: 2 }],
  },
  config: {
    ...BARE_CONFIG,
    store: { ...BARE_CONFIG.store, applyBatchUs: 6 * US_PER_MS },
    cdc: {
      ...BARE_CONFIG.cdc,
      minTsIntervalUs: 40 * US_PER_MS,
      endpointTaskUs: 2 * US_PER_MS,
      scanConcurrency: 1,
      scanBytesPerS: 12_000,
    },
    ticdc: { ...BARE_CONFIG.ticdc, sinkTickUs: 100 * US_PER_MS },
  },
  workload: [traffic()],
  beats: [
    {
      id: 'start',
      on: { at: 0 },
      caption:
        'Four clients put and delete. Each write is applied slowly, so at any moment some are under way on every store.',
    },
    {
      id: 'snapshot',
      on: { kind: 'cdc.snapshot-taken', nth: 1 },
      caption:
        'A changefeed joins. In one step of the log the store takes a snapshot for the scan and begins to watch: what is in the ' +
        'snapshot is not streamed, what comes later is not scanned.',
    },
    {
      id: 'initialized',
      on: { kind: 'cdc.initialized', nth: 1 },
      caption: 'The scan is through. Only from here on does the store send a resolved ts for this Region.',
    },
    {
      id: 'resolved',
      on: { kind: 'cdc.resolved', nth: 3 },
      caption:
        'A resolved ts stays below the oldest write under way on the whole store, a quorum has confirmed the leader, and it ' +
        'waits in the same queue as the rows that were applied before it.',
    },
    {
      id: 'drained',
      on: { kind: 'run.drained', nth: 1 },
      caption: 'Both clusters are equal. Now switch one rule off and run it again.',
    },
  ],
  untilUs: 9 * US_PER_S,
  stopWhenDrained: true,
  rate: 0.2,
});
