import { encodeRawKey } from '../model/key.ts';
import type { ClusterName } from '../model/ids.ts';
import type { EventOf, RegionChange, TraceEvent, TraceRecord } from '../model/trace.ts';
import type { Ts } from '../model/ts.ts';
import { Basis } from './basis.ts';
import type { Check, CheckSpec, Violation } from './check.ts';

/** What may be said about a proposal besides the usual. */
type Details = Omit<Partial<EventOf<'raw.proposed'>>, 'ts'>;

/** Writes a trace by hand: for tests of the checks. Each event is a queue item of its own unless told otherwise. */
export class TraceBuilder {
  readonly records: TraceRecord[] = [];
  private item = 0;
  private together = false;
  private nextRequest = 1_000_000;
  private readonly nextIndex = new Map<number, number>();

  /** One more record, 1 ms after the one before unless it belongs to the same item. */
  add(event: TraceEvent, by = ''): this {
    if (!this.together) this.item++;
    const record = {
      n: this.records.length,
      at: this.item * 1000,
      by,
      item: this.item,
      cause: this.item - 1,
      event,
    };
    this.records.push(record);
    return this;
  }

  /** Everything added by `build` happens in one queue item. */
  atOnce(build: (trace: this) => void): this {
    this.item++;
    this.together = true;
    build(this);
    this.together = false;
    return this;
  }

  /* ---- shorthands ------------------------------------------------------------------------------------- */

  leader(region: number, store: number, term: number): this {
    const peer = region * 10 + store;
    return this.add({ kind: 'raft.role-changed', region, store, peer, term, role: 'leader', lead: peer });
  }

  follows(region: number, store: number, term: number, leaderStore: number): this {
    return this.add({
      kind: 'raft.role-changed',
      region,
      store,
      peer: region * 10 + store,
      term,
      role: 'follower',
      lead: leaderStore === 0 ? 0 : region * 10 + leaderStore,
    });
  }

  /** `entries` are `term:digest` pairs, e.g. `'5:1 5:2'`. */
  appended(region: number, store: number, from: number, entries: string): this {
    return this.add({ kind: 'raft.appended', region, store, from, ...split(entries) });
  }

  applied(region: number, store: number, from: number, entries: string): this {
    return this.add({ kind: 'raft.applied', region, store, from, ...split(entries) });
  }

  committed(region: number, store: number, index: number, term: number): this {
    return this.add({ kind: 'raft.committed', region, store, index, term });
  }

  persisted(region: number, store: number, index: number, term: number): this {
    return this.add({ kind: 'raft.persisted', region, store, index, term });
  }

  snapshot(region: number, store: number, index: number, term: number): this {
    return this.add({ kind: 'raft.snapshot-applied', region, store, index, term });
  }

  recovered(
    region: number,
    store: number,
    log: { term: number; commit: number; applied: number; last: number },
  ): this {
    return this.add({ kind: 'raft.recovered', region, store, ...log });
  }

  /** Boundaries are user keys, '' for an end of the key space. */
  region(
    region: number,
    store: number,
    reason: RegionChange,
    range: readonly [string, string],
    version: number,
    more: { confVer?: number; index?: number; cluster?: ClusterName } = {},
  ): this {
    return this.add(
      {
        kind: 'region.updated',
        region,
        store,
        cluster: more.cluster ?? 'upstream',
        reason,
        startKey: boundary(range[0]),
        endKey: boundary(range[1]),
        confVer: more.confVer ?? 1,
        version,
        stores: [store],
        index: more.index ?? 5,
      },
      `store-${store}`,
    );
  }

  /** `source` has applied up to `sourceIndex` where it is absorbed. */
  merged(region: number, store: number, source: number, sourceIndex: number): this {
    return this.add({ kind: 'region.merge-committed', region, store, source, index: 40, sourceIndex });
  }

