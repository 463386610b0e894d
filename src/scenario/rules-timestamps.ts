import { rule } from './rule.ts';
import type { RuleSpec } from './rule.ts';

const TSO = 'tso-monotonic';
const TSO_WINDOW = 'tso-window';
const TSO_ISSUER = 'tso-single-issuer';
const PROVIDER = 'provider-order';
const STAMPED = 'stamped-under-leadership';
const REGION_MAX_TS = 'region-max-ts';
const CAUSALITY = 'causality';
const RESOLVED = 'resolved-ts-safety';
const READS = 'read-your-writes';

/** Timestamps: PD's, and those of raw writes in both generations (facts cdc §1). */
export const TIMESTAMP_RULES: readonly RuleSpec[] = [
  rule(
    'R-TSO-SYNC-FIRST',
    'PD grants timestamps only after it read the durable bound of its predecessor.',
    [TSO, TSO_WINDOW, CAUSALITY],
    'facts cdc 1.1, B-10, H11',
    'h11-pd-falls-back',
  ),
  rule(
    'R-TSO-CLEAR',
    'A PD member that loses leadership forgets the timestamps it has in memory.',
    [TSO],
    'facts cdc 1.1.6, B-11',
    'pd-failover-and-back',
  ),
  rule(
    'R-TSO-SAVE-GUARDED',
    'The bound of timestamps is saved only while the leader key is still that of whoever saves.',
    [TSO_WINDOW, TSO],
    'facts cdc 1.1.6, B-13',
    'pd-late-save',
  ),
  rule(
    'R-TSO-POSTCHECK',
    'Before PD answers, it checks that its lease has not run out meanwhile.',
    [TSO_ISSUER, TSO],
    'facts cdc 1.1.6',
    'pd-leader-paused',
  ),
  rule(
    'R-FLUSH-LEADER',
    'A new leader discards its cached timestamps before it stamps a write.',
    [CAUSALITY, READS],
    'facts cdc 1.5, H1',
    'h1-transfer-without-flush',
  ),
  rule(
    'R-FLUSH-MERGE',
    'The leader that absorbs a Region discards its cached timestamps.',
    [CAUSALITY, READS],
    'facts cdc 1.5, B-03',
    'h5-merge-without-flush',
  ),
  rule(
    'R-SYNC-GATE',
    'A leader refuses writes until its timestamps are synced for its term and version.',
    [STAMPED, CAUSALITY, READS],
    'facts cdc 1.6, B-01',
    'h4a-stamped-before-elected',
  ),
  rule(
    'R-TERM-CHECK',
    'A write stamped in one term is not proposed in a later one.',
    [STAMPED, RESOLVED, CAUSALITY],
    'facts cdc 1.6, B-04',
    'h4b-stamped-then-deposed',
  ),
  rule(
    'R-CLEAR-ON-FAILED-FLUSH',
    'The cache is emptied even when the flush could not get a new batch.',
    [PROVIDER, CAUSALITY],
    'facts cdc 1.4.9, H10',
    'h10-failed-flush',
  ),
  rule(
    'R-CLEAR-INSERT-ATOMIC',
    'A flush empties the cache and puts the new batch in as one step.',
    [PROVIDER, CAUSALITY],
    'facts cdc 1.4.7, H12',
    'h12-clear-after-insert',
  ),
  rule(
    'R-BATCH-LIST',
    'A store keeps several batches of timestamps, so that it can write on while PD is away.',
    ['write-availability'],
    'facts cdc 1.4.3, B-07',
    'write-without-pd',
  ),
  rule(
    'R-RMT-LEADER',
    'Generation hlc: a new leader lifts its clock above the largest timestamp of its Region.',
    [REGION_MAX_TS, CAUSALITY],
    'facts cdc 1.3.2, B-09',
    'hlc-transfer',
  ),
  rule(
    'R-RMT-APPENDED',
    'Generation hlc: the largest timestamp of a Region counts what is in the log, not only what is applied.',
    [REGION_MAX_TS, CAUSALITY],
    'facts cdc 1.3.6',
    'hlc-unapplied',
  ),
  rule(
    'R-RMT-SNAP',
    'Generation hlc: a snapshot brings the largest timestamp of its Region along.',
    [REGION_MAX_TS, CAUSALITY],
    'facts cdc 1.3.5, H7',
    'h7-snapshot-without-max-ts',
  ),
  rule(
    'R-RMT-SPLIT',
    'Generation hlc: a new Region inherits the largest timestamp of the one it was split from.',
    [REGION_MAX_TS, CAUSALITY],
    'facts cdc 1.3.3',
    'hlc-split',
  ),
  rule(
    'R-RMT-MERGE',
    'Generation hlc: a leader that absorbs a Region lifts its clock above the largest timestamp of both.',
    [REGION_MAX_TS, CAUSALITY],
    'facts cdc 1.3.4',
    'hlc-merge',
  ),
];
