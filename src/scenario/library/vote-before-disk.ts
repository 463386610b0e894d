import { at, drill } from './drill.ts';

/** Facts raft 18; Raft, figure 2: term and vote are persistent state. */
export const voteBeforeDisk = drill({
  id: 'vote-before-disk',
  title: 'A vote that the disk never saw',
  shows:
    'Store 1 fails and store 2 asks store 3 for its vote, whose disk stands still: it decides, and says nothing until the decision is durable. Then store 3 loses power and forgets it. ' +
    'Without R-VOTE-AFTER-PERSIST it had said yes to store 2 and says yes to store 1 in the same term: two leaders.',
  commands: [
    { at: at(3), do: 'fault', id: 'disk', fault: 'stall-disk', with: { process: 'store-3' } },
    { at: at(3.2), do: 'kill', process: 'store-1' },
    { at: at(6), do: 'fault', id: 'away', fault: 'partition-az', with: { az: 'az-2' } },
    { at: at(6.05), do: 'kill', process: 'store-3' },
    { at: at(6.1), do: 'heal', id: 'disk' },
    { at: at(6.2), do: 'restart', process: 'store-3' },
    { at: at(6.2), do: 'restart', process: 'store-1' },
    { at: at(10), do: 'heal', id: 'away' },
  ],
  untilUs: at(12),
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'Two Regions on three stores, and a light load.' },
    {
      id: 'killed',
      on: { kind: 'process.crashed', nth: 1 },
      caption:
        'Store 1 fails while the disk of store 3 stands still. Store 2 campaigns and has only its own vote.',
    },
    {
      id: 'forgot',
      on: { kind: 'process.crashed', nth: 2 },
      caption: 'Store 3 loses power with its vote in memory; store 2 is cut off.',
    },
    {
      id: 'back',
      on: { kind: 'raft.recovered', nth: 1 },
      caption: 'Stores 1 and 3 are back and elect a leader, in a term in which nobody else leads.',
    },
    { id: 'healed', on: { kind: 'fault.healed', nth: 2 }, caption: 'Store 2 is back too and follows.' },
  ],
});
