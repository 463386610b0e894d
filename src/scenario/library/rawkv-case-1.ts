import { matrixCase, SINGLE_STORE } from './matrix.ts';

/** T1: the pipeline alone, nothing goes wrong. */
export const rawkvCase1 = matrixCase({
  id: 'rawkv-case-1',
  title: 'RawKV case 1: the pipeline',
  shows:
    'One store, one capture, one recovery store. Every key is put twice; in the end the recovery cluster must hold the second value of each.',
  cluster: SINGLE_STORE,
  beats: [
    {
      id: 'start',
      on: { at: 0 },
      caption: 'Every thread puts v to each of its keys, then v + 1. The changefeed exists from the start.',
    },
    {
      id: 'initialized',
      on: { kind: 'cdc.initialized', nth: 1 },
      caption:
        'The capture has read what was there when it subscribed. From here on it sees each write as it is applied.',
    },
    {
      id: 'finished',
      on: { kind: 'workload.finished', nth: 1 },
      caption: 'All puts are answered. The run goes on until the checkpoint has passed this moment.',
    },
    {
      id: 'drained',
      on: { kind: 'run.drained', nth: 1 },
      caption: 'Both clusters are compared key by key: they must be equal.',
    },
  ],
});
