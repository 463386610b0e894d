import { Shared } from './shared.ts';
import { NO_FIELDS } from './graph-tags.ts';
import type { Fields, INTEGER_ARRAYS, Integers } from './graph-tags.ts';
import { RecordList } from './record-list.ts';
import { Rng } from './rng.ts';
import type { Shape } from './shapes.ts';

/** So many times as many objects as one state has may be remembered, though they are gone. */
const GONE_MAX = 1.5;

/**
 * A state that is given up: what is read in its place may be made of its objects, each of them once unless it never changes. An
 * object in the same place is mostly of the same kind, and often the same.
 */
export class Former {
  /** For which state each was taken last: most are taken again and again, so the table stays as it is. */
  private taken = new Map<unknown, { state: number }>();
  private state = 0;
  private count = 0;

  /** What is in `common` belongs to other states too. */
  constructor(private readonly common: { has(value: unknown): boolean }) {}

  /** Everything may be taken once again. */
  begin(): void {
    if (this.taken.size > GONE_MAX * this.count) this.taken = new Map();
    this.state++;
    this.count = 0;
  }

  /** What was taken is not held any more. */
  forget(): void {
    this.taken = new Map();
  }

  /** An object of this shape to write to, or to go on with as it is where such objects never change; else null. */
  fields(value: unknown, { proto, keys, isFixed }: Shape): Fields | null {
    if (typeof value !== 'object' || value === null) return null;
    if (Object.getPrototypeOf(value) !== proto || !hasKeys(value, keys)) return null;
    return isFixed ? (value as Fields) : this.take(value as Fields);
  }

  /** What stands in its fields, for an object of another shape in its place. */
  fieldsOfOther(value: unknown): Readonly<Fields> {
    return typeof value === 'object' && value !== null && !(value instanceof Shared)
      ? (value as Fields)
      : NO_FIELDS;
  }

  list(value: unknown): unknown[] | null {
    return Array.isArray(value) ? this.take(value) : null;
  }

  emptyList(value: unknown): unknown[] | null {
    return Array.isArray(value) && value.length === 0 ? this.take(value) : null;
  }

  map(value: unknown): Map<unknown, unknown> | null {
    return value instanceof Map ? this.take(value as Map<unknown, unknown>) : null;
  }

  set(value: unknown): Set<unknown> | null {
    return value instanceof Set ? this.take(value as Set<unknown>) : null;
  }

  recordList(value: unknown): RecordList<object> | null {
    return value instanceof RecordList ? this.take(value as RecordList<object>) : null;
  }

  stream(value: unknown): Rng | null {
    return value instanceof Rng ? this.take(value) : null;
  }

  /** Nothing can freeze it, so it belongs to one state: what holds it copies it. */
  integers(value: unknown, kind: (typeof INTEGER_ARRAYS)[number], length: number): Integers | null {
    return value instanceof kind && value.length === length ? this.take(value) : null;
  }

  private take<T>(value: T): T | null {
    const mark = this.taken.get(value);
    if (mark === undefined) {
      if (value instanceof Shared || this.common.has(value)) return null;
      this.taken.set(value, { state: this.state });
    } else {
      if (mark.state === this.state) return null;
      mark.state = this.state;
    }
    this.count++;
    return value;
  }
}

function hasKeys(object: object, keys: readonly string[]): boolean {
  let i = 0;
  for (const key in object) if (key !== keys[i++]) return false;
  return i === keys.length;
}
