import { lazy } from 'react';
import type { ComponentType } from 'react';

/** What has been put off and not been fetched yet. */
const awaited: (() => Promise<unknown>)[] = [];

/**
 * A part of the page that the first picture does without. It is fetched when it is first shown, or before, once the page has
 * nothing better to do ({@link fetchWhenIdle}), so that nobody waits for it after a click.
 */
export function late<P extends object>(load: () => Promise<ComponentType<P>>) {
  awaited.push(load);
  return lazy(async () => ({ default: await load() }));
}

/** The browser's idle time; a test gives its own. */
interface Idle {
  request(work: () => void): number;
  cancel(id: number): void;
}

const PAGE_IDLE: Idle = {
  request: (work) => requestIdleCallback(work),
  cancel: (id) => cancelIdleCallback(id),
};

/** Fetches everything that was put off, one part each time the page is idle; gives how to leave off. */
export function fetchWhenIdle(idle: Idle = PAGE_IDLE): () => void {
  let over = false;
  let next = 0;
  const goOn = () => {
    next = idle.request(() => {
      void fetchAhead().then((more) => {
        // Left off while a part was on its way: nothing is asked for that nobody could cancel.
        if (more && !over) goOn();
      });
    });
  };
  goOn();
  return () => {
    over = true;
    idle.cancel(next);
  };
}

/** Fetches the next of what was put off; false when nothing is left. */
async function fetchAhead(): Promise<boolean> {
  const load = awaited.shift();
  // Whoever shows it tells of a fetch that fails.
  await load?.().catch(() => undefined);
  return awaited.length > 0;
}
