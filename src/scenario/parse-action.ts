import * as v from 'valibot';
import type { Result } from '../base/result.ts';
import { fail, ok } from '../base/result.ts';
import type { Action, ActionKind, TimedCommand } from '../model/command.ts';
import { PD_SCHEDULERS } from '../model/config.ts';
import { parseDuration, US_PER_S } from '../model/time.ts';
import type { ActionParam } from './actions.ts';
import { ACTIONS, actionSpec } from './actions.ts';
import { CAPTURE_SHAPES } from './capture-actions.ts';
import { LIMITS } from './limits.ts';
import { MESSAGE_SHAPES } from './message-actions.ts';
import { didYouMean } from './nearest.ts';
import { RAW_SHAPES } from './raw-actions.ts';
import { boundary, exactly, issueLine, key, name, numberId, oneOf, scalar } from './schema-parts.ts';
import type { Token } from './tokens.ts';
import { tokenize } from './tokens.ts';

/** Reading actions. Only the shape is judged here; whether an action can be done is the engine's to say. */

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

/** Shapes of the actions as JSON; the document's commands are these plus `at`. */
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

/** Reads an action given as JSON (`{do: 'splitRegion', region: 3}`). */
export function parseActionObject(json: unknown): Result<Action> {
  if (typeof json !== 'object' || json === null || !('do' in json) || typeof json.do !== 'string') {
    return fail('action: expected an object with a "do" field');
  }
  const kind = json.do;
  if (!isActionKind(kind)) return fail(unknownAction(kind));
  const parsed = v.safeParse(ACTION_SHAPES[kind], json, { abortEarly: true });
  return parsed.success ? ok(parsed.output) : fail(`${kind}: ${issueLine(parsed.issues[0], 'action')}`);
}

/** Reads `splitRegion region=3 key=g`; values with blanks are quoted: `put key=a value="two words"`. */
export function parseAction(source: string): Result<Action> {
  const tokens = tokenize(source);
  return tokens.ok ? fromTokens(tokens.value) : tokens;
}

/** Reads `at=5s splitRegion region=3`; the moment may stand anywhere, a bare number is seconds. */
export function parseTimed(source: string): Result<TimedCommand> {
  const tokens = tokenize(source);
  if (!tokens.ok) return tokens;
  const moments = tokens.value.filter((token) => token.name === 'at');
  const moment = moments[0];
  if (moment === undefined || moments.length > 1) {
    return fail(`expected exactly one moment such as at=5s in ${JSON.stringify(source)}`);
  }
  const at = parseDuration(moment.value);
  if (at === null || at > LIMITS.untilUs) {
    return fail(
      `at: expected a moment such as 5s or 300ms, at most ${LIMITS.untilUs / US_PER_S}s, got ${JSON.stringify(moment.value)}`,
    );
  }
  const action = fromTokens(tokens.value.filter((token) => token.name !== 'at'));
  return action.ok ? ok({ at, action: action.value }) : action;
}

function isActionKind(text: string): text is ActionKind {
  return Object.hasOwn(ACTION_SHAPES, text);
}

function unknownAction(word: string): string {
  const ids = ACTIONS.map((spec) => spec.id);
  return `no action ${JSON.stringify(word)}${didYouMean(word, ids) || `; there are ${ids.join(', ')}`}`;
}

function fromTokens(tokens: readonly Token[]): Result<Action> {
  const [head, ...rest] = tokens;
  if (head === undefined || head.name !== '') return fail('expected an action such as splitRegion region=3');
  const spec = actionSpec(head.value);
  if (spec === null) return fail(unknownAction(head.value));
  const usage = `, as in: ${spec.example}`;
  const fields = new Map<string, string | number>();
  const extras = new Map<string, string | number>();
  for (const token of rest) {
    if (token.name === '')
      return fail(`${spec.id}: expected name=value, got ${JSON.stringify(token.value)}${usage}`);
    const known = spec.params.find((entry) => entry.name === token.name);
    if (fields.has(token.name) || extras.has(token.name))
      return fail(`${spec.id}: ${token.name} is given twice`);
    if (known !== undefined) fields.set(token.name, isNumeric(known) ? numberOr(token) : token.value);
    else if (spec.id === 'fault') extras.set(token.name, numberOr(token));
    else return fail(`${spec.id}: no parameter ${JSON.stringify(token.name)}${usage}`);
  }
  for (const entry of spec.params) {
    if (!entry.optional && !fields.has(entry.name))
      return fail(`${spec.id}: ${entry.name} is missing${usage}`);
  }
  const raw: Record<string, unknown> = { do: spec.id, ...Object.fromEntries(fields) };
  if (spec.id === 'fault') raw['with'] = Object.fromEntries(extras);
  return parseActionObject(raw);
}

function isNumeric(entry: ActionParam): boolean {
  return NUMERIC.has(entry.type);
}

const NUMERIC: ReadonlySet<ActionParam['type']> = new Set(['region', 'store', 'number', 'duration']);

/** Whole numbers become numbers unless they were quoted. */
function numberOr(token: Token): string | number {
  if (token.quoted || !/^(0|-?[1-9]\d{0,14})$/.test(token.value)) return token.value;
  return Number(token.value);
}