  proposed(event: Details & { region: number; index: number; key: string; ts: number }): this {
    return this.add({
      kind: 'raw.proposed',
      store: 1,
      cluster: 'upstream',
      term: 5,
      version: 1,
      value: 'v',
      request: this.nextRequest++,
      sourceTs: 0 as Ts,
      waitedUs: 0,
      ...event,
      ts: event.ts as Ts,
    });
  }

  /** A write that takes effect at once: proposed and applied on the same store. Region 1 upstream, 1001 downstream. */
  write(key: string, ts: number, value: string | null = 'v', more: Details = {}): this {
    const cluster = more.cluster ?? 'upstream';
    const region = more.region ?? (cluster === 'upstream' ? 1 : 1001);
    const store = more.store ?? (cluster === 'upstream' ? 1 : 101);
    const index = this.nextIndex.get(region) ?? 6;
    this.nextIndex.set(region, index + 1);
    return this.proposed({ ...more, cluster, region, store, index, key, ts, value }).applied(
      region,
      store,
      index,
      `${more.term ?? 5}:${index}`,
    );
  }

  /** A change arriving on the recovery cluster. */
  mirrored(key: string, ts: number, sourceTs: number, value: string | null = 'v'): this {
    return this.write(key, ts, value, { cluster: 'recovery', sourceTs: sourceTs as Ts });
  }

  /** Locks, commits and rollbacks of a transaction that take effect at once. */
  private txnStep(more: {
    key: string;
    startTs: number;
    cluster?: ClusterName;
  }): Omit<EventOf<'txn.rollback-proposed'>, 'kind'> {
    const cluster = more.cluster ?? 'upstream';
    const region = cluster === 'upstream' ? 1 : 1001;
    const index = this.nextIndex.get(region) ?? 6;
    this.nextIndex.set(region, index + 1);
    const store = cluster === 'upstream' ? 1 : 101;
    const request = this.nextRequest++;
    return {
      store,
      cluster,
      region,
      index,
      term: 5,
      version: 1,
      request,
      key: more.key,
      startTs: more.startTs as Ts,
    };
  }

  prewrite(key: string, startTs: number, primary: string, cluster: ClusterName = 'upstream'): this {
    const step = this.txnStep({ key, startTs, cluster });
    const lock = {
      op: 'put',
      value: 'v',
      primary,
      ttlMs: 3_000,
      minCommitTs: 0 as Ts,
      asyncCommit: false,
    } as const;
    this.add({ kind: 'txn.prewrite-proposed', ...step, ...lock });
    return this.applied(step.region, step.store, step.index, `5:${step.index}`);
  }

  /** Commits what was prewritten. */
  commitKey(
    key: string,
    startTs: number,
    ts: number,
    value: string | null = 'v',
    more: { cluster?: ClusterName; sourceTs?: number } = {},
  ): this {
    const { cluster = 'upstream', sourceTs = 0 } = more;
    const step = this.txnStep({ key, startTs, cluster });
    this.add({ kind: 'txn.commit-proposed', ...step, value, ts: ts as Ts, sourceTs: sourceTs as Ts });
    return this.applied(step.region, step.store, step.index, `5:${step.index}`);
  }

  rollbackKey(key: string, startTs: number): this {
    const step = this.txnStep({ key, startTs });
    this.add({ kind: 'txn.rollback-proposed', ...step });
    return this.applied(step.region, step.store, step.index, `5:${step.index}`);
  }

  txnRead(startTs: number, keys: readonly string[], values: readonly (string | null)[]): this {
    const client = 'client-1';
    const request = this.nextRequest++;
    return this.add({ kind: 'txn.read', client, request, startTs: startTs as Ts, keys, values });
  }

  txnCommitted(startTs: number, commitTs: number, keys: readonly string[]): this {
    const client = 'client-1';
    const request = this.nextRequest++;
    const times = { startTs: startTs as Ts, commitTs: commitTs as Ts, latencyUs: 1 };
    return this.add({ kind: 'txn.committed', client, request, ...times, keys });
  }

  /** PD saved this bound, ms. */
  windowSaved(savedMs: number, pd = 'pd-1', revision = 0): this {
    return this.add({ kind: 'tso.window-saved', pd, cluster: 'upstream', savedMs, revision });
  }

