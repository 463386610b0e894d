import { OLDER_CACHE_BEATS, cutFromPd, healLine, ms, timestampStory } from './timestamps-setup.ts';

/** H4a, exhibit 12.4a (facts cdc B-04). */
export const h4aStampedBeforeElected = timestampStory({
  id: 'h4a-stamped-before-elected',
  title: 'Stamped by a follower, proposed by a leader',
  shows:
    'A client sends a write to store 2 before that store leads. It must be turned away (R-SYNC-GATE): in TiKV 6.3 the storage layer stamped it from its old cache without asking who leads, and the raftstore took it once the store had been elected.',
  commands: [
    cutFromPd(2),
    { at: ms(3_000), do: 'put', key: 'a', value: 'v1' },
    {
      at: ms(3_010),
      do: 'fault',
      id: 'busy',
      fault: 'stall-lane',
      with: { process: 'store-2', lane: 'storage' },
    },
    { at: ms(3_020), do: 'put', key: 'a', value: 'v2', store: 2 },
    healLine(2, ms(3_050)),
    { at: ms(3_100), do: 'transferLeader', region: 1, store: 2 },
    { at: ms(3_500), do: 'heal', id: 'busy' },
    { at: ms(3_900), do: 'get', key: 'a' },
  ],
  beats: [
    ...OLDER_CACHE_BEATS,
    {
      id: 'beat-3',
      on: { kind: 'command.applied', nth: 4 },
      caption:
        'A second write of a goes to store 2, which does not lead yet and whose storage worker is busy.',
    },
    {
      id: 'beat-4',
      on: { kind: 'raft.role-changed', nth: 4, region: 1, process: 'store-2' },
      caption: 'Now store 2 is elected. What it stamped before must not count.',
    },
  ],
});
