import { encodeRawKey } from '../../../model/key.ts';
import { rangeContains } from '../../../model/region.ts';
import type { Context } from '../../../sim/actor.ts';
import type { CdcTxnRow } from '../msg.ts';
import type { Delegate, Downstream, Scan } from './delegate.ts';
import { endRegion } from './end.ts';
import { sendTxnRows, txnBytes } from './feed.ts';
import { scanLocks } from './scan.ts';
import type { CdcState } from './state.ts';

/**
 * Locks that were there before anybody observed the Region: they hold its resolved ts down as later ones do, and their
 * values must be known where their commits will be seen (R-TXN-SCAN-LOCKS).
 */
export function sendLocks(c: CdcState, scan: Scan, ctx: Context): void {
  const delegate = c.delegates.get(scan.region);
  const { locks, rows } = scanLocks(scan.snapshot, scan.range);
  if (delegate?.locks.prepared === false) {
    delegate.locks.prepare(c.rules.scanLocks ? locks : [], ctx.monotonicUs());
  }
  const mine = inRange(rows, scan.downstream);
  if (c.rules.scanLocks && mine.length > 0)
    sendTxnRows(c, scan.downstream, scan.region, mine, 'scan', false, ctx);
}

/** What transactions changed, to everybody who subscribed. */
export function broadcastTxns(
  c: CdcState,
  delegate: Delegate,
  txns: readonly CdcTxnRow[],
  ctx: Context,
): void {
  if (txns.length === 0) return;
  for (const downstream of delegate.downstreams) {
    if (downstream.state === 'uninitialized') continue;
    const mine = inRange(txns, downstream);
    if (mine.length === 0) continue;
    if (c.channels.isCongested(txnBytes(mine))) {
      endRegion(c, delegate.region, delegate.observeId, { type: 'Congested' }, ctx);
      return;
    }
    sendTxnRows(c, downstream, delegate.region, mine, 'delta', false, ctx);
  }
}

export function inRange(rows: readonly CdcTxnRow[], { range }: Downstream): readonly CdcTxnRow[] {
  if (range.startKey === '' && range.endKey === '') return rows;
  return rows.filter((row) => rangeContains(range, encodeRawKey(row.key)));
}
