import type { ProcessId, RegionId } from '../../../model/ids.ts';
import type { Region } from '../../../model/region.ts';
import type { RegionChange } from '../../../model/trace.ts';
import type { Ts } from '../../../model/ts.ts';
import type { Context } from '../../../sim/actor.ts';
import type { CdcError, CdcEventBatch, CdcResolved, CdcRow, CdcTxnRow, RegionError } from '../msg.ts';
import type { Downstream } from './delegate.ts';
import type { CdcState } from './state.ts';

/** What goes out on the event feed, each with its record in the trace. */

const ROW_OVERHEAD_BYTES = 24;

/** What rows take on the wire and in memory. */
export function rowBytes(rows: readonly CdcRow[]): number {
  let bytes = 16;
  for (const row of rows) bytes += ROW_OVERHEAD_BYTES + row.key.length + (row.value?.length ?? 0);
  return bytes;
}

export function sendRows(
  c: CdcState,
  downstream: Downstream,
  region: RegionId,
  rows: readonly CdcRow[],
  from: 'scan' | 'delta',
  initialized: boolean,
  ctx: Context,
): void {
  const { requestId } = downstream;
  const store = c.s.storeId;
  for (const row of rows) {
    const op = row.value === null ? 'delete' : 'put';
    ctx.trace({ kind: 'cdc.sent', store, region, requestId, key: row.key, ts: row.ts, op, from });
  }
  const message: CdcEventBatch = {
    kind: 'cdc.events',
    bytes: rowBytes(rows),
    region,
    requestId,
    rows,
    initialized,
    error: null,
  };
  c.channels.send(downstream.connection, message, ctx);
}

/** What rows of transactions take. */
export function txnBytes(txns: readonly CdcTxnRow[]): number {
  let bytes = 16;
  for (const { key, value, oldValue } of txns) {
    bytes += ROW_OVERHEAD_BYTES + key.length + (value?.length ?? 0) + (oldValue?.length ?? 0);
  }
  return bytes;
}

export function sendTxnRows(
  c: CdcState,
  downstream: Downstream,
  region: RegionId,
  txns: readonly CdcTxnRow[],
  from: 'scan' | 'delta',
  initialized: boolean,
  ctx: Context,
): void {
  const { requestId } = downstream;
  for (const { phase, key, op, startTs, commitTs } of txns) {
    const common = { store: c.s.storeId, region, requestId, key, from };
    if (phase === 'prewrite' || phase === 'rollback') {
      ctx.trace({ kind: 'cdc.sent-txn', ...common, startTs, what: phase });
    } else {
      ctx.trace({ kind: 'cdc.sent', ...common, ts: commitTs, op });
    }
  }
  const message: CdcEventBatch = {
    kind: 'cdc.events',
    bytes: txnBytes(txns),
    region,
    requestId,
    rows: [],
    txns,
    initialized,
    error: null,
  };
  c.channels.send(downstream.connection, message, ctx);
}

export function sendError(
  c: CdcState,
  to: ProcessId,
  region: RegionId,
  requestId: number,
  error: CdcError,
  ctx: Context,
): void {
  ctx.trace({ kind: 'cdc.error', store: c.s.storeId, region, requestId, error: error.type });
  const message: CdcEventBatch = {
    kind: 'cdc.events',
    bytes: 64,
    region,
    requestId,
    rows: [],
    initialized: false,
    error,
  };
  c.channels.send(to, message, ctx);
}

/** One ts for many subscriptions of one connection (facts 3.4.6). */
export function sendResolved(
  c: CdcState,
  to: ProcessId,
  ts: Ts,
  group: { readonly regions: readonly RegionId[]; readonly requestIds: readonly number[] },
  ctx: Context,
): void {
  ctx.trace({ kind: 'cdc.resolved', store: c.s.storeId, ts, ...group });
  const message: CdcResolved = { kind: 'cdc.resolved', bytes: 16 + group.regions.length * 16, ts, ...group };
  c.channels.send(to, message, ctx);
}

/** A Region error as subscribers see it (facts 3.4.3). */
export function toCdcError(error: RegionError): CdcError {
  switch (error.type) {
    case 'NotLeader':
      return { type: 'NotLeader', leaderStore: error.leaderStore };
    case 'EpochNotMatch':
      return { type: 'EpochNotMatch', regions: error.regions };
    default:
      return { type: 'RegionNotFound' };
  }
}

/** What an admin command means to subscribers; null when nothing (facts 3.4.2). */
export function adminError(change: RegionChange, regions: readonly Region[]): CdcError | null {
  switch (change) {
    case 'split':
      return { type: 'EpochNotMatch', regions };
    case 'prepare-merge':
    case 'commit-merge':
    case 'rollback-merge':
      return { type: 'EpochNotMatch', regions: [] };
    default:
      return null;
  }
}
