import { must } from '../base/assert.ts';
import type { Result } from '../base/result.ts';
import { fail, ok } from '../base/result.ts';
import type { Effect } from '../model/effect.ts';
import type { AzId } from '../model/ids.ts';
import { parseDuration } from '../model/time.ts';

/** What a fault is given: as written in a command, or completed by {@link FaultKind.check}. */
export type FaultParams = Readonly<Record<string, string | number>>;

/** The little a fault must know of the world to say what it touches. */
export interface FaultWorld {
  readonly azs: readonly AzId[];
}

/** One kind of fault of the catalogue: schema, words, effect. */
export interface FaultKind {
  readonly id: string;
  /** What it is, as a sentence. */
  readonly about: string;
  /** Where such a thing is known from. */
  readonly source: string;
  readonly params: readonly FaultParam[];
  /** Parameters of an example, good for a menu. */
  readonly example: FaultParams;
  /** The parameters with defaults filled in and durations in µs; a failure is one line. */
  check(given: FaultParams): Result<FaultParams>;
  /** The sentence of the log, from checked parameters. */
  words(params: FaultParams): string;
  /** What holds while it lasts, from checked parameters. Asserts that they are. */
  effects(params: FaultParams, world: FaultWorld): readonly Effect[];
}

export interface FaultParam {
  readonly name: string;
  readonly type: 'az' | 'process' | 'endpoint' | 'duration' | 'offset' | 'number' | 'choice';
  readonly words: string;
  /** Null: must be given. */
  readonly standard: string | number | null;
  /** For `choice`. */
  readonly choices: readonly string[];
  /** For numbers, inclusive. */
  readonly min: number;
  readonly max: number;
}

/** Longest extra delay and largest clock error: an hour, as long as a run can be. */
const HOUR_US = 3_600_000_000;

const base = { standard: null, choices: [], min: 0, max: 0 } as const;

export function azParam(name: string, words: string): FaultParam {
  return { ...base, name, type: 'az', words };
}

export function processParam(name: string, words: string): FaultParam {
  return { ...base, name, type: 'process', words };
}

/** A process, or a whole zone as `az:az-1`. */
export function endpointParam(name: string, words: string): FaultParam {
  return { ...base, name, type: 'endpoint', words };
}

/** Whole µs or a text such as `300ms`. */
export function durationParam(name: string, words: string, standard: number): FaultParam {
  return { ...base, name, type: 'duration', words, standard, min: 1, max: HOUR_US };
}

/** A duration that may be negative. */
export function offsetParam(name: string, words: string, standard: number): FaultParam {
  return { ...base, name, type: 'offset', words, standard, min: -HOUR_US, max: HOUR_US };
}

export function numberParam(
  name: string,
  words: string,
  standard: number,
  min: number,
  max: number,
): FaultParam {
  return { ...base, name, type: 'number', words, standard, min, max };
}

export function choiceParam(
  name: string,
  words: string,
  choices: readonly string[],
  standard: string,
): FaultParam {
  return { ...base, name, type: 'choice', words, choices, standard };
}

/** Checks what was given against the parameters of fault `id`. */
export function checkParams(
  id: string,
  params: readonly FaultParam[],
  given: FaultParams,
): Result<FaultParams> {
  for (const name of Object.keys(given)) {
    if (!params.some((param) => param.name === name)) {
      return fail(
        `fault ${id}: no parameter ${JSON.stringify(name)}; it takes ${params.map((param) => param.name).join(', ')}`,
      );
    }
  }
  const complete: [string, string | number][] = [];
  for (const param of params) {
    const value = given[param.name] ?? param.standard;
    if (value === null) return fail(`fault ${id}: ${param.name} is missing: ${param.words}`);
    const read = readParam(param, value);
    if (read === null)
      return fail(`fault ${id}: ${param.name}: expected ${expectation(param)}, got ${JSON.stringify(value)}`);
    complete.push([param.name, read]);
  }
  return ok(Object.fromEntries(complete));
}

export function textOf(params: FaultParams, name: string): string {
  return String(must(params[name], `fault parameter ${name}`));
}

export function numberOf(params: FaultParams, name: string): number {
  return Number(must(params[name], `fault parameter ${name}`));
}

/** `az:az-1` as `zone az-1`, a process as it is. */
export function place(endpoint: string): string {
  return endpoint.startsWith('az:') ? `zone ${endpoint.slice('az:'.length)}` : endpoint;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;

function readParam(param: FaultParam, value: string | number): string | number | null {
  switch (param.type) {
    case 'az':
    case 'process':
      return typeof value === 'string' && NAME.test(value) ? value : null;
    case 'endpoint':
      return typeof value === 'string' && NAME.test(value.replace(/^az:/, '')) ? value : null;
    case 'choice':
      return typeof value === 'string' && param.choices.includes(value) ? value : null;
    case 'number':
      return inRange(param, typeof value === 'number' ? value : null);
    case 'duration':
    case 'offset':
      return inRange(param, typeof value === 'number' ? value : signedDuration(value));
  }
}

function signedDuration(text: string): number | null {
  if (!/[a-zµ]$/.test(text)) return null;
  if (!text.startsWith('-')) return parseDuration(text);
  const length = parseDuration(text.slice(1));
  return length === null ? null : -length;
}

function inRange(param: FaultParam, value: number | null): number | null {
  return value !== null && Number.isSafeInteger(value) && value >= param.min && value <= param.max
    ? value
    : null;
}

function expectation(param: FaultParam): string {
  switch (param.type) {
    case 'az':
      return 'a zone such as az-1';
    case 'process':
      return 'a process such as store-1';
    case 'endpoint':
      return 'a process such as store-1 or a zone such as az:az-1';
    case 'choice':
      return `one of ${param.choices.join(', ')}`;
    case 'number':
      return `a whole number from ${param.min} to ${param.max}`;
    case 'duration':
      return 'whole µs or a duration such as 300ms, at most an hour';
    case 'offset':
      return 'whole µs or a duration such as 300ms or -2s, at most an hour';
  }
}
