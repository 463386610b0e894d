/**
 * The protocol rules that a scenario can switch off, one entry each. Every rule is on by default; with one off, the
 * checks named here must catch what the real systems suffered. Sources are sections of the fact sheets.
 */
export interface RuleSpec {
  readonly id: string;
  /** What the rule demands, as a sentence. */
  readonly words: string;
  /** Ids of the checks that notice when it is broken. */
  readonly guards: readonly string[];
  readonly source: string;
  /** Library story that shows it, '' when there is none. */
  readonly story: string;
}

const rule = (
  id: string,
  words: string,
  guards: readonly string[],
  source: string,
  story = '',
): RuleSpec => ({
  id,
  words,
  guards,
  source,
  story,
});

const CAUSALITY = 'causality';
const RESOLVED = 'resolved-ts-safety';
const CHECKPOINT = 'checkpoint-soundness';
const DOWNSTREAM = 'downstream-equality';
const READS = 'read-your-writes';

export const RULES: readonly RuleSpec[] = [
  // Timestamps.
  rule(
    'R-TSO-SYNC-FIRST',
    'PD grants timestamps only after it read the durable bound of its predecessor.',
    [CAUSALITY],
    'facts cdc 1.1, B-10',
  ),
  rule(
    'R-FLUSH-LEADER',
    'A new leader discards its cached timestamps before it stamps a write.',
    [CAUSALITY, READS],
    'facts cdc 1.5, H1',
    'rawkv-case-3-3-transfer',
  ),
  rule(
    'R-FLUSH-MERGE',
    'The leader that absorbs a Region discards its cached timestamps.',
    [CAUSALITY, READS],
    'facts cdc 1.5, B-03',
    'rawkv-case-3-2-merge',
  ),
  rule(
    'R-SYNC-GATE',
    'A leader refuses writes until its timestamps are synced for its term and version.',
    [CAUSALITY, READS],
    'facts cdc 1.6, B-01',
  ),
  rule(
    'R-TERM-CHECK',
    'A write stamped in one term is not proposed in a later one.',
    [CAUSALITY],
    'facts cdc 1.6, B-04',
  ),
  rule(
    'R-CLEAR-ON-FAILED-FLUSH',
    'The cache is emptied even when the flush could not get a new batch.',
    [CAUSALITY],
    'facts cdc 1.4.9, H10',
  ),
  rule(
    'R-CLEAR-INSERT-ATOMIC',
    'A flush empties the cache and puts the new batch in as one step.',
    [CAUSALITY],
    'facts cdc 1.4.7, H12',
  ),
  rule(
    'R-BATCH-LIST',
    'A store keeps several batches of timestamps, so that it can write on while PD is away.',
    [],
    'facts cdc 1.4.3, B-07',
  ),
  rule(
    'R-LOCK-BEFORE-TS',
    'The memory lock is taken before the write gets its timestamp.',
    [RESOLVED],
    'facts cdc 1.7, H8',
  ),
  rule(
    'R-SECOND-TS',
    'The timestamp of the data is later than the one of its lock.',
    [RESOLVED],
    'facts cdc 1.7',
  ),

  // Change data capture inside TiKV.
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

  // The capture cluster.
  rule(
    'R-SAFE-INTERVAL',
    'A resolved ts is lowered by the safe interval before use.',
    [RESOLVED],
    'facts cdc 7.4, B-02',
  ),
  rule(
    'R-SORT',
    'Changes are sorted by timestamp before they leave.',
    [CHECKPOINT, DOWNSTREAM],
    'facts cdc 4.11.1, B-50',
  ),
  rule(
    'R-SORT-GATE',
    'Only changes at or below the resolved ts leave the sorter.',
    [CHECKPOINT],
    'facts cdc 4.11.1, B-51',
  ),
  rule(
    'R-STABLE-TIE',
    'Equal timestamps leave in the order they came.',
    [DOWNSTREAM],
    'facts cdc 4.11.4, B-53',
  ),
  rule(
    'R-KEY-AFFINITY',
    'All changes of a key go through one sink worker.',
    [DOWNSTREAM],
    'facts cdc 4.12.2',
  ),
  rule(
    'R-OP-ORDER',
    'A worker flushes when puts turn into deletes or back.',
    [DOWNSTREAM],
    'facts cdc 4.12.2, B-52',
  ),
  rule(
    'R-CKPT-AFTER-FLUSH',
    'The checkpoint follows what every sink worker has flushed.',
    [CHECKPOINT],
    'facts cdc 4.12.3',
  ),
  rule(
    'R-CKPT-MIN',
    'The checkpoint is the minimum over all spans, those nobody works on included.',
    [CHECKPOINT],
    'facts cdc 4.3.1, I-W9',
  ),
  rule(
    'R-REDISPATCH-FROM-CKPT',
    'A span that moves to another capture starts again from the checkpoint.',
    [CHECKPOINT, DOWNSTREAM],
    'facts cdc 4.5, I-W8',
    'first-light',
  ),
  rule(
    'R-WAIT-UNDETERMINED',
    'The owner waits for a capture of unknown state before it gives its span away.',
    [DOWNSTREAM],
    'facts cdc 4.5, B-57',
  ),
  rule(
    'R-EPOCH-FILTER',
    'Messages of an earlier owner or processor are dropped.',
    [CHECKPOINT],
    'facts cdc 4.5, I-W11',
  ),
  rule(
    'R-SUICIDE',
    'A capture that lost its lease stops everything it does.',
    [DOWNSTREAM],
    'facts cdc 4.2.3, I-W7',
  ),
  rule(
    'R-OWNER-TXN-GUARD',
    'What an owner writes to etcd is refused once it is no longer the owner.',
    [CHECKPOINT],
    'facts cdc 4.1.5, B-61',
  ),
  rule(
    'R-GC-SAFEPOINT',
    'The owner keeps the safe point of garbage collection below every checkpoint.',
    [],
    'facts cdc 4.14, I-W12',
  ),

  // Regions and consensus.
  rule(
    'R-COMMIT-OWN-TERM',
    'A leader commits by counting only entries of its own term.',
    ['leader-completeness', 'state-machine-safety'],
    'facts raft 18',
  ),
  rule(
    'R-VOTE-AFTER-PERSIST',
    'A vote is sent only after it is on disk.',
    ['election-safety'],
    'facts raft 18',
  ),
  rule(
    'R-ACK-AFTER-PERSIST',
    'An append is acknowledged only after it is on disk.',
    ['leader-completeness', 'state-machine-safety'],
    'facts raft 18',
  ),
  rule(
    'R-VOTE-LOG-CHECK',
    'A vote goes only to a candidate whose log is at least as complete.',
    ['leader-completeness', 'state-machine-safety'],
    'facts raft 3',
  ),
  rule(
    'R-JOINT-BOTH-HALVES',
    'While membership changes, a majority of the old and of the new members is needed.',
    ['election-safety', 'leader-completeness'],
    'facts raft 8, 18',
  ),
  rule(
    'R-READ-QUORUM',
    'A read without a lease is answered only after a quorum confirmed the leader.',
    [READS],
    'facts raft 9',
  ),
];

export const RULE_IDS: readonly string[] = RULES.map((entry) => entry.id);
