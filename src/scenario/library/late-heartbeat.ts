import { at, drill, DRILL_LOAD, release } from './drill.ts';

/** Facts cdc B-39 (etcd#20418): a leader is stopped, and an old answer to its heartbeat arrives late. */
export const lateHeartbeat = drill({
  id: 'late-heartbeat',
  title: 'An old answer confirms a new read',
  shows:
    'Store 1 asks the others whether it still leads, for a read. Store 2 answers at once, store 3’s answer is long under way. Store 1 stops; the others elect a leader and write. When it goes on, a new read is waiting for it, and then the old answer arrives. It belongs to the first read and must not be taken for the second.',
  cluster: { clients: 2 },
  commands: [
    {
      at: at(1.5),
      do: 'fault',
      id: 'late-3',
      fault: 'slow-link',
      with: { from: 'store-3', to: 'store-1', ways: 'one', addUs: at(4) },
    },
    { at: at(2.1), do: 'get', key: 'aa-t000k0000' },
    { at: at(2.2), do: 'pause', process: 'store-1' },
    {
      at: at(2.2),
      do: 'fault',
      id: 'cut-2',
      fault: 'cut-link',
      with: { from: 'store-1', to: 'store-2' },
    },
    { at: at(5.6), do: 'get', key: 'aa-t000k0000' },
    { at: at(6.3), do: 'resume', process: 'store-1' },
    release(7.5, 'cut-2'),
    release(7.5, 'late-3'),
  ],
  workload: [
    // The first client reads when it is told to; the other begins when there is a new leader.
    { ...DRILL_LOAD, id: 'idle', threads: 1, keys: 1, startAtUs: at(10), endAtUs: at(10.1) },
    {
      ...DRILL_LOAD,
      id: 'writer',
      threads: 1,
      keys: 1,
      readPercent: 0,
      startAtUs: at(4),
      endAtUs: at(5.2),
      thinkUs: at(0.2),
    },
  ],
  untilUs: at(12),
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'Region 1 is led from store 1.' },
    {
      id: 'paused',
      on: { kind: 'process.paused', nth: 1 },
      caption: 'A read was confirmed by store 2. Store 3’s answer is still on its way when store 1 stops.',
    },
    {
      id: 'written',
      on: { kind: 'client.acked', nth: 2, process: 'client-2' },
      caption: 'Another store leads and takes writes. A second read goes to store 1, by an old route.',
    },
    {
      id: 'resumed',
      on: { kind: 'process.resumed', nth: 1 },
      caption: 'Store 1 takes the read, then the old answer. It knows that it belongs to another read.',
    },
  ],
});
