import type { RuleSet } from '../model/config.ts';
import { CAPTURE_RULES } from './rules-capture.ts';
import { CDC_RULES } from './rules-cdc.ts';
import { TIMESTAMP_RULES } from './rules-timestamps.ts';
import { rule } from './rule.ts';
import type { RuleSpec } from './rule.ts';
import { TXN_RULES } from './rules-txn.ts';

export type { RuleSpec } from './rule.ts';

const RESOLVED = 'resolved-ts-safety';
const READS = 'read-your-writes';

export const RULES: readonly RuleSpec[] = [
  ...TIMESTAMP_RULES,
  rule(
    'R-LOCK-BEFORE-TS',
    'The memory lock is taken before the write gets its timestamp.',
    [RESOLVED, 'key-guard'],
    'facts cdc 1.7.1, H8, 12.5',
    'h8-lock-after-ts',
  ),
  rule(
    'R-SECOND-TS',
    'The timestamp of the data is later than the one of its lock.',
    [RESOLVED, 'key-guard'],
    'facts cdc 1.7.1',
    'h8-lock-after-ts',
  ),

  rule(
    'R-TS-IN-LATCH',
    'An atomic operation takes its timestamp inside the latch of its key, not before it waits for it.',
    ['cas-chain', 'linearizability'],
    'facts cdc 1.7.3, H9, 12.6, B-05',
    'h9-cas-order',
  ),

  ...TXN_RULES,
  ...CDC_RULES,
  ...CAPTURE_RULES,

  // Regions and consensus.
  rule(
    'R-COMMIT-OWN-TERM',
    'A leader commits by counting only entries of its own term.',
    ['leader-completeness', 'state-machine-safety'],
    'facts raft 18',
    'old-term-entry',
  ),
  rule(
    'R-VOTE-AFTER-PERSIST',
    'A vote is sent only after it is on disk.',
    ['election-safety'],
    'facts raft 18',
    'vote-before-disk',
  ),
  rule(
    'R-ACK-AFTER-PERSIST',
    'An append is acknowledged only after it is on disk.',
    ['leader-completeness', 'state-machine-safety'],
    'facts raft 18',
    'ack-before-disk',
  ),
  rule(
    'R-VOTE-LOG-CHECK',
    'A vote goes only to a candidate whose log is at least as complete.',
    ['leader-completeness', 'state-machine-safety'],
    'facts raft 3',
    'incomplete-log',
  ),
  rule(
    'R-JOINT-BOTH-HALVES',
    'While membership changes, a majority of the old and of the new members is needed.',
    ['leader-completeness', 'state-machine-safety'],
    'facts raft 8, 18',
    'joint-halves',
  ),
  rule(
    'R-READ-QUORUM',
    'A read without a lease is answered only after a quorum confirmed the leader.',
    [READS],
    'facts raft 9',
    'deposed-reader',
  ),
  rule(
    'R-READ-OWN-TERM',
    'A new leader answers no read before it has committed an entry of its own term.',
    [READS, 'linearizability'],
    'facts cdc 6.D, 6.E, B-36a, B-38',
    'read-before-own-term',
  ),
  rule(
    'R-READ-CTX-UNIQUE',
    'Each read index has a context of its own, so that a late answer confirms no later read.',
    [READS, 'linearizability'],
    'facts cdc 6.E, B-39',
    'late-heartbeat',
  ),
  rule(
    'R-MERGE-CATCHUP-BY-INDEX',
    'A source has caught up with a merge when it applied the PrepareMerge of that merge, not of an earlier one.',
    ['merge-completeness'],
    'facts cdc 3.7.6, B-31',
    'merge-generations',
  ),
  rule(
    'R-ROLLBACK-MAJORITY',
    'A merge is rolled back only when a majority of the source’s peers wants it.',
    ['merge-rollback'],
    'facts cdc 3.7.6, B-32',
    'merge-rollback-minority',
  ),
  rule(
    'R-MERGE-ATOMIC-DESTROY',
    'A snapshot and the Regions it replaces change hands in one write.',
    ['merge-completeness'],
    'facts cdc 3.7.6, B-33',
    'merge-crash-in-snapshot',
  ),
  rule(
    'R-MERGE-FLAG-RESTORE',
    'A store that restarts remembers which of its Regions are merging.',
    ['merge-completeness'],
    'facts cdc 3.7.6, B-34',
    'merge-restart',
  ),
  rule(
    'R-LEASE-SUSPECT-EARLY',
    'A leader gives its lease up before it tells anybody that a PrepareMerge is committed.',
    ['lease-disjoint', READS],
    'facts cdc 3.7.3, B-35',
    'lease-in-merge',
  ),
  rule(
    'R-READ-EPOCH-RECHECK',
    'A read that waited checks the Region again before it is answered.',
    [READS],
    'facts cdc 6.D, B-36',
    'read-across-split',
  ),
  rule(
    'R-PREVOTE',
    'A peer asks whether it could win before it raises its term.',
    ['leader-calm'],
    'facts cdc 3.7.2, B-42a',
    'lonely-candidate',
  ),
  rule(
    'R-CHECK-QUORUM',
    'A leader that does not hear from a quorum steps down.',
    ['leader-calm'],
    'facts cdc 3.7.2',
    'deaf-leader',
  ),
];

export const RULE_IDS: readonly string[] = RULES.map((entry) => entry.id);

function specOf(id: string): RuleSpec | undefined {
  return RULES.find((entry) => entry.id === id);
}

/** Whether a rule holds in a run with these switches. */
export function holds(rules: RuleSet, id: string): boolean {
  return specOf(id)?.initially === 'off' ? (rules.on ?? []).includes(id) : !rules.off.includes(id);
}

/** The switches with one of them set; what is as it is initially is not written down. An unknown id is written down too. */
export function withRule(rules: RuleSet, id: string, wanted: boolean): RuleSet {
  const spec = specOf(id);
  if (spec !== undefined && holds(rules, id) === wanted) return rules;
  const { off, on = [] } = rules;
  const listedOff = off.filter((each) => each !== id);
  const listedOn = on.filter((each) => each !== id);
  const initially = spec?.initially ?? (wanted ? 'off' : 'on');
  const offNow = !wanted && initially === 'on' ? [...listedOff, id] : listedOff;
  const onNow = wanted && initially === 'off' ? [...listedOn, id] : listedOn;
  return onNow.length === 0 ? { off: offNow } : { off: offNow, on: onNow };
}
