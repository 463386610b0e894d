import { formatDuration } from '../model/time.ts';
import type { FaultKind } from './fault.ts';
import { checkParams, durationParam, numberOf } from './fault.ts';
import { linkParams, linkWords, onLink } from './link.ts';

/** 20 ms one way: the leased line between two distant cities. */
const params = [...linkParams(), durationParam('addUs', 'extra latency of each message', 20_000)];

export const slowLink: FaultKind = {
  id: 'slow-link',
  about: 'Adds latency to every message between two processes or zones.',
  source: 'facts cdc 7.5, 8.3',
  params,
  example: { from: 'az:az-1', to: 'az:az-2', addUs: 20_000 },
  check: (given) => checkParams('slow-link', params, given),
  words: (given) => `${linkWords(given)} is slower by ${formatDuration(numberOf(given, 'addUs'))}`,
  effects: (given) =>
    onLink(given, (from, to) => ({ type: 'link-slow', from, to, addUs: numberOf(given, 'addUs') })),
};
