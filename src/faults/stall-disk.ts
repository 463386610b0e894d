import type { FaultKind } from './fault.ts';
import { checkParams, processParam, textOf } from './fault.ts';

const params = [processParam('process', 'whose disk')];

export const stallDisk: FaultKind = {
  id: 'stall-disk',
  about: 'Lets no fsync of a process complete; a crash meanwhile loses what was waiting.',
  source: 'facts cdc 7.6 (a 4 s stall), 8.3',
  params,
  example: { process: 'store-1' },
  check: (given) => checkParams('stall-disk', params, given),
  words: (given) => `the disk of ${textOf(given, 'process')} hangs`,
  effects: (given) => [{ type: 'disk-stalled', process: textOf(given, 'process') }],
};
