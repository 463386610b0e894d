import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { BARE_CONFIG, CAPTURED, traffic } from './captured.ts';
import { story } from './story.ts';

/** Facts 4.9.2: what the range lock of a client is for. */
export const mergeSubscribedTwice = story({
  id: 'merge-subscribed-twice',
  title: 'One Region, asked for twice',
  shows:
    'Region 1 is merged into Region 2 and both of their subscriptions end. Each leads the capture to the merged Region, so it would ask for it twice. A range that is subscribed is locked, and the second ' +
    'asks for nothing (R-RANGE-LOCK). Without the lock a second scan, slow and from a snapshot of before, tells old values of keys whose newer ones the first subscription has long told.',
  seed: 4,
  cluster: { ...CAPTURED, splitKeys: ['m'] },
  config: { ...BARE_CONFIG, cdc: { ...BARE_CONFIG.cdc, scanBytesPerS: 8_000 } },
  workload: [traffic({ endAtUs: 8 * US_PER_S, keys: 24, deletePercent: 0 })],
  commands: [{ at: 2_500 * US_PER_MS, do: 'mergeRegion', region: 1, target: 2 }],
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'Two Regions, each subscribed by the capture.' },
    {
      id: 'merged',
      on: { kind: 'region.merge-committed', nth: 1 },
      caption: 'Region 2 takes the keys of Region 1 over. Its own subscription ends with EpochNotMatch.',
    },
    {
      id: 'once',
      on: { kind: 'cdc.subscribed', nth: 3 },
      caption:
        'When both ranges are free, the merged Region is subscribed: once, from the older of the two checkpoints.',
    },
    {
      id: 'scanned',
      on: { kind: 'cdc.initialized', nth: 3 },
      caption: 'The scan is through, and the resolved ts goes on.',
    },
  ],
  untilUs: 14 * US_PER_S,
  stopWhenDrained: true,
  rate: 0.3,
});
