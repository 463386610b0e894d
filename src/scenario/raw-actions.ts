import * as v from 'valibot';
import type { RawAction } from '../model/command.ts';
import type { ActionParam, ActionSpec } from './actions.ts';
import { LIMITS } from './limits.ts';
import { exactly, numberId, text, typedKey, whole } from './schema-parts.ts';

/** RawKV by hand: what a person can type. Each goes through the client like any other operation. */

const KEY: ActionParam = { name: 'key', type: 'key', optional: false, words: 'the user key' };
const STORE: ActionParam = {
  name: 'store',
  type: 'store',
  optional: true,
  words: 'ask this store whoever leads, and take its answer; by the routes when omitted',
};

export const RAW_ACTIONS: readonly ActionSpec[] = [
  {
    id: 'put',
    words: 'Write a key through a client.',
    params: [
      KEY,
      { name: 'value', type: 'text', optional: false, words: 'the value' },
      { name: 'bytes', type: 'number', optional: true, words: 'pad the value with dots to this length' },
      STORE,
    ],
    example: 'put key=g value=hello',
  },
  {
    id: 'delete',
    words: 'Delete a key through a client.',
    params: [KEY, STORE],
    example: 'delete key=g',
  },
  {
    id: 'get',
    words: 'Read a key through a client.',
    params: [KEY, STORE],
    example: 'get key=g',
  },
  {
    id: 'cas',
    words: 'Write a key if it holds what is expected (compare-and-swap in atomic mode).',
    params: [
      KEY,
      { name: 'expected', type: 'text', optional: true, words: 'what it must hold; nothing when omitted' },
      { name: 'value', type: 'text', optional: false, words: 'the new value' },
      STORE,
    ],
    example: 'cas key=g expected=hello value=bye',
  },
];

const store = v.exactOptional(numberId);

export const RAW_SHAPES = {
  put: v.strictObject({
    do: exactly('put'),
    key: typedKey,
    value: text(),
    bytes: v.exactOptional(whole(0, LIMITS.typedValueBytes)),
    store,
  }),
  delete: v.strictObject({ do: exactly('delete'), key: typedKey, store }),
  get: v.strictObject({ do: exactly('get'), key: typedKey, store }),
  cas: v.strictObject({
    do: exactly('cas'),
    key: typedKey,
    expected: v.exactOptional(text()),
    value: text(),
    store,
  }),
} as const satisfies Record<RawAction['do'], v.GenericSchema<unknown, RawAction>>;
