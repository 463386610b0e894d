import { US_PER_MS } from '../../model/time.ts';
import { WATCHABLE_CONFIG } from '../defaults.ts';
import { at, drill, DRILL_LOAD } from './drill.ts';
import { cutBetween } from './line-faults.ts';

const TICK_US = 50 * US_PER_MS;

/** Facts cdc 3.7.2: a leader that nobody hears. */
export const deafLeader = drill({
  id: 'deaf-leader',
  title: 'A leader without its quorum steps down',
  shows:
    'Store 1 is cut off from the other stores but not from its clients. It must notice that no quorum answers and step down, or its clients wait for nothing while another store leads.',
  // Elections take half as long as elsewhere, so that what is long after one fits into the story.
  config: {
    ...WATCHABLE_CONFIG,
    raft: { ...WATCHABLE_CONFIG.raft, tickUs: TICK_US, leaderLeaseUs: 9 * TICK_US },
  },
  workload: [{ ...DRILL_LOAD, endAtUs: at(4) }],
  commands: [cutBetween(1.5, 'cut-2', 1, 2), cutBetween(1.5, 'cut-3', 1, 3)],
  untilUs: at(14),
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'Region 1 is led from store 1.' },
    {
      id: 'cut',
      on: { at: at(1.5) },
      caption: 'Store 1 hears from no other store any more. Its writes can no longer be committed.',
    },
    {
      id: 'down',
      on: { kind: 'raft.role-changed', nth: 4, region: 1, process: 'store-1' },
      caption: 'It has stepped down and sends its clients away; the others elect a leader.',
    },
  ],
});
