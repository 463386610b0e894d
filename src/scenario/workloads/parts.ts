import { LIMITS } from '../limits.ts';
import { whole } from '../schema-parts.ts';

/** What the shapes of workloads are made of. */
export const threads = whole(1, LIMITS.threads);
export const keys = whole(1, LIMITS.keys);
export const valueBytes = whole(0, LIMITS.valueBytes);

/** What the shape of a workload cannot say: a field, what was expected of it, and what stood there. */
export interface Problem {
  readonly field: string;
  readonly expected: string;
  readonly got: unknown;
}

export function endProblem(spec: { readonly startAtUs: number; readonly endAtUs: number }): Problem | null {
  if (spec.endAtUs === 0 || spec.endAtUs >= spec.startAtUs) return null;
  return {
    field: 'endAtUs',
    expected: `0 or a moment after startAtUs (${spec.startAtUs})`,
    got: spec.endAtUs,
  };
}
