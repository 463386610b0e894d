import { WATCHABLE_CONFIG } from '../defaults.ts';
import type { ScenarioCommand } from '../document.ts';
import { at, drill, release } from './drill.ts';
import { lateOrder, ORDER_BEAT } from './late-order.ts';
import { cutBetween, slowWay } from './line-faults.ts';

/** Written to store 1 alone, 10 ms apart: each is an entry of its own. */
const WRITES: readonly ScenarioCommand[] = ['a', 'b', 'c', 'd', 'e', 'f'].map((key, i) => ({
  at: at(2.8 + i / 100),
  do: 'put',
  key,
  value: 'second',
  store: 1,
}));

/** Facts raft 18; Raft §5.4.2, figure 8. */
export const oldTermEntry = drill({
  id: 'old-term-entry',
  title: 'An entry of an earlier term',
  shows:
    'Figure 8 of the Raft paper, on three stores. Store 1 leads again and brings entries of its former term to store 2: that makes a majority. But store 3 has led in between and holds a newer entry at ' +
    'the same place: it can still win and overwrite them. So a leader counts copies only of entries of its own term, and the others are committed with them (R-COMMIT-OWN-TERM). Messages carry one entry ' +
    'each here, and one is on its way at a time.',
  config: {
    ...WATCHABLE_CONFIG,
    raft: { ...WATCHABLE_CONFIG.raft, maxSizePerMsgBytes: 64, maxInflightMsgs: 1 },
    // A line that was cut is noticed before it is healed: otherwise it loses what is said next, which may be a request for votes.
    net: { ...WATCHABLE_CONFIG.net, keepaliveTimeoutUs: 500_000 },
  },
  seed: 2,
  workload: [],
  cluster: { splitKeys: [] },
  commands: [
    { at: at(0.5), do: 'put', key: 'a', value: 'first' },
    ...lateOrder,
    // Quorum confirmed: without it store 1 takes no write after a transfer that was given up.
    { at: at(2.73), do: 'get', key: 'a' },
    cutBetween(2.77, 'cut-12', 1, 2),
    ...WRITES,
    slowWay(2.9, 'late-32', 3, 2, 300_000),
    cutBetween(3.1, 'cut-13', 1, 3),
    cutBetween(3.45, 'cut-23', 2, 3),
    release(3.5, 'cut-12'),
    slowWay(3.5, 'late-12', 1, 2, 300_000),
    { at: at(6.4), do: 'kill', process: 'store-1' },
    release(6.5, 'cut-23'),
    release(6.5, 'late-32'),
    release(11, 'cut-13'),
    release(11, 'late-12'),
    { at: at(11), do: 'restart', process: 'store-1' },
  ],
  untilUs: at(12.5),
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'One Region on three stores; store 1 leads.' },
    ORDER_BEAT,
    {
      id: 'alone',
      on: { kind: 'fault.began', nth: 3 },
      caption:
        'Store 1 has given the transfer up and leads on. Six writes come to it, but it is cut off from store 2: they stand in its log alone, with the term of its reign.',
    },
    {
      id: 'another',
      on: { kind: 'raft.persisted', nth: 3, region: 1, process: 'store-3' },
      caption:
        'The old order made store 3 campaign, and store 2 elected it. It begins its reign with an entry of its own, at the same place as the first of the six. Before it reaches store 2, the line between them is cut.',
    },
    {
      id: 'back',
      on: { kind: 'raft.role-changed', nth: 7, region: 1, process: 'store-1' },
      caption:
        'Store 1 leads again, in a third term, and brings its old entries to store 2, one after the other. Two of three have them, but they may not count as committed yet.',
    },
    {
      id: 'gone',
      on: { kind: 'process.crashed', nth: 1 },
      caption: 'Store 1 fails before the first entry of its new term has arrived anywhere.',
    },
    {
      id: 'overwritten',
      on: { kind: 'raft.committed', nth: 3, region: 1, process: 'store-3' },
      caption:
        'Store 3 won: its last entry has the higher term. The old entries of store 1 are gone from store 2, and nobody was told that they were written.',
    },
  ],
});
