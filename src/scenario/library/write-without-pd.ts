import { US_PER_S } from '../../model/time.ts';
import { WATCHABLE_CONFIG } from '../defaults.ts';
import { at, drill, DRILL_LOAD } from './drill.ts';

/** Facts cdc 1.4.3, B-07. */
export const writeWithoutPd = drill({
  id: 'write-without-pd',
  title: 'Writing while PD is away',
  shows:
    'PD is gone for less than half a second in the middle of many writes. Each store has timestamps cached for a second ahead, in several batches, so nobody notices. ' +
    'Without R-BATCH-LIST it has what one renewal brought: that is used up at once, and writes are refused as ServerIsBusy.',
  config: {
    ...WATCHABLE_CONFIG,
    causalTs: { ...WATCHABLE_CONFIG.causalTs, allocAheadUs: 1 * US_PER_S },
    ticdc: { ...WATCHABLE_CONFIG.ticdc, safeIntervalUs: 1 * US_PER_S },
  },
  workload: [
    {
      ...DRILL_LOAD,
      threads: 16,
      keys: 200,
      readPercent: 0,
      thinkUs: 1_000,
      startAtUs: at(1),
      endAtUs: at(2.2),
    },
  ],
  commands: [
    { at: at(1.7), do: 'kill', process: 'pd-1' },
    { at: at(2.1), do: 'restart', process: 'pd-1' },
  ],
  untilUs: at(2.6),
  rate: 0.05,
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'Two Regions on three stores; PD grants timestamps in batches.' },
    {
      id: 'busy',
      on: { at: at(1.1) },
      caption: 'Sixteen threads write. Batches grow with use: what a second needs is kept cached.',
    },
    {
      id: 'gone',
      on: { kind: 'process.crashed', nth: 1 },
      caption: 'PD is gone. Stores go on writing with what they have.',
    },
    { id: 'back', on: { at: at(2.1) }, caption: 'PD is back before the cache is empty.' },
  ],
});
