import { at, drill, release } from './drill.ts';
import { lateOrder, ORDER_BEAT } from './late-order.ts';

/** Facts raft 3; Raft §5.4.1. */
export const incompleteLog = drill({
  id: 'incomplete-log',
  title: 'A candidate that missed something',
  shows:
    'Store 1 orders store 3 to take over, on a line that is slow. It gives the transfer up, leads on, and commits a write with store 2 of which store 3 has not heard yet. Then the order arrives, and store 3 ' +
    'asks for votes. Store 2 refuses a candidate whose log ends before its own (R-VOTE-LOG-CHECK); otherwise store 3 would lead without what a client was told is written.',
  seed: 8,
  workload: [],
  cluster: { splitKeys: [] },
  commands: [
    { at: at(0.5), do: 'put', key: 'a', value: 'first' },
    ...lateOrder,
    { at: at(2.8), do: 'put', key: 'a', value: 'second' },
    release(4, 'late'),
    release(4, 'later'),
    { at: at(6), do: 'get', key: 'a' },
  ],
  untilUs: at(8),
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'One Region on three stores; store 1 leads.' },
    ORDER_BEAT,
    {
      id: 'written',
      on: { kind: 'client.acked', nth: 2 },
      caption:
        'Store 1 has given the transfer up and leads on. A write is on stores 1 and 2, a majority: it is committed and acknowledged.',
    },
    {
      id: 'asks',
      on: { kind: 'raft.voted', nth: 2, region: 1, process: 'store-3' },
      caption:
        'The old order has arrived: store 3 asks for votes in a new term. Whoever leads must have everything that was committed, and its log lacks the second write.',
    },
    {
      id: 'read',
      on: { kind: 'client.acked', nth: 3 },
      caption: 'Another store was elected. What was acknowledged is still there.',
    },
  ],
});
