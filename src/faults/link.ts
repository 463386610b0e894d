import type { Effect } from '../model/effect.ts';
import type { FaultParam, FaultParams } from './fault.ts';
import { choiceParam, endpointParam, place, textOf } from './fault.ts';

/** What the faults of a link share: two ends and a direction. */
export function linkParams(): FaultParam[] {
  return [
    endpointParam('from', 'one end: a process, or a zone as az:az-1'),
    endpointParam('to', 'the other end'),
    choiceParam('ways', 'both ways, or only from → to', ['both', 'one'], 'both'),
  ];
}

/** `store-1 → zone az-2` or `store-1 ↔ zone az-2`. */
export function linkWords(params: FaultParams): string {
  const arrow = textOf(params, 'ways') === 'one' ? '→' : '↔';
  return `${place(textOf(params, 'from'))} ${arrow} ${place(textOf(params, 'to'))}`;
}

/** The effect in one or both directions. */
export function onLink(params: FaultParams, effect: (from: string, to: string) => Effect): Effect[] {
  const from = textOf(params, 'from');
  const to = textOf(params, 'to');
  return textOf(params, 'ways') === 'one' ? [effect(from, to)] : [effect(from, to), effect(to, from)];
}
