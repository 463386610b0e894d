import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { DEFAULT_YCSB } from '../workloads/ycsb.ts';
import { MATRIX_CHANGEFEED, MATRIX_CONFIG, THREE_STORES } from './matrix.ts';
import { story } from './story.ts';

/** The load that the prototype was measured with, at a pace that a page can follow. */
export const ycsbA = story({
  id: 'ycsb-a',
  title: 'YCSB A: half reads, half updates',
  shows:
    'Sixteen threads read and update 500 records of 1 KB, a few of them far more often than all others, while a capture carries ' +
    'every update to the recovery cluster. The report says operations per second, how long writes and reads took, what a write ' +
    'cost before it was proposed, and how long a change took to arrive.',
  cluster: { ...THREE_STORES, splitKeys: ['user3', 'user5', 'user7'], changefeeds: [MATRIX_CHANGEFEED] },
  config: MATRIX_CONFIG,
  workload: [
    {
      ...DEFAULT_YCSB,
      kind: 'ycsb',
      id: 'ycsb',
      records: 500,
      startAtUs: 600 * US_PER_MS,
      endAtUs: 8 * US_PER_S,
      targetOpsPerS: 400,
    },
  ],
  beats: [
    { id: 'load', on: { at: 0 }, caption: 'First every record is written once.' },
    {
      id: 'mix',
      on: { kind: 'client.acked', nth: 520 },
      caption:
        'Now half of all operations are reads and half are updates. One record in five hundred gets four operations of a hundred: ' +
        'watch its Region on the tide.',
    },
    {
      id: 'finished',
      on: { kind: 'workload.finished', nth: 1 },
      caption: 'The last operation was answered. The capture still carries what is on its way.',
    },
    {
      id: 'drained',
      on: { kind: 'run.drained', nth: 1 },
      caption: 'Both clusters hold the same records. The report has the figures.',
    },
  ],
  untilUs: 15 * US_PER_S,
  stopWhenDrained: true,
  rate: 0.1,
});
