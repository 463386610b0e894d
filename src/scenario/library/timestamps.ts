import type { ScenarioDoc } from '../document.ts';
import { h1TransferWithoutFlush } from './h1-transfer-without-flush.ts';
import { h10FailedFlush } from './h10-failed-flush.ts';
import { h11PdFallsBack } from './h11-pd-falls-back.ts';
import { h12ClearAfterInsert } from './h12-clear-after-insert.ts';
import { h2FlushTooLate } from './h2-flush-too-late.ts';
import { h3FlushTooEarly } from './h3-flush-too-early.ts';
import { h4aStampedBeforeElected } from './h4a-stamped-before-elected.ts';
import { h4bStampedThenDeposed } from './h4b-stamped-then-deposed.ts';
import { h5MergeWithoutFlush } from './h5-merge-without-flush.ts';
import { h6MergeOnOneStore } from './h6-merge-on-one-store.ts';
import { h7SnapshotWithoutMaxTs } from './h7-snapshot-without-max-ts.ts';
import { hlcMerge } from './hlc-merge.ts';
import { hlcSplit } from './hlc-split.ts';
import { hlcTransfer } from './hlc-transfer.ts';
import { hlcUnapplied } from './hlc-unapplied.ts';
import { pdFailoverAndBack } from './pd-failover-and-back.ts';
import { pdLateSave } from './pd-late-save.ts';
import { pdLeaderPaused } from './pd-leader-paused.ts';

/** The stories of timestamps, in the order of the gallery (facts cdc 1.9, 12.1 to 12.4, 12.18). */
export const TIMESTAMP_STORIES: readonly ScenarioDoc[] = [
  h1TransferWithoutFlush,
  h2FlushTooLate,
  h3FlushTooEarly,
  h4aStampedBeforeElected,
  h4bStampedThenDeposed,
  h5MergeWithoutFlush,
  h6MergeOnOneStore,
  hlcTransfer,
  hlcSplit,
  hlcMerge,
  h7SnapshotWithoutMaxTs,
  hlcUnapplied,
  h10FailedFlush,
  h11PdFallsBack,
  h12ClearAfterInsert,
  pdFailoverAndBack,
  pdLeaderPaused,
  pdLateSave,
];
