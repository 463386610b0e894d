import { at, drill } from './drill.ts';

/** Facts raft 18; Raft, figure 2: what an answer says must be on disk. */
export const ackBeforeDisk = drill({
  id: 'ack-before-disk',
  title: 'Two disks stand still, then the power fails',
  shows:
    'The disks of stores 2 and 3 stand still, so they acknowledge nothing, and nothing is committed. Then all three stores lose power and the first comes back last. Without R-ACK-AFTER-PERSIST the ' +
    'two followers had said yes to what they never wrote: store 1 told its clients so, and the next leader knows nothing of it.',
  commands: [
    { at: at(3), do: 'fault', id: 'disk-2', fault: 'stall-disk', with: { process: 'store-2' } },
    { at: at(3), do: 'fault', id: 'disk-3', fault: 'stall-disk', with: { process: 'store-3' } },
    { at: at(3.4), do: 'kill', process: 'store-2' },
    { at: at(3.4), do: 'kill', process: 'store-3' },
    { at: at(3.4), do: 'kill', process: 'store-1' },
    { at: at(3.5), do: 'heal', id: 'disk-2' },
    { at: at(3.5), do: 'heal', id: 'disk-3' },
    { at: at(3.6), do: 'restart', process: 'store-2' },
    { at: at(3.6), do: 'restart', process: 'store-3' },
    { at: at(7), do: 'restart', process: 'store-1' },
  ],
  untilUs: at(10),
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'Two Regions on three stores, and a light load.' },
    {
      id: 'stalled',
      on: { kind: 'fault.began', nth: 2 },
      caption: 'Two disks stand still. Appends wait in memory, and so does every client.',
    },
    {
      id: 'dark',
      on: { kind: 'process.crashed', nth: 3 },
      caption: 'The power fails. What was not flushed is gone; nobody was told that it was safe.',
    },
    {
      id: 'elected',
      on: { kind: 'raft.recovered', nth: 2 },
      caption: 'Stores 2 and 3 are a majority and elect leaders with what their disks hold.',
    },
    {
      id: 'last',
      on: { kind: 'raft.recovered', nth: 5 },
      caption: 'Store 1 is back last. It drops what was never committed.',
    },
  ],
});
