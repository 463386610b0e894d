import { useEffect, useRef, useState } from 'react';
import { useUi } from '../state/context.ts';

/** Names of things are read, not watched: while the run plays they change at most this often. */
const CALM_MS = 500;

/** `value`, but while the run plays a new one at most twice a second; paused, always the present one. */
export function useCalm<T>(value: T): T {
  const playing = useUi((state) => state.playing);
  const newest = useRef(value);
  const [calm, setCalm] = useState(value);
  useEffect(() => {
    newest.current = value;
  });
  useEffect(() => {
    if (!playing) return;
    const refresh = (): void => setCalm(newest.current);
    refresh();
    const timer = setInterval(refresh, CALM_MS);
    return () => clearInterval(timer);
  }, [playing]);
  return playing ? calm : value;
}
