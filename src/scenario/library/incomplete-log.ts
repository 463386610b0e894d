import { at, drill, DRILL_LOAD } from './drill.ts';

/** Facts raft 3; Raft §5.4.1. */
export const incompleteLog = drill({
  id: 'incomplete-log',
  title: 'A candidate that missed something',
  shows:
    'Store 3 is cut off for less than an election timeout and misses what the others commit. Then store 1 fails, and stores 2 and 3 both want to lead. Store 2 refuses a candidate whose log ends before its own ' +
    '(R-VOTE-LOG-CHECK); otherwise store 3 would lead without what clients were told is written.',
  seed: 8,
  workload: [{ ...DRILL_LOAD, endAtUs: at(9) }],
  commands: [
    { at: at(2.5), do: 'fault', id: 'from-1', fault: 'cut-link', with: { from: 'store-1', to: 'store-3' } },
    { at: at(2.5), do: 'fault', id: 'from-2', fault: 'cut-link', with: { from: 'store-2', to: 'store-3' } },
    { at: at(3.2), do: 'kill', process: 'store-1' },
    { at: at(3.25), do: 'heal', id: 'from-1' },
    { at: at(3.25), do: 'heal', id: 'from-2' },
    { at: at(7), do: 'restart', process: 'store-1' },
  ],
  untilUs: at(10),
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'Two Regions on three stores, and a light load.' },
    {
      id: 'cut',
      on: { kind: 'fault.began', nth: 1 },
      caption: 'Store 3 is cut off. The other two are a majority and go on committing.',
    },
    {
      id: 'killed',
      on: { kind: 'process.crashed', nth: 1 },
      caption: 'Store 1 fails, store 3 is back. Whoever leads now must have everything that was committed.',
    },
    {
      id: 'back',
      on: { kind: 'raft.recovered', nth: 1 },
      caption: 'Store 1 is back and follows. Nothing that was acknowledged is missing.',
    },
  ],
});
