import type { GroupLoad } from '../raft/bench.ts';
import { benchGroup, benchMulti } from '../raft/bench.ts';
import type { BenchFigure } from './parts.ts';
import { median } from './stats.ts';

/** Entries per measured run: a few tenths of a second each on an ordinary machine. */
const ENTRIES: Readonly<Record<GroupLoad, number>> = { seq: 20_000, pipe: 20_000, batch: 100_000 };
const GROUPS = 1_000;
const ROUNDS = 20;

/** The consensus core alone; the first run of each kind only warms up and is not counted. */
export function benchRaft(now: () => number, runs: number): BenchFigure[] {
  const rate = (measure: () => { readonly entriesPerSecond: number }) => {
    measure();
    return median(Array.from({ length: runs }, () => measure().entriesPerSecond));
  };
  const figures: BenchFigure[] = [];
  for (const peers of [3, 5]) {
    for (const load of ['seq', 'pipe', 'batch'] as const) {
      figures.push({
        name: `raft: ${peers} peers, ${load}`,
        value: rate(() => benchGroup(peers, load, ENTRIES[load], now)),
        unit: 'entries/s',
      });
    }
  }
  for (const active of [GROUPS, GROUPS / 10]) {
    figures.push({
      name: `raft: ${GROUPS} groups, ${active} active`,
      value: rate(() => benchMulti(GROUPS, active, ROUNDS, now)),
      unit: 'entries/s',
    });
  }
  return figures;
}
