import { encodeRawKey } from '../../../model/key.ts';
import { composeTs, physicalMs } from '../../../model/ts.ts';
import type { Ts } from '../../../model/ts.ts';
import type { Context } from '../../../sim/actor.ts';
import type { KvGet, TxnCommandMessage, Unrouted } from '../../tikv/msg.ts';
import type { OperationHost } from '../operation.ts';
import type { Slot } from '../slot.ts';
import type { TxnSpec } from './program.ts';
import { FRESH } from './work.ts';
import type { TxnWork } from './work.ts';

/** What all parts of a transaction's client do. */

const REQUEST_BYTES = 64;

/** A request without what the core fills in. */
export type KvBody = Unrouted<KvGet | TxnCommandMessage>;

/** One call about one key; `tag` is the item it belongs to. */
export function send(
  slot: Slot,
  tag: number,
  key: string,
  body: KvBody,
  host: OperationHost,
  ctx: Context,
): void {
  const bytes = REQUEST_BYTES + key.length;
  const readOnly = body.kind === 'kv.get';
  host.call(slot, { encodedKey: encodeRawKey(key), body: { bytes, ...body }, readOnly, tag, pinned: 0 }, ctx);
}

/** PD's time now, from the start ts and what has passed since (client-go asks its oracle in the same way). */
export function nowTs(work: TxnWork, ctx: Context): Ts {
  const passedMs = Math.floor((ctx.monotonicUs() - work.startedUs) / 1_000);
  return composeTs(physicalMs(work.startTs) + passedMs, 0);
}

export function workOf(slot: Slot): TxnWork {
  return (slot.work ?? FRESH) as TxnWork;
}

export function specOf(slot: Slot): TxnSpec {
  return slot.spec as TxnSpec;
}
