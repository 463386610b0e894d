import { assert } from '../base/assert.ts';
import type { Check, CheckSpec } from './check.ts';
import { Basis } from './basis.ts';
import { bankSum } from './bank-sum.ts';
import { causality } from './causality.ts';
import { checkpointSoundness } from './checkpoint-soundness.ts';
import { commitOrder } from './commit-order.ts';
import { downstreamEquality } from './downstream-equality.ts';
import { ownerWrites } from './owner-writes.ts';
import { splitKeys } from './split-keys.ts';
import { electionSafety } from './election-safety.ts';
import { epochArithmetic } from './epoch-arithmetic.ts';
import { leaderCalm } from './leader-calm.ts';
import { leaderCompleteness } from './leader-completeness.ts';
import { logMatching } from './log-matching.ts';
import { providerOrder } from './provider-order.ts';
import { mergeCompleteness } from './merge-completeness.ts';
import { mergeRollback } from './merge-rollback.ts';
import { rangePartition } from './range-partition.ts';
import { scanSeesWrites } from './scan-sees-writes.ts';
import { readYourWrites } from './read-your-writes.ts';
import { regionMaxTs } from './region-max-ts.ts';
import { resolvedTsSafety } from './resolved-ts-safety.ts';
import { stampedUnderLeadership } from './stamped-under-leadership.ts';
import { resolvedTsProgress } from './resolved-ts-progress.ts';
import { resolvedTsQuorum } from './resolved-ts-quorum.ts';
import { singleWriter } from './single-writer.ts';
import { sinkMemory } from './sink-memory.ts';
import { sinkOrder } from './sink-order.ts';
import { snapshotCut } from './snapshot-cut.ts';
import { casChain } from './cas-chain.ts';
import { gcSafePoint } from './gc-safe-point.ts';
import { keyGuard } from './key-guard.ts';
import { leaseDisjoint } from './lease-disjoint.ts';
import { linearizability } from './linearizability.ts';
import { versionUniqueness } from './version-uniqueness.ts';
import { snapshotIsolation } from './snapshot-isolation.ts';
import { stateMachineSafety } from './state-machine-safety.ts';
import { txnAtomicity } from './txn-atomicity.ts';
import { tsoMonotonic } from './tso-monotonic.ts';
import { tsoSingleIssuer } from './tso-single-issuer.ts';
import { tsoWindow } from './tso-window.ts';
import { writeAvailability } from './write-availability.ts';

export { Basis } from './basis.ts';
export type { Check, CheckInfo, CheckSpec, Comparison, Report, Violation } from './check.ts';

/** Every check there is: one property, one file, one line here. */
export const CHECKS: readonly CheckSpec[] = [
  electionSafety,
  logMatching,
  leaderCompleteness,
  stateMachineSafety,
  commitOrder,
  leaderCalm,
  leaseDisjoint,
  rangePartition,
  epochArithmetic,
  splitKeys,
  mergeCompleteness,
  mergeRollback,
  tsoMonotonic,
  tsoWindow,
  tsoSingleIssuer,
  providerOrder,
  writeAvailability,
  stampedUnderLeadership,
  regionMaxTs,
  causality,
  readYourWrites,
  scanSeesWrites,
  linearizability,
  versionUniqueness,
  casChain,
  keyGuard,
  txnAtomicity,
  snapshotIsolation,
  bankSum,
  resolvedTsSafety,
  snapshotCut,
  resolvedTsQuorum,
  resolvedTsProgress,
  sinkMemory,
  sinkOrder,
  singleWriter,
  ownerWrites,
  gcSafePoint,
  checkpointSoundness,
  downstreamEquality,
];

/** Fresh checks for one run, all or those named, in the order of {@link CHECKS}. Ids must exist. */
export function createChecks(ids?: readonly string[], basis = new Basis()): Check[] {
  for (const id of ids ?? []) {
    assert(
      CHECKS.some((spec) => spec.id === id),
      `unknown check ${id}`,
    );
  }
  const wanted = ids === undefined ? CHECKS : CHECKS.filter((spec) => ids.includes(spec.id));
  return wanted.map((spec) => spec.create(basis));
}
