import { US_PER_MS } from '../../model/time.ts';
import { churning, EIGHT_REGIONS, MATRIX_WORKLOAD, matrixCase, THREE_STORES } from './matrix.ts';

/** T3 with merges: neighbours are merged under the load, and splits keep providing new ones. */
export const rawkvCase32Merge = matrixCase({
  id: 'rawkv-case-3-2-merge',
  title: 'RawKV case 3.2: merges under load',
  shows:
    'Neighbouring Regions are merged while every key is put twice, and split again so that there is always something to merge. The leader that takes over must not reuse old timestamps.',
  cluster: { ...THREE_STORES, splitKeys: EIGHT_REGIONS },
  // Long enough for several merges at the size one watches.
  workload: [{ ...MATRIX_WORKLOAD, keys: 40 }],
  // A Region must live longer than its resolved ts lags, or every new subscription scans from the same old checkpoint.
  churn: [
    churning('merge', 700 * US_PER_MS, 50 * US_PER_MS),
    churning('split', 900 * US_PER_MS, 350 * US_PER_MS),
  ],
  beats: [
    {
      id: 'start',
      on: { at: 0 },
      caption: 'Many small Regions on three stores. They are about to be merged.',
    },
    {
      id: 'prepared',
      on: { kind: 'region.merge-prepared', nth: 1 },
      caption: 'The source stops taking writes and tells its neighbour up to where its log goes.',
    },
    {
      id: 'committed',
      on: { kind: 'region.merge-committed', nth: 1 },
      caption:
        'The neighbour has swallowed it. Its leader flushes its timestamps: the source may have been written with newer ones.',
    },
    {
      id: 'drained',
      on: { kind: 'run.drained', nth: 1 },
      caption: 'Both clusters are compared key by key: every key must hold v + 1.',
    },
  ],
});