  granted(to: string, last: number, count: number, pd = 'pd-1'): this {
    return this.add({ kind: 'tso.granted', pd, cluster: 'upstream', to, last: last as Ts, count });
  }

  elected(pd: string, revision: number): this {
    return this.add({ kind: 'pd.elected', pd, cluster: 'upstream', revision });
  }

  /** The store stamped the request: its guard has this timestamp. */
  locked(region: number, store: number, request: number, ts: number): this {
    return this.add({ kind: 'raw.locked', store, region, request, ts: ts as Ts }, `store-${store}`);
  }

  synced(region: number, store: number, term: number, version = 1): this {
    return this.add({ kind: 'ts.synced', store, region, term, version });
  }

  flushed(store: number, ts: number): this {
    return this.add({ kind: 'ts.flushed', store, ts: ts as Ts }, `store-${store}`);
  }

  flushFailed(store: number): this {
    return this.add({ kind: 'ts.flush-failed', store, reason: 'no answer from PD' }, `store-${store}`);
  }

  /** Generation `hlc`: the store came to lead with its clock at `clock`. */
  led(region: number, store: number, term: number, clock: number): this {
    return this.add({ kind: 'ts.led', store, region, term, maxTs: 0 as Ts, clock: clock as Ts });
  }

  invoke(request: number, op: 'put' | 'get' | 'delete', key: string, value: string | null = null): this {
    return this.add({ kind: 'client.invoked', client: 'client-1', request, op, key, value });
  }

  /** A put that takes effect at once and is acknowledged. */
  put(request: number, key: string, value: string, ts: number, more: Details = {}): this {
    return this.invoke(request, 'put', key, value)
      .write(key, ts, value, { request, ...more })
      .ack(request, 'put', key, value, ts);
  }

  /** A get, from its beginning to its answer. */
  got(request: number, key: string, value: string | null, ts = 0): this {
    return this.invoke(request, 'get', key).ack(request, 'get', key, value, ts);
  }

  ack(request: number, op: 'put' | 'get' | 'delete', key: string, value: string | null, ts: number): this {
    const event = { kind: 'client.acked', client: 'client-1', request, op, key, value } as const;
    return this.add({ ...event, ts: ts as Ts, latencyUs: 1000 });
  }

  /** A compare-and-swap begins. */
  swap(request: number, key: string, expected: string | null, value: string): this {
    return this.add({ kind: 'client.invoked', client: 'client-1', request, op: 'cas', key, value, expected });
  }

  /** It swapped at `ts`, or (`ts` 0) found `held`. */
  swapped(request: number, key: string, held: string | null, ts: number): this {
    const event = { kind: 'client.acked', client: 'client-1', request, op: 'cas', key, value: held } as const;
    return this.add({ ...event, ts: ts as Ts, latencyUs: 1000 });
  }

  /** Nobody knows how it ended. */
  lost(request: number, op: 'put' | 'delete' | 'cas', key: string): this {
    return this.add({ kind: 'client.unknown', client: 'client-1', request, op, key, error: 'timed out' });
  }

  retried(request: number, error: string): this {
    return this.add({ kind: 'client.retried', client: 'client-1', request, error, attempt: 1 });
  }

  /** A write of the store got the timestamp of its data. */
  stamped(region: number, store: number, request: number, ts: number): this {
    return this.add({ kind: 'raw.stamped', store, region, request, ts: ts as Ts });
  }

  unlocked(region: number, store: number, request: number, ts: number): this {
    return this.add({ kind: 'raw.unlocked', store, region, request, ts: ts as Ts });
  }

  subscribed(
    region: number,
    store: number,
    requestId: number,
    range: readonly [string, string] = ['', ''],
    checkpointTs = 0,
  ): this {
    return this.add({
      kind: 'cdc.subscribed',
      store,
      region,
      capture: 'capture-a',
      changefeed: 'cf-1',
      requestId,
      observeId: requestId,
      checkpointTs: checkpointTs as Ts,
      startKey: boundary(range[0]),
      endKey: boundary(range[1]),
    });
  }

