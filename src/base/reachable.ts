import { Shared } from './shared.ts';

/** Every object and function that can be reached, but nothing behind a `Shared` one. */
export function reachable(root: object): Set<unknown> {
  const found = new Set<unknown>();
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || found.has(value))
      continue;
    found.add(value);
    if (value instanceof Shared || typeof value === 'function' || ArrayBuffer.isView(value)) continue;
    if (value instanceof Map) for (const [key, held] of value) waiting.push(key, held);
    else if (value instanceof Set) for (const held of value) waiting.push(held);
    else waiting.push(...Object.values(value));
  }
  return found;
}
