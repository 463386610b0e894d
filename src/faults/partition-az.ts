import type { Effect } from '../model/effect.ts';
import type { FaultKind } from './fault.ts';
import { azParam, checkParams, textOf } from './fault.ts';

const params = [azParam('az', 'the zone that is cut off')];

/** A zone can still talk within itself, and to nobody else. */
export const partitionAz: FaultKind = {
  id: 'partition-az',
  about: 'Cuts a zone off from all others; inside it everything still works.',
  source: 'facts cdc 8.3',
  params,
  example: { az: 'az-1' },
  check: (given) => checkParams('partition-az', params, given),
  words: (given) => `zone ${textOf(given, 'az')} is cut off from the others`,
  effects: (given, world) => {
    const az = textOf(given, 'az');
    return world.azs
      .filter((other) => other !== az)
      .flatMap((other): Effect[] => [
        { type: 'link-cut', from: `az:${az}`, to: `az:${other}` },
        { type: 'link-cut', from: `az:${other}`, to: `az:${az}` },
      ]);
  },
};
