import type { EntityRef } from '../../model/frame.ts';

/**
 * What a person can do now, worked out from a frame alone, so that menus open at once. The engine has the last
 * word: what it refuses is said with its reason.
 */
export interface Offer {
  /** Action text, complete unless something is asked. */
  readonly command: string;
  readonly words: string;
  /** '' when it can be done now, else why not. */
  readonly impossible: string;
  /** Parameters still to be typed, appended as `name=value`. */
  readonly asks: readonly ('key' | 'value' | 'byUs')[];
  readonly about: readonly EntityRef[];
  readonly group: 'messages' | 'regions' | 'processes' | 'faults' | 'data';
}

export function offer(
  group: Offer['group'],
  command: string,
  words: string,
  impossible: string,
  about: readonly EntityRef[],
  asks: Offer['asks'] = [],
): Offer {
  return { group, command, words, impossible, about, asks };
}
