import { useEffect, useState } from 'react';
import { usePage } from '../state/context.ts';
import { inOneBreath, newsBetween } from '../state/news.ts';
import type { Heard, News } from '../state/news.ts';

/** Between two polite sentences: a screen reader must be able to end one. */
const BREATH_MS = 2_000;

/** Tells elections, leaders, commands, violations and the end to those who do not see them. Takes no place. */
export function Announcer() {
  const { store } = usePage();
  const [polite, setPolite] = useState('');
  const [urgent, setUrgent] = useState('');
  useEffect(() => {
    let before: Heard | null = null;
    let run = store.getState().doc;
    let waiting: News[] = [];
    let timer: ReturnType<typeof setTimeout> | null = null;
    const speak = () => {
      timer = null;
      if (waiting.length === 0) return;
      setPolite(inOneBreath(waiting));
      waiting = [];
      timer = setTimeout(speak, BREATH_MS);
    };
    const stop = store.subscribe(({ shown, marks, doc }) => {
      if (shown === null || shown === before?.frame) return;
      const after: Heard = { frame: shown, marks };
      // Another run is not a later picture of this one.
      const news = before === null || doc !== run ? [] : newsBetween(before, after);
      before = after;
      run = doc;
      const now = news.filter((one) => one.urgent);
      if (now.length > 0) setUrgent(inOneBreath(now));
      waiting.push(...news.filter((one) => !one.urgent));
      if (timer === null) speak();
    });
    return () => {
      stop();
      if (timer !== null) clearTimeout(timer);
    };
  }, [store]);
  return (
    <div className="sr-only">
      <p aria-live="polite" data-live="polite">
        {polite}
      </p>
      <p aria-live="assertive" data-live="assertive">
        {urgent}
      </p>
    </div>
  );
}
