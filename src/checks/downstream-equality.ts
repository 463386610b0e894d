import { hash32 } from '../base/hash.ts';
import { formatTs } from '../model/ts.ts';
import type { Ts } from '../model/ts.ts';
import type { TraceRecord } from '../model/trace.ts';
import { ChangefeedScopes, scopeHolds, wholeSpace } from './changefeed-scopes.ts';
import type { Basis } from './basis.ts';
import type { CheckInfo, CheckSpec, Comparison, Report } from './check.ts';
import { CheckBase } from './check.ts';
import { NumberChunks } from './chunks.ts';
import type { EffectiveWrites, Proposal } from './effective-writes.ts';
import type { KeyTable } from './key-table.ts';
import { MortalVersions } from './mortal-versions.ts';

const INFO: CheckInfo = {
  id: 'downstream-equality',
  title: 'Downstream equality',
  words:
    'Once writes have stopped and the checkpoint has passed them, the recovery cluster holds the same keys and values as upstream.',
  source: 'facts 5.6 I-W13',
};

type Status = 'none' | 'equal' | 'missing' | 'stale' | 'extra';

class Counts {
  none = 0;
  equal = 0;
  missing = 0;
  stale = 0;
  extra = 0;

  comparison(): Comparison {
    const { equal, missing, stale, extra } = this;
    return { keys: equal + missing + stale, equal, missing, stale, extra };
  }

  clone(): Counts {
    return Object.assign(new Counts(), this);
  }
}

/** What a reader of one cluster gets, per key. */
class Visible {
  ts = new NumberChunks();
  /** 0 for absent or deleted, else the value's hash + 1. */
  code = new NumberChunks();

  /** False when a newer version is there already. */
  write(key: number, ts: number, value: string | null): boolean {
    // Equal timestamps come from one batch of writes: the last of a key wins (facts 1.6.4).
    if (ts < this.ts.get(key)) return false;
    this.ts.set(key, ts);
    this.code.set(key, value === null ? 0 : hash32(value) + 1);
    return true;
  }

  clone(): Visible {
    const copy = new Visible();
    copy.ts = this.ts.clone();
    copy.code = this.code.clone();
    return copy;
  }
}

/** Values are compared by hash, which keeps a key at a few bytes. */
export class DownstreamEquality extends CheckBase {
  private readonly keys: KeyTable;
  private readonly writes: EffectiveWrites;
  private mortal = new MortalVersions();
  private scopes = new ChangefeedScopes();
  private upstream = new Visible();
  private downstream = new Visible();
  /** Upstream timestamp that the downstream version carries. */
  private carried = new NumberChunks();
  /** Over the whole key space; right as it is when a changefeed carries all of it. */
  private counts = new Counts();
  private firstUpstreamTs = Infinity;
  private recoveryWritten = false;
  private changes = 0;
  private cached: { readonly changes: number; readonly scopes: number; readonly result: Comparison } | null =
    null;

  constructor({ keys, writes }: Basis) {
    super(INFO);
    this.keys = keys;
    this.writes = writes;
  }

  observe(record: TraceRecord, report: Report): void {
    this.writes.observe(record, (write) => this.onEffective(write));
    this.scopes.observe(record.event);
    if (record.event.kind === 'raw.proposed') this.mortal.onProposed(record.event);
    if (record.event.kind === 'run.drained') this.onDrained(record, report);
  }

  /** The comparison as of the last queue item; null while there is no changefeed to compare for. */
  comparison(): Comparison | null {
    if (this.scopes.size === 0 && !this.recoveryWritten) return null;
    if (this.carriesEverything()) return this.counts.comparison();
    if (this.cached?.changes === this.changes && this.cached.scopes === this.scopes.version) {
      return this.cached.result;
    }
    const counts = new Counts();
    for (let key = 0; key < this.keys.size; key++) {
      if (this.inScope(key)) counts[this.status(key)]++;
    }
    const result = counts.comparison();
    this.cached = { changes: this.changes, scopes: this.scopes.version, result };
    return result;
  }

