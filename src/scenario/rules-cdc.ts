import { extraRule, rule } from './rule.ts';
import type { RuleSpec } from './rule.ts';

const RESOLVED = 'resolved-ts-safety';
const CHECKPOINT = 'checkpoint-soundness';
const DOWNSTREAM = 'downstream-equality';
const CUT = 'snapshot-cut';
const PROGRESS = 'resolved-ts-progress';
const QUORUM = 'resolved-ts-quorum';
const QUOTA = 'sink-memory';

/** Change data capture inside a store (facts cdc §3). */
export const CDC_RULES: readonly RuleSpec[] = [
  rule(
    'R-OBSERVE-BEFORE-ACK',
    'A write reaches the CDC endpoint before its client is answered.',
    [RESOLVED],
    'facts cdc 3.1.2',
    'busy-feed',
  ),
  rule(
    'R-FIFO-ENDPOINT',
    'Rows and resolved ts leave the endpoint in the order they came to it.',
    [RESOLVED],
    'facts cdc 3.1.3, I-D7',
    'late-feed',
  ),
  rule(
    'R-CHECK-LEADER',
    'A resolved ts is published only after a quorum confirmed the leader; config.cdc.checkLeader says whether it is asked after the timestamp is chosen, or before.',
    [QUORUM, RESOLVED],
    'facts cdc 3.6.6, 3.6.9, B-18',
    'stale-leader',
  ),
  rule(
    'R-CHECK-EPOCH',
    'The confirmation compares the Region epoch too.',
    [QUORUM, RESOLVED],
    'facts cdc 3.6.6',
    'split-behind-leader',
  ),
  extraRule(
    'R-RTS-HONOUR-DISCARD',
    'No resolved ts is published for a Region whose PrepareMerge is committed.',
    [CHECKPOINT, RESOLVED],
    'facts cdc 3.6.11 (conjectured)',
    'merge-resolved-ts',
  ),
  rule(
    'R-EARLY-QUORUM',
    'A round ends as soon as every Region has its quorum, and does not wait for silent stores.',
    [PROGRESS],
    'facts cdc 3.6.7, B-23',
    'silent-store',
  ),
  rule(
    'R-GLOBAL-MIN-LOCK',
    'A resolved ts stays below the oldest write in flight on the store.',
    [RESOLVED],
    'facts cdc 3.6',
    'busy-feed',
  ),
  rule(
    'R-NO-RTS-BEFORE-INIT',
    'No resolved ts is sent, or believed, before the incremental scan ended.',
    [RESOLVED, CHECKPOINT],
    'facts cdc 3.4, 12.7, B-17',
    'rts-before-init',
  ),
  rule(
    'R-SNAPSHOT-ATOMIC',
    'The snapshot of a scan is taken in the step of the log from which on deltas are observed.',
    [CUT],
    'facts cdc 3.3.1, I-D4',
    'late-feed',
  ),
  rule(
    'R-OBSERVE-ID',
    'Batches of an earlier observation are dropped.',
    [PROGRESS, RESOLVED],
    'facts cdc 3.1.6, I-D5',
    'old-observation',
  ),
  rule(
    'R-NO-EVENT-AFTER-ERROR',
    'After an error nothing more is sent for that subscription.',
    [RESOLVED],
    'facts cdc 3.3.6, B-21',
    'scan-meets-split',
  ),
  rule(
    'R-EPOCH-EVENT',
    'A split or merge ends the subscription with EpochNotMatch, in order.',
    [RESOLVED, CHECKPOINT, DOWNSTREAM],
    'facts cdc 3.4.2',
    'scan-meets-split',
  ),
  rule(
    'R-DESTROY-EVENT',
    'The end of a Region on a store ends its subscriptions with RegionNotFound.',
    [PROGRESS],
    'facts cdc 3.1.5, B-28b',
    'merged-away',
  ),
  rule(
    'R-KEEP-OBSERVING',
    'Observation of a Region stops only when its last subscriber leaves.',
    [CUT, DOWNSTREAM],
    'facts cdc 3.4, B-28',
    'two-feeds',
  ),
  rule(
    'R-CONGESTION',
    'Where the memory quota of the event feeds is spent, a Region is given up with Congested.',
    [QUOTA],
    'facts cdc 3.5.1, B-27',
    'slow-capture',
  ),
];
