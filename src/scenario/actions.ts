import * as v from 'valibot';
import type { Result } from '../base/result.ts';
import { fail, ok } from '../base/result.ts';
import { PD_SCHEDULERS } from '../model/config.ts';
import type { Action, ActionKind, TimedCommand } from '../model/command.ts';
import { parseDuration, US_PER_S } from '../model/time.ts';
import { LIMITS } from './limits.ts';
import { CAPTURE_ACTIONS, CAPTURE_SHAPES } from './capture-actions.ts';
import { MESSAGE_ACTIONS, MESSAGE_SHAPES } from './message-actions.ts';
import { RAW_ACTIONS, RAW_SHAPES } from './raw-actions.ts';
import { didYouMean } from './nearest.ts';
import { boundary, exactly, issueLine, key, name, numberId, oneOf, scalar } from './schema-parts.ts';
import type { Token } from './tokens.ts';
import { quote, tokenize } from './tokens.ts';

/**
 * What a person can do to a run: the catalogue behind menus, the palette, `--do` and links. Texts look like
 * `splitRegion region=3 key=g`. Only the shape is judged here; whether it can be done is the engine's to say.
 */
export interface ActionSpec {
  readonly id: ActionKind;
  /** What it does, as a sentence. */
  readonly words: string;
  readonly params: readonly ActionParam[];
  readonly example: string;
}

export interface ActionParam {
  readonly name: string;
  readonly type:
    | 'region'
    | 'store'
    | 'process'
    | 'key'
    | 'text'
    | 'name'
    | 'number'
    | 'duration'
    | 'fault'
    | 'fault-params';
  readonly optional: boolean;
  readonly words: string;
}

const param = (id: string, type: ActionParam['type'], words: string): ActionParam => ({
  name: id,
  type,
  optional: false,
  words,
});
const optional = (id: string, type: ActionParam['type'], words: string): ActionParam => ({
  name: id,
  type,
  optional: true,
  words,
});

const REGION = param('region', 'region', 'the Region');
const PROCESS = param('process', 'process', 'for example store-2, capture-a, pd-1');
const AZ = param('az', 'name', 'the zone, for example az-2');

