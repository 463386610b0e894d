import { rule } from './rule.ts';
import type { RuleSpec } from './rule.ts';

const RESOLVED = 'resolved-ts-safety';
const CHECKPOINT = 'checkpoint-soundness';
const DOWNSTREAM = 'downstream-equality';

/** Change data capture inside a store (facts cdc §3). */
export const CDC_RULES: readonly RuleSpec[] = [
  rule(
    'R-OBSERVE-BEFORE-ACK',
    'A write reaches the CDC endpoint before its client is answered.',
    [RESOLVED],
    'facts cdc 3.1.2',
  ),
  rule(
    'R-CHECK-LEADER',
    'A resolved ts is published only after a quorum confirmed the leader.',
    [RESOLVED],
    'facts cdc 3.6.6, B-18',
  ),
  rule('R-CHECK-EPOCH', 'The confirmation compares the Region epoch too.', [RESOLVED], 'facts cdc 3.6.6'),
  rule(
    'R-GLOBAL-MIN-LOCK',
    'A resolved ts stays below the oldest write in flight on the store.',
    [RESOLVED],
    'facts cdc 3.6',
  ),
  rule(
    'R-NO-RTS-BEFORE-INIT',
    'No resolved ts is sent before the incremental scan ended.',
    [RESOLVED, CHECKPOINT],
    'facts cdc 3.4, B-17',
    'rawkv-case-2-between',
  ),
  rule('R-OBSERVE-ID', 'Batches of an earlier observation are dropped.', [RESOLVED], 'facts cdc 3.1, I-D5'),
  rule(
    'R-EPOCH-EVENT',
    'A split or merge ends the subscription with EpochNotMatch, in order.',
    [RESOLVED, DOWNSTREAM],
    'facts cdc 3.4.2',
    'rawkv-case-3-1-split',
  ),
  rule(
    'R-RANGE-LOCK',
    'The subscriptions of a span never overlap.',
    [RESOLVED, DOWNSTREAM],
    'facts cdc 4.9, I-P1',
  ),
];
