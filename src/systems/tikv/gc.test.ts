import { describe, expect, it } from 'vitest';
import { StringPool } from '../../base/string-pool.ts';
import { encodeRawKey, encodeRawValue } from '../../model/key.ts';
import type { Ts } from '../../model/ts.ts';
import { KvEngine } from './engine.ts';
import { garbageOf } from './gc.ts';
import { encodeWrite, splitVersion, versionKey } from './txn-records.ts';
import type { WriteType } from './txn-records.ts';

const ALL = { startKey: '', endKey: '' };
const RECORD = encodeRawKey('t1_r1');

/** One raw key's versions, newest last; null is a delete. */
function raw(versions: readonly (readonly [number, string | null, number?])[]): KvEngine {
  const engine = KvEngine.over(new StringPool());
  for (const [ts, value, expireS = 0] of versions)
    engine.put(versionKey(encodeRawKey('k'), ts as Ts), encodeRawValue(value, expireS));
  return engine;
}

/** The records of one key that transactions wrote, each begun just before its commit. `long`: the value stands in `default`. */
function txn(records: readonly (readonly [number, WriteType, 'long'?])[]): KvEngine {
  const engine = KvEngine.over(new StringPool());
  for (const [ts, type, long] of records) {
    const startTs = (ts - 1) as Ts;
    const shortValue = type === 'put' && long === undefined ? 'v' : null;
    const record = encodeWrite({ type, startTs, shortValue, overlappedRollback: false });
    engine.putCf('write', versionKey(RECORD, ts as Ts), record);
    if (long !== undefined) engine.putCf('default', versionKey(RECORD, startTs), 'v');
  }
  return engine;
}

/** What would go, as family and ts, newest first. */
function garbage(engine: KvEngine, safePoint: number, wallMs = 0): string[] {
  return garbageOf(engine, ALL, safePoint as Ts, wallMs).map(
    ({ cf, key }) => `${cf} ${splitVersion(key).ts}`,
  );
}

describe('raw keys (facts 2.13)', () => {
  it('lose what a newer version has replaced, when it is below the safe point', () => {
    const engine = raw([
      [10, 'a'],
      [20, 'b'],
      [30, 'c'],
    ]);
    expect(garbage(engine, 10)).toEqual([]);
    expect(garbage(engine, 25)).toEqual(['default 20', 'default 10']);
    expect(garbage(engine, 100)).toEqual(['default 20', 'default 10']);
  });

  it('lose a delete that is the newest, once nobody may ask for what was before', () => {
    const engine = raw([
      [10, 'a'],
      [20, null],
    ]);
    expect(garbage(engine, 20)).toEqual(['default 10']);
    expect(garbage(engine, 21)).toEqual(['default 20', 'default 10']);
  });

  it('lose a value that has outlived its time', () => {
    const engine = raw([[10, 'a', 5]]);
    expect(garbage(engine, 20, 4_999)).toEqual([]);
    expect(garbage(engine, 20, 5_000)).toEqual(['default 10']);
  });
});

describe('what transactions committed', () => {
  it('keeps the newest at or below the safe point, and all above it', () => {
    const engine = txn([
      [10, 'put'],
      [20, 'put'],
      [30, 'put'],
    ]);
    expect(garbage(engine, 19)).toEqual([]);
    expect(garbage(engine, 20)).toEqual(['write 10']);
    expect(garbage(engine, 40)).toEqual(['write 20', 'write 10']);
  });

  it('loses a delete with all that was before it', () => {
    const engine = txn([
      [10, 'put'],
      [20, 'delete'],
      [30, 'put'],
    ]);
    expect(garbage(engine, 25)).toEqual(['write 20', 'write 10']);
    expect(garbage(engine, 19)).toEqual([]);
  });

  it('loses marks of locks and rollbacks, and finds the version behind them', () => {
    const engine = txn([
      [10, 'put'],
      [20, 'put'],
      [30, 'rollback'],
      [40, 'lock'],
    ]);
    expect(garbage(engine, 50)).toEqual(['write 40', 'write 30', 'write 10']);
  });

  it('loses long values with their records', () => {
    const engine = txn([
      [10, 'put', 'long'],
      [20, 'put', 'long'],
    ]);
    expect(garbage(engine, 20)).toEqual(['write 10', 'default 9']);
  });

  it('stays within the range', () => {
    const engine = txn([
      [10, 'put'],
      [20, 'put'],
    ]);
    expect(garbageOf(engine, { startKey: '', endKey: RECORD }, 50 as Ts, 0)).toEqual([]);
    expect(garbageOf(engine, { startKey: RECORD, endKey: '' }, 50 as Ts, 0)).toHaveLength(1);
  });
});
