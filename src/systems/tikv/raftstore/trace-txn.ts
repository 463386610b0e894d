import { decodeRawKey } from '../../../model/key.ts';
import { readableValue } from '../../../model/table-row.ts';
import type { Context } from '../../../sim/actor.ts';
import type { TxnCommand } from './command.ts';
import type { Peer } from './peer.ts';
import type { Store } from './state.ts';

/** A transaction's command entered the leader's log: what it means for each key. */
export function traceTxn(
  s: Store,
  peer: Peer,
  command: TxnCommand,
  index: number,
  term: number,
  ctx: Context,
): void {
  const where = {
    store: s.storeId,
    cluster: s.options.cluster,
    region: peer.region.id,
    index,
    term,
    version: command.version,
    request: command.request,
  };
  for (const change of command.changes) {
    const key = decodeRawKey(change.key);
    if (change.type === 'rollback') {
      ctx.trace({ kind: 'txn.rollback-proposed', ...where, key, startTs: change.startTs });
      continue;
    }
    const { lock } = change;
    if (change.type === 'heart-beat') {
      const { startTs, ttlMs } = lock;
      ctx.trace({ kind: 'txn.heart-beat-proposed', ...where, key, startTs, ttlMs });
      continue;
    }
    const value = readableValue(key, change.value);
    const { startTs } = lock;
    if (change.type === 'prewrite') {
      const primary = decodeRawKey(lock.primary);
      const { ttlMs, minCommitTs, type: op, asyncCommit } = lock;
      ctx.trace({
        kind: 'txn.prewrite-proposed',
        ...where,
        key,
        op,
        value,
        primary,
        startTs,
        ttlMs,
        minCommitTs,
        asyncCommit,
      });
      continue;
    }
    // A lock that only guards a read changes nothing that anybody could see.
    if (lock.type === 'lock') continue;
    const { commitTs: ts, sourceTs } = change;
    ctx.trace({ kind: 'txn.commit-proposed', ...where, key, value, startTs, ts, sourceTs });
  }
}
