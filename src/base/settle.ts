/**
 * Something whose layout tells of its past, and not only of what it holds, settles before it is written down: two states that
 * mean nearly the same are then nearly the same bytes. What it means must not change.
 */
export const SETTLE = Symbol('settle');

export interface Settling {
  [SETTLE](): void;
}
