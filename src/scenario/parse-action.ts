import { safeParse } from 'valibot';
import type { Result } from '../base/result.ts';
import { fail, ok } from '../base/result.ts';
import type { Action, ActionKind, TimedCommand } from '../model/command.ts';
import { parseDuration, US_PER_S } from '../model/time.ts';
import { ACTION_SHAPES } from './action-shapes.ts';
import type { ActionParam } from './actions.ts';
import { ACTIONS, actionSpec } from './actions.ts';
import { LIMITS } from './limits.ts';
import { didYouMean } from './nearest.ts';
import { issueLine } from './schema-parts.ts';
import type { Token } from './tokens.ts';
import { tokenize } from './tokens.ts';

/** Reading actions. Only the shape is judged here; whether an action can be done is the engine's to say. */

/** Reads an action given as JSON (`{do: 'splitRegion', region: 3}`). */
export function parseActionObject(json: unknown): Result<Action> {
  if (typeof json !== 'object' || json === null || !('do' in json) || typeof json.do !== 'string') {
    return fail('action: expected an object with a "do" field');
  }
  const kind = json.do;
  if (!isActionKind(kind)) return fail(unknownAction(kind));
  const parsed = safeParse(ACTION_SHAPES[kind], json, { abortEarly: true });
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
