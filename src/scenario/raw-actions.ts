import type { ActionParam, ActionSpec } from './actions.ts';

/** RawKV by hand: what a person can type. Each goes through the client like any other operation. */

/** Keys of a scan that says nothing. */
export const SCAN_DEFAULT = 100;

const KEY: ActionParam = { name: 'key', type: 'key', optional: false, words: 'the user key' };
const STORE: ActionParam = {
  name: 'store',
  type: 'store',
  optional: true,
  words: 'ask this store whoever leads, and take its answer; by the routes when omitted',
};

const TTL: ActionParam = {
  name: 'ttl',
  type: 'text',
  optional: true,
  words: 'how long it shall live, for example 10s; for ever when omitted',
};
const KEYS: ActionParam = { name: 'keys', type: 'text', optional: false, words: 'the user keys: a,b,c' };

export const RAW_ACTIONS: readonly ActionSpec[] = [
  {
    id: 'put',
    words: 'Write a key through a client.',
    params: [
      KEY,
      { name: 'value', type: 'text', optional: false, words: 'the value' },
      { name: 'bytes', type: 'number', optional: true, words: 'pad the value with dots to this length' },
      TTL,
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
  {
    id: 'batchPut',
    words: 'Write several keys through a client: one request for each Region.',
    params: [{ name: 'pairs', type: 'text', optional: false, words: 'keys and values: a=1,b=2' }, TTL],
    example: 'batchPut pairs="a=1,b=2"',
  },
  {
    id: 'batchGet',
    words: 'Read several keys through a client: one request for each Region.',
    params: [KEYS],
    example: 'batchGet keys=a,b',
  },
  {
    id: 'batchDelete',
    words: 'Delete several keys through a client: one request for each Region.',
    params: [KEYS],
    example: 'batchDelete keys=a,b',
  },
  {
    id: 'scan',
    words: 'Read a range of keys in order through a client, Region after Region.',
    params: [
      { name: 'from', type: 'key', optional: true, words: 'first key; the very first when omitted' },
      { name: 'to', type: 'key', optional: true, words: 'first key behind the range; the end when omitted' },
      {
        name: 'limit',
        type: 'number',
        optional: true,
        words: `how many at most; ${SCAN_DEFAULT} when omitted`,
      },
      { name: 'reverse', type: 'name', optional: true, words: 'yes: from the end backwards' },
      { name: 'keyOnly', type: 'name', optional: true, words: 'yes: keys without values' },
    ],
    example: 'scan from=a to=m limit=10',
  },
];
