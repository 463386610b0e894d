import { expect, test } from 'vitest';
import type { CheckSpec } from './check.ts';
import { bankSum } from './bank-sum.ts';
import { snapshotIsolation } from './snapshot-isolation.ts';
import { TraceBuilder, judge } from './testing.ts';
import { txnAtomicity } from './txn-atomicity.ts';

function started(): TraceBuilder {
  return new TraceBuilder()
    .region(1, 1, 'bootstrap', ['', ''], 1)
    .region(1001, 101, 'bootstrap', ['', ''], 1, { cluster: 'recovery' });
}

/** A transaction that writes a and b. */
function both(trace: TraceBuilder): TraceBuilder {
  return trace.prewrite('t1_r0', 10, 't1_r0').prewrite('t1_r1', 10, 't1_r0');
}

function words(spec: CheckSpec, trace: TraceBuilder): string[] {
  return [...judge(spec, trace.add({ kind: 'run.drained' })).words];
}

test('a transaction that is committed at all of its keys is whole', () => {
  const trace = both(started()).commitKey('t1_r0', 10, 20).txnCommitted(10, 20, ['t1_r0', 't1_r1']);
  expect(words(txnAtomicity, trace.commitKey('t1_r1', 10, 20))).toEqual([]);
});

test('half a transaction is found, whichever half comes first', () => {
  const late = both(started()).commitKey('t1_r0', 10, 20).rollbackKey('t1_r1', 10);
  expect(words(txnAtomicity, late)[0]).toContain('Half a transaction');
  const early = both(started()).rollbackKey('t1_r1', 10).commitKey('t1_r0', 10, 20);
  expect(words(txnAtomicity, early)[0]).toContain('Half a transaction');
});

test('two commit timestamps of one transaction are found', () => {
  const trace = both(started()).commitKey('t1_r0', 10, 20).commitKey('t1_r1', 10, 21);
  expect(words(txnAtomicity, trace)[0]).toContain('but t1_r0 at');
});

test('what a client was told is committed must be, everywhere', () => {
  const undone = both(started()).rollbackKey('t1_r0', 10).txnCommitted(10, 20, ['t1_r0', 't1_r1']);
  expect(words(txnAtomicity, undone)[0]).toContain('was told');
  const forgotten = both(started()).commitKey('t1_r0', 10, 20).txnCommitted(10, 20, ['t1_r0', 't1_r1']);
  expect(words(txnAtomicity, forgotten)[0]).toContain('never was');
});

test('a commit of the recovery cluster carries upstream transactions whole', () => {
  const upstream = (): TraceBuilder =>
    both(started())
      .commitKey('t1_r0', 10, 20)
      .commitKey('t1_r1', 10, 20)
      .prewrite('t1_r0', 5, 't1_r0', 'recovery');
  const carried = { cluster: 'recovery', sourceTs: 20 } as const;
  expect(words(txnAtomicity, upstream().commitKey('t1_r0', 5, 6, 'v', carried))[0]).toContain(
    'but not its t1_r1',
  );
  const whole = upstream().prewrite('t1_r1', 5, 't1_r0', 'recovery').commitKey('t1_r0', 5, 6, 'v', carried);
  expect(words(txnAtomicity, whole)).toEqual([]);
});

test('a lost update is found', () => {
  const trace = started().commitKey('t1_r0', 10, 20).commitKey('t1_r0', 15, 25);
  expect(words(snapshotIsolation, trace)[0]).toContain('Lost update');
  expect(words(snapshotIsolation, started().commitKey('t1_r0', 10, 20).commitKey('t1_r0', 20, 25))).toEqual(
    [],
  );
});

test('a read gets the newest version at or below its timestamp, and nothing else', () => {
  const history = (): TraceBuilder =>
    started().commitKey('t1_r0', 10, 20, 'old').commitKey('t1_r0', 30, 40, 'new');
  expect(words(snapshotIsolation, history().txnRead(39, ['t1_r0'], ['old']))).toEqual([]);
  expect(words(snapshotIsolation, history().txnRead(40, ['t1_r0'], ['new']))).toEqual([]);
  expect(words(snapshotIsolation, history().txnRead(41, ['t1_r0'], ['old']))[0]).toContain('newest version');
  expect(words(snapshotIsolation, history().txnRead(39, ['t1_r0'], ['new']))[0]).toContain('newest version');
});

test('a version that appears below what was read already is found', () => {
  const trace = started().txnRead(30, ['t1_r0'], [null]).commitKey('t1_r0', 10, 20);
  expect(words(snapshotIsolation, trace)[0]).toContain('after client-1 had read it');
});

test('a sum that changes is found, and two accounts are not all of them', () => {
  const keys = ['t1_r0', 't1_r1', 't1_r2'];
  const trace = started()
    .txnRead(10, keys, ['balance=1', 'balance=2', 'balance=3'])
    .txnRead(11, keys.slice(1), ['balance=9', 'balance=9']);
  expect(words(bankSum, trace)).toEqual([]);
  expect(words(bankSum, trace.txnRead(12, keys, ['balance=1', 'balance=2', 'balance=4']))[0]).toContain(
    'up to 7',
  );
});