  snapshotTaken(region: number, store: number, requestId: number, index: number): this {
    return this.add({ kind: 'cdc.snapshot-taken', store, region, requestId, index });
  }

  /** Lets time pass: the next record comes `ms` later than it would have. */
  wait(ms: number): this {
    this.item += ms;
    return this;
  }

  initialized(region: number, store: number, requestId: number): this {
    return this.add({ kind: 'cdc.initialized', store, region, requestId, rows: 0 });
  }

  resolved(store: number, ts: number, ...pairs: readonly (readonly [number, number])[]): this {
    return this.add({
      kind: 'cdc.resolved',
      store,
      ts: ts as Ts,
      regions: pairs.map(([region]) => region),
      requestIds: pairs.map(([, requestId]) => requestId),
    });
  }

  sent(
    region: number,
    store: number,
    requestId: number,
    key: string,
    ts: number,
    from: 'scan' | 'delta' = 'delta',
  ): this {
    const event = { kind: 'cdc.sent', store, region, requestId, key } as const;
    return this.add({ ...event, ts: ts as Ts, op: 'put', from });
  }

  checkpoint(ts: number, changefeed = 'cf-1'): this {
    return this.add({
      kind: 'changefeed.checkpoint',
      changefeed,
      checkpoint: ts as Ts,
      resolved: ts as Ts,
      pdNow: ts as Ts,
      heldBy: '',
    });
  }

  drained(): this {
    return this.add({ kind: 'run.drained' });
  }
}

export interface Verdict {
  readonly violations: readonly Violation[];
  readonly words: readonly string[];
  readonly evaluations: number;
  readonly check: Check;
}

/**
 * Folds the trace and one more record, which ends the last queue item. The check is cloned along the way and
 * must come to the same end as its clone, with the clone's older self left alone.
 */
export function judge(spec: CheckSpec, trace: TraceBuilder): Verdict {
  const records = [...trace.records, endOf(trace)];
  const straight = fold(spec.create(new Basis()), records);
  for (const part of [0, 1, 2]) {
    const cut = Math.floor((records.length * (part + 1)) / 4);
    const basis = new Basis();
    const before = spec.create(basis);
    const violations: Violation[] = [];
    for (const record of records.slice(0, cut)) before.observe(record, (found) => violations.push(found));
    const copy = before.clone(basis.clone());
    const fromCopy = fold(copy, records.slice(cut), violations);
    const fromOriginal = fold(before, records.slice(cut), violations);
    for (const other of [fromCopy, fromOriginal]) {
      if (
        JSON.stringify(other.violations) !== JSON.stringify(straight.violations) ||
        other.evaluations !== straight.evaluations
      ) {
        throw new Error(`${spec.id}: a clone after ${cut} records judges differently`);
      }
    }
  }
  return straight;
}

function fold(check: Check, records: readonly TraceRecord[], earlier: readonly Violation[] = []): Verdict {
  const violations = earlier.slice();
  for (const record of records) check.observe(record, (found) => violations.push(found));
  return { violations, words: violations.map((found) => found.words), evaluations: check.evaluations, check };
}

function endOf(trace: TraceBuilder): TraceRecord {
  const last = trace.records[trace.records.length - 1];
  const item = (last?.item ?? 0) + 1;
  const event: TraceEvent = { kind: 'fault.healed', id: 'end', fault: 'none', words: 'end of the trace' };
  return { n: trace.records.length, at: item * 1000, by: '', item, cause: item - 1, event };
}

function boundary(key: string): string {
  return key === '' ? '' : encodeRawKey(key);
}

function split(entries: string): { terms: number[]; digests: number[] } {
  const terms: number[] = [];
  const digests: number[] = [];
  for (const entry of entries.split(' ')) {
    const [term, digest] = entry.split(':');
    terms.push(Number(term));
    digests.push(Number(digest));
  }
  return { terms, digests };
}
