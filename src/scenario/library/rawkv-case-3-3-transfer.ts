import { US_PER_MS } from '../../model/time.ts';
import { churning, EIGHT_REGIONS, matrixCase, THREE_STORES } from './matrix.ts';

/** T3 with leader transfers: leadership wanders under the load. */
export const rawkvCase33Transfer = matrixCase({
  id: 'rawkv-case-3-3-transfer',
  title: 'RawKV case 3.3: leader transfers under load',
  shows:
    'Leadership moves from store to store while every key is put twice. A new leader must stamp every write later than all that its predecessor acknowledged.',
  cluster: { ...THREE_STORES, splitKeys: EIGHT_REGIONS },
  churn: [churning('transfer', 100 * US_PER_MS, 50 * US_PER_MS)],
  beats: [
    {
      id: 'start',
      on: { at: 0 },
      caption: 'A few Regions on three stores. Their leaders are about to move, one after the other.',
    },
    {
      id: 'first-transfer',
      on: { kind: 'raft.transfer-started', nth: 1 },
      caption:
        'The old leader tells the chosen follower to campaign at once. In between, writes are turned away and retried.',
    },
    {
      id: 'synced',
      // Nine Regions, one of them downstream, have theirs from their first election.
      on: { kind: 'ts.synced', nth: 10 },
      caption:
        'The new leader has a fresh batch of timestamps and opens the gate. Without this, the second put of a key could get the older timestamp.',
    },
    {
      id: 'drained',
      on: { kind: 'run.drained', nth: 1 },
      caption: 'Both clusters are compared key by key: every key must hold v + 1.',
    },
  ],
});
