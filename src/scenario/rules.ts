import type { RuleSet } from '../model/config.ts';
import { CAPTURE_RULES } from './rules-capture.ts';
import { CDC_RULES } from './rules-cdc.ts';
import { rule } from './rule.ts';
import type { RuleSpec } from './rule.ts';

export type { RuleSpec } from './rule.ts';

const TSO = 'tso-monotonic';
const TSO_WINDOW = 'tso-window';
const TSO_ISSUER = 'tso-single-issuer';
const PROVIDER = 'provider-order';
const STAMPED = 'stamped-under-leadership';
const REGION_MAX_TS = 'region-max-ts';
const CAUSALITY = 'causality';
const RESOLVED = 'resolved-ts-safety';
const READS = 'read-your-writes';

export const RULES: readonly RuleSpec[] = [
  // Timestamps.
  rule(
    'R-TSO-SYNC-FIRST',
    'PD grants timestamps only after it read the durable bound of its predecessor.',
    [TSO, TSO_WINDOW, CAUSALITY],
    'facts cdc 1.1, B-10',
  ),
  rule(
    'R-TSO-CLEAR',
    'A PD member that loses leadership forgets the timestamps it has in memory.',
    [TSO],
    'facts cdc 1.1.6, B-11',
  ),
  rule(
    'R-TSO-SAVE-GUARDED',
    'The bound of timestamps is saved only while the leader key is still that of whoever saves.',
    [TSO_WINDOW, TSO],
    'facts cdc 1.1.6, B-13',
  ),
  rule(
    'R-TSO-POSTCHECK',
    'Before PD answers, it checks that its lease has not run out meanwhile.',
    [TSO_ISSUER, TSO],
    'facts cdc 1.1.6',
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
    [STAMPED, CAUSALITY, READS],
    'facts cdc 1.6, B-01',
  ),
  rule(
    'R-TERM-CHECK',
    'A write stamped in one term is not proposed in a later one.',
    [STAMPED, RESOLVED, CAUSALITY],
    'facts cdc 1.6, B-04',
  ),
  rule(
    'R-CLEAR-ON-FAILED-FLUSH',
    'The cache is emptied even when the flush could not get a new batch.',
    [PROVIDER, CAUSALITY],
    'facts cdc 1.4.9, H10',
  ),
  rule(
    'R-CLEAR-INSERT-ATOMIC',
    'A flush empties the cache and puts the new batch in as one step.',
    [PROVIDER, CAUSALITY],
    'facts cdc 1.4.7, H12',
  ),
  rule(
    'R-BATCH-LIST',
    'A store keeps several batches of timestamps, so that it can write on while PD is away.',
    [],
    'facts cdc 1.4.3, B-07',
  ),
  rule(
    'R-RMT-LEADER',
    'Generation hlc: a new leader lifts its clock above the largest timestamp of its Region.',
    [REGION_MAX_TS, CAUSALITY],
    'facts cdc 1.3.2, B-09',
  ),
  rule(
    'R-RMT-APPENDED',
    'Generation hlc: the largest timestamp of a Region counts what is in the log, not only what is applied.',
    [REGION_MAX_TS, CAUSALITY],
    'facts cdc 1.3.6',
  ),
  rule(
    'R-RMT-SNAP',
    'Generation hlc: a snapshot brings the largest timestamp of its Region along.',
    [REGION_MAX_TS, CAUSALITY],
    'facts cdc 1.3.5, H7',
  ),
  rule(
    'R-RMT-SPLIT',
    'Generation hlc: a new Region inherits the largest timestamp of the one it was split from.',
    [REGION_MAX_TS, CAUSALITY],
    'facts cdc 1.3.3',
  ),
  rule(
    'R-RMT-MERGE',
    'Generation hlc: a leader that absorbs a Region lifts its clock above the largest timestamp of both.',
    [REGION_MAX_TS, CAUSALITY],
    'facts cdc 1.3.4',
  ),
  rule(
    'R-LOCK-BEFORE-TS',
    'The memory lock is taken before the write gets its timestamp.',
    [RESOLVED],
    'facts cdc 1.7.1, H8, 12.5',
    'h8-lock-after-ts',
  ),
  rule(
    'R-SECOND-TS',
    'The timestamp of the data is later than the one of its lock.',
    [RESOLVED],
    'facts cdc 1.7.1',
    'h8-lock-after-ts',
  ),

  ...CDC_RULES,
  ...CAPTURE_RULES,

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
