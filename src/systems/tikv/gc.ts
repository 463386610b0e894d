import { decodeRawValue, decodeTsSuffix, expiryOfRawValue, isTableKey, stripTs } from '../../model/key.ts';
import type { KeyRange } from '../../model/region.ts';
import { minTs, TS_MAX } from '../../model/ts.ts';
import type { Ts } from '../../model/ts.ts';
import type { Context } from '../../sim/actor.ts';
import type { GetGcSafePoint } from '../pd/msg.ts';
import type { KvEngine } from './engine.ts';
import type { Peer } from './raftstore/peer.ts';
import type { Store } from './raftstore/state.ts';
import { expired } from './rawkv/expiry.ts';
import { decodeLock, decodeWrite, splitVersion, versionKey } from './txn-records.ts';
import type { ColumnFamily } from './txn-records.ts';

/** An entry of the engine that nobody may ask for any more. */
interface Garbage {
  readonly cf: ColumnFamily;
  readonly key: string;
  readonly bytes: number;
}

/** Asks PD for the safe point, and says which lock here is the oldest (TiKV, GcManager). */
export function pollSafePoint(s: Store, ctx: Context): void {
  const { storeId, engine } = s;
  let oldestLock = TS_MAX;
  engine.scanCf('lock', { startKey: '', endKey: '' }, (_, bytes) => {
    oldestLock = minTs(oldestLock, decodeLock(bytes).startTs);
    return true;
  });
  const message: GetGcSafePoint = { kind: 'pd.get-gc-safe-point', bytes: 48, store: storeId, oldestLock };
  s.sendPd(message, ctx);
}

/** Each store collects for itself, also where it does not lead (TiKV, the compaction filters). */
export function onGcSafePoint(s: Store, safePoint: Ts, ctx: Context): void {
  if (safePoint <= s.gcSafePoint) return;
  s.gcSafePoint = safePoint;
  let versions = 0;
  for (const peer of s.peers.values()) versions += collect(s.engine, peer, safePoint, ctx.wallMs());
  if (versions === 0) return;
  ctx.trace({ kind: 'gc.collected', store: s.storeId, cluster: s.options.cluster, safePoint, versions });
}

function collect(engine: KvEngine, peer: Peer, safePoint: Ts, wallMs: number): number {
  if (!peer.initialized) return 0;
  const garbage = garbageOf(engine, peer.region, safePoint, wallMs);
  for (const { cf, key, bytes } of garbage) {
    engine.deleteCf(cf, key);
    peer.keys--;
    peer.bytes -= bytes;
  }
  return garbage.length;
}

/** What of a range nobody needs any more; `wallMs` decides what has outlived its time. */
export function garbageOf(
  engine: KvEngine,
  range: KeyRange,
  safePoint: Ts,
  wallMs: number,
): readonly Garbage[] {
  return [...rawGarbage(engine, range, safePoint, wallMs), ...txnGarbage(engine, range, safePoint)];
}

/**
 * Raw keys (facts 2.13): every version below the safe point that is not the newest; and the newest, where it is a
 * tombstone or has outlived its time. Above it stay also versions that a newer one has replaced.
 */
function rawGarbage(engine: KvEngine, range: KeyRange, safePoint: Ts, wallMs: number): Garbage[] {
  const garbage: Garbage[] = [];
  let lastKey = '';
  engine.scan(range, (storageKey, storageValue) => {
    // Long values of transactions go with their records.
    if (isTableKey(storageKey)) return false;
    const key = stripTs(storageKey);
    const newest = key !== lastKey;
    lastKey = key;
    const dead = decodeRawValue(storageValue) === null || expired(expiryOfRawValue(storageValue), wallMs);
    if (decodeTsSuffix(storageKey) < safePoint && (!newest || dead))
      garbage.push({ cf: 'default', key: storageKey, bytes: storageKey.length + storageValue.length });
    return true;
  });
  return garbage;
}

/**
 * Committed versions (TiKV, WriteCompactionFilter): of those at or below the safe point a reader may still ask for the
 * newest, unless it is a delete; marks of locks and rollbacks say nothing to anybody any more.
 *
 *     newest first:  … above the safe point │ lock, rollback ─▶ drop │ put ─▶ keep, delete ─▶ drop │ all older ─▶ drop
 */
function txnGarbage(engine: KvEngine, range: KeyRange, safePoint: Ts): Garbage[] {
  const garbage: Garbage[] = [];
  let lastKey = '';
  let found = false;
  engine.scanCf('write', range, (storageKey, bytes) => {
    const { encodedKey, ts } = splitVersion(storageKey);
    if (encodedKey !== lastKey) found = false;
    lastKey = encodedKey;
    if (ts > safePoint) return true;
    const record = decodeWrite(bytes);
    const keep = !found && record.type === 'put';
    if (record.type === 'put' || record.type === 'delete') found = true;
    if (keep) return true;
    garbage.push({ cf: 'write', key: storageKey, bytes: storageKey.length + bytes.length });
    if (record.type !== 'put' || record.shortValue !== null) return true;
    const key = versionKey(encodedKey, record.startTs);
    const value = engine.getCf('default', key);
    if (value !== null) garbage.push({ cf: 'default', key, bytes: key.length + value.length });
    return true;
  });
  return garbage;
}
