import { lazy } from 'react';
import type { ComponentType } from 'react';

/** What has been put off and not been fetched yet. */
const awaited: (() => Promise<unknown>)[] = [];

/**
 * A part of the page that the first picture does without. It is fetched when it is first shown, or before, once the page has
 * nothing better to do ({@link fetchAhead}), so that nobody waits for it after a click.
 */
export function late<P extends object>(load: () => Promise<ComponentType<P>>) {
  awaited.push(load);
  return lazy(async () => ({ default: await load() }));
}

/** Fetches the next of what was put off; false when nothing is left. */
export async function fetchAhead(): Promise<boolean> {
  const load = awaited.shift();
  // Whoever shows it tells of a fetch that fails.
  await load?.().catch(() => undefined);
  return awaited.length > 0;
}
