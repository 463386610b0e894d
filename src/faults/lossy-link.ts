import type { FaultKind } from './fault.ts';
import { checkParams, numberOf, numberParam } from './fault.ts';
import { linkParams, linkWords, onLink } from './link.ts';

/** One message in a hundred: with TCP beneath, loss for good shows as a reset of the connection. */
const params = [...linkParams(), numberParam('lossPpm', 'lost messages per million', 10_000, 1, 1_000_000)];

export const lossyLink: FaultKind = {
  id: 'lossy-link',
  about: 'Breaks the connection between two processes or zones again and again, at random.',
  source: 'facts cdc 7.5, 8.3',
  params,
  example: { from: 'store-1', to: 'store-2', lossPpm: 10_000 },
  check: (given) => checkParams('lossy-link', params, given),
  words: (given) => `${linkWords(given)} resets at ${numberOf(given, 'lossPpm')} of a million messages`,
  effects: (given) =>
    onLink(given, (from, to) => ({ type: 'link-lossy', from, to, lossPpm: numberOf(given, 'lossPpm') })),
};
