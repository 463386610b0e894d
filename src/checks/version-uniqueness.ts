import { hash32 } from '../base/hash.ts';
import type { TraceRecord } from '../model/trace.ts';
import { formatTs } from '../model/ts.ts';
import type { Basis } from './basis.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';
import { ListChunks } from './chunks.ts';
import type { Applied, EffectiveWrites, Proposal } from './effective-writes.ts';
import type { KeyTable } from './key-table.ts';

const INFO: CheckInfo = {
  id: 'version-uniqueness',
  title: 'A key and a timestamp name one version',
  words:
    'No two proposals that took effect write the same key at the same timestamp. Looked at are the last eight versions of each key.',
  source: 'facts 5.2 I-C2, 2.15',
};

/** Bound on memory: older versions of a key are forgotten. */
const VERSIONS_KEPT = 8;

/**
 * Versions of a key in the order they took effect, each as timestamp, Region, index and term of its proposal, and hash of its value:
 * one list of numbers, because every copy of the checks has its own of each key.
 */
type Versions = readonly number[];
const FIELDS = 5;

class VersionUniqueness extends CheckBase {
  private readonly keys: KeyTable;
  private readonly writes: EffectiveWrites;
  /** Per key of the upstream cluster: its newest versions. */
  private versions = new ListChunks<Versions>();

  constructor({ keys, writes }: Basis) {
    super(INFO);
    this.keys = keys;
    this.writes = writes;
  }

  observe(record: TraceRecord, report: Report): void {
    this.writes.observe(record, (write, applied) => {
      if (write.cluster === 'upstream') this.judge(write, applied, report);
    });
  }

  clone(basis: Basis): VersionUniqueness {
    const copy = new VersionUniqueness(basis);
    copy.evaluations = this.evaluations;
    copy.versions = this.versions.clone();
    return copy;
  }

  private judge(write: Proposal, applied: Applied, report: Report): void {
    this.evaluations++;
    const key = this.keys.idOf(write.key);
    const known = this.versions.get(key) ?? [];
    const { ts, region, index, term } = write;
    const value = write.value === null ? 0 : hash32(write.value);
    const twin = placeOf(known, ts);
    if (twin >= 0) {
      const [, otherRegion, otherIndex, otherTerm, otherValue] = known.slice(twin, twin + FIELDS);
      // A batch may name a key twice: one proposal, one timestamp, and the last one stays (facts 1.6.4).
      const oneBatch = otherRegion === region && otherIndex === index && otherTerm === term;
      if (!oneBatch) {
        const words =
          `Key ${write.key}: two proposals took effect at ${formatTs(ts)}, entry ${otherIndex} of Region ${otherRegion} and entry ` +
          `${index} of Region ${region}${otherValue === value ? ', with one value' : ': which value it holds depends on the replica'}`;
        report(this.violation(applied, region, applied.store, words));
      }
    }
    const versions = [...known, ts, region, index, term, value];
    this.versions.set(key, versions.slice(-VERSIONS_KEPT * FIELDS));
  }
}

/** Where the version at `ts` begins, −1 without one. */
function placeOf(versions: Versions, ts: number): number {
  for (let place = 0; place < versions.length; place += FIELDS) if (versions[place] === ts) return place;
  return -1;
}

export const versionUniqueness: CheckSpec = { ...INFO, create: (basis) => new VersionUniqueness(basis) };