export const ACTIONS: readonly ActionSpec[] = [
  {
    id: 'splitRegion',
    words: 'Split a Region in two, at a key or in the middle of its data.',
    params: [REGION, optional('key', 'key', 'first key of the right half; the middle when omitted')],
    example: 'splitRegion region=3 key=g',
  },
  {
    id: 'mergeRegion',
    words: 'Merge a Region into its neighbour.',
    params: [
      REGION,
      optional('target', 'region', 'the adjacent Region that absorbs it; the one after it when omitted'),
    ],
    example: 'mergeRegion region=3 target=4',
  },
  {
    id: 'transferLeader',
    words: 'Hand the leadership of a Region to its peer on another store.',
    params: [REGION, param('store', 'store', 'the store that shall lead')],
    example: 'transferLeader region=3 store=2',
  },
  {
    id: 'addPeer',
    words: 'Give a Region one more replica: a learner first, a voter once it has caught up.',
    params: [REGION, param('store', 'store', 'the store that shall hold it')],
    example: 'addPeer region=3 store=4',
  },
  {
    id: 'removePeer',
    words: 'Take a replica of a Region away from a store.',
    params: [REGION, param('store', 'store', 'the store that holds it')],
    example: 'removePeer region=3 store=2',
  },
  {
    id: 'movePeer',
    words: 'Move a replica of a Region to another store, through joint consensus.',
    params: [
      REGION,
      param('from', 'store', 'the store that holds it'),
      param('to', 'store', 'the store that shall hold it'),
    ],
    example: 'movePeer region=3 from=2 to=4',
  },
  {
    id: 'removeOperator',
    words: 'Make PD forget what it is doing to a Region (pd-ctl operator remove).',
    params: [REGION],
    example: 'removeOperator region=3',
  },
  {
    id: 'pdScheduler',
    words: 'Switch one of PD’s schedulers or checkers on or off.',
    params: [
      param('name', 'name', `one of ${PD_SCHEDULERS.join(', ')}`),
      param('state', 'name', 'on or off'),
    ],
    example: 'pdScheduler name=balance-leader state=on',
  },
  {
    id: 'kill',
    words: 'Crash a process: what was not on its disk is lost.',
    params: [PROCESS],
    example: 'kill process=capture-a',
  },
  {
    id: 'restart',
    words: 'Start a crashed process again from its disk.',
    params: [PROCESS],
    example: 'restart process=capture-a',
  },
  {
    id: 'pause',
    words: 'Freeze a process (SIGSTOP): it keeps its memory while the world goes on.',
    params: [PROCESS],
    example: 'pause process=store-2',
  },
  {
    id: 'resume',
    words: 'Let a paused process continue (SIGCONT).',
    params: [PROCESS],
    example: 'resume process=store-2',
  },
  {
    id: 'killAz',
    words: 'Crash every process of a zone at once, as a power cut does.',
    params: [AZ],
    example: 'killAz az=az-2',
  },
  {
    id: 'restartAz',
    words: 'Start every crashed process of a zone again from its disk.',
    params: [AZ],
    example: 'restartAz az=az-2',
  },
  ...RAW_ACTIONS,
  {
    id: 'createChangefeed',
    words: 'Start replicating a key range to the recovery cluster.',
    params: [
      param('changefeed', 'name', 'a new id'),
      optional('startKey', 'key', 'first key; the start of the key space when omitted'),
      optional('endKey', 'key', 'first key behind the range; the end of the key space when omitted'),
    ],
    example: 'createChangefeed changefeed=cf-2 startKey=a endKey=m',
  },
  ...CAPTURE_ACTIONS,
  {
    id: 'resignOwner',
    words: 'Make the owner of the capture cluster give up its election.',
    params: [],
    example: 'resignOwner',
  },
  {
    id: 'resignPd',
    words: 'Make the leader of PD give up its leadership.',
    params: [],
    example: 'resignPd',
  },
  {
    id: 'fault',
    words: 'Begin a fault of the catalogue; it lasts until it is healed.',
    params: [
      param('id', 'name', 'a name for healing it'),
      param('fault', 'fault', 'its kind, see the list of faults'),
      optional('…', 'fault-params', "the fault's own parameters"),
    ],
    example: 'fault id=f1 fault=partition-az az=az-2',
  },
  {
    id: 'heal',
    words: 'End a fault.',
    params: [param('id', 'name', 'the name given when it began')],
    example: 'heal id=f1',
  },
  ...MESSAGE_ACTIONS,
];

export function actionSpec(id: string): ActionSpec | null {
  return ACTIONS.find((spec) => spec.id === id) ?? null;
}

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

/** Inverse of {@link parseAction}. */
export function formatAction(action: Action): string {
  const fields: Readonly<Record<string, unknown>> = { ...action };
  const parts: string[] = [action.do];
  const add = (id: string, value: unknown) => {
    if (typeof value === 'string' || typeof value === 'number') parts.push(`${id}=${quote(value)}`);
  };
  for (const each of actionSpec(action.do)?.params ?? []) add(each.name, fields[each.name]);
  if (action.do === 'fault') for (const [id, value] of Object.entries(action.with)) add(id, value);
  return parts.join(' ');
}

/** `at=5s splitRegion region=3`, inverse of {@link parseTimed}. */
export function formatTimed(command: TimedCommand): string {
  return `at=${formatSeconds(command.at)} ${formatAction(command.action)}`;
}

/** `12.5s`, exact to the µs and without trailing zeros: moments in links and in action text. */
export function formatSeconds(us: number): string {
  const seconds = Math.floor(us / US_PER_S);
  const rest = String(us % US_PER_S)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return rest === '' ? `${seconds}s` : `${seconds}.${rest}s`;
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
