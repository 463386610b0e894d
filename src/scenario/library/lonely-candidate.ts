import { at, drill } from './drill.ts';

/** Facts cdc 3.7.2: why a peer asks before it campaigns (Raft thesis §9.6). */
export const lonelyCandidate = drill({
  id: 'lonely-candidate',
  title: 'A store comes back from isolation',
  shows:
    'Store 3 is cut off for a while and hears of no leader. It asks whether it could win before it raises its term; nobody answers, so nothing happens when it is back.',
  commands: [
    { at: at(1), do: 'fault', id: 'away', fault: 'partition-az', with: { az: 'az-3' } },
    { at: at(10), do: 'heal', id: 'away' },
  ],
  untilUs: at(12),
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'Two Regions on three stores, one store in each zone.' },
    {
      id: 'asks',
      on: { kind: 'raft.role-changed', nth: 5, process: 'store-3' },
      caption: 'Store 3 is alone. Its peers are pre-candidates: they ask for votes without a new term.',
    },
    {
      id: 'back',
      on: { at: at(10) },
      caption: 'It is back and follows whoever leads, in the term in which it left.',
    },
  ],
});
