import { AssertionError } from '../base/assert.ts';

/**
 * A broken invariant of this core or its caller. For hot paths, where `assert` would format its message on every call:
 * `if (index > last) broken(…)`.
 */
export function broken(message: string): never {
  throw new AssertionError(message);
}
