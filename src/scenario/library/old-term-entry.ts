import { WATCHABLE_CONFIG } from '../defaults.ts';
import { at, drill } from './drill.ts';

const cut = (from: number, to: number) => ({ from: `store-${from}`, to: `store-${to}` });
const late = (from: number, to: number) => ({ ...cut(from, to), ways: 'one', addUs: 300_000 });

/** Facts raft 18; Raft §5.4.2, figure 8. */
export const oldTermEntry = drill({
  id: 'old-term-entry',
  title: 'An entry of an earlier term',
  shows:
    'Figure 8 of the Raft paper, on three stores. Store 1 leads again and brings an entry of its former term to store 2: that makes a majority. But store 3 has led in between and holds a newer entry at ' +
    'the same place: it can still win and overwrite it. So a leader counts copies only of entries of its own term, and the others are committed with them (R-COMMIT-OWN-TERM). Messages carry one entry ' +
    'each here.',
  config: {
    ...WATCHABLE_CONFIG,
    raft: { ...WATCHABLE_CONFIG.raft, maxSizePerMsgBytes: 64 },
  },
  seed: 2,
  workload: [],
  cluster: { splitKeys: [] },
  commands: [
    { at: at(0.5), do: 'put', key: 'a', value: 'first' },
    { at: at(1), do: 'fault', id: 'cut-2', fault: 'cut-link', with: cut(1, 2) },
    { at: at(1), do: 'fault', id: 'cut-3', fault: 'cut-link', with: cut(1, 3) },
    { at: at(1.05), do: 'put', key: 'a', value: 'second' },
    { at: at(1.1), do: 'kill', process: 'store-2' },
    { at: at(1.1), do: 'fault', id: 'late-3', fault: 'slow-link', with: late(3, 2) },
    { at: at(3), do: 'restart', process: 'store-2' },
    { at: at(3.8), do: 'fault', id: 'cut-23', fault: 'cut-link', with: cut(2, 3) },
    { at: at(3.85), do: 'fault', id: 'late-1', fault: 'slow-link', with: late(1, 2) },
    { at: at(3.85), do: 'heal', id: 'cut-2' },
    { at: at(7.45), do: 'kill', process: 'store-1' },
    { at: at(7.45), do: 'fault', id: 'cut-2-again', fault: 'cut-link', with: cut(1, 2) },
    { at: at(7.5), do: 'heal', id: 'cut-23' },
    { at: at(7.5), do: 'heal', id: 'late-3' },
    { at: at(10.5), do: 'heal', id: 'cut-2-again' },
    { at: at(10.5), do: 'heal', id: 'cut-3' },
    { at: at(10.5), do: 'heal', id: 'late-1' },
    { at: at(10.5), do: 'restart', process: 'store-1' },
  ],
  untilUs: at(12),
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'One Region on three stores; store 1 leads.' },
    {
      id: 'alone',
      on: { kind: 'fault.began', nth: 2 },
      caption:
        'Store 1 is cut off. A write comes to it and stands in its log alone, with the term of its reign.',
    },
    {
      id: 'another',
      on: { kind: 'raft.role-changed', nth: 5, region: 1, process: 'store-3' },
      caption:
        'Store 3 is elected by store 2 and begins its reign with an entry of its own, at the same place. Before it reaches store 2, the line between them is cut.',
    },
    {
      id: 'back',
      on: { kind: 'raft.role-changed', nth: 9, region: 1, process: 'store-1' },
      caption:
        'Store 1 leads again, in a third term, and brings its old entry to store 2. Two of three have it, but it may not count as committed yet.',
    },
    {
      id: 'gone',
      on: { kind: 'process.crashed', nth: 2 },
      caption: 'Store 1 fails before the first entry of its new term has arrived anywhere.',
    },
    {
      id: 'overwritten',
      on: { at: at(10) },
      caption:
        'Store 3 won: its last entry has the higher term. The old entry of store 1 is gone from store 2, and nobody was told that it was written.',
    },
  ],
});
