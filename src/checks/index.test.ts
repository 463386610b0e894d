import { describe, expect, it } from 'vitest';
import type { Ts } from '../model/ts.ts';
import type { Check } from './check.ts';
import { CHECKS, createChecks } from './index.ts';
import { TraceBuilder } from './testing.ts';

describe('the list of checks', () => {
  it('has the ids that reports and links rely on', () => {
    expect(CHECKS.map((check) => check.id)).toEqual([
      'election-safety',
      'log-matching',
      'leader-completeness',
      'state-machine-safety',
      'commit-order',
      'leader-calm',
      'lease-disjoint',
      'range-partition',
      'epoch-arithmetic',
      'split-keys',
      'merge-completeness',
      'merge-rollback',
      'tso-monotonic',
      'tso-window',
      'tso-single-issuer',
      'provider-order',
      'write-availability',
      'stamped-under-leadership',
      'region-max-ts',
      'causality',
      'read-your-writes',
      'scan-sees-writes',
      'linearizability',
      'version-uniqueness',
      'cas-chain',
      'key-guard',
      'txn-atomicity',
      'snapshot-isolation',
      'bank-sum',
      'resolved-ts-safety',
      'snapshot-cut',
      'resolved-ts-quorum',
      'resolved-ts-progress',
      'sink-memory',
      'sink-order',
      'single-writer',
      'owner-writes',
      'gc-safe-point',
      'checkpoint-soundness',
      'downstream-equality',
    ]);
  });

  it('makes all of them or those named, and refuses an unknown one', () => {
    expect(createChecks().map((check) => check.id)).toEqual(CHECKS.map((check) => check.id));
    expect(createChecks(['causality', 'election-safety']).map((check) => check.id)).toEqual([
      'election-safety',
      'causality',
    ]);
    expect(() => createChecks(['causalty'])).toThrow('unknown check causalty');
  });

  it('carries title, words and source into each check', () => {
    for (const [i, check] of createChecks().entries()) {
      const spec = CHECKS[i];
      expect(check).toMatchObject({
        title: spec?.title,
        words: spec?.words,
        source: spec?.source,
        evaluations: 0,
      });
      expect(check.words.endsWith('.')).toBe(true);
    }
  });

  it('offers the comparison of the clusters when that check is there', () => {
    const checks = createChecks();
    const trace = new TraceBuilder().subscribed(1, 1, 11).write('a', 10).mirrored('a', 5, 10).checkpoint(10);
    for (const record of trace.records) for (const check of checks) check.observe(record, () => undefined);
    const compared = (all: readonly Check[]) => all.flatMap((check) => check.comparison?.() ?? []);
    expect(compared(checks)).toEqual([{ keys: 1, equal: 1, missing: 0, stale: 0, extra: 0 }]);
    expect(compared(createChecks(['causality']))).toEqual([]);
  });

  it('finds nothing wrong with a small run that is right, and each check that applies has looked', () => {
    const trace = new TraceBuilder()
      .region(1, 1, 'bootstrap', ['', ''], 1)
      .region(1001, 101, 'bootstrap', ['', ''], 1, { cluster: 'recovery' })
      .leader(1, 1, 5)
      .windowSaved(5_000)
      .granted('store-1', 130, 100)
      .led(1, 1, 5, 50)
      .subscribed(1, 1, 11)
      .snapshotTaken(1, 1, 11, 5)
      .initialized(1, 1, 11)
      .granted('store-1', 200, 1)
      .add({
        kind: 'span.table-state',
        capture: 'c',
        changefeed: 'cf-1',
        span: 's',
        state: 'Preparing',
        checkpoint: 0 as Ts,
      })
      .add({ kind: 'puller.resolved', capture: 'c', changefeed: 'cf-1', span: 's', ts: 150 as Ts })
      .add({ kind: 'sink.wrote', capture: 'c', changefeed: 'cf-1', span: 's', key: 'a', ts: 100 as Ts })
      .add({ kind: 'cdc.sink-memory', store: 1, used: 64, quota: 512, largest: 64 })
      .snapshot(1, 1, 5, 5)
      .persisted(1, 1, 99, 5)
      .snapshot(1001, 101, 5, 5)
      .persisted(1001, 101, 99, 5)
      .appended(1001, 101, 6, '5:6 5:7 5:8 5:9')
      .committed(1001, 101, 9, 5)
      .invoke(1, 'put', 'a', '1')
      .appended(1, 1, 6, '5:6')
      .committed(1, 1, 6, 5)
      .locked(1, 1, 1, 99)
      .stamped(1, 1, 1, 100)
      .write('a', 100, '1', { request: 1 })
      .sent(1, 1, 11, 'a', 100)
      .ack(1, 'put', 'a', '1', 100)
      .resolved(1, 110, [1, 11])
      .add({
        kind: 'span.table-state',
        capture: 'c',
        changefeed: 'cf-1',
        span: 's',
        state: 'Replicating',
        checkpoint: 0 as Ts,
      })
      .add({ kind: 'sink.sent', capture: 'c', changefeed: 'cf-1', span: 's', request: 77, rows: 1 })
      .write('a', 7, '1', { cluster: 'recovery', sourceTs: 100 as Ts, request: 77 })
      .checkpoint(110)
      .invoke(2, 'put', 'a', '2')
      .appended(1, 1, 7, '5:7')
      .committed(1, 1, 7, 5)
      .locked(1, 1, 2, 119)
      .write('a', 120, '2', { request: 2 })
      .sent(1, 1, 11, 'a', 120)
      .ack(2, 'put', 'a', '2', 120)
      .led(1, 1, 5, 121)
      .invoke(3, 'get', 'a')
      .add({ kind: 'raft.lease-read', region: 1, store: 1, term: 5 })
      .ack(3, 'get', 'a', '2', 0)
      .add({
        ...{ kind: 'client.scan-began', client: 'client-1', request: 5 },
        ...{ from: 'a', to: '', limit: 9, reverse: false, keyOnly: true },
      })
      .add({
        ...{ kind: 'client.scanned', client: 'client-1', request: 5 },
        ...{ keys: ['a'], values: [], regionCount: 1, latencyUs: 1 },
      })
      .add({ kind: 'sink.sent', capture: 'c', changefeed: 'cf-1', span: 's', request: 78, rows: 1 })
      .write('a', 8, '2', { cluster: 'recovery', sourceTs: 120 as Ts, request: 78 })
      .swap(4, 'b', null, '1')
      .appended(1, 1, 8, '5:8')
      .committed(1, 1, 8, 5)
      .locked(1, 1, 4, 121)
      .write('b', 122, '1', { request: 4 })
      .sent(1, 1, 11, 'b', 122)
      .swapped(4, 'b', null, 122)
      .mirrored('b', 9, 122, '1')
      .appended(1, 1, 9, '5:9 5:10')
      .committed(1, 1, 10, 5)
      .prewrite('t1_r0', 123, 't1_r0')
      .commitKey('t1_r0', 123, 124, 'balance=1')
      .sent(1, 1, 11, 't1_r0', 124)
      .mirrored('t1_r0', 10, 124, 'balance=1')
      .txnCommitted(123, 124, ['t1_r0'])
      .txnRead(125, ['t1_r0'], ['balance=1'])
      .txnRead(126, ['t1_r0'], ['balance=1'])
      .resolved(1, 130, [1, 11])
      .checkpoint(130)
      .drained();
    const checks = createChecks();
    const found: string[] = [];
    for (const record of trace.records) {
      for (const check of checks) check.observe(record, (violation) => found.push(violation.words));
    }
    expect(found).toEqual([]);
    // Nothing splits, merges or campaigns here, and PD stays; see region-checks.test.ts. Nobody asks etcd, nor collects.
    const idle = [
      'leader-calm',
      'write-availability',
      'split-keys',
      'merge-completeness',
      'merge-rollback',
      'owner-writes',
      'gc-safe-point',
    ];
    for (const check of checks)
      expect([check.id, check.evaluations > 0]).toEqual([check.id, !idle.includes(check.id)]);
  });
});
