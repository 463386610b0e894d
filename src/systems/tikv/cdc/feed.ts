import type { ProcessId, RegionId, StoreId } from '../../../model/ids.ts';
import type { Region } from '../../../model/region.ts';
import type { RegionChange } from '../../../model/trace.ts';
import type { Ts } from '../../../model/ts.ts';
import type { Context } from '../../../sim/actor.ts';
import type { CdcError, CdcEventBatch, CdcResolved, CdcRow, RegionError } from '../msg.ts';
import type { Downstream } from './delegate.ts';

/** What goes out on the event feed, each with its record in the trace. */

const ROW_OVERHEAD_BYTES = 24;

export function sendRows(
  store: StoreId,
  downstream: Downstream,
  region: RegionId,
  rows: readonly CdcRow[],
  from: 'scan' | 'delta',
  initialized: boolean,
  ctx: Context,
): void {
  const { requestId } = downstream;
  let bytes = 16;
  for (const row of rows) {
    bytes += ROW_OVERHEAD_BYTES + row.key.length + (row.value?.length ?? 0);
    const op = row.value === null ? 'delete' : 'put';
    ctx.trace({ kind: 'cdc.sent', store, region, requestId, key: row.key, ts: row.ts, op, from });
  }
  const message: CdcEventBatch = {
    kind: 'cdc.events',
    bytes,
    region,
    requestId,
    rows,
    initialized,
    error: null,
  };
  ctx.send(downstream.connection, message);
}

export function sendError(
  store: StoreId,
  to: ProcessId,
  region: RegionId,
  requestId: number,
  error: CdcError,
  ctx: Context,
): void {
  ctx.trace({ kind: 'cdc.error', store, region, requestId, error: error.type });
  const message: CdcEventBatch = {
    kind: 'cdc.events',
    bytes: 64,
    region,
    requestId,
    rows: [],
    initialized: false,
    error,
  };
  ctx.send(to, message);
}

/** One ts for many subscriptions of one connection (facts 3.4.6). */
export function sendResolved(
  store: StoreId,
  to: ProcessId,
  ts: Ts,
  group: { readonly regions: readonly RegionId[]; readonly requestIds: readonly number[] },
  ctx: Context,
): void {
  ctx.trace({ kind: 'cdc.resolved', store, ts, ...group });
  const message: CdcResolved = { kind: 'cdc.resolved', bytes: 16 + group.regions.length * 16, ts, ...group };
  ctx.send(to, message);
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
