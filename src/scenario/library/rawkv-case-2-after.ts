import { US_PER_MS } from '../../model/time.ts';
import { MATRIX_CHANGEFEED, matrixCase, SINGLE_STORE } from './matrix.ts';

/** T2: the changefeed starts when all is written, so everything must come from the incremental scan. */
export const rawkvCase2After = matrixCase({
  id: 'rawkv-case-2-after',
  title: 'RawKV case 2: changefeed after the puts',
  shows:
    'The changefeed is created when every key already holds v + 1. No change will come: the incremental scan has to find everything, in its newest version.',
  cluster: {
    ...SINGLE_STORE,
    changefeeds: [{ ...MATRIX_CHANGEFEED, after: 'workload', atUs: 100 * US_PER_MS }],
  },
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'Every thread puts v, then v + 1. Nobody captures anything yet.' },
    {
      id: 'created',
      on: { kind: 'cdc.subscribed', nth: 1 },
      caption: 'All writes are over. The changefeed starts and has only the scan to learn from.',
    },
    {
      id: 'drained',
      on: { kind: 'run.drained', nth: 1 },
      caption: 'Both clusters are compared key by key: every key must hold v + 1.',
    },
  ],
});
