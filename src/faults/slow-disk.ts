import { formatDuration } from '../model/time.ts';
import type { FaultKind } from './fault.ts';
import { checkParams, durationParam, numberOf, processParam, textOf } from './fault.ts';

/** 20 ms: what an overloaded cloud volume gives (facts cdc 7.6). */
const params = [
  processParam('process', 'whose disk'),
  durationParam('addUs', 'extra time of each fsync', 20_000),
];

export const slowDisk: FaultKind = {
  id: 'slow-disk',
  about: 'Makes every fsync of a process take longer.',
  source: 'facts cdc 7.6, 8.3',
  params,
  example: { process: 'store-1', addUs: 20_000 },
  check: (given) => checkParams('slow-disk', params, given),
  words: (given) =>
    `every fsync of ${textOf(given, 'process')} takes ${formatDuration(numberOf(given, 'addUs'))} longer`,
  effects: (given) => [
    { type: 'disk-slow', process: textOf(given, 'process'), addUs: numberOf(given, 'addUs') },
  ],
};
