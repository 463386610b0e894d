import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { BARE_CONFIG, CAPTURED, traffic } from './captured.ts';
import { story } from './story.ts';

/** Facts B-21, 3.3.6. */
export const scanMeetsSplit = story({
  id: 'scan-meets-split',
  title: 'A split in the middle of a scan',
  shows:
    'A changefeed starts late and its scan is slow. Before it is through, the Region is split: the subscription ends with EpochNotMatch, and the ' +
    'scan must end with it. Nothing may follow an error, or the capture could take an old scan for a new one.',
  seed: 8,
  cluster: {
    ...CAPTURED,
    changefeeds: [{ id: 'cf-1', atUs: 2 * US_PER_S, startKey: '', endKey: '', spans: 1 }],
  },
  config: { ...BARE_CONFIG, cdc: { ...BARE_CONFIG.cdc, scanBytesPerS: 5_000 } },
  // Nothing is written at the moment of the split: a write behind it in the log is refused, which ends the subscription too.
  workload: [
    traffic({ id: 'before', endAtUs: 3_400 * US_PER_MS }),
    traffic({ id: 'after', startAtUs: 3_700 * US_PER_MS, endAtUs: 5 * US_PER_S }),
  ],
  commands: [{ at: 3_600 * US_PER_MS, do: 'splitRegion', region: 1, key: 'm' }],
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'Writes, and nobody who captures them yet.' },
    {
      id: 'subscribed',
      on: { kind: 'cdc.subscribed', nth: 1 },
      caption: 'The changefeed subscribes; the scan begins.',
    },
    {
      id: 'error',
      on: { kind: 'cdc.error', nth: 1 },
      caption:
        'The split ends the subscription in the order of the log: what came before it is sent, then EpochNotMatch, then nothing.',
    },
    {
      id: 'again',
      on: { kind: 'cdc.initialized', nth: 1 },
      caption: 'The capture has subscribed to both halves and scans again.',
    },
  ],
  untilUs: 12 * US_PER_S,
  stopWhenDrained: true,
  rate: 0.3,
});
