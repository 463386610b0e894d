import { US_PER_S } from '../../model/time.ts';
import { BARE_CONFIG, CAPTURED, traffic } from './captured.ts';
import { story } from './story.ts';

/** Facts B-23, 3.6.7. */
export const silentStore = story({
  id: 'silent-store',
  title: 'One silent store',
  shows:
    'Store 3 stands still. It answers no CheckLeader, but two of three stores are a quorum, so a round ends as soon as they have answered. ' +
    'Older stores waited for everybody, and one dead store delayed the resolved ts of all Regions by the time-out of 5 seconds.',
  seed: 6,
  cluster: CAPTURED,
  config: { ...BARE_CONFIG, cdc: { ...BARE_CONFIG.cdc, checkLeaderTimeoutUs: 5 * US_PER_S } },
  workload: [traffic({ endAtUs: 12 * US_PER_S })],
  commands: [{ at: 2 * US_PER_S, do: 'pause', process: 'store-3' }],
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'Three stores hold the Region; store 1 leads.' },
    {
      id: 'silent',
      on: { at: 2 * US_PER_S },
      caption: 'Store 3 stops. Writes go on with the other two; the resolved ts does, too.',
    },
    {
      id: 'later',
      on: { at: 8 * US_PER_S },
      caption: 'Six seconds later nobody has missed it. Region and changefeed are as fresh as before.',
    },
  ],
  untilUs: 13 * US_PER_S,
  rate: 0.5,
});
