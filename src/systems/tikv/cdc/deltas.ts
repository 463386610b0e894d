import { encodeRawKey } from '../../../model/key.ts';
import type { RegionId } from '../../../model/ids.ts';
import { rangeContains } from '../../../model/region.ts';
import type { Context } from '../../../sim/actor.ts';
import type { CdcError, CdcRow, CdcTxnRow } from '../msg.ts';
import type { Ts } from '../../../model/ts.ts';
import type { StoredPair } from '../raftstore/command.ts';
import type { ObservedCommand } from '../raftstore/taps.ts';
import type { Delegate } from './delegate.ts';
import { endRegion } from './end.ts';
import { adminError, rowBytes, sendRows, toCdcError } from './feed.ts';
import type { CdcState } from './state.ts';
import { broadcastTxns } from './txn-feed.ts';
import { rowsOfModifies } from './txn-rows.ts';

/** What was applied, in the order of the log: rows, and the commands that end the subscription (facts 3.4.2). */
export function onBatch(
  c: CdcState,
  region: RegionId,
  observeId: number,
  commands: readonly ObservedCommand[],
  ctx: Context,
): void {
  const delegate = c.delegates.get(region);
  if (delegate === undefined || !delegate.observing) return;
  if (c.rules.observeId && delegate.observeId !== observeId) return;
  // A Region may hold both; only one of the two gathers at a time, so that the order of the log is kept.
  let rows: CdcRow[] = [];
  let txns: CdcTxnRow[] = [];
  const flush = (): void => {
    broadcast(c, delegate, rows, ctx);
    broadcastTxns(c, delegate, txns, ctx);
    rows = [];
    txns = [];
  };
  for (const command of commands) {
    if (command.type === 'write') {
      if (txns.length > 0) flush();
      for (const pair of command.pairs) rows.push(rowOf(pair, command.ts));
      continue;
    }
    if (command.type === 'txn') {
      if (rows.length > 0) flush();
      txns.push(...rowsOfModifies(c.s.engine, command.modifies, delegate.locks, ctx.monotonicUs()));
      continue;
    }
    const error = errorOf(c, command);
    if (error === null) continue;
    flush();
    endRegion(c, region, delegate.observeId, error, ctx);
    return;
  }
  flush();
}

function errorOf(
  c: CdcState,
  command: Exclude<ObservedCommand, { readonly type: 'write' | 'txn' }>,
): CdcError | null {
  if (command.type === 'refused') return toCdcError(command.error);
  return c.rules.epochEvent ? adminError(command.change, command.regions) : null;
}

function broadcast(c: CdcState, delegate: Delegate, rows: readonly CdcRow[], ctx: Context): void {
  if (rows.length === 0) return;
  for (const downstream of delegate.downstreams) {
    if (downstream.state === 'uninitialized') continue;
    const whole = downstream.range.startKey === '' && downstream.range.endKey === '';
    const mine = whole ? rows : rows.filter((row) => rangeContains(downstream.range, encodeRawKey(row.key)));
    if (mine.length === 0) continue;
    // It is applied and cannot be refused; so the Region is given up, and scanned again later (facts 3.1.7).
    if (c.channels.isCongested(rowBytes(mine))) {
      endRegion(c, delegate.region, delegate.observeId, { type: 'Congested' }, ctx);
      return;
    }
    sendRows(c, downstream, delegate.region, mine, 'delta', false, ctx);
  }
}

function rowOf({ key, value, expireS }: Pick<StoredPair, 'key' | 'value' | 'expireS'>, ts: Ts): CdcRow {
  return expireS === undefined ? { key, value, ts } : { key, value, ts, expireS };
}
