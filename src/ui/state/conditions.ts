import type { Result } from '../../base/result.ts';
import { fail, ok } from '../../base/result.ts';
import type { RunCondition, WatchedLag } from '../../model/condition.ts';
import { parseDuration, US_PER_MS } from '../../model/time.ts';
import { say } from '../strings/index.ts';

export const LAGS: readonly WatchedLag[] = ['write', 'resolved-ts', 'checkpoint'];

/**
 * A condition from text: `leader`, `leader region=3`, `violation`, `lag checkpoint 500ms`, `log split`. One line of
 * failure for anything else.
 */
export function parseCondition(text: string): Result<RunCondition> {
  const [word = '', ...rest] = text.trim().split(/\s+/);
  const tail = rest.join(' ');
  switch (word) {
    case 'leader': {
      const match = /^(?:region=(\d{1,9}))?$/.exec(tail);
      if (match !== null)
        return ok({ on: 'leader', region: match[1] === undefined ? null : Number(match[1]) });
      break;
    }
    case 'violation':
      if (tail === '') return ok({ on: 'violation' });
      break;
    case 'caption':
      if (tail === '') return ok({ on: 'caption' });
      break;
    case 'lag': {
      const of = LAGS.find((lag) => lag === rest[0]);
      const aboveUs = parseDuration(rest[1] ?? '');
      if (of !== undefined && aboveUs !== null && rest.length === 2)
        return ok({ on: 'lag', of, aboveMs: aboveUs / US_PER_MS });
      break;
    }
    case 'log':
      if (tail !== '') return ok({ on: 'log', words: tail });
      break;
  }
  return fail(say.until.unknown(text));
}

/** The same as text again; things of a selection have none. */
export function conditionText(condition: RunCondition): string {
  switch (condition.on) {
    case 'leader':
      return condition.region === null ? 'leader' : `leader region=${condition.region}`;
    case 'violation':
    case 'caption':
      return condition.on;
    case 'lag':
      return `lag ${condition.of} ${condition.aboveMs}ms`;
    case 'log':
      return `log ${condition.words}`;
    case 'thing':
      return '';
  }
}
