import * as v from 'valibot';
import type { Action, ActionKind, CaptureAction, MessageAction, RawAction } from '../model/command.ts';
import { PD_SCHEDULERS } from '../model/config.ts';
import { parseDuration, US_PER_S } from '../model/time.ts';
import { LIMITS } from './limits.ts';
import {
  boundary,
  exactly,
  key,
  name,
  numberId,
  oneOf,
  scalar,
  text,
  time,
  typedKey,
  whole,
} from './schema-parts.ts';

/** Shapes of the actions as JSON. Apart from their words, which a page shows long before it reads any. */

/* ---- RawKV by hand ------------------------------------------------------------------------------------- */

/** More than the client takes, so that its refusal can be seen. */
const TYPED_LIMIT_MAX = 1_000_000;
const TTL_MAX_S = 1_000_000_000;

/** `a=1,b=2`: keys have no `=`, neither has a comma. */
const pairList = scalar('keys and values such as a=1,b=2', (input) => {
  if (typeof input !== 'string' || input.length > LIMITS.textChars) return undefined;
  return input.split(',').every((pair) => /^[\x20-\x7e]*?=/.test(pair)) ? input : undefined;
});

const keyList = scalar('keys such as a,b,c', (input) =>
  typeof input === 'string' && input.length <= LIMITS.textChars && /^[\x20-\x7e]*$/.test(input)
    ? input
    : undefined,
);

/** Whole seconds, as a number or as a duration: `10s`, `1m`. */
const ttl = v.exactOptional(
  scalar('whole seconds such as 10s, at least 1s', (input) => {
    const us = typeof input === 'string' ? parseDuration(input) : null;
    const seconds = typeof input === 'number' ? input : us === null ? NaN : us / US_PER_S;
    return Number.isSafeInteger(seconds) && seconds >= 1 && seconds <= TTL_MAX_S ? seconds : undefined;
  }),
);

const yesNo = v.exactOptional(oneOf(['yes', 'no']));

const store = v.exactOptional(numberId);

const RAW_SHAPES = {
  put: v.strictObject({
    do: exactly('put'),
    key: typedKey,
    value: text(),
    bytes: v.exactOptional(whole(0, LIMITS.typedValueBytes)),
    ttl,
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
  batchPut: v.strictObject({ do: exactly('batchPut'), pairs: pairList, ttl }),
  batchGet: v.strictObject({ do: exactly('batchGet'), keys: keyList }),
  batchDelete: v.strictObject({ do: exactly('batchDelete'), keys: keyList }),
  scan: v.strictObject({
    do: exactly('scan'),
    from: v.exactOptional(typedKey),
    to: v.exactOptional(typedKey),
    limit: v.exactOptional(whole(1, TYPED_LIMIT_MAX)),
    reverse: yesNo,
    keyOnly: yesNo,
  }),
} as const satisfies Record<RawAction['do'], v.GenericSchema<unknown, RawAction>>;

/* ---- the capture cluster ------------------------------------------------------------------------------- */

const CAPTURE_SHAPES = {
  pauseChangefeed: v.strictObject({ do: exactly('pauseChangefeed'), changefeed: name }),
  resumeChangefeed: v.strictObject({ do: exactly('resumeChangefeed'), changefeed: name }),
  removeChangefeed: v.strictObject({ do: exactly('removeChangefeed'), changefeed: name }),
  moveSpan: v.strictObject({ do: exactly('moveSpan'), changefeed: name, key: boundary, to: name }),
  drainCapture: v.strictObject({ do: exactly('drainCapture'), process: name }),
} as const satisfies Record<CaptureAction['do'], v.GenericSchema<unknown, CaptureAction>>;

/* ---- one message on its way ---------------------------------------------------------------------------- */

/** Longer than any timeout of the system: whoever waits has long given up. */
const DELAY_MAX_US = 600 * US_PER_S;

const message = whole(1, Number.MAX_SAFE_INTEGER);

const MESSAGE_SHAPES = {
  dropMessage: v.strictObject({ do: exactly('dropMessage'), message }),
  delayMessage: v.strictObject({ do: exactly('delayMessage'), message, byUs: time(1, DELAY_MAX_US) }),
  duplicateMessage: v.strictObject({
    do: exactly('duplicateMessage'),
    message,
    byUs: v.exactOptional(time(0, DELAY_MAX_US)),
  }),
} as const satisfies Record<MessageAction['do'], v.GenericSchema<unknown, MessageAction>>;

/* ---- all ----------------------------------------------------------------------------------------------- */

const FAULT_PARAM_NAME = /^[a-z][A-Za-z0-9]*$/;
const RESERVED = ['id', 'fault', 'at', 'do'];

const faultParam = scalar<string | number>(
  `text of at most ${LIMITS.nameChars} characters or a whole number`,
  (input) => {
    if (typeof input === 'number')
      return Number.isSafeInteger(input) && !Object.is(input, -0) ? input : undefined;
    return typeof input === 'string' && input.length <= LIMITS.nameChars ? input : undefined;
  },
);

const faultParams = v.pipe(
  v.record(v.string(), faultParam),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const names = Object.keys(dataset.value);
    if (names.length > LIMITS.faultParams)
      addIssue({ message: `expected at most ${LIMITS.faultParams} parameters, got ${names.length}` });
    const bad = names.find((id) => !FAULT_PARAM_NAME.test(id) || RESERVED.includes(id));
    if (bad !== undefined)
      addIssue({ message: `expected parameter names such as addUs, got ${JSON.stringify(bad)}` });
  }),
);

