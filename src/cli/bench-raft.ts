import { must } from '../base/assert.ts';
import type { GroupLoad } from '../raft/bench.ts';
import { benchGroup, benchMulti, idleGroups } from '../raft/bench.ts';
import { heapBytesOf } from './memory.ts';
import type { BenchFigure } from './parts.ts';
import { median } from './stats.ts';

/** Entries per measured run: a few tenths of a second each on an ordinary machine. */
const ENTRIES: Readonly<Record<GroupLoad, number>> = { seq: 20_000, pipe: 20_000, batch: 200_000 };
const LOADS: readonly GroupLoad[] = ['seq', 'pipe', 'batch'];
const GROUPS = 1_000;
/** Rounds by how many groups are active: about as long for each. */
const ROUNDS: Readonly<Record<number, number>> = { 1000: 20, 100: 40, 0: 40 };

/** What other libraries did with the same load, on another machine (facts baselines): etcd-io/raft 3.6.0 and tikv/raft-rs 0.7. */
const OTHERS: Readonly<Record<string, readonly [number, number]>> = {
  '3 peers, seq': [59_800, 127_800],
  '3 peers, pipe': [60_100, 120_400],
  '3 peers, batch': [692_400, 1_190_000],
  '5 peers, seq': [40_000, 71_800],
  '5 peers, pipe': [32_500, 67_800],
  '5 peers, batch': [392_000, 635_600],
  '1000 groups, 1000 active': [35_500, 46_600],
  '1000 groups, 100 active': [17_600, 23_100],
  '1000 groups, 0 active': [761_100, 1_100_000],
  'idle peer': [2_200, 3_100],
};

/** Rows in the order of the table. */
export const RAFT_BENCHES: readonly string[] = Object.keys(OTHERS);

/**
 * One row of the consensus core alone: the first run only warms up and is not counted. Null when it cannot be measured here.
 * Each row wants a thread of its own: code that was compiled for another row, and its garbage, would be in the figure.
 */
export function benchRaft(row: string, runs: number, now: () => number): BenchFigure | null {
  const rate = (measure: () => number) => {
    measure();
    return median(Array.from({ length: runs }, measure));
  };
  const figure = (value: number, unit: string): BenchFigure => {
    const [etcd, raftRs] = OTHERS[row] ?? [null, null];
    return { name: `raft: ${row}`, value, unit, etcd, raftRs };
  };
  const [first = '', second = ''] = row.split(', ');
  if (first === 'idle peer') {
    const bytes = heapBytesOf(() => idleGroups(GROUPS));
    return bytes === null ? null : figure(bytes / (3 * GROUPS), 'bytes');
  }
  if (first.endsWith('groups')) {
    const active = Number(second.replace(' active', ''));
    const run = () => benchMulti(GROUPS, active, ROUNDS[active] ?? 20, now);
    return active === 0
      ? figure(
          rate(() => run().messagesPerSecond),
          'messages/s',
        )
      : figure(
          rate(() => run().entriesPerSecond),
          'entries/s',
        );
  }
  const load = must(
    LOADS.find((each) => each === second),
    `a load of the row ${row}`,
  );
  const peers = Number(first.replace(' peers', ''));
  return figure(
    rate(() => benchGroup(peers, load, ENTRIES[load], now).entriesPerSecond),
    'entries/s',
  );
}
