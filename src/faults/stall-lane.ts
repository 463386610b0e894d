import type { FaultKind } from './fault.ts';
import { checkParams, choiceParam, processParam, textOf } from './fault.ts';

const params = [
  processParam('process', 'a store'),
  choiceParam('lane', 'which worker', ['apply', 'cdc'], 'apply'),
];

export const stallLane: FaultKind = {
  id: 'stall-lane',
  about:
    'Stops a worker of a store: what was committed is not applied, or applied writes do not reach the captures.',
  source: 'facts cdc 8.3 (tikv#19768)',
  params,
  example: { process: 'store-1', lane: 'apply' },
  check: (given) => checkParams('stall-lane', params, given),
  words: (given) => `the ${textOf(given, 'lane')} worker of ${textOf(given, 'process')} stands still`,
  effects: (given) => [
    { type: 'lane-stalled', process: textOf(given, 'process'), lane: textOf(given, 'lane') },
  ],
};
