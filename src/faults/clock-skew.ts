import { formatDuration } from '../model/time.ts';
import type { FaultKind } from './fault.ts';
import { checkParams, numberOf, numberParam, offsetParam, processParam, textOf } from './fault.ts';

/** Ordinary crystals drift by less than 100 ppm; 10 % is far beyond anything real. */
const params = [
  processParam('process', 'whose wall clock'),
  offsetParam('offsetUs', 'how far it is ahead (negative: behind)', 1_000_000),
  numberParam('driftPpm', 'how much it gains per million', 0, -100_000, 100_000),
];

export const clockSkew: FaultKind = {
  id: 'clock-skew',
  about: 'Sets the wall clock of a process wrong and lets it drift; its monotonic clock is not touched.',
  source: 'facts cdc 8.3, B-10',
  params,
  example: { process: 'pd-1', offsetUs: -2_000_000 },
  check: (given) => checkParams('clock-skew', params, given),
  words: (given) => {
    const offsetUs = numberOf(given, 'offsetUs');
    const driftPpm = numberOf(given, 'driftPpm');
    const wrong =
      offsetUs === 0 ? 'right' : `${formatDuration(Math.abs(offsetUs))} ${offsetUs > 0 ? 'ahead' : 'behind'}`;
    return `the clock of ${textOf(given, 'process')} is ${wrong}${driftPpm === 0 ? '' : ` and drifts by ${driftPpm} ppm`}`;
  },
  effects: (given) => [
    {
      type: 'clock-skew',
      process: textOf(given, 'process'),
      offsetUs: numberOf(given, 'offsetUs'),
      driftPpm: numberOf(given, 'driftPpm'),
    },
  ],
};
