import { at, drill, release } from './drill.ts';
import { cutBetween, cutWay, slowWay } from './line-faults.ts';

/** Facts raft 8, 18: joint consensus. */
export const jointHalves = drill({
  id: 'joint-halves',
  title: 'Two memberships at once',
  shows:
    'A replica moves from store 3 to store 4. In between the old members (1, 2, 3) and the new ones (1, 2, 4) both count, and nothing is committed without a majority of each ' +
    '(R-JOINT-BOTH-HALVES). Stores 2 and 3 do not know yet that the change is committed, and are cut off from 1 and 4. If the new half alone were enough, 1 and 4 would answer ' +
    'a write while 2 and 3, a majority of the old members, elect a leader that has never heard of it.',
  workload: [],
  cluster: {
    stores: [{ az: 'az-1' }, { az: 'az-2' }, { az: 'az-3' }, { az: 'az-1' }],
    splitKeys: [],
  },
  commands: [
    { at: at(0.5), do: 'put', key: 'a', value: 'old' },
    slowWay(0.9, 'late-21', 2, 1, 750_000),
    { at: at(1), do: 'movePeer', region: 1, from: 3, to: 4 },
    cutBetween(1.03, 'no-3', 1, 3),
    // By now the change is on store 2, whose answer is under way.
    cutWay(1.7, 'no-2', 1, 2),
    { at: at(2.5), do: 'put', key: 'a', value: 'new' },
    { at: at(2.55), do: 'fault', id: 'parted', fault: 'partition-az', with: { az: 'az-1' } },
    release(5, 'parted'),
    release(5, 'no-2'),
    release(5, 'no-3'),
    release(5, 'late-21'),
    { at: at(7), do: 'get', key: 'a' },
  ],
  untilUs: at(8),
  beats: [
    {
      id: 'start',
      on: { at: 0 },
      caption: 'One Region on stores 1, 2 and 3. Store 4 stands in the zone of store 1.',
    },
    {
      id: 'moving',
      on: { kind: 'pd.operator-created', nth: 1 },
      caption: 'PD moves the replica of store 3 to store 4. What store 2 answers store 1 is late.',
    },
    {
      id: 'parted',
      on: { kind: 'fault.began', nth: 3 },
      caption:
        'Store 2 has the change to both memberships in its log, and its answer is on the way. That the change is committed it will not hear: from here on nothing comes from store 1, neither to it nor to store 3.',
    },
    {
      id: 'asked',
      on: { at: at(2.5) },
      caption:
        'Both memberships count now, as stores 1 and 4 know. A write comes to store 1. Stores 1 and 4 are two of the three new members, but store 1 alone is one of the three old ones.',
    },
    {
      id: 'healed',
      on: { at: at(5) },
      caption: 'All are together again. What was answered must still be there.',
    },
  ],
});
