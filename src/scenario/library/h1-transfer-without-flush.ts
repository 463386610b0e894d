import { ms, olderCacheStory } from './timestamps-setup.ts';

/** H1 (facts cdc 1.9; B-09 for caches). */
export const h1TransferWithoutFlush = olderCacheStory({
  id: 'h1-transfer-without-flush',
  title: 'Leadership moves to a store with older timestamps',
  shows:
    'Store 2 takes over Region 1 while its cached timestamps are older than those that store 1 has used. It must throw them away first (R-FLUSH-LEADER); otherwise the second write of a gets the smaller timestamp and a read still finds the first.',
  then: [
    { at: ms(3_100), do: 'transferLeader', region: 1, store: 2 },
    { at: ms(3_300), do: 'put', key: 'a', value: 'v2' },
    { at: ms(3_500), do: 'get', key: 'a' },
  ],
  beats: [
    {
      id: 'beat-3',
      on: { kind: 'raft.transfer-started', nth: 1, region: 1 },
      caption: 'Leadership of Region 1 goes to store 2.',
    },
    {
      id: 'beat-4',
      on: { kind: 'client.acked', nth: 3 },
      caption: 'The read is answered: it must see the second write.',
    },
  ],
});
