import type { Result } from '../base/result.ts';
import { fail } from '../base/result.ts';
import type { ScenarioDoc } from './document.ts';
import { didYouMean } from './nearest.ts';
import { parseScenario } from './parse.ts';
import { pathText } from './schema-parts.ts';
import type { Json } from './sparse.ts';
import { plain } from './sparse.ts';

type Mutable = null | boolean | number | string | Mutable[] | MutableObject;
type MutableObject = { [name: string]: Mutable };

/**
 * Changes one field: `config.raft.tickUs=300ms`, `workload.0.threads=400`. A name where a list stands means its first
 * entry, so `workload.threads=400` is the first workload's. The result is checked like any document.
 */
export function setPath(doc: ScenarioDoc, assignment: string): Result<ScenarioDoc> {
  return setPaths(doc, [assignment]);
}

/** Changes several fields, in order; only the outcome must be valid, not what lies between. */
export function setPaths(doc: ScenarioDoc, assignments: readonly string[]): Result<ScenarioDoc> {
  const root = plain(doc) as MutableObject;
  for (const assignment of assignments) {
    const problem = assign(root, assignment);
    if (problem !== null) return assignments.length === 1 ? fail(problem) : fail(`${assignment}: ${problem}`);
  }
  return parseScenario(root);
}

/** Writes one field of `root`; null, or one line saying why it cannot. */
function assign(root: MutableObject, assignment: string): string | null {
  const equals = assignment.indexOf('=');
  const pathSource = assignment.slice(0, Math.max(equals, 0)).trim();
  if (equals < 0 || pathSource === '')
    return `expected path=value such as workload.threads=400, got ${JSON.stringify(assignment)}`;
  const steps = pathSource.replaceAll(/\[(\d+)\]/g, '.$1').split('.');
  const path: (string | number)[] = [];
  let parent: Mutable = root;
  for (const [i, step] of steps.entries()) {
    const last = i === steps.length - 1;
    if (Array.isArray(parent) && !/^\d+$/.test(step)) {
      const first: Mutable | undefined = parent[0];
      if (first === undefined) return `${pathText(path)}: this scenario has none, so ${step} cannot be set`;
      parent = first;
      path.push(0);
    }
    if (Array.isArray(parent)) {
      const index = Number(step);
      const item: Mutable | undefined = parent[index];
      if (item === undefined)
        return `${pathText(path)}: expected an index below ${parent.length}, got ${step}`;
      if (last) parent[index] = readValue(assignment.slice(equals + 1), item, step);
      else parent = item;
      path.push(index);
      continue;
    }
    if (typeof parent !== 'object' || parent === null) {
      return `${pathText(path)}: is ${JSON.stringify(parent)}, it has no field ${JSON.stringify(step)}`;
    }
    if (!Object.hasOwn(parent, step) && !(last && mayBeAbsent(path)))
      return unknownPath(root, parent, path, step);
    const current: Mutable = parent[step] ?? null;
    if (last) parent[step] = readValue(assignment.slice(equals + 1), current, step);
    else parent = current;
    path.push(step);
  }
  return null;
}

/** Optional fields exist only in these lists; the schema judges them. */
function mayBeAbsent(path: readonly (string | number)[]): boolean {
  return path.length > 1 && ['commands', 'beats', 'changefeeds'].some((list) => path.includes(list));
}

/** The text as JSON where it is JSON, else as it stands; durations are left to the schema. */
function readValue(text: string, current: Mutable, name: string): Mutable {
  const trimmed = text.trim();
  if (name.endsWith('Us') && /^\d+(\.\d+)?\s*[a-zµ]+$/.test(trimmed)) return trimmed;
  if (typeof current === 'string' && !name.endsWith('Us') && !trimmed.startsWith('"')) return text;
  if (Array.isArray(current) && !trimmed.startsWith('[')) {
    return trimmed === '' ? [] : trimmed.split(',').map((item) => item.trim());
  }
  try {
    return JSON.parse(trimmed) as Mutable;
  } catch {
    return text;
  }
}

function unknownPath(
  root: Json,
  parent: { readonly [name: string]: Json },
  path: readonly (string | number)[],
  step: string,
): string {
  const where = pathText([...path, step]);
  const siblings = Object.keys(parent);
  const near = didYouMean(step, siblings);
  if (near !== '') return `${where}: there is no such field${near}`;
  const elsewhere = leafPaths(root, [])
    .filter((leaf) => leaf.at(-1) === step)
    .map(pathText);
  if (elsewhere.length > 0)
    return `${where}: there is no such field (did you mean ${elsewhere.slice(0, 3).join(' or ')}?)`;
  return `${where}: there is no such field; ${path.length === 0 ? 'a scenario' : pathText(path)} has ${siblings.join(', ')}`;
}

function leafPaths(value: Json, path: readonly (string | number)[]): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  const fields: [string | number, Json][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return fields.flatMap(([name, inner]) => leafPaths(inner, [...path, name]));
}
