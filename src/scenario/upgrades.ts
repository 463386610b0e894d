import type { Result } from '../base/result.ts';
import { fail, ok } from '../base/result.ts';
import { show } from './schema-parts.ts';

/** The version of documents and links that this Raftide writes. */
export const DOCUMENT_VERSION = 1;

/**
 * `upgraders[i]` turns a sparse document of version i + 1 into one of version i + 2. Documents on disk and in links
 * keep opening for ever: an upgrader is never changed, a new one is appended. None is needed yet.
 */
export const upgraders: readonly Upgrader[] = [];

export type Upgrader = (document: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/** Brings a sparse document of any earlier version up to `current`. The input is left as it was. */
export function upgrade(
  document: Readonly<Record<string, unknown>>,
  steps: readonly Upgrader[] = upgraders,
  current: number = DOCUMENT_VERSION,
): Result<Record<string, unknown>> {
  const { v } = document;
  if (typeof v !== 'number' || !Number.isInteger(v) || v < 1)
    return fail(`v: expected the document version ${current}, got ${show(v)}`);
  if (v > current)
    return fail(`v: made by a newer Raftide (version ${v}); this one reads up to version ${current}`);
  let upgraded: Record<string, unknown> = { ...document };
  for (let version = v; version < current; version++) {
    const step = steps[version - 1];
    if (step === undefined) return fail(`v: no way from version ${version} to ${version + 1}`);
    upgraded = { ...step(upgraded), v: version + 1 };
  }
  return ok(upgraded);
}
