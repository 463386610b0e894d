import type { StoreId } from '../../../model/ids.ts';
import { encodeRawKey } from '../../../model/key.ts';
import { TS_ZERO } from '../../../model/ts.ts';
import type { Context, Message } from '../../../sim/actor.ts';
import type { RawGetResponse, RawPair, RawWriteResponse } from '../../tikv/msg.ts';
import type { Answer, Call } from '../call.ts';
import type { Ending, OperationHost, OperationKind } from '../operation.ts';
import type { OpSpec, Slot } from '../slot.ts';

/** A put, get or delete of one key. */
export interface SingleSpec extends OpSpec {
  readonly op: 'put' | 'get' | 'delete';
  readonly key: string;
  /** Null unless it is a put. */
  readonly value: string | null;
  /** Of a put: seconds it shall live; absent: for ever. */
  readonly ttlS?: number;
  /** Sent straight to this store, whoever leads; absent: as the routes say. */
  readonly store?: StoreId;
}

/** What a read saw, for workloads. */
export interface SingleResult {
  readonly value: string | null;
}

const REQUEST_BYTES = 64;

/** One call to one Region. */
export const single: OperationKind = {
  begin(slot: Slot, host: OperationHost, ctx: Context): void {
    const { op, key, value, store = 0 } = specOf(slot);
    ctx.trace({ kind: 'client.invoked', client: host.process, request: slot.request, op, key, value });
    const call = {
      encodedKey: encodeRawKey(key),
      body: bodyOf(specOf(slot)),
      readOnly: op === 'get',
      tag: 0,
      pinned: store,
    };
    host.call(slot, call, ctx);
  },

  onAnswer(slot: Slot, _call: Call, answer: Answer, host: OperationHost, ctx: Context): void {
    const { op, key, value } = specOf(slot);
    const response = answer as RawWriteResponse | RawGetResponse;
    const latencyUs = ctx.monotonicUs() - slot.invokedAtUs;
    const seen = response.kind === 'raw.get-response' ? response.value : value;
    const { ts } = response;
    const result: SingleResult = { value: seen };
    slot.work = result;
    const { request } = slot;
    ctx.trace({ kind: 'client.acked', client: host.process, request, op, key, value: seen, ts, latencyUs });
    host.tell(slot, op === 'get' ? readWords(seen, ts) : `ok, version ${ts}`, ctx);
    host.end(slot, 'acked', ctx);
  },

  onGaveUp(slot: Slot, _call: Call, error: string, host: OperationHost, ctx: Context): void {
    const { op, key } = specOf(slot);
    const { request } = slot;
    const how: Ending = slot.undetermined && op !== 'get' ? 'unknown' : 'failed';
    ctx.trace({ kind: `client.${how}`, client: host.process, request, op, key, error });
    host.tell(slot, how === 'failed' ? error : `nobody knows whether it happened: ${error}`, ctx);
    host.end(slot, how, ctx);
  },
};

function readWords(value: string | null, ts: number): string {
  if (value !== null) return `${JSON.stringify(value)}, version ${ts}`;
  return ts === TS_ZERO ? 'not found' : `not found: deleted, or expired, version ${ts}`;
}

function specOf(slot: Slot): SingleSpec {
  return slot.spec as SingleSpec;
}

export function rawPair(key: string, value: string | null, ttlS?: number): RawPair {
  const pair = { key, value, sourceTs: TS_ZERO };
  return ttlS === undefined ? pair : { ...pair, ttlS };
}

/** What is sent, without its route. */
function bodyOf({ op, key, value, ttlS }: SingleSpec): Message {
  const bytes = REQUEST_BYTES + key.length + (value === null ? 0 : value.length);
  if (op === 'get') return { kind: 'raw.get', bytes, ...{ key } };
  return { kind: 'raw.write', bytes, ...{ pairs: [rawPair(key, value, ttlS)] } };
}
