import { must } from '../../../base/assert.ts';
import { encodeRawKey, RAW_END } from '../../../model/key.ts';
import type { ScanRange } from '../../../model/trace.ts';
import type { Context } from '../../../sim/actor.ts';
import type { RawScanResponse, ScannedRow } from '../../tikv/msg.ts';
import type { Answer, Call } from '../call.ts';
import type { OperationHost, OperationKind } from '../operation.ts';
import type { OpSpec, Slot } from '../slot.ts';

/** Live keys of a range in order, as many as `limit`. */
export type ScanSpec = OpSpec & ScanRange & { readonly op: 'scan' };

/** rawkv.MaxRawKVScanLimit (client-go). */
export const SCAN_LIMIT_MAX = 10_240;

const REQUEST_BYTES = 64;
const TOLD_MAX = 12;

interface ScanWork {
  /** Encoded, half-open: what is still to be read. */
  readonly startKey: string;
  readonly endKey: string;
  readonly rows: readonly ScannedRow[];
  readonly regions: number;
}

/**
 * Region after Region, until the range is read or the limit is reached. No snapshot: each Region answers at its own
 * moment, and a key may have changed by the time the next one is asked.
 */
export const scan: OperationKind = {
  begin(slot: Slot, host: OperationHost, ctx: Context): void {
    const { from, to, limit, reverse, keyOnly } = specOf(slot);
    const { request } = slot;
    const range: ScanRange = { from, to, limit, reverse, keyOnly };
    ctx.trace({ kind: 'client.scan-began', client: host.process, request, ...range });
    const endKey = to === '' ? RAW_END : encodeRawKey(to);
    const work: ScanWork = { startKey: encodeRawKey(from), endKey, rows: [], regions: 0 };
    slot.work = work;
    if (limit > SCAN_LIMIT_MAX) {
      fail(slot, `MaxScanLimitExceeded: ${limit}, the limit is ${SCAN_LIMIT_MAX}`, host, ctx);
    } else {
      goOn(slot, host, ctx);
    }
  },

  onAnswer(slot: Slot, call: Call, answer: Answer, host: OperationHost, ctx: Context): void {
    const { reverse } = specOf(slot);
    const work = workOf(slot);
    const rows = [...work.rows, ...(answer as RawScanResponse).rows];
    // The Region had the epoch of the route, so these were its bounds.
    const { startKey, endKey } = call.bounds;
    const next = reverse
      ? { startKey: work.startKey, endKey: startKey }
      : { startKey: endKey === '' ? work.endKey : endKey, endKey: work.endKey };
    slot.work = { ...next, rows, regions: work.regions + 1 };
    goOn(slot, host, ctx);
  },

  onGaveUp(slot: Slot, _call: Call, error: string, host: OperationHost, ctx: Context): void {
    fail(slot, error, host, ctx);
  },
};

function goOn(slot: Slot, host: OperationHost, ctx: Context): void {
  const { limit, reverse, keyOnly } = specOf(slot);
  const { startKey, endKey, rows, regions } = workOf(slot);
  if (rows.length >= limit || startKey >= endKey) {
    const { request } = slot;
    const latencyUs = ctx.monotonicUs() - slot.invokedAtUs;
    const keys = rows.map(({ key }) => key);
    const values = keyOnly ? [] : rows.map(({ value }) => value);
    const seen = { keys, values, regionCount: regions, latencyUs };
    ctx.trace({ kind: 'client.scanned', client: host.process, request, ...seen });
    host.tell(slot, rowsWords(rows, keyOnly, regions), ctx);
    host.end(slot, 'acked', ctx);
    return;
  }
  const left = limit - rows.length;
  const encodedKey = reverse ? justBelow(endKey) : startKey;
  const wanted = { startKey, endKey, limit: left, reverse, keyOnly };
  const body = { kind: 'raw.scan', bytes: REQUEST_BYTES + startKey.length + endKey.length, ...wanted };
  host.call(slot, { encodedKey, body, readOnly: true, tag: 0, pinned: 0 }, ctx);
}

function fail(slot: Slot, error: string, host: OperationHost, ctx: Context): void {
  const { request } = slot;
  ctx.trace({ kind: 'client.scan-failed', client: host.process, request, error });
  host.tell(slot, error, ctx);
  host.end(slot, 'failed', ctx);
}

/** Above every key that is smaller than the encoded `bound`: its Region is the one that ends there, or holds it. */
function justBelow(bound: string): string {
  const last = bound.charCodeAt(bound.length - 1);
  const shorter = bound.slice(0, -1);
  return last === 0 ? shorter : shorter + String.fromCharCode(last - 1) + '\xff'.repeat(9);
}

function rowsWords(rows: readonly ScannedRow[], keyOnly: boolean, regions: number): string {
  const told = rows
    .slice(0, TOLD_MAX)
    .map(({ key, value }) => (keyOnly ? key : `${key}: ${JSON.stringify(value)}`));
  const count = `${rows.length === 1 ? 'one key' : `${rows.length} keys`}, ${regions === 1 ? 'one Region' : `${regions} Regions`}`;
  return told.length === 0 ? count : `${count}: ${told.join('; ')}${rows.length > TOLD_MAX ? '; …' : ''}`;
}

function specOf(slot: Slot): ScanSpec {
  return slot.spec as ScanSpec;
}

function workOf(slot: Slot): ScanWork {
  return must(slot.work as ScanWork | null, 'scan');
}
