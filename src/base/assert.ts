/**
 * A broken invariant of Raftide itself. Operating errors inside the model are messages, bad input is a
 * `Result`; only a bug of ours ends here (DESIGN §6).
 */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/** Throws {@link AssertionError} unless `condition` holds. `message` says which promise was broken. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** The value, or an {@link AssertionError} naming `what` when it is null or undefined. */
export function must<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new AssertionError(`missing ${what}`);
  return value;
}

/** Marks a branch that the type checker has proven empty. */
export function unreachable(value: never): never {
  throw new AssertionError(`unreachable: ${JSON.stringify(value)}`);
}