/** The document's commands are these plus `at`. */
export const ACTION_SHAPES = {
  splitRegion: v.strictObject({ do: exactly('splitRegion'), region: numberId, key: v.exactOptional(key) }),
  mergeRegion: v.strictObject({
    do: exactly('mergeRegion'),
    region: numberId,
    target: v.exactOptional(numberId),
  }),
  transferLeader: v.strictObject({ do: exactly('transferLeader'), region: numberId, store: numberId }),
  addPeer: v.strictObject({ do: exactly('addPeer'), region: numberId, store: numberId }),
  removePeer: v.strictObject({ do: exactly('removePeer'), region: numberId, store: numberId }),
  movePeer: v.strictObject({ do: exactly('movePeer'), region: numberId, from: numberId, to: numberId }),
  removeOperator: v.strictObject({ do: exactly('removeOperator'), region: numberId }),
  pdScheduler: v.strictObject({
    do: exactly('pdScheduler'),
    name: oneOf(PD_SCHEDULERS),
    state: oneOf(['on', 'off']),
  }),
  kill: v.strictObject({ do: exactly('kill'), process: name }),
  restart: v.strictObject({ do: exactly('restart'), process: name }),
  pause: v.strictObject({ do: exactly('pause'), process: name }),
  resume: v.strictObject({ do: exactly('resume'), process: name }),
  killAz: v.strictObject({ do: exactly('killAz'), az: name }),
  restartAz: v.strictObject({ do: exactly('restartAz'), az: name }),
  ...RAW_SHAPES,
  createChangefeed: v.strictObject({
    do: exactly('createChangefeed'),
    changefeed: name,
    startKey: v.exactOptional(boundary),
    endKey: v.exactOptional(boundary),
  }),
  ...CAPTURE_SHAPES,
  resignOwner: v.strictObject({ do: exactly('resignOwner') }),
  resignPd: v.strictObject({ do: exactly('resignPd') }),
  fault: v.strictObject({ do: exactly('fault'), id: name, fault: name, with: faultParams }),
  heal: v.strictObject({ do: exactly('heal'), id: name }),
  ...MESSAGE_SHAPES,
} as const satisfies Record<ActionKind, v.GenericSchema<unknown, Action>>;
