import { expect, test } from 'vitest';
import { StringPool } from '../../../base/string-pool.ts';
import type { Ts } from '../../../model/ts.ts';
import { TS_ZERO } from '../../../model/ts.ts';
import { KvEngine } from '../engine.ts';
import { encodeRawKey } from '../../../model/key.ts';
import { readAt } from '../mvcc.ts';
import { Actions } from './actions.ts';
import type { ResponseBody } from './actions.ts';
import type { TxnCommandMessage } from './msg.ts';

const RULES = { conflictCheck: true, rollbackRecord: true, maxTsPush: true };
const ROUTE = { bytes: 0, request: 1, call: 1, region: 1, epoch: { confVer: 1, version: 1 } };
const KEY = 't1_r1';
const ts = (n: number): Ts => n as Ts;

class Bench {
  readonly engine = KvEngine.over(new StringPool());

  do(message: TxnCommandMessage, rules = RULES, maxReadTs = 0): ResponseBody {
    const { modifies, body } = new Actions(this.engine, rules).run(message, ts(maxReadTs));
    for (const { cf, key, value } of modifies) {
      if (value === null) this.engine.deleteCf(cf, key);
      else this.engine.putCf(cf, key, value);
    }
    return body;
  }

  error(message: TxnCommandMessage, rules = RULES): string {
    return this.do(message, rules).keyError?.type ?? '';
  }
}

function prewrite(startTs: number, value = 'v', asyncCommit = false): TxnCommandMessage {
  const mutations = [{ op: 'put', key: KEY, value }] as const;
  const times = { startTs: ts(startTs), ttlMs: 3_000, minCommitTs: ts(startTs + 1) };
  return { kind: 'kv.prewrite', ...ROUTE, ...times, primary: KEY, mutations, asyncCommit, secondaries: [] };
}

function commit(startTs: number, commitTs: number): TxnCommandMessage {
  const times = { startTs: ts(startTs), commitTs: ts(commitTs), sourceTs: [] };
  return { kind: 'kv.commit', ...ROUTE, keys: [KEY], ...times };
}

function rollback(startTs: number): TxnCommandMessage {
  return { kind: 'kv.rollback', ...ROUTE, keys: [KEY], startTs: ts(startTs) };
}

test('a value is there from its commit ts on, also one too long for the lock', () => {
  const bench = new Bench();
  const long = 'x'.repeat(300);
  expect([bench.error(prewrite(10, long)), bench.error(commit(10, 20))]).toEqual(['', '']);
  expect(readAt(bench.engine, encodeRawKey(KEY), ts(19))).toBeNull();
  expect(readAt(bench.engine, encodeRawKey(KEY), ts(20))).toEqual({ value: long, commitTs: 20 });
  // A second attempt of either finds its work done.
  expect([bench.error(commit(10, 20)), bench.error(prewrite(10))]).toEqual(['', '']);
});

test('errors have their real names', () => {
  const bench = new Bench();
  bench.do(prewrite(10));
  expect(bench.error(prewrite(11))).toBe('KeyIsLocked');
  expect(bench.error(commit(10, 10))).toBe('CommitTsExpired');
  expect(bench.error(commit(9, 12))).toBe('TxnLockNotFound');
  bench.do(commit(10, 20));
  expect(bench.error(prewrite(15))).toBe('WriteConflict');
  expect(bench.error(prewrite(15), { ...RULES, conflictCheck: false })).toBe('');
  expect(bench.error(rollback(10))).toBe('Committed');
});

test('a rollback keeps a late lock out, unless R-TXN-ROLLBACK-RECORD is off', () => {
  for (const rollbackRecord of [true, false]) {
    const bench = new Bench();
    const rules = { ...RULES, rollbackRecord };
    expect(bench.error(rollback(10), rules)).toBe('');
    expect(bench.error(prewrite(10), rules)).toBe(rollbackRecord ? 'WriteConflict' : '');
  }
});

test('a rollback at a ts that is the commit ts of another transaction does not lose its version', () => {
  const bench = new Bench();
  bench.do(prewrite(10));
  bench.do(commit(10, 20));
  bench.do(rollback(20));
  expect(readAt(bench.engine, encodeRawKey(KEY), ts(30))).toEqual({ value: 'v', commitTs: 20 });
  expect(bench.error(prewrite(20))).toBe('WriteConflict');
});

test('an asynchronous commit is above what was read, unless R-TXN-MAX-TS is off', () => {
  const above = new Bench().do(prewrite(10, 'v', true), RULES, 50);
  expect(above).toMatchObject({ minCommitTs: 51 });
  const below = new Bench().do(prewrite(10, 'v', true), { ...RULES, maxTsPush: false }, 50);
  expect(below).toMatchObject({ minCommitTs: 11 });
});

test('a status check ends a transaction only when its time is over, and pushes it above a reader before', () => {
  const bench = new Bench();
  bench.do(prewrite(10));
  const check = { kind: 'kv.check-txn-status', ...ROUTE, primary: KEY, startTs: ts(10) } as const;
  const asked = { ...check, callerStartTs: ts(30), rollbackIfNotExist: false };
  expect(bench.do({ ...asked, currentTs: ts(11) })).toMatchObject({ action: 'MinCommitTsPushed' });
  expect(bench.error(commit(10, 25))).toBe('CommitTsExpired');
  expect(bench.do({ ...asked, currentTs: ts(4_000 * 262_144) })).toMatchObject({
    action: 'TTLExpireRollback',
  });
  const unknown = { ...asked, startTs: ts(99), callerStartTs: TS_ZERO, currentTs: ts(100) };
  expect(bench.error(unknown)).toBe('TxnNotFound');
});
