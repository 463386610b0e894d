/** An expected failure at an edge (a link, a file, a flag), with one line for a person. */
export interface Failure {
  readonly ok: false;
  /** One line: what is wrong, where, and what was expected. */
  readonly error: string;
}

export interface Success<T> {
  readonly ok: true;
  readonly value: T;
}

export type Result<T> = Success<T> | Failure;

export function ok<T>(value: T): Success<T> {
  return { ok: true, value };
}

export function fail(error: string): Failure {
  return { ok: false, error };
}
