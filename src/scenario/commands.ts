import type { SimTime } from '../model/time.ts';
import type { ScenarioCommand } from './document.ts';

/** By their moments; those at one moment stay in the order in which they were written. */
export function inOrder(commands: readonly ScenarioCommand[]): ScenarioCommand[] {
  return commands.toSorted((a, b) => a.at - b.at);
}

/**
 * The first moment at which two lists of commands, each in order, want different things; Infinity when they are the
 * same. Before it the two runs are one.
 */
export function firstDifference(a: readonly ScenarioCommand[], b: readonly ScenarioCommand[]): SimTime {
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a[i];
    const right = b[i];
    if (left !== undefined && right !== undefined && sameCommand(left, right)) continue;
    return Math.min(left?.at ?? Infinity, right?.at ?? Infinity);
  }
  return Infinity;
}

export function sameCommand(a: ScenarioCommand, b: ScenarioCommand): boolean {
  return a === b || canonical(a) === canonical(b);
}

/** Fields by name, so that the order in which they were written does not count. */
function canonical(value: object): string {
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return fields
    .map(([name, field]: [string, unknown]) =>
      typeof field === 'object' && field !== null
        ? `${name}={${canonical(field)}}`
        : `${name}=${JSON.stringify(field)}`,
    )
    .join(',');
}
