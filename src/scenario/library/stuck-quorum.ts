import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { BARE_CONFIG, CAPTURED, traffic } from './captured.ts';
import { story } from './story.ts';

/** Facts 12.17, B-24: tikv#19768, open. */
export const stuckQuorum = story({
  id: 'stuck-quorum',
  title: 'Writes commit, the resolved ts stands still',
  shows:
    'An open problem of the real store. Region 1 gets a fourth replica while store 2 cannot apply: it stays at the old epoch. Store 3 answers no CheckLeader. ' +
    'Every write still commits on three of four, but only stores 1 and 4 confirm the leader, and the resolved ts is stuck. Nothing looks broken except the ' +
    'lag. Handing the leadership to store 3 heals it.',
  seed: 11,
  cluster: { ...CAPTURED, stores: [{ az: 'az-1' }, { az: 'az-2' }, { az: 'az-3' }, { az: 'az-1' }] },
  config: BARE_CONFIG,
  workload: [traffic({ endAtUs: 11 * US_PER_S, thinkUs: 80 * US_PER_MS })],
  commands: [
    {
      at: 2 * US_PER_S,
      do: 'fault',
      id: 'slow-apply',
      fault: 'stall-lane',
      with: { process: 'store-2', lane: 'apply', region: 1 },
    },
    {
      at: 2 * US_PER_S,
      do: 'fault',
      id: 'deaf',
      fault: 'stall-lane',
      with: { process: 'store-3', lane: 'check-leader' },
    },
    { at: 2_200 * US_PER_MS, do: 'addPeer', region: 1, store: 4 },
    { at: 8 * US_PER_S, do: 'transferLeader', region: 1, store: 3 },
  ],
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'Three replicas; store 1 leads.' },
    {
      id: 'stalled',
      on: { at: 2 * US_PER_S },
      caption: 'Store 2 appends but does not apply, and the CheckLeader worker of store 3 stands still.',
    },
    {
      id: 'joined',
      on: { kind: 'pd.operator-finished', nth: 1 },
      caption:
        'Store 4 is a member now, and three of four are needed. Writes have them. The resolved ts does not: store 2 has the old epoch, store 3 is deaf.',
    },
    {
      id: 'transferred',
      on: { at: 8 * US_PER_S },
      caption:
        'Store 3 takes over. It needs no answer from itself: with stores 1 and 4 it has three, and the tide rises again.',
    },
  ],
  untilUs: 12 * US_PER_S,
  rate: 0.4,
});
