import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { BARE_CONFIG, CAPTURED, traffic } from './captured.ts';
import { story } from './story.ts';

/** Facts 12.9, B-28: tikv#12262. */
export const twoFeeds = story({
  id: 'two-feeds',
  title: 'Two changefeeds on one Region',
  shows:
    'Two changefeeds subscribe to the same Region and scan slowly. The second one is paused before its scan is through. The store must go on observing the Region for ' +
    'the first; an older store stopped for everybody, and the first changefeed lost all that followed while its resolved ts rose as if nothing had happened.',
  seed: 15,
  cluster: {
    ...CAPTURED,
    changefeeds: [
      { id: 'cf-1', atUs: 1_500 * US_PER_MS, startKey: '', endKey: '', spans: 1 },
      { id: 'cf-2', atUs: 1_500 * US_PER_MS, startKey: '', endKey: '', spans: 1 },
    ],
  },
  config: { ...BARE_CONFIG, cdc: { ...BARE_CONFIG.cdc, scanBytesPerS: 6_000 } },
  workload: [traffic({ endAtUs: 6 * US_PER_S })],
  commands: [{ at: 3_400 * US_PER_MS, do: 'pauseChangefeed', changefeed: 'cf-2' }],
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'Writes to one Region, before anybody captures them.' },
    {
      id: 'both',
      on: { kind: 'cdc.subscribed', nth: 2 },
      caption: 'Two changefeeds subscribe; their scans share the speed limit of the store.',
    },
    {
      id: 'paused',
      on: { kind: 'cdc.unsubscribed', nth: 1 },
      caption: 'The second one leaves in the middle of its scan. The first must not notice.',
    },
    {
      id: 'initialized',
      on: { kind: 'cdc.initialized', nth: 1 },
      caption: 'The scan of the first is through; from now on it streams.',
    },
  ],
  untilUs: 9 * US_PER_S,
  rate: 0.3,
});
