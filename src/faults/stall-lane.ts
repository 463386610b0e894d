import { regionTag } from '../model/effect.ts';
import type { FaultKind, FaultParams } from './fault.ts';
import { checkParams, choiceParam, numberOf, numberParam, processParam, textOf } from './fault.ts';

/** The workers of a store. Those of `scan` are several, and stop together. */
const LANES = ['apply', 'cdc', 'scan', 'check-leader', 'storage', 'snapshot'];

const params = [
  processParam('process', 'a store'),
  choiceParam('lane', 'which worker', LANES, 'apply'),
  numberParam('region', 'only the work of this Region; 0 for all', 0, 0, 1_000_000_000),
];

export const stallLane: FaultKind = {
  id: 'stall-lane',
  about:
    'Stops a worker of a store, for all or for one Region: stamped writes are not proposed, what was committed is not applied, applied writes do not reach the captures, scans stand still, or questions who leads are not answered.',
  source: 'facts cdc 8.3, 12.17, 12.21 (tikv#19768)',
  params,
  example: { process: 'store-1', lane: 'apply' },
  check: (given) => checkParams('stall-lane', params, given),
  words: (given) =>
    `the ${textOf(given, 'lane')} worker of ${textOf(given, 'process')} stands still${whose(given)}`,
  effects: (given) => {
    const region = numberOf(given, 'region');
    const effect = {
      type: 'lane-stalled',
      process: textOf(given, 'process'),
      lane: textOf(given, 'lane'),
    } as const;
    return [region === 0 ? effect : { ...effect, tag: regionTag(region) }];
  },
};

function whose(given: FaultParams): string {
  const region = numberOf(given, 'region');
  return region === 0 ? '' : ` for Region ${region}`;
}
