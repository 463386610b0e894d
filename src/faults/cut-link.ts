import type { FaultKind } from './fault.ts';
import { checkParams } from './fault.ts';
import { linkParams, linkWords, onLink } from './link.ts';

const params = linkParams();

/** Nothing passes; with `ways=one` an asymmetric partition. */
export const cutLink: FaultKind = {
  id: 'cut-link',
  about: 'Cuts the connection between two processes or zones, both ways or one way.',
  source: 'facts cdc 8.3',
  params,
  example: { from: 'store-1', to: 'store-2' },
  check: (given) => checkParams('cut-link', params, given),
  words: (given) => `nothing passes ${linkWords(given)}`,
  effects: (given) => onLink(given, (from, to) => ({ type: 'link-cut', from, to })),
};
