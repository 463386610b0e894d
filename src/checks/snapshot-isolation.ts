import type { EventOf, TraceRecord } from '../model/trace.ts';
import { formatTs } from '../model/ts.ts';
import type { Ts } from '../model/ts.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';
import { EffectiveTxns } from './effective-txns.ts';

const INFO: CheckInfo = {
  id: 'snapshot-isolation',
  title: 'Snapshot isolation',
  words:
    'A transaction reads, of every key, exactly the newest version committed at or below its start ts. Of two transactions that wrote the same key, the later one began after the earlier one had committed: no update is lost.',
  source: 'Percolator (Peng and Dabek 2010) §2.2; Berenson et al. 1995, P4 and snapshot isolation',
  only: 'transactions',
};

interface Version {
  readonly startTs: Ts;
  readonly ts: Ts;
  readonly value: string | null;
}

/** Versions kept per key. A reader older than all of them is not judged. */
const VERSIONS_MAX = 64;

interface Key {
  /** Ascending by commit ts. */
  readonly versions: readonly Version[];
  /** Some older version was forgotten. */
  readonly cut: boolean;
  /** Largest start ts of a reader that has read the key, and who it was. */
  readonly readTs: Ts;
  readonly reader: string;
}

const NEW_KEY: Key = { versions: [], cut: false, readTs: 0 as Ts, reader: '' };

class SnapshotIsolation extends CheckBase {
  private steps = new EffectiveTxns();
  private keys = new Map<string, Key>();

  constructor() {
    super(INFO);
  }

  observe(record: TraceRecord, report: Report): void {
    this.steps.observe(record, (step, applied) => {
      if (step.kind === 'txn.commit-proposed' && step.cluster === 'upstream') {
        this.onCommit(step, applied, report);
      }
    });
    if (record.event.kind === 'txn.read') this.onRead(record.event, record, report);
  }

  clone(): SnapshotIsolation {
    const copy = new SnapshotIsolation();
    copy.evaluations = this.evaluations;
    copy.steps = this.steps.clone();
    copy.keys = new Map(this.keys);
    return copy;
  }

  private onCommit(
    step: EventOf<'txn.commit-proposed'>,
    applied: { readonly at: number; readonly n: number; readonly store: number },
    report: Report,
  ): void {
    const { key, startTs, ts, value } = step;
    const known = this.keys.get(key) ?? NEW_KEY;
    for (const other of known.versions) {
      if (other.startTs === startTs) continue;
      this.evaluations++;
      // Each began before the other had committed, and both wrote the key: the later one has not seen the earlier.
      if (other.ts <= startTs || ts <= other.startTs) continue;
      const words =
        `Lost update: ${key} was committed by transaction ${formatTs(startTs)} at ${formatTs(ts)} and by transaction ` +
        `${formatTs(other.startTs)} at ${formatTs(other.ts)}, though each began before the other had committed`;
      report(this.violation(applied, step.region, step.store, words));
    }
    this.evaluations++;
    if (ts <= known.readTs && startTs !== known.readTs) {
      const words =
        `${key} got a version of ${formatTs(ts)} after ${known.reader} had read it as of ${formatTs(known.readTs)}: ` +
        'what was read is not what was committed by then';
      report(this.violation(applied, step.region, step.store, words));
    }
    const versions = [...known.versions.filter((other) => other.ts !== ts), { startTs, ts, value }];
    versions.sort((a, b) => a.ts - b.ts);
    const cut = versions.length > VERSIONS_MAX;
    this.keys.set(key, { ...known, versions: cut ? versions.slice(1) : versions, cut: cut || known.cut });
  }

  private onRead(event: EventOf<'txn.read'>, record: TraceRecord, report: Report): void {
    event.keys.forEach((key, i) => {
      const known = this.keys.get(key) ?? NEW_KEY;
      let seen: Version | null = null;
      for (const version of known.versions) if (version.ts <= event.startTs) seen = version;
      if (seen !== null || !known.cut) {
        this.evaluations++;
        const got = event.values[i] ?? null;
        const expected = seen?.value ?? null;
        if (got !== expected) {
          const words =
            `${event.client} read ${key} as of ${formatTs(event.startTs)} and got ${shown(got)}; the newest version ` +
            `committed by then is ${shown(expected)}${seen === null ? '' : ` of ${formatTs(seen.ts)}`}`;
          report(this.violation(record, 0, 0, words));
        }
      }
      if (event.startTs > known.readTs) {
        this.keys.set(key, { ...known, readTs: event.startTs, reader: event.client });
      }
    });
  }
}

function shown(value: string | null): string {
  return value === null ? 'nothing' : `“${value}”`;
}

export const snapshotIsolation: CheckSpec = { ...INFO, create: () => new SnapshotIsolation() };