  clone(basis: Basis): DownstreamEquality {
    const copy = new DownstreamEquality(basis);
    copy.evaluations = this.evaluations;
    copy.mortal = this.mortal.clone();
    copy.scopes = this.scopes.clone();
    copy.upstream = this.upstream.clone();
    copy.downstream = this.downstream.clone();
    copy.carried = this.carried.clone();
    copy.counts = this.counts.clone();
    copy.firstUpstreamTs = this.firstUpstreamTs;
    copy.recoveryWritten = this.recoveryWritten;
    copy.changes = this.changes;
    copy.cached = this.cached;
    return copy;
  }

  private onEffective(write: Proposal): void {
    const key = this.keys.idOf(write.key);
    const before = this.status(key);
    if (write.cluster === 'upstream') {
      this.upstream.write(key, write.ts, write.value);
      if (write.ts < this.firstUpstreamTs) this.firstUpstreamTs = write.ts;
    } else {
      this.recoveryWritten = true;
      // The sink deletes what had outlived its time when it came to it (facts 2.17): that is carried over too.
      const value = write.value ?? this.mortal.valueOf(write.key, write.sourceTs);
      if (this.downstream.write(key, write.ts, value)) this.carried.set(key, write.sourceTs);
    }
    this.counts[before]--;
    this.counts[this.status(key)]++;
    this.changes++;
  }

  private onDrained(record: TraceRecord, report: Report): void {
    const comparison = this.comparison();
    if (comparison === null) return;
    const { keys, missing, stale, extra } = comparison;
    this.evaluations += keys + extra;
    const wrong = missing + stale + extra;
    if (wrong === 0) return;
    const parts: string[] = [];
    if (missing > 0) parts.push(`${missing} missing`);
    if (stale > 0) parts.push(`${stale} stale`);
    if (extra > 0) parts.push(`${extra} extra`);
    const words =
      `The recovery cluster differs in ${wrong} of ${keys + extra} keys after everything was carried over: ` +
      `${parts.join(', ')}; ${this.example()}`;
    report(this.violation(record, 0, 0, words));
  }

  /** The first key, in key order, that differs. */
  private example(): string {
    let found = -1;
    for (let key = 0; key < this.keys.size; key++) {
      const status = this.status(key);
      if (status === 'none' || status === 'equal' || !this.inScope(key)) continue;
      if (found < 0 || this.keys.keyOf(key) < this.keys.keyOf(found)) found = key;
    }
    const name = this.keys.keyOf(found);
    const written = formatTs(this.upstream.ts.get(found) as Ts);
    switch (this.status(found)) {
      case 'missing':
        return `key ${name}, written upstream at ${written}, is missing`;
      case 'extra':
        return `key ${name} should not be there`;
      default:
        return `key ${name}, written upstream at ${written}, shows the version of ${formatTs(this.carried.get(found) as Ts)}`;
    }
  }

  private status(key: number): Status {
    const upstream = this.upstream.code.get(key);
    const downstream = this.downstream.code.get(key);
    if (upstream === 0) return downstream === 0 ? 'none' : 'extra';
    if (downstream === 0) return 'missing';
    return upstream === downstream ? 'equal' : 'stale';
  }

  private carriesEverything(): boolean {
    const scopes = this.scopes.all();
    return (
      scopes.length === 0 || scopes.some((scope) => wholeSpace(scope) && scope.startTs < this.firstUpstreamTs)
    );
  }

  /** A key whose last change is older than the changefeed is nobody's duty, unless it is there all the same. */
  private inScope(key: number): boolean {
    const scopes = this.scopes.all();
    if (scopes.length === 0) return true;
    const name = this.keys.keyOf(key);
    const ts = this.upstream.ts.get(key);
    return scopes.some(
      (scope) => (ts > scope.startTs || this.downstream.ts.get(key) > 0) && scopeHolds(scope, name),
    );
  }
}

export const downstreamEquality: CheckSpec = { ...INFO, create: (basis) => new DownstreamEquality(basis) };
