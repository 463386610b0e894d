import type { ScenarioDoc } from '../document.ts';
import { h9CasOrder } from './h9-cas-order.ts';
import { h8LockAfterTs } from './h8-lock-after-ts.ts';
import { TIMESTAMP_STORIES } from './timestamps.ts';
import { ycsbA } from './ycsb-a.ts';
import { busyFeed } from './busy-feed.ts';
import { oneBatchTwice } from './one-batch-twice.ts';
import { rtsBeforeInit } from './rts-before-init.ts';
import { formerOwner } from './former-owner.ts';
import { collectedTooEarly } from './collected-too-early.ts';
import { lateStatus } from './late-status.ts';
import { mergeSubscribedTwice } from './merge-subscribed-twice.ts';
import { staleLeader } from './stale-leader.ts';
import { splitBehindLeader } from './split-behind-leader.ts';
import { mergeResolvedTs } from './merge-resolved-ts.ts';
import { silentStore } from './silent-store.ts';
import { resolvedTs } from './resolved-ts.ts';
import { scanMeetsSplit } from './scan-meets-split.ts';
import { mergedAway } from './merged-away.ts';
import { slowCapture } from './slow-capture.ts';
import { stuckQuorum } from './stuck-quorum.ts';
import { oneLockHoldsAll } from './one-lock-holds-all.ts';
import { fullHands } from './full-hands.ts';
import { zombieWriter } from './zombie-writer.ts';
import { twoFeeds } from './two-feeds.ts';
import { lostLease } from './lost-lease.ts';
import { ownerSwitch } from './owner-switch.ts';
import { asyncCommit } from './async-commit.ts';
import { CONSENSUS_STORIES } from './consensus-stories.ts';
import { halfCommitted } from './half-committed.ts';
import { lateFeed } from './late-feed.ts';
import { lateLock } from './late-lock.ts';
import { locksBeforeFeed } from './locks-before-feed.ts';
import { oldObservation } from './old-observation.ts';
import { txnBank } from './txn-bank.ts';
import { stuckLock } from './stuck-lock.ts';
import { txnLockHoldsResolvedTs } from './txn-lock-holds-resolved-ts.ts';
import { firstLight } from './first-light.ts';
import { nemesisTikv } from './nemesis-tikv.ts';
import { rawkvCase1 } from './rawkv-case-1.ts';
import { rawkvCase2After } from './rawkv-case-2-after.ts';
import { rawkvCase2Between } from './rawkv-case-2-between.ts';
import { rawkvCase31Split } from './rawkv-case-3-1-split.ts';
import { rawkvCase32Merge } from './rawkv-case-3-2-merge.ts';
import { huge, large } from './many-regions.ts';
import { REGION_STORIES } from './region-stories.ts';
import { rawkvCase33Transfer } from './rawkv-case-3-3-transfer.ts';
import { writeWithoutPd } from './write-without-pd.ts';

/** The stories, in the order of the gallery. Ids are fixed: links rely on them. */
const STORIES: readonly ScenarioDoc[] = [
  firstLight,
  resolvedTs,
  rawkvCase1,
  rawkvCase2Between,
  rawkvCase2After,
  rawkvCase31Split,
  rawkvCase32Merge,
  rawkvCase33Transfer,
  ...REGION_STORIES,
  ...TIMESTAMP_STORIES,
  h8LockAfterTs,
  h9CasOrder,
  ycsbA,
  busyFeed,
  lateFeed,
  ownerSwitch,
  lostLease,
  fullHands,
  twoFeeds,
  zombieWriter,
  oneLockHoldsAll,
  stuckQuorum,
  slowCapture,
  mergedAway,
  scanMeetsSplit,
  silentStore,
  mergeResolvedTs,
  splitBehindLeader,
  staleLeader,
  mergeSubscribedTwice,
  formerOwner,
  lateStatus,
  collectedTooEarly,
  rtsBeforeInit,
  oneBatchTwice,
  nemesisTikv,
  txnBank,
  halfCommitted,
  lateLock,
  txnLockHoldsResolvedTs,
  stuckLock,
  asyncCommit,
  locksBeforeFeed,
  oldObservation,
  ...CONSENSUS_STORIES,
  writeWithoutPd,
  large,
  huge,
];

/** What the page opens when a link says nothing. */
export const DEFAULT_STORY = firstLight.id;

export interface LibraryEntry {
  readonly id: string;
  readonly title: string;
  readonly shows: string;
}

/** The complete document of a story; null when there is none of this id. */
export function libraryDoc(id: string): ScenarioDoc | null {
  return STORIES.find((entry) => entry.id === id) ?? null;
}

export function libraryList(): readonly LibraryEntry[] {
  return STORIES.map(({ id, title, shows }) => ({ id, title, shows }));
}
