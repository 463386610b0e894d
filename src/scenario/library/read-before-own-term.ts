import { US_PER_MS } from '../../model/time.ts';
import type { ScenarioCommand } from '../document.ts';
import { at, drill, DRILL_LOAD, release } from './drill.ts';

/** What the store sends to store 1 takes a while, then nothing comes from there any more, and its disk gets slow. */
function leftBehind(store: number): ScenarioCommand[] {
  const to = `store-${store}`;
  return [
    {
      at: at(2),
      do: 'fault',
      id: `late-${store}`,
      fault: 'slow-link',
      with: { from: to, to: 'store-1', ways: 'one', addUs: 300 * US_PER_MS },
    },
    {
      at: at(2.4),
      do: 'fault',
      id: `cut-${store}`,
      fault: 'cut-link',
      with: { from: 'store-1', to, ways: 'one' },
    },
    {
      at: at(2.8),
      do: 'fault',
      id: `disk-${store}`,
      fault: 'slow-disk',
      with: { process: to, addUs: 700 * US_PER_MS },
    },
  ];
}

const COMMANDS: ScenarioCommand[] = [
  ...leftBehind(2),
  ...leftBehind(3),
  { at: at(2.3), do: 'put', key: 'aa-t000k0000', value: 'committed, and nobody was told' },
  { at: at(2.8), do: 'kill', process: 'store-1' },
  release(8, 'disk-2'),
  release(8, 'disk-3'),
];
COMMANDS.sort((a, b) => a.at - b.at);

/** Facts cdc B-36a, B-38 (tikv#6340, etcd#7331): what a new leader does not know yet. */
export const readBeforeOwnTerm = drill({
  id: 'read-before-own-term',
  title: 'A read before the new leader knows what is committed',
  shows:
    'Store 1 commits a write, tells the client, and dies before it can tell the other stores that it was committed. They hold it in their logs, and whoever is elected leads at once, but knows only an older commit index. Reads must wait until an entry of its own term is committed.',
  commands: COMMANDS,
  workload: [{ ...DRILL_LOAD, id: 'readers', threads: 2, keys: 1, readPercent: 100, endAtUs: at(8) }],
  untilUs: at(10),
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'Region 1 is led from store 1; two threads read one key.' },
    {
      id: 'cut',
      on: { at: at(2.4) },
      caption:
        'The write is in all logs. The stores’ answers still reach store 1, but nothing it says reaches them.',
    },
    {
      id: 'crash',
      on: { kind: 'process.crashed', nth: 1 },
      caption:
        'The client has its answer. Store 1 is gone, and with it the knowledge that the write is committed.',
    },
    {
      id: 'elected',
      on: { kind: 'raft.role-changed', nth: 7, region: 1, process: 'store-2' },
      caption:
        'A new leader. Its disk is slow, and so its first own entry is: the readers have to wait for it.',
    },
  ],
});
