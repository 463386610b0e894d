import { extraRule, remedy, rule } from './rule.ts';
import type { RuleSpec } from './rule.ts';

const WRITER = 'single-writer';
const SINK = 'sink-order';
const CHECKPOINT = 'checkpoint-soundness';
const DOWNSTREAM = 'downstream-equality';
const PROGRESS = 'resolved-ts-progress';

/** The capture cluster: from the event feed to the recovery cluster (facts cdc §4). */
export const CAPTURE_RULES: readonly RuleSpec[] = [
  extraRule(
    'R-FENCE',
    'A capture that lost its lease cannot write any more; config.ticdc.fence says how: the owner waits one more lease time, or the recovery cluster refuses an older token.',
    [WRITER],
    'facts cdc B-59, 9',
    'zombie-writer',
  ),
  rule(
    'R-RANGE-LOCK',
    'The subscriptions of a span never overlap.',
    [SINK, DOWNSTREAM],
    'facts cdc 4.9.2, I-P1',
    'merge-subscribed-twice',
  ),
  remedy(
    ['config.causalTs.flushOn=candidate'],
    'R-SAFE-INTERVAL',
    'A resolved ts is lowered by the safe interval before use.',
    [CHECKPOINT],
    'facts cdc 4.9.5, 12.2, B-02',
    'h3-flush-too-early',
  ),
  rule(
    'R-RESOLVE-STUCK-LOCKS',
    'Where the resolved ts of a Region stands still, the capture looks at its locks, and ends those whose transaction is over.',
    [PROGRESS],
    'facts cdc 4.9.9',
    'stuck-lock',
  ),
  rule(
    'R-SORT',
    'Changes are sorted by timestamp before they leave.',
    [SINK, CHECKPOINT, DOWNSTREAM],
    'facts cdc 4.11.1, B-50',
    'busy-feed',
  ),
  rule(
    'R-SORT-GATE',
    'Only changes at or below the resolved ts leave the sorter.',
    [SINK, CHECKPOINT],
    'facts cdc 4.11.1, B-51',
    'busy-feed',
  ),
  rule(
    'R-STABLE-TIE',
    'Equal timestamps leave in the order they came.',
    [DOWNSTREAM],
    'facts cdc 4.11.4, B-53',
    'one-batch-twice',
  ),
  rule(
    'R-KEY-AFFINITY',
    'All changes of a key go through one sink worker.',
    [SINK, DOWNSTREAM],
    'facts cdc 4.12.2',
    'busy-feed',
  ),
  rule(
    'R-OP-ORDER',
    'A worker flushes when puts turn into deletes or back.',
    [SINK, DOWNSTREAM],
    'facts cdc 4.12.2, B-52',
    'busy-feed',
  ),
  rule(
    'R-CKPT-AFTER-FLUSH',
    'The checkpoint follows what every sink worker has flushed.',
    [CHECKPOINT],
    'facts cdc 4.12.3',
    'full-hands',
  ),
  rule(
    'R-CKPT-MIN',
    'The checkpoint is the minimum over all spans, those nobody works on included.',
    [CHECKPOINT],
    'facts cdc 4.3.1, I-W9',
    'lost-lease',
  ),
  rule(
    'R-REDISPATCH-FROM-CKPT',
    'A span that moves to another capture starts again from the checkpoint.',
    [CHECKPOINT, DOWNSTREAM],
    'facts cdc 4.5, I-W8',
    'full-hands',
  ),
  rule(
    'R-WAIT-UNDETERMINED',
    'The owner waits for a capture of unknown state before it gives its span away.',
    [WRITER, DOWNSTREAM],
    'facts cdc 4.5, B-57',
    'owner-switch',
  ),
  rule(
    'R-EPOCH-FILTER',
    'Messages of an earlier owner or processor are dropped.',
    [WRITER],
    'facts cdc 4.5.2, I-W11',
    'former-owner',
  ),
  rule(
    'R-SUICIDE',
    'A capture that lost its lease stops everything it does.',
    [WRITER, DOWNSTREAM],
    'facts cdc 4.2.3, I-W7',
    'lost-lease',
  ),
  rule(
    'R-OWNER-TXN-GUARD',
    'What an owner writes to etcd is refused once it is no longer the owner.',
    ['owner-writes'],
    'facts cdc 4.1.5, B-61',
    'late-status',
  ),
  rule(
    'R-GC-SAFEPOINT',
    'The owner keeps the safe point of garbage collection below every checkpoint, and a changefeed that begins below it fails.',
    ['gc-safe-point', CHECKPOINT, DOWNSTREAM],
    'facts cdc 4.14, I-W12',
    'collected-too-early',
  ),
];
