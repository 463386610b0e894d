import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { BARE_CONFIG, CAPTURED, traffic } from './captured.ts';
import { story } from './story.ts';

/** Facts 2.13, 4.14, I-W12. */
export const collectedTooEarly = story({
  id: 'collected-too-early',
  title: 'Deleted, and forgotten before anybody was told',
  shows:
    'Old versions are collected when they are older than two seconds: what a newer one has replaced, and deletes together with their mark. A changefeed is paused for longer than that. The owner keeps PD’s safe point below its ' +
    'checkpoint (R-GC-SAFEPOINT), so its scan finds every delete when it goes on. With the rule off the marks are gone, the scan sees nothing where a key was deleted, and the recovery cluster keeps it for ever. Set ' +
    'config.ticdc.gcTtlUs to 2s: then the wait is over before the changefeed goes on, and it fails with ErrGCTTLExceeded.',
  seed: 21,
  cluster: CAPTURED,
  /** Real clusters keep versions for ten minutes; here for two seconds, and everybody asks twice a second. */
  config: {
    ...BARE_CONFIG,
    pd: { ...BARE_CONFIG.pd, gcLifeTimeUs: 2 * US_PER_S, gcRunIntervalUs: 500 * US_PER_MS },
    store: { ...BARE_CONFIG.store, gcPollUs: 500 * US_PER_MS },
    ticdc: { ...BARE_CONFIG.ticdc, gcUpdateUs: 500 * US_PER_MS },
  },
  workload: [traffic({ endAtUs: 5 * US_PER_S, thinkUs: 60 * US_PER_MS })],
  commands: [
    { at: 3 * US_PER_S, do: 'pauseChangefeed', changefeed: 'cf-1' },
    { at: 8_500 * US_PER_MS, do: 'resumeChangefeed', changefeed: 'cf-1' },
  ],
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'Four threads put and delete forty-eight keys.' },
    {
      id: 'collected',
      on: { kind: 'gc.collected', nth: 1 },
      caption:
        'Two seconds have passed: PD lets the stores drop what was replaced or deleted before, as far as the changefeed has come.',
    },
    {
      id: 'paused',
      on: { at: 3 * US_PER_S },
      caption: 'The changefeed is paused. Its checkpoint stands still, and so must the safe point.',
    },
    {
      id: 'still',
      on: { at: 5 * US_PER_S },
      caption: 'The last writes are done. Many keys end with a delete.',
    },
    {
      id: 'resumed',
      on: { kind: 'cdc.subscribed', nth: 2 },
      caption: 'The changefeed goes on: its scan looks for all that happened since its checkpoint.',
    },
  ],
  untilUs: 12 * US_PER_S,
  stopWhenDrained: true,
  rate: 0.4,
});
