import { must } from '../../../base/assert.ts';
import { encodeRawKey } from '../../../model/key.ts';
import { rangeContains } from '../../../model/region.ts';
import type { KeyRange } from '../../../model/region.ts';
import { TS_ZERO } from '../../../model/ts.ts';
import type { Context } from '../../../sim/actor.ts';
import type { RawBatchGetResponse, RawFound, RawWriteResponse } from '../../tikv/msg.ts';
import type { Answer, Call } from '../call.ts';
import type { Ending, OperationHost, OperationKind } from '../operation.ts';
import type { OpSpec, Slot } from '../slot.ts';
import { rawPair } from './single.ts';

/** Puts, reads or deletes of several keys. A key may be named twice: of two puts the later one stays (facts 1.6.4). */
export interface BatchSpec extends OpSpec {
  readonly op: 'batchPut' | 'batchGet' | 'batchDelete';
  /** `value` null unless it is a put. */
  readonly items: readonly BatchItem[];
  /** Of puts: seconds they shall live; absent: for ever. */
  readonly ttlS?: number;
}

export interface BatchItem {
  readonly key: string;
  readonly value: string | null;
}

/** How far it is. Calls name items by their place in the spec, in `tags`. */
interface BatchWork {
  /** Of each item its number in the trace; 0: a later item has the same key, and stands for it. */
  readonly requests: readonly number[];
  /** Of each call under way, in the order they were made: which items it carries. `tag` is its place. */
  readonly parts: readonly (readonly number[])[];
  readonly left: number;
  readonly answered: number;
  /** How its worst part went, and why. */
  readonly how: Ending;
  readonly error: string;
  readonly found: readonly (RawFound | null)[];
}

const REQUEST_BYTES = 64;
const TOLD_MAX = 12;

/**
 * One request for each Region (client-go, rawkv: batches are grouped by Region). Not atomic: of a batch over several
 * Regions a part may be written and another not. The history tells it as one operation for each key.
 *
 *     all items in one call ─▶ route of the first key ─▶ all inside? ── yes ─▶ sent ─▶ answer, or given up
 *            ▲                                                │ no
 *            └──────── those inside, and the rest ◀───────────┘   (also after a Region error)
 */
export const batch: OperationKind = {
  begin(slot: Slot, host: OperationHost, ctx: Context): void {
    const { op, items } = specOf(slot);
    const last = new Map<string, number>();
    items.forEach(({ key }, i) => last.set(key, i));
    let first = true;
    const requests = items.map(({ key }, i) => {
      if (last.get(key) !== i) return 0;
      if (!first) return host.anotherRequest();
      first = false;
      return slot.request;
    });
    const { process: client } = host;
    items.forEach(({ key, value }, i) => {
      const request = must(requests[i], 'request');
      if (request === 0) return;
      ctx.trace({ kind: 'client.invoked', client, request, op: OPS[op], key, value, batch: slot.request });
    });
    const work: BatchWork = {
      ...{ requests, parts: [], left: items.length, answered: 0, how: 'acked', error: '' },
      found: items.map(() => null),
    };
    slot.work = work;
    if (items.length === 0) finish(slot, host, ctx);
    else
      send(
        slot,
        items.map((_, i) => i),
        host,
        ctx,
      );
  },

  onScattered(slot: Slot, call: Call, range: KeyRange, host: OperationHost, ctx: Context): void {
    const { items } = specOf(slot);
    const inside: number[] = [];
    const rest: number[] = [];
    for (const i of partOf(slot, call)) {
      const isInside = rangeContains(range, encodeRawKey(must(items[i], 'item').key));
      (isInside ? inside : rest).push(i);
    }
    send(slot, inside, host, ctx);
    send(slot, rest, host, ctx);
  },

  onAnswer(slot: Slot, call: Call, answer: Answer, host: OperationHost, ctx: Context): void {
    const { op, items } = specOf(slot);
    const part = partOf(slot, call);
    const { requests, ...work } = workOf(slot);
    const found = work.found.slice();
    const latencyUs = ctx.monotonicUs() - slot.invokedAtUs;
    part.forEach((i, at) => {
      const { key, value } = must(items[i], 'item');
      const request = must(requests[i], 'request');
      const seen =
        op === 'batchGet'
          ? must((answer as RawBatchGetResponse).found[at], 'found')
          : { value, ts: (answer as RawWriteResponse).ts };
      found[i] = seen;
      if (request === 0) return;
      const { process: client } = host;
      ctx.trace({ kind: 'client.acked', client, request, op: OPS[op], key, ...seen, latencyUs });
    });
    slot.work = {
      ...{ ...work, requests, found },
      left: work.left - part.length,
      answered: work.answered + part.length,
    };
    finish(slot, host, ctx);
  },

  onGaveUp(slot: Slot, call: Call, error: string, host: OperationHost, ctx: Context): void {
    const { op, items } = specOf(slot);
    const part = partOf(slot, call);
    const work = workOf(slot);
    const how: Ending = slot.undetermined && op !== 'batchGet' ? 'unknown' : 'failed';
    for (const i of part) {
      const { key } = must(items[i], 'item');
      const request = must(work.requests[i], 'request');
      if (request === 0) continue;
      ctx.trace({ kind: `client.${how}`, client: host.process, request, op: OPS[op], key, error });
    }
    const worst = work.how === 'unknown' ? work.how : how;
    slot.work = { ...work, left: work.left - part.length, how: worst, error };
    finish(slot, host, ctx);
  },
};

