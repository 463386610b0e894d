import { US_PER_MS } from '../../model/time.ts';
import { MATRIX_CHANGEFEED, MATRIX_WORKLOAD, matrixCase, SINGLE_STORE } from './matrix.ts';

/** T2: the changefeed starts between the first and the second put, so the two halves come by different ways. */
export const rawkvCase2Between = matrixCase({
  id: 'rawkv-case-2-between',
  title: 'RawKV case 2: changefeed between the puts',
  shows:
    'The changefeed is created after every key has its first value and before the second: v is found by the incremental scan, v + 1 comes as a change.',
  cluster: {
    ...SINGLE_STORE,
    changefeeds: [{ ...MATRIX_CHANGEFEED, after: 'first-puts', atUs: 100 * US_PER_MS }],
  },
  workload: [{ ...MATRIX_WORKLOAD, pauseBetweenUs: 300 * US_PER_MS }],
  beats: [
    {
      id: 'start',
      on: { at: 0 },
      caption: 'Every thread puts v to each of its keys. Nobody captures anything yet.',
    },
    {
      id: 'created',
      on: { kind: 'cdc.subscribed', nth: 1 },
      caption:
        'All keys hold v. Now the changefeed starts and scans what is there, while the threads are about to put v + 1.',
    },
    {
      id: 'initialized',
      on: { kind: 'cdc.initialized', nth: 1 },
      caption: 'The scan is over. A resolved ts may only be published from now on.',
    },
    {
      id: 'drained',
      on: { kind: 'run.drained', nth: 1 },
      caption: 'Both clusters are compared key by key: every key must hold v + 1.',
    },
  ],
});
