import type { ClusterName } from '../model/ids.ts';
import type { EventOf, TraceRecord } from '../model/trace.ts';
import { formatTs } from '../model/ts.ts';
import type { Ts } from '../model/ts.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';
import { EffectiveTxns } from './effective-txns.ts';
import type { TxnStep } from './effective-txns.ts';
import type { Applied } from './effective-writes.ts';

const INFO: CheckInfo = {
  id: 'txn-atomicity',
  title: 'Transaction atomicity',
  words:
    'All keys of a transaction are committed at one commit ts, or none is. A transaction that its client was told is committed stays so. On the recovery cluster each commit carries upstream transactions whole.',
  source: 'Percolator (Peng and Dabek 2010) §2.2; facts recovery 2',
  only: 'transactions',
};

/** One transaction as it is seen so far. Replaced, never changed. */
interface Txn {
  readonly cluster: ClusterName;
  readonly startTs: Ts;
  /** Locked at some time: by key, which is the primary of the lock. */
  readonly keys: readonly string[];
  readonly primary: string;
  readonly committed: readonly string[];
  readonly rolledBack: readonly string[];
  /** 0 while no key is committed. */
  readonly commitTs: Ts;
  /** The client was told. */
  readonly told: boolean;
}

class TxnAtomicity extends CheckBase {
  private steps = new EffectiveTxns();
  /** Per cluster and start ts. */
  private txns = new Map<string, Txn>();
  /** Upstream transactions by commit ts. */
  private byCommit = new Map<Ts, Ts>();

  constructor() {
    super(INFO);
  }

  observe(record: TraceRecord, report: Report): void {
    this.steps.observe(record, (step, applied) => this.onStep(step, applied, report));
    const { event } = record;
    if (event.kind === 'txn.committed') this.onTold(event, record, report);
    else if (event.kind === 'run.drained') this.onDrained(record, report);
  }

  clone(): TxnAtomicity {
    const copy = new TxnAtomicity();
    copy.evaluations = this.evaluations;
    copy.steps = this.steps.clone();
    copy.txns = new Map(this.txns);
    copy.byCommit = new Map(this.byCommit);
    return copy;
  }

  private onStep(step: TxnStep, applied: Applied, report: Report): void {
    if (step.kind === 'txn.heart-beat-proposed') return;
    const before = this.txnOf(step.cluster, step.startTs);
    if (step.kind === 'txn.prewrite-proposed') {
      const keys = before.keys.includes(step.key) ? before.keys : [...before.keys, step.key];
      // A lock that guards a read only has no commit that would show in the trace.
      if (step.op !== 'lock') this.set({ ...before, keys, primary: step.primary });
      return;
    }
    if (step.kind === 'txn.commit-proposed') this.onCommit(before, step, applied, report);
    else this.set({ ...before, rolledBack: [...before.rolledBack, step.key] });
    this.judge(this.txnOf(step.cluster, step.startTs), step, applied, report);
  }

  private onCommit(
    before: Txn,
    step: EventOf<'txn.commit-proposed'>,
    applied: Applied,
    report: Report,
  ): void {
    this.evaluations++;
    if (before.commitTs > 0 && before.commitTs !== step.ts) {
      const words =
        `Transaction ${formatTs(step.startTs)} committed ${step.key} at ${formatTs(step.ts)}, ` +
        `but ${before.committed[0] ?? ''} at ${formatTs(before.commitTs)}`;
      report(this.violation(applied, step.region, step.store, words));
    }
    const committed = before.committed.includes(step.key)
      ? before.committed
      : [...before.committed, step.key];
    this.set({ ...before, committed, commitTs: step.ts });
    if (step.cluster === 'upstream') this.byCommit.set(step.ts, step.startTs);
    else if (step.sourceTs > 0) this.judgeCarried(step, applied, report);
  }

  /** Nothing of a transaction may be committed when another part of it is rolled back. */
  private judge(txn: Txn, step: TxnStep, applied: Applied, report: Report): void {
    const done = txn.committed[0];
    const undone = txn.rolledBack[0];
    this.evaluations++;
    if (done === undefined || undone === undefined) return;
    // Reported once, at the step that made it true.
    if (txn.committed.length > 1 && txn.rolledBack.length > 1) return;
    const words =
      `Half a transaction on the ${txn.cluster} cluster: of transaction ${formatTs(txn.startTs)}, ${done} is committed ` +
      `at ${formatTs(txn.commitTs)} and ${undone} is rolled back`;
    report(this.violation(applied, step.region, step.store, words));
  }

  /** A transaction downstream that carries one key of an upstream transaction locks all of them. */
  private judgeCarried(step: EventOf<'txn.commit-proposed'>, applied: Applied, report: Report): void {
    const source = this.byCommit.get(step.sourceTs);
    const upstream = source === undefined ? undefined : this.txns.get(nameOf('upstream', source));
    if (upstream === undefined) return;
    const { keys } = this.txnOf('recovery', step.startTs);
    this.evaluations++;
    const missing = upstream.keys.find((key) => !keys.includes(key));
    if (missing === undefined) return;
    const words =
      `The commit of ${formatTs(step.ts)} on the recovery cluster carries ${step.key} of the upstream transaction ` +
      `that committed at ${formatTs(step.sourceTs)}, but not its ${missing}`;
    report(this.violation(applied, step.region, step.store, words));
  }

  private onTold(event: EventOf<'txn.committed'>, record: TraceRecord, report: Report): void {
    const txn = this.txnOf('upstream', event.startTs);
    this.evaluations++;
    this.set({ ...txn, told: true, commitTs: event.commitTs });
    const undone = txn.rolledBack[0];
    const other = txn.commitTs > 0 && txn.commitTs !== event.commitTs;
    if (undone === undefined && !other) return;
    const words =
      `${event.client} was told that transaction ${formatTs(event.startTs)} is committed at ${formatTs(event.commitTs)}, ` +
      (undone === undefined ? `but it is at ${formatTs(txn.commitTs)}` : `but its ${undone} is rolled back`);
    report(this.violation(record, 0, 0, words));
  }

  /** Whoever was to be told has been told, and nobody holds a lock any more. */
  private onDrained(record: TraceRecord, report: Report): void {
    for (const txn of this.txns.values()) {
      if (!txn.told) continue;
      this.evaluations++;
      const missing = txn.keys.find((key) => !txn.committed.includes(key));
      if (missing === undefined) continue;
      const words = `Transaction ${formatTs(txn.startTs)} is committed at ${formatTs(txn.commitTs)}, but its ${missing} never was`;
      report(this.violation(record, 0, 0, words));
    }
  }

  private txnOf(cluster: ClusterName, startTs: Ts): Txn {
    return (
      this.txns.get(nameOf(cluster, startTs)) ?? {
        cluster,
        startTs,
        keys: [],
        primary: '',
        committed: [],
        rolledBack: [],
        commitTs: 0 as Ts,
        told: false,
      }
    );
  }

  private set(txn: Txn): void {
    this.txns.set(nameOf(txn.cluster, txn.startTs), txn);
  }
}

function nameOf(cluster: ClusterName, startTs: Ts): string {
  return `${cluster} ${startTs}`;
}

export const txnAtomicity: CheckSpec = { ...INFO, create: () => new TxnAtomicity() };
