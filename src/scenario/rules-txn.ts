import { rule } from './rule.ts';
import type { RuleSpec } from './rule.ts';

const ATOMICITY = 'txn-atomicity';
const SNAPSHOT = 'snapshot-isolation';
const SUM = 'bank-sum';
const RESOLVED = 'resolved-ts-safety';

/** Percolator's rules, and what change data capture needs of transactions. */
export const TXN_RULES: readonly RuleSpec[] = [
  rule(
    'R-TXN-CONFLICT-CHECK',
    'A lock is refused (WriteConflict) when the key was committed after the transaction began.',
    [SNAPSHOT, SUM],
    'Percolator §2.2; TiKV, actions::prewrite',
    'txn-bank',
  ),
  rule(
    'R-TXN-READ-LOCKS',
    'A reader waits for a lock whose transaction may commit below its own timestamp.',
    [SNAPSHOT, SUM],
    'Percolator §2.2; TiKV, Lock::check_ts_conflict',
    'txn-bank',
  ),
  rule(
    'R-TXN-PRIMARY-FIRST',
    'The primary is committed before any other key: it alone decides.',
    [ATOMICITY],
    'Percolator §2.2; client-go, actionCommit',
    'half-committed',
  ),
  rule(
    'R-TXN-ROLLBACK-RECORD',
    'A rollback leaves a record, so that a lock that comes later is refused (SelfRolledBack).',
    [ATOMICITY],
    'TiKV, actions::check_txn_status, rollback protection',
    'late-lock',
  ),
  rule(
    'R-TXN-MAX-TS',
    'The commit ts of an asynchronous commit is above every timestamp that was read at or promised.',
    [SNAPSHOT, RESOLVED],
    'facts cdc 3.6.13; TiKV, concurrency_manager',
    'async-commit',
  ),
  rule(
    'R-TXN-MEMORY-LOCK',
    'Locks of an asynchronous commit are seen by readers, and by resolved ts, before they are applied.',
    [SNAPSHOT, RESOLVED],
    'facts cdc 3.6.2, 3.6.13; TiKV, concurrency_manager',
    'async-commit',
  ),
  rule(
    'R-TXN-TRACK-LOCKS',
    'The resolved ts of a Region stays below the start ts of every lock in it.',
    [RESOLVED],
    'facts cdc 3.4.1, 3.6.2; TiKV, resolved_ts::Resolver',
    'locks-before-feed',
  ),
  rule(
    'R-TXN-SCAN-LOCKS',
    'An incremental scan reads the locks that are there before it says INITIALIZED.',
    [RESOLVED, ATOMICITY, 'checkpoint-soundness'],
    'facts cdc 3.3, 3.4.1; TiKV, Initializer',
    'locks-before-feed',
  ),
  rule(
    'R-TXN-SINK-WHOLE',
    'The sink writes what one transaction changed in a table with one commit downstream (transaction-atomicity = table).',
    [ATOMICITY],
    'facts recovery 2',
    'txn-bank',
  ),
];
