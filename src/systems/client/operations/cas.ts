import type { StoreId } from '../../../model/ids.ts';
import { encodeRawKey } from '../../../model/key.ts';
import { TS_ZERO } from '../../../model/ts.ts';
import type { Context } from '../../../sim/actor.ts';
import type { RawCasResponse } from '../../tikv/msg.ts';
import type { Answer, Call } from '../call.ts';
import type { Ending, OperationHost, OperationKind } from '../operation.ts';
import type { OpSpec, Slot } from '../slot.ts';

/** Compare-and-swap of one key, in atomic mode. */
export interface CasSpec extends OpSpec {
  readonly op: 'cas';
  readonly key: string;
  /** Null: the key must hold nothing. */
  readonly expected: string | null;
  readonly value: string;
  readonly store?: StoreId;
}

/** How it went, for workloads. */
export interface CasResult {
  readonly swapped: boolean;
  readonly previous: string | null;
}

const REQUEST_BYTES = 72;

/**
 * A lost answer is its end: a second attempt could find the value of the first and would then deny that it swapped.
 * `slot.work` is a {@link CasResult} once it was answered.
 */
export const cas: OperationKind = {
  onceOnly: true,

  begin(slot: Slot, host: OperationHost, ctx: Context): void {
    const { key, value, expected, store = 0 } = slot.spec as CasSpec;
    const { request } = slot;
    ctx.trace({ kind: 'client.invoked', client: host.process, request, op: 'cas', key, value, expected });
    const bytes = REQUEST_BYTES + key.length + value.length + (expected?.length ?? 0);
    const call = {
      encodedKey: encodeRawKey(key),
      body: { kind: 'raw.cas', bytes, ...{ key, expected, value } },
      readOnly: false,
      tag: 0,
      pinned: store,
    };
    host.call(slot, call, ctx);
  },

  onAnswer(slot: Slot, _call: Call, answer: Answer, host: OperationHost, ctx: Context): void {
    const { key } = slot.spec as CasSpec;
    const { previous, ts, succeeded } = answer as RawCasResponse;
    const { request } = slot;
    const latencyUs = ctx.monotonicUs() - slot.invokedAtUs;
    const result: CasResult = { swapped: ts !== TS_ZERO, previous };
    slot.work = result;
    ctx.trace({
      kind: 'client.acked',
      client: host.process,
      request,
      op: 'cas',
      key,
      value: previous,
      ts,
      latencyUs,
    });
    host.tell(slot, succeeded ? `swapped, version ${ts}` : `not swapped: it holds ${shown(previous)}`, ctx);
    host.end(slot, 'acked', ctx);
  },

  onGaveUp(slot: Slot, _call: Call, error: string, host: OperationHost, ctx: Context): void {
    const { key } = slot.spec as CasSpec;
    const { request } = slot;
    const how: Ending = slot.undetermined ? 'unknown' : 'failed';
    ctx.trace({ kind: `client.${how}`, client: host.process, request, op: 'cas', key, error });
    host.tell(slot, how === 'failed' ? error : `nobody knows whether it happened: ${error}`, ctx);
    host.end(slot, how, ctx);
  },
};

function shown(value: string | null): string {
  return value === null ? 'nothing' : JSON.stringify(value);
}
