import type { ScenarioDoc } from '../document.ts';
import { azMove } from './az-move.ts';
import { balance } from './balance.ts';
import { hotRegion } from './hot-region.ts';
import { deafLeader } from './deaf-leader.ts';
import { lateHeartbeat } from './late-heartbeat.ts';
import { leaseInMerge } from './lease-in-merge.ts';
import { lonelyCandidate } from './lonely-candidate.ts';
import { mergeCrashInSnapshot } from './merge-crash-in-snapshot.ts';
import { mergeGenerations } from './merge-generations.ts';
import { mergeRestart } from './merge-restart.ts';
import { mergeRollbackMinority } from './merge-rollback-minority.ts';
import { readAcrossSplit } from './read-across-split.ts';
import { mergeMeetsTransfer } from './merge-meets-transfer.ts';
import { readBeforeOwnTerm } from './read-before-own-term.ts';
import { storeLost } from './store-lost.ts';

/** Directed schedules about Regions: what PD does with them, and merges that go wrong. */
export const REGION_STORIES: readonly ScenarioDoc[] = [
  storeLost,
  balance,
  hotRegion,
  azMove,
  mergeGenerations,
  mergeRollbackMinority,
  mergeRestart,
  mergeCrashInSnapshot,
  deafLeader,
  leaseInMerge,
  lonelyCandidate,
  readAcrossSplit,
  readBeforeOwnTerm,
  lateHeartbeat,
  mergeMeetsTransfer,
];
