import { useEffect, useState } from 'react';
import { useUi } from '../state/context.ts';

/** A run that stands still shows everything soon, too. */
const AT_LATEST_MS = 2_000;

/**
 * True once a Region has had a leader, or a little later: what is not needed for the first picture is fetched from then
 * on, so that it does not stand in its way.
 */
export function useBegun(): boolean {
  const led = useUi((state) => state.frame?.peers.some(({ role }) => role === 'leader') ?? false);
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (late) return;
    // What has been fetched stays, also when the leaders go.
    const timer = setTimeout(() => setLate(true), led ? 0 : AT_LATEST_MS);
    return () => clearTimeout(timer);
  }, [led, late]);
  return led || late;
}
