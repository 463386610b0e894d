import { CAPTURED } from './captured.ts';
import { ms, timestampStory } from './timestamps-setup.ts';

/** H4b, exhibit 12.4b (facts cdc B-04). */
export const h4bStampedThenDeposed = timestampStory({
  id: 'h4b-stamped-then-deposed',
  title: 'Stamped in one reign, proposed in another',
  shows:
    'A write is stamped on store 1 and gets stuck before it is proposed. Leadership goes to store 2 and back, and store 2 has promised that no older write will follow. The old write must be refused (R-TERM-CHECK): no client would notice it, but the resolved ts was broken.',
  cluster: CAPTURED,
  untilUs: ms(7_000),
  commands: [
    {
      at: ms(3_000),
      do: 'fault',
      id: 'busy',
      fault: 'stall-lane',
      with: { process: 'store-1', lane: 'storage', region: 1 },
    },
    { at: ms(3_050), do: 'put', key: 'a', value: 'v1', store: 1 },
    { at: ms(3_100), do: 'transferLeader', region: 1, store: 2 },
    { at: ms(3_400), do: 'put', key: 'a', value: 'v2', store: 2 },
    { at: ms(5_000), do: 'transferLeader', region: 1, store: 1 },
    { at: ms(5_500), do: 'heal', id: 'busy' },
  ],
  beats: [
    { id: 'beat-1', on: { at: 0 }, caption: 'Three stores, and a capture that follows both Regions.' },
    {
      id: 'beat-2',
      on: { kind: 'command.applied', nth: 2 },
      caption: 'A write of a is stamped on store 1 and waits: the storage worker is busy.',
    },
    {
      id: 'beat-3',
      on: { kind: 'raft.transfer-started', nth: 1, region: 1 },
      caption: 'Store 2 takes over and promises with its resolved ts that nothing older will come.',
    },
    {
      id: 'beat-4',
      on: { kind: 'raft.transfer-started', nth: 2, region: 1 },
      caption: 'Store 1 leads again, two terms later, and the old write wakes up.',
    },
  ],
});
