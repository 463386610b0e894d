import type { GroupLoad } from '../raft/bench.ts';
import { benchGroup, benchMulti, idleGroups } from '../raft/bench.ts';
import { heapBytesOf } from './memory.ts';
import type { BenchFigure } from './parts.ts';
import { median } from './stats.ts';

/** Entries per measured run: a few tenths of a second each on an ordinary machine. */
const ENTRIES: Readonly<Record<GroupLoad, number>> = { seq: 20_000, pipe: 20_000, batch: 200_000 };
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

/** The consensus core alone; the first run of each kind only warms up and is not counted. */
export function benchRaft(now: () => number, runs: number): BenchFigure[] {
  const rate = (measure: () => number) => {
    measure();
    return median(Array.from({ length: runs }, measure));
  };
  const figures: BenchFigure[] = [];
  const add = (name: string, value: number, unit: string) => {
    const [etcd, raftRs] = OTHERS[name] ?? [null, null];
    figures.push({ name: `raft: ${name}`, value, unit, etcd, raftRs });
  };
  for (const peers of [3, 5]) {
    for (const load of ['seq', 'pipe', 'batch'] as const) {
      const value = rate(() => benchGroup(peers, load, ENTRIES[load], now).entriesPerSecond);
      add(`${peers} peers, ${load}`, value, 'entries/s');
    }
  }
  for (const active of [GROUPS, GROUPS / 10]) {
    const value = rate(() => benchMulti(GROUPS, active, ROUNDS[active] ?? 20, now).entriesPerSecond);
    add(`${GROUPS} groups, ${active} active`, value, 'entries/s');
  }
  const heartbeats = rate(() => benchMulti(GROUPS, 0, ROUNDS[0] ?? 20, now).messagesPerSecond);
  add(`${GROUPS} groups, 0 active`, heartbeats, 'messages/s');
  const bytes = heapBytesOf(() => idleGroups(GROUPS));
  if (bytes !== null) add('idle peer', bytes / (3 * GROUPS), 'bytes');
  return figures;
}
