import { fail, ok, type Result } from '../../base/result.ts';
import type { ConfChangeSingle, ConfChangeType } from '../types.ts';

const TYPES: Readonly<Record<string, ConfChangeType>> = {
  v: 'add-node',
  l: 'add-learner-node',
  r: 'remove-node',
  u: 'update-node',
};

/** Reads changes written as `v1 l2 r3 u4`. */
export function parseChanges(text: string): Result<readonly ConfChangeSingle[]> {
  const changes: ConfChangeSingle[] = [];
  for (const word of text.split(/\s+/)) {
    if (word === '') continue;
    if (word.length < 2) return fail(`unknown token ${word}`);
    const match = /^([a-z])(\d+)$/.exec(word);
    const type = match === null ? undefined : TYPES[match[1] as string];
    if (match === null || type === undefined) return fail(`unknown input: ${word}`);
    changes.push({ type, nodeId: Number(match[2]) });
  }
  return ok(changes);
}
