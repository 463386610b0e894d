import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { BARE_CONFIG, CAPTURED, traffic } from './captured.ts';
import { story } from './story.ts';

/** Facts 12.8, B-18. */
export const staleLeader = story({
  id: 'stale-leader',
  title: 'A leader that was left behind',
  shows:
    'Store 1 is cut off from the other stores and from the clients, but still hears PD and its capture. The others elect a new ' +
    'leader and write on; store 1 gets fresh timestamps and would call them resolved. It must ask first who still follows it: ' +
    'watch the resolved ts of Region 1 on store 1 stand still. CheckQuorum is off, so the old leader never notices by itself.',
  seed: 2,
  cluster: CAPTURED,
  config: {
    ...BARE_CONFIG,
    raft: { ...BARE_CONFIG.raft, checkQuorum: false },
    causalTs: { ...BARE_CONFIG.causalTs, allocAheadUs: 100 * US_PER_MS },
  },
  workload: [traffic({ endAtUs: 8 * US_PER_S })],
  commands: [
    {
      at: 2 * US_PER_S,
      do: 'fault',
      id: 'no-clients',
      fault: 'cut-link',
      with: { from: 'client-1', to: 'store-1' },
    },
    {
      at: 2_300 * US_PER_MS,
      do: 'fault',
      id: 'no-2',
      fault: 'cut-link',
      with: { from: 'store-1', to: 'store-2' },
    },
    {
      at: 2_300 * US_PER_MS,
      do: 'fault',
      id: 'no-3',
      fault: 'cut-link',
      with: { from: 'store-1', to: 'store-3' },
    },
    { at: 8_500 * US_PER_MS, do: 'heal', id: 'no-2' },
    { at: 8_500 * US_PER_MS, do: 'heal', id: 'no-3' },
    { at: 8_500 * US_PER_MS, do: 'heal', id: 'no-clients' },
  ],
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'Store 1 leads the Region; a capture reads its changes there.' },
    {
      id: 'cut',
      on: { at: 2_300 * US_PER_MS },
      caption: 'Store 1 can reach PD and the capture, but neither clients nor the other stores.',
    },
    {
      id: 'elected',
      on: { kind: 'raft.role-changed', nth: 11, region: 1 },
      caption:
        'The others wait for a heartbeat in vain and vote. Store 1 believes in itself, but each round it asks for a quorum and gets ' +
        'no answer: it publishes nothing.',
    },
    {
      id: 'healed',
      on: { at: 8_500 * US_PER_MS },
      caption: 'The links are back. Store 1 learns of the new term and tells its subscriber NotLeader.',
    },
  ],
  untilUs: 12 * US_PER_S,
  stopWhenDrained: true,
  rate: 0.3,
});
