import * as v from 'valibot';
import { parseDuration } from '../model/time.ts';
import { LIMITS } from './limits.ts';
import { didYouMean } from './nearest.ts';

/**
 * The small schemas that documents and actions are made of. Each failure says what was expected, in words. What makes one
 * is marked as free of side effects, so that whoever uses only the rest of a file (defaults, words) loads no schema.
 */

/** A value as it is shown in a message: JSON, cut short. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** A scalar read by `read`, which answers undefined when the input is not what was expected. */
/* @__NO_SIDE_EFFECTS__ */
export function scalar<T extends string | number | boolean>(
  expected: string,
  read: (input: unknown) => T | undefined,
) {
  return v.pipe(
    v.unknown(),
    v.rawTransform<unknown, T>(({ dataset, addIssue, NEVER }) => {
      const value = read(dataset.value);
      if (value !== undefined) return value;
      addIssue({ message: `expected ${expected}, got ${show(dataset.value)}` });
      return NEVER;
    }),
  );
}

/* @__NO_SIDE_EFFECTS__ */
export function whole(min: number, max: number) {
  return scalar(`a whole number from ${min} to ${max}`, (input) =>
    typeof input === 'number' &&
    Number.isSafeInteger(input) &&
    !Object.is(input, -0) &&
    input >= min &&
    input <= max
      ? input
      : undefined,
  );
}

/** Whole µs, or a duration with a unit such as `300ms`. */
/* @__NO_SIDE_EFFECTS__ */
export function time(min = 0, max: number = LIMITS.untilUs) {
  return scalar(`µs from ${min} to ${max} or a duration such as "300ms"`, (input) => {
    const us = typeof input === 'string' && /[a-zµ]\s*$/.test(input) ? parseDuration(input) : input;
    if (typeof us !== 'number' || !Number.isSafeInteger(us) || Object.is(us, -0)) return undefined;
    return us >= min && us <= max ? us : undefined;
  });
}

export const flag = scalar('true or false', (input) => (typeof input === 'boolean' ? input : undefined));

/* @__NO_SIDE_EFFECTS__ */
export function text(max: number = LIMITS.textChars) {
  return scalar(`text of at most ${max} characters`, (input) =>
    typeof input === 'string' && input.length <= max ? input : undefined,
  );
}

/** Ids of processes, zones, changefeeds, beats: safe in a link, in a selection and in action text. */
export const name = scalar(`a name of a-z, 0-9, - and _ (at most ${LIMITS.nameChars} characters)`, (input) =>
  typeof input === 'string' && input.length <= LIMITS.nameChars && /^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(input)
    ? input
    : undefined,
);

/** User keys are printable ASCII (model/key.ts). */
export const key = scalar(`a key of 1 to ${LIMITS.nameChars} printable ASCII characters`, (input) =>
  typeof input === 'string' && input.length <= LIMITS.nameChars && /^[\x20-\x7e]+$/.test(input)
    ? input
    : undefined,
);

/** A key typed at the console: also one that the store will refuse, so that its answer can be seen. */
export const typedKey = scalar(
  `a key of at most ${LIMITS.typedKeyChars} printable ASCII characters`,
  (input) =>
    typeof input === 'string' && input.length <= LIMITS.typedKeyChars && /^[\x20-\x7e]*$/.test(input)
      ? input
      : undefined,
);

/** A key, or nothing for the end of the key space. */
export const boundary = scalar(
  `a key of at most ${LIMITS.nameChars} printable ASCII characters, or ""`,
  (input) =>
    typeof input === 'string' && input.length <= LIMITS.nameChars && /^[\x20-\x7e]*$/.test(input)
      ? input
      : undefined,
);

/** Region and store ids are numbers. */
export const numberId = whole(1, 1_000_000_000);

/** The only literal allowed, for versions. */
/* @__NO_SIDE_EFFECTS__ */
export function exactly<T extends string | number>(value: T) {
  return scalar<T>(JSON.stringify(value), (input) => (input === value ? value : undefined));
}

/* @__NO_SIDE_EFFECTS__ */
export function oneOf<const T extends string>(values: readonly T[]) {
  return scalar<T>(`one of ${values.join(', ')}`, (input) => values.find((value) => value === input));
}

/** A list with a bound that is said when it is passed. */
/* @__NO_SIDE_EFFECTS__ */
export function list<S extends v.GenericSchema>(item: S, max: number, min = 0) {
  return v.pipe(
    v.array(item),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      const { length } = dataset.value;
      if (length > max) addIssue({ message: `expected at most ${max} entries, got ${length}` });
      if (length < min)
        addIssue({ message: `expected at least ${min} ${min === 1 ? 'entry' : 'entries'}, got ${length}` });
    }),
  );
}

/** First issue of a failed parse as one line: `cluster.stores[1].az: expected …, got …`. */
export function issueLine(
  issue: v.BaseIssue<unknown>,
  root: string,
  fieldNames: readonly string[] = [],
): string {
  const path = issue.path ?? [];
  const where = pathText(path.map((step) => step.key)) || root;
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    const unknown = path.at(-1)?.key;
    return `${where}: there is no such field${typeof unknown === 'string' ? didYouMean(unknown, fieldNames) : ''}`;
  }
  if (issue.type === 'union')
    return `${where}: expected {"at": …} or {"kind": …, "nth": …} with valid values, got ${show(issue.input)}`;
  if (issue.input === undefined && issue.kind === 'schema') return `${where}: required, but missing`;
  if (issue.type === 'variant')
    return `${where}: expected one of ${alternatives(issue.expected)}, got ${show(issue.input)}`;
  if (issue.kind === 'schema')
    return `${where}: expected ${SHAPES[issue.expected ?? ''] ?? issue.expected}, got ${show(issue.input)}`;
  return `${where}: ${issue.message}`;
}

/** valibot's `("counter" | "mixed")` in words. */
function alternatives(expected: string | null): string {
  return (expected ?? '').replace(/["()]/g, '').replaceAll(' | ', ', ');
}

const SHAPES: Readonly<Record<string, string>> = { Array: 'a list', Object: 'an object' };

/** `['cluster', 'stores', 1, 'az']` as `cluster.stores[1].az`. */
export function pathText(path: readonly unknown[]): string {
  let text = '';
  for (const step of path)
    text += typeof step === 'number' ? `[${step}]` : text === '' ? String(step) : `.${String(step)}`;
  return text;
}

export const percent = whole(0, 100);

/** An object; no other fields are allowed. */
/* @__NO_SIDE_EFFECTS__ */
export function section<E extends v.ObjectEntries>(entries: E) {
  return v.strictObject(entries);
}

/** `schema`, or `fallback` when the field is not written. */
/* @__NO_SIDE_EFFECTS__ */
export function or<S extends v.GenericSchema<unknown, unknown>>(schema: S, fallback: v.InferOutput<S>) {
  return v.optional(schema, () => fallback as v.InferInput<S>);
}
