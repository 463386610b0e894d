import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { BARE_CONFIG, CAPTURED, traffic } from './captured.ts';
import { story } from './story.ts';

/** Facts 12.16, B-59: tiflow#9344, #9440, ticdc#6045. */
export const zombieWriter = story({
  id: 'zombie-writer',
  title: 'A capture that wakes up too late',
  shows:
    'Capture A stands still for longer than its lease, with sorted rows in its memory. Its span goes to capture B, which passes them by. Then A wakes up and ' +
    'writes what it had in hand before it learns that it is nobody any more: old values over new ones. The real systems have no rule against this. Here the recovery ' +
    'cluster refuses whoever comes with an older token; switch R-FENCE off to see the damage, or set config.ticdc.fence to leaseWait for the other remedy.',
  seed: 14,
  cluster: { ...CAPTURED, captures: [{ az: 'az-1' }, { az: 'az-2' }] },
  // Many rows are sorted at once, and leave in many batches: when the capture stops, most of them are in its hands.
  config: { ...BARE_CONFIG, cdc: { ...BARE_CONFIG.cdc, minTsIntervalUs: 800 * US_PER_MS } },
  rules: { off: [], on: ['R-FENCE'] },
  workload: [traffic({ endAtUs: 8 * US_PER_S, keys: 16 })],
  commands: [
    { at: 2_415 * US_PER_MS, do: 'pause', process: 'capture-a' },
    { at: 8_500 * US_PER_MS, do: 'resume', process: 'capture-a' },
  ],
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'Capture A has the span and writes it; capture B stands by.' },
    {
      id: 'paused',
      on: { at: 2_415 * US_PER_MS },
      caption:
        'Capture A stands still, with rows sorted and not yet sent. Nobody knows; the checkpoint waits.',
    },
    {
      id: 'gone',
      on: { kind: 'etcd.lease-expired', nth: 1 },
      caption: 'Its lease is over. Capture B starts from the checkpoint and writes newer values.',
    },
    {
      id: 'awake',
      on: { at: 8_500 * US_PER_MS },
      caption: 'Capture A goes on where it stood. What it sends now is old; only a fence keeps it out.',
    },
  ],
  untilUs: 14 * US_PER_S,
  stopWhenDrained: true,
  rate: 0.4,
});
