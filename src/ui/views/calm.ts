import { useRef } from 'react';
import { useUi } from '../state/context.ts';

/** Names of things are read, not watched: while the run plays they change at most this often. */
const CALM_MS = 500;

/** `value`, but while the run plays a new one at most twice a second; paused, always the present one. */
export function useCalm<T>(value: T): T {
  const playing = useUi((state) => state.playing);
  const kept = useRef({ value, since: -Infinity });
  const now = performance.now();
  if (!playing || now - kept.current.since >= CALM_MS) kept.current = { value, since: now };
  return kept.current.value;
}
