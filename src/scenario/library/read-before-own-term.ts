import type { ScenarioCommand } from '../document.ts';
import { at, drill, release } from './drill.ts';
import { slowWay } from './line-faults.ts';

/** What the store was told to keep is not on its disk before the stall ends. */
function stallDisk(when: number, store: number): ScenarioCommand {
  return {
    at: at(when),
    do: 'fault',
    id: `disk-${store}`,
    fault: 'stall-disk',
    with: { process: `store-${store}` },
  };
}

/** Facts cdc B-36a, B-38 (tikv#6340, etcd#7331): what a new leader does not know yet. */
export const readBeforeOwnTerm = drill({
  id: 'read-before-own-term',
  title: 'A read before the new leader knows what is committed',
  shows:
    'Store 1 commits a write with store 3, tells the client, and hands leadership to store 3 before it has told it that the write is committed. Store 3 has it in its log and leads at once, but knows only an older commit index. Reads must wait until an entry of its own term is committed (R-READ-OWN-TERM).',
  workload: [],
  cluster: { splitKeys: [] },
  commands: [
    { at: at(0.5), do: 'put', key: 'a', value: 'first' },
    // Renews the lease: the write need not wait for a quorum to confirm the leader first.
    { at: at(1.45), do: 'get', key: 'a' },
    // Store 2 later than store 3: so it is the answer of store 3 that commits the write, and the order to lead is next.
    slowWay(1.5, 'late-12', 1, 2, 350_000),
    slowWay(1.5, 'late-13', 1, 3, 300_000),
    { at: at(1.55), do: 'transferLeader', region: 1, store: 3 },
    { at: at(1.6), do: 'put', key: 'a', value: 'second' },
    slowWay(2, 'late-31', 3, 1, 100_000),
    slowWay(2, 'late-32', 3, 2, 100_000),
    stallDisk(2.36, 1),
    stallDisk(2.36, 2),
    { at: at(2.8), do: 'get', key: 'a' },
    release(3.5, 'disk-1'),
    release(3.5, 'disk-2'),
  ],
  untilUs: at(5),
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'One Region on three stores; store 1 leads.' },
    {
      id: 'late',
      on: { kind: 'fault.began', nth: 2 },
      caption:
        'What store 1 says is late at the others. It is asked to hand over to store 3, and a write comes to it meanwhile.',
    },
    {
      id: 'written',
      on: { kind: 'client.acked', nth: 3 },
      caption:
        'Store 3 has the write and says so: it is committed, and the client has its answer. What store 1 tells store 3 next is that it may lead, not that the write is committed.',
    },
    {
      id: 'elected',
      on: { kind: 'raft.role-changed', nth: 4, region: 1, process: 'store-3' },
      caption:
        'Store 3 leads. The first entry of its term is under way to stores 1 and 2, whose disks are about to hang.',
    },
    {
      id: 'read',
      on: { at: at(2.8) },
      caption:
        'A read comes to the new leader. The others confirm that it leads; but what was committed before, it knows only when its own entry is.',
    },
    {
      id: 'known',
      on: { kind: 'client.acked', nth: 4 },
      caption:
        'The disks go on, the entry is committed, and with it the write before it: now the read is answered.',
    },
  ],
});