/** What the history calls each key's part of it. */
const OPS = { batchPut: 'put', batchGet: 'get', batchDelete: 'delete' } as const;

function send(slot: Slot, part: readonly number[], host: OperationHost, ctx: Context): void {
  const { op, items, ttlS } = specOf(slot);
  const work = workOf(slot);
  const tag = work.parts.length;
  slot.work = { ...work, parts: [...work.parts, part] };
  const chosen = part.map((i) => must(items[i], 'item'));
  const keys = chosen.map(({ key }) => encodeRawKey(key));
  let bytes = REQUEST_BYTES;
  for (const { key, value } of chosen) bytes += key.length + (value?.length ?? 0);
  const body =
    op === 'batchGet'
      ? { kind: 'raw.batch-get', bytes, ...{ keys: chosen.map(({ key }) => key) } }
      : { kind: 'raw.write', bytes, ...{ pairs: chosen.map(({ key, value }) => rawPair(key, value, ttlS)) } };
  const encodedKey = must(keys[0], 'first key');
  host.call(slot, { encodedKey, keys, body, readOnly: op === 'batchGet', tag, pinned: 0 }, ctx);
}

/** Ends it when nothing is left. */
function finish(slot: Slot, host: OperationHost, ctx: Context): void {
  const { op, items } = specOf(slot);
  const { left, how, error, answered, parts } = workOf(slot);
  if (left > 0) return;
  const of = `${answered} of ${items.length} keys`;
  if (how === 'acked') {
    host.tell(slot, op === 'batchGet' ? foundWords(slot) : `ok, ${of}, ${callsWords(parts)}`, ctx);
  } else {
    const doubt = how === 'unknown' ? 'of the rest nobody knows whether it happened' : 'the rest failed';
    host.tell(slot, `${of}; ${doubt}: ${error}`, ctx);
  }
  host.end(slot, how, ctx);
}

function foundWords(slot: Slot): string {
  const { items } = specOf(slot);
  const { found } = workOf(slot);
  const told = items.slice(0, TOLD_MAX).map(({ key }, i) => {
    const { value, ts } = found[i] ?? { value: null, ts: TS_ZERO };
    return `${key}: ${value === null ? 'not found' : `${JSON.stringify(value)}, version ${ts}`}`;
  });
  return told.join('; ') + (items.length > TOLD_MAX ? '; …' : '');
}

/** Parts that were scattered again were never sent: only those whose items no later part has. */
function callsWords(parts: BatchWork['parts']): string {
  const sent = parts.filter((part, at) => !parts.slice(at + 1).some((later) => later[0] === part[0]));
  return sent.length === 1 ? 'one Region' : `${sent.length} Regions`;
}

function partOf(slot: Slot, call: Call): readonly number[] {
  return must(workOf(slot).parts[call.spec.tag], 'part');
}

function specOf(slot: Slot): BatchSpec {
  return slot.spec as BatchSpec;
}

function workOf(slot: Slot): BatchWork {
  return must(slot.work as BatchWork | null, 'batch');
}
