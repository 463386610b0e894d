import { US_PER_MS } from '../../model/time.ts';
import { churning, matrixCase, THREE_STORES } from './matrix.ts';

/** T3 with splits: Regions divide under the load. */
export const rawkvCase31Split = matrixCase({
  id: 'rawkv-case-3-1-split',
  title: 'RawKV case 3.1: splits under load',
  shows:
    'Regions are split again and again while every key is put twice. Each split ends the subscriptions of the old Region; nothing may fall between the halves.',
  cluster: THREE_STORES,
  churn: [churning('split', 150 * US_PER_MS, 100 * US_PER_MS)],
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'One Region on three stores. It is about to be cut into many.' },
    {
      id: 'first-split',
      on: { kind: 'region.split-proposed', nth: 1 },
      caption:
        'The first split. Writes with the old epoch are refused, and the capture must subscribe to both halves from the same timestamp on.',
    },
    {
      id: 'drained',
      on: { kind: 'run.drained', nth: 1 },
      caption: 'Both clusters are compared key by key: every key must hold v + 1.',
    },
  ],
});
